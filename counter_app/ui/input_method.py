"""Typing Chinese on Linux: which way this program talks to the desktop's input method.

The Qt that comes with the program brings the plug-in for ibus but none for fcitx, which most
Chinese desktops use. Before the application is made it is seen to that one of these holds: the
plug-in lies beside ours (packaging/input_method.sh); the system's own fits our Qt, symbol by
symbol, and is shown to it alone, without the rest of the system's plug-ins; or fcitx5 runs, which
speaks ibus as well. Otherwise the person is told (docs/input-methods.md).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass
from pathlib import Path

_WISH = "QT_IM_MODULE"
_FCITX = ("fcitx", "fcitx5")
_FOLDER = "platforminputcontexts"
_PATTERN = "*fcitx*platforminputcontextplugin*.so"
#: Where systems keep the plug-ins of their own Qt 6.
SYSTEM_FOLDERS = (
    "/usr/lib/x86_64-linux-gnu/qt6/plugins",
    "/usr/lib/aarch64-linux-gnu/qt6/plugins",
    "/usr/lib/qt6/plugins",
    "/usr/lib64/qt6/plugins",
)


@dataclass(frozen=True)
class Plan:
    """``module``: what QT_IM_MODULE should be, "" to leave it. ``plugin``: of the system, to be
    shown to our Qt. ``trouble``: Chinese cannot be typed, and why."""

    module: str = ""
    plugin: Path | None = None
    trouble: str = ""


def plan(
    wish: str,
    own: Iterable[Path],
    systems: Iterable[Path],
    running: frozenset[str],
    fits: Callable[[Path], bool],
) -> Plan:
    """What to do where the desktop asks for ``wish``.

    ``own``: fcitx plug-ins of our Qt, ``systems``: those of the system's; ``running``: names of
    this person's processes; ``fits``: whether a plug-in can be loaded by our Qt.
    """
    if wish not in _FCITX or any(own):
        return Plan()
    for plugin in systems:
        if fits(plugin):
            return Plan(plugin=plugin)
    if "fcitx5" in running:
        return Plan(module="ibus")
    return Plan(
        trouble="本程序还不能与这台电脑的输入法（fcitx）连接，暂时打不出汉字。"
        "请管理员按安装说明运行 packaging/input_method.sh"
    )


def prepare(environment: MutableMapping[str, str] | None = None) -> str:
    """Do it for this process, before the application is made. Returns the trouble, or ""."""
    told = os.environ if environment is None else environment
    wish = told.get(_WISH, "")
    if wish not in _FCITX:
        return ""  # the usual case elsewhere: nothing is looked at
    from PySide6.QtCore import QLibraryInfo

    own = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    made = plan(wish, plugins_in(own), _of_system(), _running(), fits)
    if made.module:
        told[_WISH] = made.module
    if made.plugin is not None:
        _show(made.plugin)
    return made.trouble


def plugins_in(folder: Path) -> list[Path]:
    """The fcitx plug-ins below a folder of Qt plug-ins."""
    return sorted((folder / _FOLDER).glob(_PATTERN))


def fits(plugin: Path) -> bool:
    """Whether every symbol the plug-in needs is in the Qt of this program.

    Qt itself would load it as soon as the version is not too new and fail at the first key.
    """
    import ctypes

    from PySide6.QtCore import QLibraryInfo

    libraries = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.LibrariesPath))
    try:
        for name in ("Core", "Gui", "DBus"):  # ours first, or the system's would be taken
            ctypes.CDLL(str(libraries / f"libQt6{name}.so.6"), mode=os.RTLD_NOW | os.RTLD_GLOBAL)
        ctypes.CDLL(str(plugin), mode=os.RTLD_NOW)
    except OSError:
        return False
    return True


def _of_system() -> list[Path]:
    return [each for folder in SYSTEM_FOLDERS for each in plugins_in(Path(folder))]


def _running() -> frozenset[str]:
    """Names of this person's processes."""
    names = set()
    me = os.getuid()
    for entry in os.scandir("/proc"):
        try:
            if entry.name.isdigit() and entry.stat().st_uid == me:
                names.add(Path(entry.path, "comm").read_text().strip())
        except OSError:
            continue  # ended meanwhile
    return frozenset(names)


def _show(plugin: Path) -> None:
    """Let our Qt find this one plug-in: a folder with nothing but a link to it."""
    import atexit
    import shutil
    import tempfile

    from PySide6.QtCore import QCoreApplication

    root = Path(tempfile.mkdtemp(prefix="counter-app-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    folder = root / _FOLDER
    folder.mkdir()
    (folder / plugin.name).symlink_to(plugin)
    QCoreApplication.addLibraryPath(str(root))

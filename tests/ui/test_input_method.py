"""Which way Chinese is typed on Linux: the plan as a table, and the check of symbols for real."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLibraryInfo

from counter_app.ui import input_method
from counter_app.ui.input_method import Plan, fits, plan, plugins_in, prepare

ROOT = Path(__file__).resolve().parents[2]
OWN, SYSTEM = Path("own.so"), Path("system.so")
PLUGINS = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a matter of Linux")


@pytest.mark.parametrize(
    ("wish", "own", "systems", "running", "good", "expected"),
    [
        ("", [], [], "", False, Plan()),
        ("ibus", [], [SYSTEM], "fcitx", True, Plan()),
        ("fcitx", [OWN], [SYSTEM], "fcitx", True, Plan()),
        ("fcitx", [], [SYSTEM], "fcitx", True, Plan(plugin=SYSTEM)),
        ("fcitx5", [], [SYSTEM], "fcitx5", False, Plan(module="ibus")),
        ("fcitx", [], [], "fcitx5", False, Plan(module="ibus")),
    ],
)
def test_plan(wish, own, systems, running, good, expected) -> None:
    assert plan(wish, own, systems, frozenset(running.split()), lambda each: good) == expected


def test_fcitx_four_without_a_plugin_is_told() -> None:
    made = plan("fcitx", [], [SYSTEM], frozenset({"fcitx"}), lambda each: False)
    assert (made.module, made.plugin) == ("", None)
    assert "打不出汉字" in made.trouble
    assert "input_method.sh" in made.trouble


@linux
def test_our_own_plugin_fits() -> None:
    ibus = PLUGINS / "platforminputcontexts" / "libibusplatforminputcontextplugin.so"
    assert fits(ibus)
    assert not fits(Path("/nowhere/libfcitx.so"))


@linux
@pytest.mark.skipif(shutil.which("cc") is None, reason="no compiler here")
def test_a_plugin_that_lacks_a_symbol_does_not_fit(tmp_path: Path) -> None:
    """As the one of a Linux distribution built for another Qt: it loads, and fails at a key."""
    source, made = tmp_path / "plugin.c", tmp_path / "libfcitxplatforminputcontextplugin-qt6.so"
    source.write_text("void not_in_any_qt(void);\nvoid key(void) { not_in_any_qt(); }\n")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", str(made), str(source)], check=True)
    assert not fits(made)
    done = subprocess.run(
        ["bash", "packaging/input_method.sh", "--python", sys.executable, str(made)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "不匹配" in done.stderr
    assert plugins_in(PLUGINS) == []


@linux
def test_the_plugin_of_the_system_is_shown_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "platforminputcontexts"
    folder.mkdir()
    name = "libfcitx5platforminputcontextplugin.so"
    shutil.copy(
        PLUGINS / "platforminputcontexts/libibusplatforminputcontextplugin.so", folder / name
    )
    (tmp_path / "styles").mkdir()
    monkeypatch.setattr(input_method, "SYSTEM_FOLDERS", (str(tmp_path),))
    before = QCoreApplication.libraryPaths()
    assert prepare({"QT_IM_MODULE": "fcitx"}) == ""
    (added,) = set(QCoreApplication.libraryPaths()) - set(before)
    assert [each.relative_to(added).as_posix() for each in Path(added).rglob("*")] == [
        "platforminputcontexts", f"platforminputcontexts/{name}",
    ]  # fmt: skip
    QCoreApplication.removeLibraryPath(added)
    shutil.rmtree(added)

"""Finds, and as root on apt systems installs, the system libraries the counter needs.

Qt's wheels bring nearly everything; what they leave to the system is looked for by loading
it, so that it does not matter how a distribution calls the package. Where the script may
not install, it names the one command that does and ends well: the program says on its own
what it cannot do, and tests that need a missing part are skipped with that reason.
"""

from __future__ import annotations

import argparse
import ctypes
import glob
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

#: What was missing when an installation last failed: not tried again on every ``make``.
TRIED = Path(".venv") / ".system-libraries-tried"


@dataclass(frozen=True)
class Part:
    """One thing the system must have.

    ``name`` is a shared library, or a program if it holds no ``.so``; ``apt`` lists the
    package names it goes by, newest distribution first; ``rpm`` is only for programs,
    because dnf installs a library by its own name.
    """

    name: str
    apt: tuple[str, ...]
    rpm: str = ""

    @property
    def is_library(self) -> bool:
        return ".so" in self.name


#: Qt without a screen (offscreen), then Qt on X11, then printing.
FOR_RUN = (
    Part("libEGL.so.1", ("libegl1",)),
    Part("libGL.so.1", ("libgl1",)),
    Part("libglib-2.0.so.0", ("libglib2.0-0t64", "libglib2.0-0")),
    Part("libgthread-2.0.so.0", ("libglib2.0-0t64", "libglib2.0-0")),
    Part("libfontconfig.so.1", ("libfontconfig1",)),
    Part("libfreetype.so.6", ("libfreetype6",)),
    Part("libdbus-1.so.3", ("libdbus-1-3",)),
    Part("libxkbcommon.so.0", ("libxkbcommon0",)),
    Part("libX11.so.6", ("libx11-6",)),
    Part("libX11-xcb.so.1", ("libx11-xcb1",)),
    Part("libxcb-cursor.so.0", ("libxcb-cursor0",)),
    Part("libxcb-icccm.so.4", ("libxcb-icccm4",)),
    Part("libxcb-image.so.0", ("libxcb-image0",)),
    Part("libxcb-keysyms.so.1", ("libxcb-keysyms1",)),
    Part("libxcb-randr.so.0", ("libxcb-randr0",)),
    Part("libxcb-render-util.so.0", ("libxcb-render-util0",)),
    Part("libxcb-shape.so.0", ("libxcb-shape0",)),
    Part("libxcb-xkb.so.1", ("libxcb-xkb1",)),
    Part("libxkbcommon-x11.so.0", ("libxkbcommon-x11-0",)),
    Part("libcups.so.2", ("libcups2t64", "libcups2")),
)

#: Tests read printed PDFs, start a PostgreSQL and a print service of their own, open windows on a
#: virtual screen and the public pages in a phone's browser.
FOR_TEST = (
    Part("pdftoppm", ("poppler-utils",), "poppler-utils"),
    Part("initdb", ("postgresql",), "postgresql-server"),
    Part("Xvfb", ("xvfb",), "xorg-x11-server-Xvfb"),
    Part("xauth", ("xauth",), "xorg-x11-xauth"),
    Part("cupsd", ("cups-daemon",), "cups"),
    Part("lpstat", ("cups-client",), "cups-client"),
    Part("chromium", ("chromium",), "chromium"),
)


def is_there(part: Part) -> bool:
    """Whether the library loads, or the program is found."""
    if not part.is_library:
        # Debian keeps PostgreSQL's programs out of PATH, one folder a version, and daemons out
        # of everybody's but root's.
        elsewhere = ("/usr/lib/postgresql/*/bin", "/usr/sbin")
        return bool(
            shutil.which(part.name) or any(glob.glob(f"{each}/{part.name}") for each in elsewhere)
        )
    try:
        ctypes.CDLL(part.name)
    except OSError:
        return False
    return True


def quiet(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in plain English output, without questions."""
    environment = {**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def has_candidate(package: str) -> bool:
    """Whether apt could install ``package`` now."""
    for line in quiet("apt-cache", "policy", package).stdout.splitlines():
        label, _, version = line.strip().partition(": ")
        if label == "Candidate":
            return version != "(none)"
    return False


def apt_packages(parts: list[Part]) -> list[str]:
    """The package names this system knows for ``parts``; the oldest name where it knows none."""
    chosen: list[str] = []
    for part in parts:
        name = next((name for name in part.apt if has_candidate(name)), part.apt[-1])
        if name not in chosen:
            chosen.append(name)
    return chosen


def install(missing: list[Part]) -> str:
    """Install by apt as root. Returns what apt complained about, empty if it did not."""
    update = quiet("apt-get", "update")
    packages = [name for name in apt_packages(missing) if has_candidate(name)]
    if not packages:
        return update.stderr
    print(f"正在安装系统库:{' '.join(packages)}", file=sys.stderr)
    options = ("-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120")
    answer = quiet("apt-get", "install", *options, *packages)
    return "" if answer.returncode == 0 else answer.stderr


def command_for(missing: list[Part]) -> str:
    """The one command a person with the right to do so can run here; empty if unknown."""
    if shutil.which("apt-get"):
        packages = " ".join(apt_packages(missing))
        return (
            f"sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends {packages}'"
        )
    for tool in ("dnf", "yum"):
        if shutil.which(tool):
            names = [f"'{p.name}()(64bit)'" if p.is_library else p.rpm for p in missing]
            return f"sudo {tool} install -y {' '.join(names)}"
    return ""


def tell(missing: list[Part], complaint: str) -> None:
    """Say what is missing and how to get it."""
    names = "、".join(part.name for part in missing)
    print(f"缺少系统部件:{names}。", file=sys.stderr)
    if complaint.strip():
        print(f"自动安装没有成功:{complaint.strip().splitlines()[-1]}", file=sys.stderr)
    command = command_for(missing)
    if command:
        print(f"请运行这一条命令补齐:\n    {command}", file=sys.stderr)
    else:
        print("请用本系统的软件包管理工具安装提供它们的软件包。", file=sys.stderr)
    print("现在先继续;用到它们的测试会跳过并说明原因。", file=sys.stderr)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--need", choices=("run", "test"), default="test")
    options.add_argument("--again", action="store_true", help="try although it failed before")
    chosen = options.parse_args()
    if not sys.platform.startswith("linux"):
        return

    parts = FOR_RUN if chosen.need == "run" else FOR_RUN + FOR_TEST
    missing = [part for part in parts if not is_there(part)]
    if not missing:
        return
    state = " ".join(part.name for part in missing)
    complaint = ""
    tried = TRIED.exists() and TRIED.read_text(encoding="utf-8") == state
    if os.geteuid() == 0 and shutil.which("apt-get") and (chosen.again or not tried):
        complaint = install(missing)
        missing = [part for part in missing if not is_there(part)]
    if missing:
        TRIED.write_text(" ".join(part.name for part in missing), encoding="utf-8")
        tell(missing, complaint)


if __name__ == "__main__":
    main()

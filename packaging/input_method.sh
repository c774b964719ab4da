#!/usr/bin/env bash
# Puts the input-method plug-in of fcitx beside the Qt of the installed program, when it fits.
#
#   packaging/input_method.sh [--python PYTHON] [PLUGIN.so]
#
# PYTHON is the interpreter of the program's environment (default: .venv/bin/python, else the one
# of /opt/counter-app). Without PLUGIN.so the plug-ins of the system are tried. Nothing is copied
# that our Qt cannot load, symbol by symbol: such a plug-in would fail at the first key.
set -euo pipefail

python=""
if [ "${1:-}" = "--python" ]; then
    python="$2"
    shift 2
fi
if [ -z "$python" ]; then
    for each in .venv/bin/python /opt/counter-app/bin/python; do
        [ -x "$each" ] && python="$each" && break
    done
fi
[ -n "$python" ] || { echo "没有找到程序的 Python,请用 --python 指明" >&2; exit 1; }

exec "$python" - "$@" <<'PYTHON'
import shutil
import sys
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, qVersion

from counter_app.ui.input_method import SYSTEM_FOLDERS, fits, plugins_in

own = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
if plugins_in(own):
    print(f"已有输入法插件:{plugins_in(own)[0]}")
    sys.exit(0)
given = [Path(each) for each in sys.argv[1:]]
tried = given or [each for folder in SYSTEM_FOLDERS for each in plugins_in(Path(folder))]
for plugin in tried:
    if not plugin.is_file():
        print(f"没有这个文件:{plugin}", file=sys.stderr)
        continue
    if not fits(plugin):
        print(f"与本程序的 Qt {qVersion()} 不匹配,没有安装:{plugin}", file=sys.stderr)
        continue
    target = own / "platforminputcontexts" / plugin.name
    shutil.copyfile(plugin, target)
    target.chmod(0o644)
    print(f"已安装输入法插件:{target}")
    sys.exit(0)
print(
    "没有可用的输入法插件。fcitx5 不需要插件,程序会自动改用 ibus 方式;"
    "fcitx 4 请按 docs/input-methods.md 编译插件后再运行本脚本。",
    file=sys.stderr,
)
sys.exit(1)
PYTHON

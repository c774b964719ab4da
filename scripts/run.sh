#!/usr/bin/env bash
# Opens the demonstration counter; on a machine without a screen it walks through a whole
# counter day by itself instead and leaves pictures and PDFs in out/walkthrough.
set -euo pipefail
cd "$(dirname "$0")/.."

case "$(uname -s)" in MINGW* | MSYS* | CYGWIN*) bin=.venv/Scripts ;; *) bin=.venv/bin ;; esac

# Qt wants a UTF-8 locale; a bare server has none set.
case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in *UTF-8* | *utf8*) ;; *) export LC_ALL=C.UTF-8 ;; esac

has_screen() {
    case "$(uname -s)" in Darwin | MINGW* | MSYS* | CYGWIN*) return 0 ;; esac
    if [ -n "${WAYLAND_DISPLAY:-}" ]; then
        case "$WAYLAND_DISPLAY" in
        /*) [ -S "$WAYLAND_DISPLAY" ] && return 0 ;;
        *) [ -S "${XDG_RUNTIME_DIR:-/nonexistent}/$WAYLAND_DISPLAY" ] && return 0 ;;
        esac
    fi
    # DISPLAY may be left over from a closed session: ask the screen itself.
    [ -n "${DISPLAY:-}" ] && "$bin/python" - <<'PY'
import ctypes, sys
try:
    x11 = ctypes.CDLL("libX11.so.6")
except OSError:
    sys.exit(1)
x11.XOpenDisplay.restype = ctypes.c_void_p
sys.exit(0 if x11.XOpenDisplay(None) else 1)
PY
}

if has_screen; then
    exec "$bin/counter-app" demo "$@"
fi

out=out/walkthrough
echo "这台机器没有可用的屏幕,改为自动演示柜台的一天;每个页面的图片和每份单据会写到 $out。"
mkdir -p "$out"
export QT_QPA_PLATFORM="${QT_QPA_PLATFORM:-offscreen}"
exec "$bin/counter-app" demo --walkthrough "$out" "$@"

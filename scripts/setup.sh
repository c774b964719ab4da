#!/usr/bin/env bash
# Makes this checkout ready: Python, .venv with the exact packages, system libraries.
# Running it again when nothing changed takes a fraction of a second.
#
#   scripts/setup.sh [--need run|test] [--again]
#
#   --need run    only what the counter itself needs of the system (default: test, everything)
#   --again       try to install missing system libraries even if that failed before
#
# It uses the package indexes that pip or uv is set up for here, and writes no such setting.
set -euo pipefail
cd "$(dirname "$0")/.."

need=test
again=
while [ $# -gt 0 ]; do
    case "$1" in
    --need) need="$2" && shift 2 ;;
    --again) again=--again && shift ;;
    *) echo "setup.sh: unknown argument $1" >&2 && exit 2 ;;
    esac
done

say() { printf '%s\n' "$*" >&2; }
die() { say "$@" && exit 1; }

# ---------------------------------------------------------------- Python

suits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))'

find_python() {
    local candidate
    for candidate in "${COUNTER_PYTHON:-}" python3 python3.13 python3.12 python3.11 python \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[123].*/bin/python; do
        if [ -n "$candidate" ] && "$candidate" -c "$suits" >/dev/null 2>&1; then
            # The real interpreter, not a version manager's shim: the shim may answer otherwise later.
            "$candidate" -c 'import sys; print(sys.executable)'
            return 0
        fi
    done
    return 1
}

on_apt_as_root() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

apt_install() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >&2 || true
    apt-get install -y -qq --no-install-recommends "$@" >&2
}

apt_python() { # the newest Python of this system that suits, e.g. python3.11; nothing if none
    local name
    for name in python3.13 python3.12 python3.11; do
        case "$(LC_ALL=C apt-cache policy "$name" 2>/dev/null)" in
        *"Candidate: "[0-9]*) echo "$name" && return 0 ;;
        esac
    done
}

need_python() {
    local name
    python=$(find_python) && return 0
    if on_apt_as_root; then
        say "没有找到 Python 3.11 至 3.13,正在安装……"
        apt-get update -qq >&2 || true
        name=$(apt_python)
        [ -n "$name" ] && apt_install "$name" "$name-venv"
        python=$(find_python) && return 0
    fi
    if command -v uv >/dev/null && uv --version >/dev/null 2>&1; then
        python=$(uv python find '>=3.11,<3.14' 2>/dev/null) && return 0
        say "没有找到 Python 3.11 至 3.13,正在用 uv 下载……"
        uv python install 3.11 >&2 && python=$(uv python find 3.11) && return 0
    fi
    name=$(command -v apt-cache >/dev/null && apt_python || true)
    if [ -n "$name" ]; then
        die "没有找到 Python 3.11 至 3.13。请先运行:sudo apt-get install -y $name $name-venv"
    fi
    die "没有找到 Python 3.11 至 3.13,本系统的软件源里也没有。请先运行:uv python install 3.11" \
        "(或 pyenv install 3.11),也可以用 COUNTER_PYTHON=路径 指定一个,然后再来一次。"
}

# ---------------------------------------------------------------- .venv

case "$(uname -s)" in MINGW* | MSYS* | CYGWIN*) bin=.venv/Scripts ;; *) bin=.venv/bin ;; esac

working_uv() {
    local candidate
    for candidate in uv "$bin/uv"; do
        if "$candidate" --version >/dev/null 2>&1; then echo "$candidate" && return 0; fi
    done
    return 1
}

make_venv() {
    local version uv
    need_python
    say "正在建立虚拟环境 .venv($("$python" -V))……"
    rm -rf .venv
    "$python" -m venv .venv >/dev/null 2>&1 && return 0

    # Debian keeps ensurepip in a package of its own.
    version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    rm -rf .venv
    if uv=$(working_uv); then
        "$uv" venv --quiet --seed --python "$python" .venv && return 0
    fi
    if on_apt_as_root; then
        apt_install "$version-venv" || true
        "$python" -m venv .venv && return 0
    fi
    rm -rf .venv
    die "$python 缺少建立虚拟环境的部件。请先运行:sudo apt-get install -y $version-venv"
}

if ! "$bin/python" -c "$suits" >/dev/null 2>&1; then
    make_venv
fi

# ---------------------------------------------------------------- Python packages

# Keyed on what is asked for and on where: a moved checkout must not import from its old place.
stamp=$("$bin/python" - <<'PY'
import hashlib, os, sys
asked = b"".join(open(name, "rb").read() for name in ("pyproject.toml", "constraints.txt"))
print(hashlib.sha256(asked).hexdigest(), "%d.%d" % sys.version_info[:2], os.getcwd())
PY
)

install_by_uv() {
    local uv setting
    if ! uv=$(working_uv); then
        "$bin/python" -m pip install --quiet --disable-pip-version-check \
            --constraint constraints.txt uv || return 1
        uv="$bin/uv"
    fi
    # uv reads its own settings only; where the place is set up for pip, those shall count too.
    (
        while IFS= read -r setting; do export "${setting?}"; done \
            < <("$bin/python" scripts/pip_settings.py)
        "$uv" pip install --quiet --python "$bin/python" \
            --constraint constraints.txt --build-constraint constraints.txt --editable '.[dev]'
    )
}

install_by_pip() {
    "$bin/python" -m pip --version >/dev/null 2>&1 || "$bin/python" -m ensurepip >/dev/null
    "$bin/python" -m pip install --quiet --disable-pip-version-check \
        --constraint constraints.txt --editable '.[dev]'
}

if [ "$stamp" != "$(cat .venv/.setup-stamp 2>/dev/null)" ]; then
    say "正在安装 Python 软件包……"
    rm -f .venv/.setup-stamp
    if ! install_by_uv; then
        say "uv 没有成功,改用 pip……"
        install_by_pip || die "软件包没有装上。请检查网络或 pip 的软件源设置,然后再来一次;已有的文件不受影响。"
    fi
    printf '%s\n' "$stamp" >.venv/.setup-stamp
fi

# ---------------------------------------------------------------- system libraries

"$bin/python" scripts/system_libraries.py --need "$need" $again

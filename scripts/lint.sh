#!/usr/bin/env bash
# Style, formatting, types and the floors of the architecture: all four, then one verdict.
set -uo pipefail
cd "$(dirname "$0")/.."

case "$(uname -s)" in MINGW* | MSYS* | CYGWIN*) bin=.venv/Scripts ;; *) bin=.venv/bin ;; esac

failed=()
check() {
    local name="$1"
    shift
    echo "== $name"
    "$@" || failed+=("$name")
}

check "ruff check" "$bin/python" -m ruff check .
check "ruff format" "$bin/python" -m ruff format --check .
check "mypy" "$bin/python" -m mypy
check "import contracts" "$bin/python" -c \
    'import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())'

if [ ${#failed[@]} -gt 0 ]; then
    printf 'lint: failed: %s\n' "$(IFS=,; echo "${failed[*]}")"
    exit 1
fi
echo "lint: everything in order"

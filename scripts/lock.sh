#!/usr/bin/env bash
# Writes constraints.txt anew: one exact version of every package, for every platform we ship to.
# `bash scripts/lock.sh` keeps what still fits; `bash scripts/lock.sh --upgrade` takes the newest.
set -euo pipefail
cd "$(dirname "$0")/.."

note="# Exact versions of everything that is installed, for Linux (x86-64, aarch64), Windows and macOS.
# Written by scripts/lock.sh; edit pyproject.toml or scripts/constraints.in and run it again."

# No header and no annotations: they would repeat the command line and its paths.
uv pip compile --quiet --universal --python-version 3.11 \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
    --extra dev --group setup pyproject.toml scripts/constraints.in \
    --output-file constraints.txt "$@" >/dev/null

printf '%s\n%s\n' "$note" "$(cat constraints.txt)" >constraints.txt

if grep -nE '://|(^|[[:space:]])/' constraints.txt; then
    echo "constraints.txt names a host or a path (see above); do not commit it" >&2
    exit 1
fi

"""Prints pip's index settings as the environment variables that mean the same to uv.

A county office or a school often sets a mirror in pip.conf; uv does not read that file.
One ``NAME=value`` a line; what is already set for uv itself is left alone. Nothing is
written to disk, and the output is read by scripts/setup.sh only: it may hold passwords.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys


def pip_settings() -> dict[str, str]:
    """What pip would use here, from its files and from PIP_* variables (these win)."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "config", "list"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    settings: dict[str, str] = {}
    if answer.returncode == 0:
        for line in answer.stdout.splitlines():
            name, _, value = line.partition("=")
            section, _, key = name.rpartition(".")
            if section in ("global", "install", ":env:"):
                settings[key] = str(ast.literal_eval(value))
    for name, value in os.environ.items():
        if name.startswith("PIP_"):
            settings[name[4:].lower().replace("_", "-")] = value
    return settings


def uv_settings(pip: dict[str, str]) -> dict[str, str]:
    """The same choices in uv's words."""
    uv: dict[str, str] = {}
    if "index-url" in pip:
        uv["UV_DEFAULT_INDEX"] = pip["index-url"]
    if "extra-index-url" in pip:
        uv["UV_INDEX"] = " ".join(pip["extra-index-url"].split())
        # pip looks at all indexes alike, uv stops at the first that knows the name.
        uv["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    if "find-links" in pip:
        uv["UV_FIND_LINKS"] = ",".join(pip["find-links"].split())
    if "trusted-host" in pip:
        uv["UV_INSECURE_HOST"] = " ".join(pip["trusted-host"].split())
    if pip.get("no-index", "").lower() in ("1", "true", "yes", "on"):
        uv["UV_NO_INDEX"] = "1"
    if "cert" in pip:
        uv["SSL_CERT_FILE"] = pip["cert"]
    if "proxy" in pip:
        uv["ALL_PROXY"] = pip["proxy"]
    return uv


def main() -> None:
    own = {"UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_CONFIG_FILE"} & os.environ.keys()
    for name, value in uv_settings(pip_settings()).items():
        if name in os.environ or (own and name.startswith("UV_")):
            continue
        print(f"{name}={value}")


if __name__ == "__main__":
    main()

"""A real print service of the test's own: cupsd on loopback, with queues that write files.

The backend of its queues is a script that puts the bytes of each job beside it as ``1.out``,
``2.out`` …; a file ``empty`` in the same folder makes it report that paper is out and wait,
``slow`` makes it wait without a word, ``broken`` makes it fail.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NEEDED = ("cupsd", "lpadmin", "lp", "lpstat", "cancel", "cupsdisable", "cupsreject")
_SBIN = ("/usr/sbin", "/sbin")

_FILES = """\
ServerRoot {root}/etc
RequestRoot {root}/spool
TempDir {root}/spool/tmp
CacheDir {root}/cache
StateDir {root}/run
ServerBin {root}/lib
DataDir {data}
AccessLog {root}/log/access
ErrorLog {root}/log/error
PageLog {root}/log/page
User {user}
Group {group}
SystemGroup root
FileDevice Yes
"""

_DAEMON = """\
Listen 127.0.0.1:{port}
LogLevel warn
Browsing Off
WebInterface No
DefaultAuthType None
PreserveJobHistory Yes
ErrorPolicy stop-printer
<Location />
  Order deny,allow
</Location>
<Location /admin>
  Order deny,allow
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  SubscriptionPrivateAccess all
  SubscriptionPrivateValues none
  <Limit All>
    Order deny,allow
  </Limit>
</Policy>
"""

_BACKEND = """\
#!/bin/sh
# Called without arguments to list devices, else: job user title copies options [file]
[ $# -eq 0 ] && exit 0
folder="{out}/$(basename "$DEVICE_URI")"
mkdir -p "$folder"
if [ -e "$folder/empty" ]; then
  echo "STATE: +media-empty-error" >&2
  while [ -e "$folder/empty" ]; do sleep 0.05; done
  echo "STATE: -media-empty-error" >&2
fi
while [ -e "$folder/slow" ]; do sleep 0.05; done
if [ -e "$folder/broken" ]; then
  echo "ERROR: the cable is out" >&2
  exit 4
fi
number=$(( $(ls "$folder" | grep -c '\\.out$') + 1 ))
printf '%s\\n' "$1" "$2" "$3" "$4" "$5" > "$folder/$number.words"
cat ${{6:+"$6"}} > "$folder/.part"
mv "$folder/.part" "$folder/$number.out"
"""


def why_not() -> str:
    """Why no print service can be started here, "" when one can."""
    missing = [name for name in NEEDED if program(name) is None]
    if missing:
        return f"no CUPS here ({', '.join(missing)}): scripts/system_libraries.py installs it"
    if os.geteuid() != 0:
        return "cupsd can only be started by root"
    return ""


def program(name: str) -> str | None:
    """Where a program lies; those for administrators are often not in PATH."""
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(_SBIN))


@dataclass
class PrintService:
    """A running service. ``run`` calls one of its programs against it and nothing else."""

    root: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "CUPS_SERVER": f"127.0.0.1:{self.port}", "LC_ALL": "C.UTF-8"}

    def run(self, name: str, *words: str) -> str:
        """Run a program of CUPS. Raises ``CalledProcessError`` where it fails."""
        done = subprocess.run(
            [str(program(name)), *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
        )
        return done.stdout

    def add_queue(self, name: str, *options: str) -> Path:
        """A queue that takes the bytes as they are; returns the folder of what it printed."""
        place = name if name.isascii() else name.encode().hex()
        self.run("lpadmin", "-p", name, "-E", "-v", f"paper:/{place}", "-m", "raw", *options)
        folder = self.root / "out" / place
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o777)
        return folder

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)


def outputs(folder: Path) -> list[bytes]:
    """What came out of a queue, in order."""
    files = sorted(folder.glob("*.out"), key=lambda path: int(path.stem))
    return [path.read_bytes() for path in files]


@contextmanager
def print_service() -> Iterator[PrintService]:
    """Start one; it and everything it wrote is gone afterwards."""
    # Its programs run as another person, so not below the folder of this test.
    root = Path(tempfile.mkdtemp(prefix="counter-cups-", dir="/var/tmp"))
    root.chmod(0o755)
    for name in ("etc", "spool", "spool/tmp", "cache", "run", "lib/backend", "log", "out"):
        (root / name).mkdir(parents=True)
    (root / "out").chmod(0o777)
    for each in Path("/usr/lib/cups").iterdir():
        if each.name != "backend":
            (root / "lib" / each.name).symlink_to(each)
    backend = root / "lib/backend/paper"
    backend.write_text(_BACKEND.format(out=root / "out"))
    backend.chmod(0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (root / "etc/cups-files.conf").write_text(
        _FILES.format(root=root, data="/usr/share/cups", user="lp", group="lp")
    )
    (root / "etc/cupsd.conf").write_text(_DAEMON.format(port=port))
    process = subprocess.Popen(
        [
            str(program("cupsd")), "-f",
            "-c", str(root / "etc/cupsd.conf"),
            "-s", str(root / "etc/cups-files.conf"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    service = PrintService(root, port, process)
    try:
        _wait_until_up(service)
        yield service
    finally:
        service.stop()
        shutil.rmtree(root, ignore_errors=True)


def _wait_until_up(service: PrintService) -> None:
    for _ in range(200):
        if service.process.poll() is not None:
            raise RuntimeError("cupsd ended at once")
        try:
            socket.create_connection(("127.0.0.1", service.port), 0.05).close()
        except OSError:
            service.process.poll()
            _pause()
            continue
        return
    raise RuntimeError("cupsd did not open its port")


def _pause() -> None:
    import select

    select.select([], [], [], 0.05)

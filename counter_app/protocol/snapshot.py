"""The snapshot (快照): how a new device gets a place's cases at once instead of entry by entry.

A snapshot is everything that the feed of one place said up to one position, already folded. It
is a sequence of *volumes*, each one zstd frame around one SQLite file with two tables:

    entry(device, n, subject, hlc, received_ms, kind, data)
    case_row(subject, number, status, … state, digest)    columns as in ``SnapshotReply.columns``

Volumes lie one behind the other and are fetched in parts of equal size, so that a cut line
costs one part and no more. The feed goes on behind ``position``.
"""

from __future__ import annotations

import msgspec

#: Another layout of the two tables is another format; a device takes only what it knows.
FORMAT = 1
#: Bytes of one part; the last one is shorter.
PART_BYTES = 1024 * 1024
#: Largest volume, unpacked. A bomb is refused before it is unpacked. Bytes.
MAX_VOLUME = 256 * 1024 * 1024
#: Largest window of a volume's frame, in bits: what a device must give to unpack it.
WINDOW_BITS = 25


class SnapshotReply(msgspec.Struct, frozen=True):
    """Whether there is a snapshot for a new device of this place, and what it holds.

    ``state``: ``ready``; ``building`` (ask again after ``retry_ms``); ``none`` (the place has
    little to tell, the feed is as fast). ``size`` and ``sha256`` are of all parts together,
    ``volumes`` the packed size of each volume. ``digest``, ``cases`` and ``entries`` are what
    a device holds that has taken in the feed up to ``position``. ``columns``: of ``case_row``;
    where they are not the device's own, it folds the entries itself; so it does where ``fold``,
    the mark of the acts and rules by which the rows were folded, is told and is not its own.
    """

    state: str
    retry_ms: int = 0
    id: str = ""
    size: int = 0
    part_bytes: int = 0
    sha256: bytes = b""
    format: int = 0
    place: str = ""
    position: int = 0
    digest: bytes = b""
    cases: int = 0
    entries: int = 0
    volumes: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()
    fold: int = 0

    @property
    def parts(self) -> int:
        """How many parts there are, numbered from 0."""
        return -(-self.size // self.part_bytes) if self.part_bytes else 0

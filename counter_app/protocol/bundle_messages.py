"""What is inside a USB bundle, and the two requests by which a connected device helps another.

Up is what the device would push; down is what its place would pull, with the acknowledgements.
"""

from __future__ import annotations

import msgspec

from counter_app.protocol.attachments import HeldFile
from counter_app.protocol.renewal import HeldSubject, HeldTold, RenewalAnswer, RenewRequest
from counter_app.protocol.wire import FeedEntry, PushRequest, ReceivedRun, ReferenceRow


class BundledFile(msgspec.Struct, frozen=True):
    """One attachment: SHA-256 of its bytes, how many, and the bytes themselves."""

    hash: bytes
    size: int
    data: bytes


class Up(msgspec.Struct, frozen=True):
    """What a device owes the county, and how far it has come.

    ``n``: number of its newest entry; ``acked``: what it knows to be at the county; ``cursor``
    and ``edition``: what it has taken in. ``batches`` follow each other from ``acked`` + 1.
    ``whole``: it takes the feed in from the beginning and wants its own entries as well.
    ``renew``: it came out of a backup and asks to go on as another device. ``held``: what it
    would record again then, or has, and asks about as in ``renew/held``.
    """

    device: str
    place: str
    program: str
    n: int
    acked: int
    cursor: int
    edition: int
    batches: tuple[PushRequest, ...]
    files: tuple[BundledFile, ...] = ()
    whole: bool = False
    renew: RenewRequest | None = None
    held: tuple[HeldSubject, ...] = ()


class Ack(msgspec.Struct, frozen=True):
    """The county has the device's entries up to ``acked``; ``head``: chain hash after it.

    ``received``: when they came, from some number on. ``wanted``: the county was restored to
    an earlier point and lacks entries from this number on; 0 = nothing is missing. ``stopped``:
    why the device may not read any more (revoked, replaced), as in a refusal. ``files``: what
    is held of the attachments that came in the bundle that is answered.
    """

    device: str
    acked: int
    head: bytes
    received: tuple[ReceivedRun, ...]
    wanted: int = 0
    stopped: str = ""
    files: tuple[HeldFile, ...] = ()


class Down(msgspec.Struct, frozen=True):
    """What the county holds for a place.

    ``entries``: its feed after position ``since`` up to ``cursor``; ``complete``: nothing was
    left out for its size; ``digest`` and ``cases`` are of the moment of ``cursor``.
    ``without``: the device whose own entries are left out of them, "" = nobody's.
    ``restored``: the feed ends before the cursor of the device, which goes back to ``cursor``.
    ``rows``: reference data after edition ``since_edition`` up to ``edition``.
    ``renewal``: the device that asked goes on as another one; feed and acknowledgement are that
    one's. ``held``: answers to what it asked.
    """

    place: str
    since: int
    cursor: int
    complete: bool
    entries: tuple[FeedEntry, ...]
    acks: tuple[Ack, ...]
    since_edition: int
    edition: int
    rows: tuple[ReferenceRow, ...]
    digest: bytes = b""
    cases: int = 0
    restored: bool = False
    without: str = ""
    renewal: RenewalAnswer | None = None
    held: HeldTold | None = None


class RelayRequest(msgspec.Struct, frozen=True):
    """A bundle of another device (a whole file), passed on by the device that asks."""

    bundle: bytes


class RelayReply(msgspec.Struct, frozen=True):
    """What became of it: ``entries`` were new, everything up to ``acked`` is durable.

    ``wanted``: entries from this number on are missing before the first one, 0 = none.
    ``answer``: the bundle for the way back (a whole file), empty if not asked for.
    ``renewed``: the device that its maker goes on as, if it asked for that.
    """

    device: str
    place: str
    entries: int
    acked: int
    wanted: int
    answer: bytes
    renewed: str = ""


class BundleReply(msgspec.Struct, frozen=True):
    """A bundle for a place (a whole file)."""

    bundle: bytes

"""Reading bundles: another device's is passed on, the county's for this place is taken in."""

from __future__ import annotations

from pathlib import Path

import httpx
import msgspec

from counter_app.errors import Refused, Trouble
from counter_app.protocol import bundle
from counter_app.store import relays
from counter_app.store.store import Store
from counter_app.sync.bundle_down import Taken, take_down
from counter_app.sync.bundle_file import read_file, write_file
from counter_app.sync.bundle_renewal import opened
from counter_app.sync.editions import Admit
from counter_app.sync.line import Line, Offline, Rejected
from counter_app.sync.relay import is_later, relay_one


class Imported(msgspec.Struct, frozen=True):
    """What an import did.

    Up: ``relayed`` tells whether it is at the county (else it is kept here and waits),
    ``entries`` how many were new there, ``wanted`` from which number on some are missing,
    ``answer`` the file for the way back, or ``no_answer`` why none was written, ``renewed`` the
    device as which its maker goes on, if it asked for that. Down: ``taken``.
    """

    way: str
    device: str
    place: str
    number: int
    relayed: bool = False
    entries: int = 0
    wanted: int = 0
    answer: str | None = None
    no_answer: str = ""
    taken: Taken | None = None
    renewed: str = ""


def import_bundle(
    store: Store,
    path: Path,
    *,
    admit: Admit | None = None,
    transport: httpx.BaseTransport | None = None,
) -> Imported:
    """Take in either kind of bundle.

    Raises ``BundleFault`` for a file that is none, incomplete, changed, of another county or
    for somebody else, ``Refused`` for this device's own, ``Rejected`` when the county refuses.
    """
    data = read_file(path)
    parsed = bundle.parse(data)
    header = parsed.header
    own = store.identity
    if header.county != bundle.fingerprint(own.county_key):
        raise bundle.other_county()
    if header.way == "up":
        if header.sender == own.device:
            raise Refused("这是本机自己导出的同步包，请拿到能联网的电脑上导入")
        kept_id = relays.keep(store, header.sender, header.number, data)
        return _pass_on(store, kept_id, header, path.absolute().parent, transport)
    bundle.verify(parsed, own.county_key[:32])
    down = opened(store, parsed)
    taken = take_down(store, down, admit)
    return Imported("down", store.identity.device, down.place, header.number, taken=taken)


def _pass_on(
    store: Store,
    kept_id: str,
    header: bundle.Header,
    folder: Path,
    transport: httpx.BaseTransport | None,
) -> Imported:
    device, number = header.sender, header.number
    try:
        with Line(store.identity, drift_ms=store.head.drift_ms, transport=transport) as line:
            reply = relay_one(store, line, kept_id, answered=True)
    except Offline:
        return Imported("up", device, "", number)
    except Rejected as error:
        if not is_later(error):
            raise
        return Imported("up", device, "", number)
    if reply is None:
        # A sync behind the window was quicker; the way back can be fetched for the place.
        return Imported("up", device, "", number, relayed=True)
    # Two machines that came out of one backup count their bundles alike.
    whose = f"{device}-{reply.renewed}" if reply.renewed else device
    answer: str | None = str(folder / f"回执-{reply.place}-{whose}-{number}.sync")
    why = ""
    try:
        write_file(Path(str(answer)), reply.answer)
    except Trouble as error:
        # The stick is gone already; what it brought is at the county all the same.
        answer, why = None, str(error)
    return Imported(
        "up", device, reply.place, number, True, reply.entries, reply.wanted, answer, why,
        renewed=reply.renewed,
    )  # fmt: skip

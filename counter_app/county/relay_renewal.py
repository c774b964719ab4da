"""A bundle that asks for a renewal: the device that made it has no line to ask by itself.

What the backup still owed has been taken in under the old identity when this begins; then the
same is done as for whoever asks by line (county/renewal.py).
"""

from __future__ import annotations

from counter_app.county.receipts import Standing
from counter_app.county.refusals import Refuse, bad_request
from counter_app.county.renewal import renew
from counter_app.county.server import CountyServer
from counter_app.errors import Trouble
from counter_app.protocol.bundle_messages import Up
from counter_app.protocol.curve import agreement_public
from counter_app.protocol.renewal import RenewalAnswer, RenewRequest


def check_request(request: RenewRequest) -> None:
    """Raise :class:`Refuse` for a key to which no answer could be sealed."""
    try:
        agreement_public(request.public_key)
    except Trouble:
        raise bad_request("换发请求的内容不对") from None


def go_on(
    server: CountyServer,
    old: Standing,
    up: Up,
    request: RenewRequest,
    public_url: str,
    *,
    acked: int,
    wanted: int,
    parted: int | None,
) -> RenewalAnswer:
    """Register the device that goes on, if it may and nothing has to come first.

    ``acked``: so far the old device has come here. ``wanted``: entries from this number on are
    missing, 0 = none; ``parted``: the histories are the same up to this number only, None = as
    far as they go.
    """
    if wanted:
        return RenewalAnswer()
    end = up.acked
    if up.batches:
        last = up.batches[-1]
        end = last.first + len(last.entries) - 1
        if parted is None and end == acked < up.n:
            return RenewalAnswer()  # under their old numbers as long as nothing speaks against it
    try:
        reply = renew(server.database, old, request, public_url, server.now_ms)
    except Refuse as refuse:
        if refuse.refusal.reason not in ("revoked", "lost"):
            raise
        return RenewalAnswer()  # the acknowledgement says why it was stopped
    return RenewalAnswer(reply, min(end if parted is None else parted, reply.kept))

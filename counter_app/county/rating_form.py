"""The form of the rating page: its stateless token, what was typed into it, and what is wrong.

The token in the form is signed by a key that all servers of the county derive alike, and bound
to the rating code and to the time: nobody can post from elsewhere without having opened the
page, and a form sent twice is known as one.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import struct
from urllib.parse import parse_qsl

import msgspec

from counter_app.county.refusals import bad_request
from counter_app.protocol.tokens import spell, unspell

#: Larger forms are refused (413), in bytes: 500 characters, escaped, leave room twice over.
MAX_FORM = 16 * 1024
_MOST_FIELDS = 100
#: A page that was open longer is asked to be sent once more.
FORM_MS = 2 * 60 * 60 * 1000
_KEY = b"counter-app rating form v1\0"
_HEAD = struct.Struct(">Q16s")
_MAC_BYTES = 16


class Typed(msgspec.Struct, frozen=True):
    """What a person entered, kept as it is whatever is wrong with it.

    ``reasons``: codes ticked below each grade.
    """

    form: str = ""
    grade: str = ""
    reasons: dict[str, tuple[str, ...]] = {}
    text: str = ""
    phone: str = ""
    consent: bool = False


class Problem(msgspec.Struct, frozen=True):
    """What is wrong with one field, in a sentence for the person."""

    field: str
    words: str


class FormSeal:
    """Signs and checks forms. ``signing_key``: the county's private key (raw)."""

    def __init__(self, signing_key: bytes) -> None:
        self._key = hashlib.sha256(_KEY + signing_key).digest()

    def new(self, code: str, now_ms: int) -> str:
        """A fresh token for a form of this rating code."""
        head = _HEAD.pack(now_ms, secrets.token_bytes(16))
        return spell(head + self._mac(code, head))

    def fingerprint(self, code: str, token: str, now_ms: int) -> str | None:
        """What is the same for each sending of one form (hex); None for a token that is not
        ours, of another code, or older than :data:`FORM_MS`."""
        raw = unspell(token) if token.isascii() else None
        if raw is None or len(raw) != _HEAD.size + _MAC_BYTES:
            return None
        head, mac = raw[: _HEAD.size], raw[_HEAD.size :]
        if not hmac.compare_digest(mac, self._mac(code, head)):
            return None
        made_ms, _ = _HEAD.unpack(head)
        if not now_ms - FORM_MS <= made_ms <= now_ms + FORM_MS:
            return None
        return hashlib.sha256(head).hexdigest()

    def _mac(self, code: str, head: bytes) -> bytes:
        said = head + code.encode("ascii")
        return hmac.new(self._key, said, hashlib.sha256).digest()[:_MAC_BYTES]


def read_typed(body: bytes) -> Typed:
    """The fields of a posted form. Raises :class:`Refuse` for a body that is none."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            max_num_fields=_MOST_FIELDS,
            errors="strict",
        )
    except ValueError:  # UnicodeDecodeError is one
        raise bad_request("提交的内容不完整") from None
    single = dict(reversed(pairs))  # of a field that stands there twice the first counts
    reasons: dict[str, tuple[str, ...]] = {}
    for name, code in pairs:
        field, _, grade = name.partition(".")
        if field == "reason" and code not in reasons.get(grade, ()):
            reasons[grade] = (*reasons.get(grade, ()), code)
    return Typed(
        form=single.get("form", ""),
        grade=single.get("grade", ""),
        reasons=reasons,
        text=single.get("text", ""),
        phone=single.get("phone", ""),
        consent=single.get("consent", "") == "yes",
    )

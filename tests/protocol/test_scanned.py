"""What a scan stands for, as a table."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, strategies as st

from counter_app.protocol import tokens, window_tokens
from counter_app.protocol.scanned import ScanKind, Scanned, read_scan
from counter_app.rules.check_digits import organisation_code_check, uscc_check
from counter_app.rules.numbers import case_number, spoken

COUNTY = "421321"
NUMBER = case_number(COUNTY, 17, 2026, 42)
ITEM = "11421321MB901111XL4000511001000"
_BODY = "91421321" + "17757043" + organisation_code_check("17757043")
COMPANY = _BODY + uscc_check(_BODY)
TOKEN = tokens.issue(
    Ed25519PrivateKey.from_private_bytes(bytes(range(32))),
    tokens.Token(tokens.Purpose.PROGRESS, 17, 26, 42, 1_790_000_000),
)

RATING = tokens.issue(
    Ed25519PrivateKey.from_private_bytes(bytes(range(32))),
    tokens.Token(tokens.Purpose.RATING_ACCEPTANCE, 17, 26, 42, 1_790_000_000),
)
CARD = window_tokens.issue(
    Ed25519PrivateKey.from_private_bytes(bytes(range(32))),
    window_tokens.WindowToken("421321101000", 3, 17, 1_790_000_000),
)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        (f"https://zw.example.cn/q/{TOKEN}", ScanKind.CASE, NUMBER),
        (f"http://127.0.0.1:8080/q/{TOKEN}?from=scan", ScanKind.CASE, NUMBER),
        (f"https://zw.example.cn/r/{TOKEN}\r\n", ScanKind.CASE, NUMBER),
        (f"https://zw.example.cn/r/{RATING}", ScanKind.CASE, NUMBER),
        (f"https://zw.example.cn/r/{CARD}", ScanKind.WINDOW, "421321101000/3"),
        (TOKEN, ScanKind.CASE, NUMBER),
        (NUMBER, ScanKind.CASE, NUMBER),
        (spoken(NUMBER), ScanKind.CASE, NUMBER),
        (NUMBER[6:], ScanKind.CASE, NUMBER),
        (f"B{NUMBER}", ScanKind.LEDGER, f"B{NUMBER}"),
        (f"b{NUMBER[6:]}", ScanKind.LEDGER, f"B{NUMBER}"),
        (f"B{spoken(NUMBER)}", ScanKind.LEDGER, f"B{NUMBER}"),
        (f"P{NUMBER}A", ScanKind.LEDGER, f"P{NUMBER}A"),
        (f"p{spoken(NUMBER)}f", ScanKind.LEDGER, f"P{NUMBER}F"),
        ("PW000123456789012345", ScanKind.LEDGER, "PW000123456789012345"),
        # a letter that no ledger has
        (f"Q{NUMBER}", ScanKind.UNKNOWN, f"Q{NUMBER}"),
        (f"https://zw.example.cn/g/{ITEM}", ScanKind.ITEM, ITEM),
        (ITEM, ScanKind.ITEM, ITEM),
        (ITEM.lower(), ScanKind.ITEM, ITEM),
        ("421321199001010015", ScanKind.PERSON, "421321199001010015"),
        ("42130319630324104x", ScanKind.PERSON, "42130319630324104X"),
        ("810000198808080013", ScanKind.PERSON, "810000198808080013"),
        (COMPANY, ScanKind.ORGANISATION, COMPANY),
        # a wrong check character is nothing at all
        ("421321199001010016", ScanKind.UNKNOWN, "421321199001010016"),
        ("6901234567892", ScanKind.UNKNOWN, "6901234567892"),
        ("https://weixin.example/abc", ScanKind.UNKNOWN, "https://weixin.example/abc"),
        ("https://zw.example.cn/q/forged", ScanKind.UNKNOWN, "https://zw.example.cn/q/forged"),
        ("", ScanKind.UNKNOWN, ""),
    ],
)
def test_what_is_scanned(text: str, kind: ScanKind, value: str) -> None:
    assert read_scan(text, COUNTY) == Scanned(kind, value)


@given(st.text())
def test_whatever_is_scanned_is_something(text: str) -> None:
    scan = read_scan(text, COUNTY)
    assert read_scan(scan.value, COUNTY).kind is scan.kind or scan.kind is not ScanKind.UNKNOWN

"""Enrolment: a code is good once, for a week, and never guessed from what is stored."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from county_rig import NOW_MS, TOWN, VILLAGE, CountyRig
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from counter_app.county import codes
from counter_app.county.database import Database
from counter_app.county.devices import all_devices, find
from counter_app.county.enrolment import CODE_LIFE_MS, enrol, issue_code
from counter_app.county.refusals import Refuse
from counter_app.errors import BadInput
from counter_app.models.tables.county import enrol_code
from counter_app.protocol.wire import EnrolReply, EnrolRequest

URL = "https://county.example"


@pytest.fixture
def county(tmp_path: Path) -> CountyRig:
    return CountyRig.sample(tmp_path)


def key() -> bytes:
    return Ed25519PrivateKey.generate().public_key().public_bytes_raw()


def show(database: Database, code: str, public_key: bytes, now_ms: int = NOW_MS) -> EnrolReply:
    return enrol(database, EnrolRequest(code, public_key, "0.1", 1), URL, lambda: now_ms)


def reason(database: Database, code: str, public_key: bytes, now_ms: int = NOW_MS) -> str:
    with pytest.raises(Refuse) as refused:
        show(database, code, public_key, now_ms)
    return refused.value.refusal.reason


def test_codes_can_be_read_out(county: CountyRig) -> None:
    code = codes.new_code()
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", code)
    assert not set("01OILUV") & set(code)
    assert len({codes.new_code() for _ in range(1000)}) == 1000
    spoken = code.lower().replace("-", " ")
    assert codes.code_hash(spoken) == codes.code_hash(code)
    for wrong in ("", code[:-1], code + "2", "密码" * 6, "0" * 12):
        assert codes.code_hash(wrong) is None


def test_a_code_makes_one_device(county: CountyRig) -> None:
    with county.opened() as database:
        code = issue_code(database, TOWN, 1, NOW_MS)
        assert code.place_name.startswith("厉山")
        with database.reading() as connection:
            stored = connection.execute(select(enrol_code)).one()
        assert code.code.encode() not in bytes(stored.code_hash)
        mine = key()
        reply = show(database, code.code.lower(), mine)
        assert (reply.device, reply.serial, reply.place, reply.window) == ("d0001", 1, TOWN, 1)
        assert (reply.county_code, reply.public_url) == ("421321", URL)
        assert len(reply.county_key) == 64
        known = find(database, reply.device)
        assert known is not None
        assert known.public_key == mine
        # The answer was lost: the same machine asks again. Another machine may not.
        assert show(database, code.code, mine, NOW_MS + 1).device == reply.device
        assert reason(database, code.code, key()) == "code_used"
        assert len(all_devices(database)) == 1


def test_codes_expire_after_a_week(county: CountyRig) -> None:
    with county.opened() as database:
        code = issue_code(database, TOWN, 1, NOW_MS).code
        assert reason(database, code, key(), NOW_MS + CODE_LIFE_MS + 1) == "code_unknown"
        assert show(database, code, key(), NOW_MS + CODE_LIFE_MS).serial == 1


def test_unknown_codes_versions_and_keys_are_refused(county: CountyRig) -> None:
    with county.opened() as database:
        assert reason(database, "7K3Q-9XHM-2RPD", key()) == "code_unknown"
        code = issue_code(database, TOWN, 1, NOW_MS).code
        assert reason(database, code, b"short") == "bad_request"
        with pytest.raises(Refuse) as refused:
            enrol(database, EnrolRequest(code, key(), "9", 2), URL, lambda: NOW_MS)
        assert refused.value.refusal.reason == "protocol"
        assert all_devices(database) == []


@pytest.mark.parametrize(
    ("place", "window", "field"),
    [("421321999000", 1, "place"), ("x" * 300, 1, "place"), (TOWN, 99, "window")],
)
def test_codes_are_for_places_and_windows_that_exist(
    county: CountyRig, place: str, window: int, field: str
) -> None:
    with county.opened() as database, pytest.raises(BadInput) as wrong:
        issue_code(database, place, window, NOW_MS)
    assert wrong.value.field == field


def test_serials_are_unique_when_many_enrol_at_once(county: CountyRig) -> None:
    with county.opened() as database:
        issued = [issue_code(database, VILLAGE, 1, NOW_MS).code for _ in range(8)]
        threads = [threading.Thread(target=show, args=(database, code, key())) for code in issued]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert [each.serial for each in all_devices(database)] == list(range(1, 9))

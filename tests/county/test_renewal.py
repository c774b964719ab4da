"""Renewal at the county: once a key, in one transaction, and what it means for the old device."""

from __future__ import annotations

import pytest
from county_rig import NOW_MS, TOWN, TestDevice, enrol_directly
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.county.database import Database
from counter_app.county.devices import Device, all_devices, find, revoke
from counter_app.county.push import push
from counter_app.county.refusals import Refuse
from counter_app.county.renewal import renew
from counter_app.county.verify import verify
from counter_app.protocol.renewal import RenewReply, RenewRequest
from counter_app.protocol.version import PROTOCOL


def new_key() -> bytes:
    return Ed25519PrivateKey.generate().public_key().public_bytes_raw()


def ask(database: Database, device: TestDevice, key: bytes, **more: bool) -> RenewReply:
    request = RenewRequest(key, "test", PROTOCOL, **more)
    return renew(database, known(database, device), request, "http://c", lambda: NOW_MS)


def known(database: Database, device: TestDevice) -> Device:
    found = find(database, device.id)
    assert found is not None
    return found


@pytest.fixture
def town(database: Database) -> TestDevice:
    made = enrol_directly(database, TOWN, 3)
    for running in (1, 2):
        made.receive(running)
    push(database, made.id, made.push(), lambda: NOW_MS)
    return made


def test_the_same_key_again_gets_the_same_answer(database: Database, town: TestDevice) -> None:
    key = new_key()
    first = ask(database, town, key)
    assert (first.device, first.serial, first.place, first.window) == ("d0002", 2, TOWN, 3)
    assert first.kept == 2
    assert ask(database, town, key) == first
    assert len(all_devices(database)) == 2
    old = known(database, town)
    assert (old.stopped, old.replaced_by, old.revoked_ms) == ("replaced", "d0002", NOW_MS)


def test_what_the_old_one_owes_still_comes(database: Database, town: TestDevice) -> None:
    ask(database, town, new_key())
    town.receive(3)
    assert push(database, town.id, town.push(3), lambda: NOW_MS).acked == 3
    assert verify(database).ok


def test_after_a_fork_the_old_number_stays_in_use(database: Database, town: TestDevice) -> None:
    assert ask(database, town, new_key(), forked=True).device == "d0002"
    assert known(database, town).stopped == ""
    assert ask(database, town, new_key(), forked=True).device == "d0003"
    assert ask(database, town, new_key()).device == "d0004"
    assert known(database, town).stopped == "replaced"


@pytest.mark.parametrize("lost", [False, True])
def test_a_stopped_device_gets_no_other_number(
    database: Database, town: TestDevice, lost: bool
) -> None:
    revoke(database, town.id, NOW_MS, lost=lost)
    with pytest.raises(Refuse) as refused:
        ask(database, town, new_key())
    assert refused.value.refusal.reason == ("lost" if lost else "revoked")
    assert len(all_devices(database)) == 1


def test_a_replaced_one_reported_lost_is_out_for_good(database: Database, town: TestDevice) -> None:
    ask(database, town, new_key())
    revoke(database, town.id, NOW_MS, lost=True)
    with pytest.raises(Refuse):
        ask(database, town, new_key())
    town.receive(3)
    with pytest.raises(Refuse):
        push(database, town.id, town.push(3), lambda: NOW_MS)


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33)])
def test_keys_that_are_none_are_refused(database: Database, town: TestDevice, key: bytes) -> None:
    with pytest.raises(Refuse):
        ask(database, town, key)
    with pytest.raises(Refuse):
        ask(database, town, town.public_key)

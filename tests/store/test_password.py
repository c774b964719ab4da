"""A password of one's own: changed here, kept through syncs, given up when the county resets."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from counter_app.errors import BadInput
from counter_app.protocol.credentials import make_credential
from counter_app.store.door import LockedOut, WrongTry
from counter_app.store.keyring import Keyring

WHO, OTHER = "SXX0101", "SXX0102"
CHEAP = {"ops": 1, "memory_kib": 64}
KEY = os.urandom(32)


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    return Keyring(tmp_path / "keyring.json", tmp_path / "attempts.json")


def test_a_full_disk_keeps_nobody_out_and_still_counts(keyring: Keyring, tmp_path: Path) -> None:
    """Nothing can be written aside; what is there can be written over, as on a full disk."""
    keyring.admit([make_credential(WHO, "the right one", **CHEAP)], KEY)
    assert keyring.unlock(WHO, "the right one") == KEY
    for name in ("attempts.json.new", "keyring.json.new"):
        (tmp_path / name).mkdir()
    with pytest.raises(WrongTry) as caught:
        keyring.unlock(WHO, "a wrong one")
    assert caught.value.left == 4
    assert keyring.unlock(WHO, "the right one") == KEY
    for _ in range(4):
        with pytest.raises(WrongTry):
            keyring.unlock(WHO, "a wrong one")
    with pytest.raises(LockedOut):
        keyring.unlock(WHO, "a wrong one")
    with pytest.raises(LockedOut):
        keyring.unlock(WHO, "the right one")


def test_the_new_one_opens_and_the_old_one_does_not(keyring: Keyring) -> None:
    people = [make_credential(each, f"old of {each}", **CHEAP) for each in (WHO, OTHER)]
    keyring.admit(people, KEY)
    keyring.change_password(WHO, f"old of {WHO}", "quite another 1")
    assert keyring.unlock(WHO, "quite another 1") == KEY
    with pytest.raises(WrongTry):
        keyring.unlock(WHO, f"old of {WHO}")
    assert keyring.unlock(OTHER, f"old of {OTHER}") == KEY
    # the next sync brings what the county issued, which is no news
    assert not keyring.admit(people, KEY)
    assert keyring.unlock(WHO, "quite another 1") == KEY
    keyring.change_password(WHO, "quite another 1", "and a third one")
    assert not keyring.admit(people, KEY)
    # a reset by the county counts
    again = [make_credential(WHO, "from the county", **CHEAP), people[1]]
    assert keyring.admit(again, KEY)
    assert keyring.unlock(WHO, "from the county") == KEY


def test_what_is_refused_changes_nothing(keyring: Keyring) -> None:
    keyring.admit([make_credential(WHO, "old password", **CHEAP)], KEY)
    for new, why in (("short", "8 个字符"), ("old password", "不能与原密码"), ("", "8 个字符")):
        with pytest.raises(BadInput, match=why):
            keyring.change_password(WHO, "old password", new)
    for _ in range(4):
        with pytest.raises(WrongTry):
            keyring.change_password(WHO, "wrong", "quite another 1")
    with pytest.raises(LockedOut):
        keyring.change_password(WHO, "wrong", "quite another 1")

"""Profiles of every earlier format open, upgrade, and lose nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from counter_app.models.case import CaseStatus
from counter_app.protocol.ledgers import HELP, POLICY
from counter_app.rules import custody
from counter_app.store import checks, drafts, ledger_queries, queries
from counter_app.store.store import Store

PROFILES = sorted((Path(__file__).parent.parent / "data" / "profiles").glob("*/counter.db"))
KEY = bytes(range(32))


@pytest.mark.parametrize("old", PROFILES, ids=lambda path: path.parent.name)
def test_an_old_profile_opens_without_loss(old: Path, tmp_path: Path) -> None:
    copy = tmp_path / "counter.db"
    shutil.copy(old, copy)
    store = Store.open(copy, KEY)
    health = checks.examine(store)
    assert health.ok, health
    assert (health.cases, health.unsent, health.disputed) == (3, health.entries, 1)
    helps = ledger_queries.lines(store, HELP, query="王𬱖")
    assert [each.status for each in helps] == ["holding"] * (old.parent.name >= "0004")
    kept = ledger_queries.marked_states(store, HELP, custody.MARK)
    assert [each.number for each in kept] == [each.number for each in helps], "marked since"
    policies = ledger_queries.lines(store, POLICY, query="曾氏香菇")
    assert [each.status for each in policies] == ["answered"] * (old.parent.name >= "0005")
    assert health.others == len(helps) + len(policies)
    statuses = [view.status for view in queries.cases(store, query="王𬱖")]
    assert sorted(statuses) == [CaseStatus.CLOSED, CaseStatus.RECEIVED, CaseStatus.RECEIVED]
    first = [view.priority for view in queries.prioritised(store)]
    assert first == ["老年人"] * (old.parent.name >= "0005")
    assert [each.body for each in drafts.listed(store, "intake", "SX1")] == [b"half typed"]
    with store.write() as tx:
        assert tx.allocate("case", 2026) == 4
    store.close()


def test_there_is_one_for_the_present_format() -> None:
    from counter_app.store.migrate import HEAD

    assert HEAD in [path.parent.name for path in PROFILES]

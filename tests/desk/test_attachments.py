"""Attaching at the desk: the file first, then the entry; one action, once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from case_pages_rig import real_paper, take_in
from desk_rig import MANAGER, Rig, make_workplace
from help_samples import ASK
from msgspec.structs import replace

from counter_app.desk import help as helping
from counter_app.desk.attachments import attach
from counter_app.errors import BadInput, Refused
from counter_app.models.acts import help as acts
from counter_app.models.scan import Scan
from counter_app.store import attachment_care as care, attachment_outbox as outbox, queries
from counter_app.store.store import Tx


def as_it_is(data: bytes) -> Scan:
    return Scan(data, "image/webp")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER)
    made.desk.make_paper = real_paper
    yield made
    made.close()


@pytest.fixture
def number(rig: Rig) -> str:
    return take_in(rig).state.number


def test_one_action_keeps_records_and_owes(rig: Rig, number: str) -> None:
    before = rig.store.head.n
    done = attach(rig.desk, number, b"page", as_it_is, material="居民身份证", note="正面")
    assert rig.store.head.n == before + 1
    assert done.state.attachments == (done.attachment,)
    assert done.attachment.name == "居民身份证"
    assert rig.store.attachments.read(done.attachment.hash) == b"page"
    assert [each.hash for each in outbox.owed(rig.store.attachments)] == [done.attachment.hash]


def test_the_same_file_again_changes_nothing(rig: Rig, number: str) -> None:
    attach(rig.desk, number, b"page", as_it_is)
    before = rig.store.head
    again = attach(rig.desk, number, b"page", as_it_is, name="另一个名字")
    assert rig.store.head == before
    assert not again.changes
    assert "已经在办件里" in again.remark


def test_names_are_cleaned_and_counted(rig: Rig, number: str) -> None:
    assert attach(rig.desk, number, b"a", as_it_is).attachment.name == "附件 1"
    assert attach(rig.desk, number, b"b", as_it_is).attachment.name == "附件 2"
    assert (
        attach(rig.desk, number, b"c", as_it_is, name="  现场   照片 ").attachment.name
        == "现场 照片"
    )
    for name in ("a\0b", "名" * 61):
        with pytest.raises(BadInput, match="附件名称"):
            attach(rig.desk, number, b"d", as_it_is, name=name)


def test_what_is_refused_leaves_nothing(rig: Rig, number: str) -> None:
    before = rig.store.head.n
    with pytest.raises(BadInput, match="材料"):
        attach(rig.desk, number, b"page", as_it_is, material="驾驶证")
    with pytest.raises(Refused, match="没有编号"):
        attach(rig.desk, "421321001726000042X", b"page", as_it_is)
    rig.store.attachments.quota = 3
    with pytest.raises(Refused, match="上限"):
        attach(rig.desk, number, b"page", as_it_is)
    assert rig.store.head.n == before
    assert rig.store.attachments.totals().files == 0


def test_a_cut_before_the_entry_leaves_an_orphan_and_after_it_a_debt(
    rig: Rig, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_power(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(Tx, "finish", no_power)
        with pytest.raises(KeyboardInterrupt):
            attach(rig.desk, number, b"before", as_it_is)
    care.settle(rig.store)
    assert outbox.owed(rig.store.attachments) == [], "nobody knows of it"
    files = rig.store.attachments
    with monkeypatch.context() as cut:
        cut.setattr(files, "note_named", no_power)
        with pytest.raises(KeyboardInterrupt):
            attach(rig.desk, number, b"after", as_it_is)
    state = queries.by_number(rig.store, number)
    assert state is not None
    (named,) = state.attachments
    care.settle(rig.store)
    assert [each.hash for each in outbox.owed(files)] == [named.hash]


def test_a_line_of_help_takes_files_too(rig: Rig) -> None:
    ask = replace(ASK, asked_ms=rig.store.now_ms())
    number = helping.open_line(rig.desk, acts.Asked(ask), acts.Registered("", "李敏")).state.number
    done = attach(rig.desk, number, b"photo", as_it_is, name="走访照片", note="家中")
    assert done.state.attachments == (done.attachment,)
    assert (done.changes.helps, done.changes.cases, done.changes.sync) == (True, False, True)
    assert rig.store.attachments.totals().owed == 1
    assert "已经在帮代办记录里" in attach(rig.desk, number, b"photo", as_it_is).remark
    with pytest.raises(BadInput, match="没有“身份证”"):
        attach(rig.desk, number, b"id", as_it_is, material="身份证")
    with pytest.raises(Refused, match="没有编号"):
        attach(rig.desk, number[:-1] + "x", b"id", as_it_is)

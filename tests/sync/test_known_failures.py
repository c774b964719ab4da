"""What other systems of this kind are known to have lost or doubled: here it must not happen.

docs/sync.md lists every one of them with the test that would catch it; those that need more
than two windows and a bad line stand in files of their own.
"""

from __future__ import annotations

import httpx
import msgspec
import pytest
from msgspec.structs import replace
from sync_rig import OTHER_TOWN, TOWN, VILLAGE, Hall, Window, lose_answer, lose_request

from counter_app.desk import cases
from counter_app.desk.intake import Outcome, Then
from counter_app.models.acts.case import Forwarded
from counter_app.models.case import CaseStatus
from counter_app.protocol import journal
from counter_app.rules import case_commands as commands
from counter_app.store import checks, queries
from counter_app.sync.line import Offline

OTHER_PERSON = "421321198503152027"


def agree(hall: Hall, *windows: Window) -> None:
    """Everybody syncs until nothing is new, and all sides hold the same."""
    for _ in range(2):
        for window in windows:
            window.sync()
    verdict = hall.verify()
    assert verdict.ok, verdict.findings
    for window in windows:
        result = window.sync()
        assert (result.agreed, result.unsent, result.pulled) == (True, 0, 0)
        assert window.digest == verdict.places[window.workplace.store.identity.place]
        assert checks.examine(window.workplace.store).ok


def journal_anything(window: Window, subject: str, body: bytes) -> None:
    """A decision whose body no program can read, as a broken one might have journaled it."""
    store = window.workplace.store
    with store.write() as tx:
        head = tx.head
        made = journal.Entry(
            device=store.identity.device,
            n=head.n + 1,
            hlc=head.clock + 1,
            staff="SX1",
            place=store.identity.place,
            subject=subject,
            kind="case.decided",
            version=1,
            act=msgspec.Raw(body),
        )
        data = journal.encode_entry(made)
        tx.driver.execute(
            "INSERT INTO entry (id, device, n, subject, hlc, kind, data)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (made.n, made.device, made.n, subject, made.hlc, made.kind, data),
        )
        chain = journal.chain(head.chain, data)
        tx.head = replace(head, n=made.n, chain=chain, clock=made.hlc)
        tx.refold(subject)


def test_a_lost_acknowledgement_doubles_nothing(hall: Hall) -> None:
    town = hall.window()
    case = town.take_in()
    for lost in (lose_answer, lose_request, lose_answer):
        town.line.faults = [lost]
        with pytest.raises(Offline):
            town.sync()
        assert town.unsent > 0
    agree(hall, town)
    verdict = hall.verify()
    assert (verdict.cases, verdict.entries) == (1, town.workplace.store.head.n)
    assert queries.by_number(town.workplace.store, case.number) is not None


def test_an_edit_made_while_the_case_is_being_sent_is_not_lost(hall: Hall) -> None:
    town = hall.window()
    case = town.take_in()

    def edit_meanwhile(request: httpx.Request, send: object) -> httpx.Response:
        assert callable(send)
        answer: httpx.Response = send()
        cases.carry_out(town.workplace.desk, case.number, commands.Accept(), papers=False)
        return answer

    town.line.faults = [edit_meanwhile]
    town.sync()
    # The acknowledgement spoke of what was sent, not of what was done meanwhile.
    town.sync()
    agree(hall, town)
    other = hall.window()
    seen = queries.by_number(other.workplace.store, case.number)
    assert seen is not None
    assert seen.status is CaseStatus.ACCEPTED


def test_a_printed_receipt_arrives_however_often_the_line_breaks(hall: Hall) -> None:
    town = hall.window()
    numbers = []
    for index in range(6):
        numbers.append(town.take_in(papers=True).number)
        town.line.faults = [(lose_request, lose_answer)[index % 2]]
        with pytest.raises(Offline):
            town.sync()
    agree(hall, town)
    fresh = hall.window()
    for number in numbers:
        case = queries.by_number(fresh.workplace.store, number)
        assert case is not None
        assert [paper.kind for paper in case.papers] == ["receipt"]
        paper = case.papers[0]
        assert queries.paper(fresh.workplace.store, paper.device, paper.n) is not None


def test_windows_without_a_line_never_print_the_same_number(hall: Hall) -> None:
    windows = [hall.window(TOWN), hall.window(TOWN), hall.window(VILLAGE)]
    printed = [window.take_in(papers=True) for window in windows for _ in range(20)]
    cases_ = [case.number for case in printed]
    papers = [paper.number for case in printed for paper in case.papers]
    assert len(set(cases_)) == len(cases_) == 60
    assert len(set(papers)) == len(papers) == 60
    agree(hall, *windows)
    assert hall.verify().cases == 60


def test_a_matter_keeps_one_number_through_every_office(hall: Hall) -> None:
    village, town = hall.window(VILLAGE), hall.window(TOWN)
    case = village.take_in()
    cases.carry_out(village.workplace.desk, case.number, Forwarded(TOWN, purpose="report"))
    village.sync()
    town.sync()
    arrived = queries.by_number(town.workplace.store, case.number)
    assert arrived is not None
    assert (arrived.number, arrived.owner) == (case.number, TOWN)
    history = queries.timeline(town.workplace.store, f"case:{case.number}")
    assert [each.act.KIND for each in history] == ["case.received", "case.forwarded"]
    cases.carry_out(town.workplace.desk, case.number, commands.Accept(), papers=False)
    agree(hall, town, village)
    assert hall.verify().cases == 1


def test_one_case_that_cannot_be_applied_holds_up_no_other(hall: Hall) -> None:
    village, town = hall.window(VILLAGE), hall.window(TOWN)
    poisoned = village.take_in()
    cases.carry_out(village.workplace.desk, poisoned.number, Forwarded(TOWN, purpose="report"))
    journal_anything(village, f"case:{poisoned.number}", b"\xa6poison")
    good = village.take_in(OTHER_PERSON, "李小红")
    cases.carry_out(village.workplace.desk, good.number, Forwarded(TOWN, purpose="report"))
    village.sync()
    town.sync()
    assert village.unsent == 0
    assert queries.by_number(town.workplace.store, good.number) is not None
    assert queries.by_number(town.workplace.store, poisoned.number) is not None
    agree(hall, village, town)


def test_work_goes_on_when_another_town_is_concerned_too(hall: Hall) -> None:
    town, other = hall.window(TOWN), hall.window(OTHER_TOWN)
    case = town.take_in(outcome=Outcome(Then.ACCEPT))
    cases.carry_out(town.workplace.desk, case.number, Forwarded(OTHER_TOWN), papers=False)
    town.sync()
    other.sync()
    history = queries.timeline(other.workplace.store, f"case:{case.number}")
    assert [each.act.KIND for each in history] == [
        "case.received", "case.accepted", "case.forwarded",
    ]  # fmt: skip
    agree(hall, town, other)

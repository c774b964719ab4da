"""One question read from the store and put in words: both sides, and what each answer does."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from counter_app.desk import disputes
from counter_app.desk.cases import PAPERS
from counter_app.desk.desk import Desk
from counter_app.desk.dispute_sides import Happened
from counter_app.desk.disputes import Pair, Sides
from counter_app.models.case import CaseState
from counter_app.rules import numbers
from counter_app.ui import case_words as words
from counter_app.ui.case_story import Names
from counter_app.ui.ledger_story import told
from counter_app.ui.pages.disputes.rows import Row, aside_words
from counter_app.ui.pages.disputes.side import Told


class Side(msgspec.Struct, frozen=True):
    """One side in words."""

    title: str
    told: tuple[Told, ...]


class Choice(msgspec.Struct, frozen=True):
    """One answer: its words, what it makes of the case, and why it is not possible, "" if it is."""

    code: str
    text: str
    effect: str
    why_not: str = ""


class Question(msgspec.Struct, frozen=True):
    """What is asked. Without ``choices`` there is nothing to decide here, and ``note`` says why."""

    row: Row
    sides: tuple[Side, ...]
    choices: tuple[Choice, ...] = ()
    note: str = ""
    #: the choices for which a reason must be given
    reason_for: frozenset[str] = frozenset()
    #: whether this person's roles allow it
    may: bool = False


def read_question(desk: Desk, row: Row) -> Question:
    """Blocking. Raises ``Refused`` when it has been settled meanwhile."""
    if row.task is None:
        head, sentence = aside_words(row)
        return Question(row, (Side("搁置的记录", (Told(head, sentence),)),))
    if row.task.twin is not None:
        made = _of_pair(desk, row, disputes.pair(desk, row.task))
    else:
        made = _of_sides(desk, row, disputes.both_sides(desk, row.task))
    if row.task.here:
        return replace(made, may=disputes.may_settle(desk, row.task))
    phone = f"，电话 {row.phone}" if row.phone else ""
    note = f"这一件现在由 {row.owner} 办理，由那里决定{phone}。这里可以先看清两边的情况。"
    return replace(made, choices=(), note=note)


def _of_sides(desk: Desk, row: Row, sides: Sides) -> Question:
    names = Names(desk.catalogue())
    stood = tuple(_told(each, names, desk) for each in sides.stood)
    late = tuple(_told(each, names, desk) for each in sides.late)
    state = sides.task.state
    word = sides.task.work.word
    keep = Choice("keep", "维持现状", f"{word}仍为“{state.status.label}”，后到的只留记录")
    if sides.other == disputes.TAKE:
        effect = _effect(desk, sides) if sides.after is not None else ""
        second = Choice(sides.other, "以后到的办理为准", effect, sides.impossible)
        reason_for = frozenset({sides.other})
    else:
        what = "、".join(each.head for each in late)
        effect = f"由您现在重新登记“{what}”，时间和经办人是现在和您；原来的只留记录"
        second = Choice(sides.other, "按后到的重新登记", effect, sides.impossible)
        reason_for = frozenset({keep.code, sides.other})
    why = words.clause(row.task.why) if row.task is not None else ""
    return Question(
        row,
        (Side("现在算数的", stood), Side(f"后到、没有算数的：{why}", late)),
        (keep, second),
        reason_for=reason_for,
    )


def _effect(desk: Desk, sides: Sides) -> str:
    taken, state = sides.after, sides.task.state
    if taken.status is state.status and taken.owner == state.owner:
        said = f"办件仍为“{taken.status.label}”，改用后到的内容"
    else:
        said = f"办件变为“{taken.status.label}”"
    if taken.owner != state.owner:
        said += f"，由 {desk.catalogue().place_name(taken.owner)} 接着办"
    due = taken.promise_due
    if taken.open and due is not None and due != state.promise_due:
        said += f"，承诺期限 {words.near_day(due, desk.today)}"
    if any(PAPERS.get(type(each.act)) for each in sides.late):
        said += "；应出的文书当时没有出的，现在补出"
    return said


def _told(each: Happened, names: Names, desk: Desk) -> Told:
    head, sentence = told(each.act, names)
    today = desk.today
    when = f"办理 {words.moment(each.device_ms, today)}（经办电脑的时钟）"
    doubt = ""
    if each.received_ms is None:
        when += "，还没有上传到县平台"
    else:
        when += f"，县平台收到 {words.moment(each.received_ms, today)}"
        if each.device_ms - each.received_ms > words.DRIFT_MS:
            doubt = "经办电脑的时钟比县平台快，先后以县平台收到的时间为准"
    lines = (f"{names.place(each.place)} · {names.staff(each.staff)} 经办", when)
    return Told(head, sentence, lines, doubt)


def _of_pair(desk: Desk, row: Row, pair: Pair) -> Question:
    twin = pair.task.twin
    assert twin is not None
    catalogue = desk.catalogue()
    mine = _case(desk, pair.task.state)
    place = catalogue.places.get(twin.place)
    if pair.other is not None:
        other = _case(desk, pair.other)
    else:
        phone = place.phone if place is not None else ""
        ask = f"可打电话核对：{phone}" if phone else "可打电话向该处核对"
        other = Told(
            numbers.spoken(twin.number),
            f"{catalogue.place_name(twin.place)} 收的件",
            (
                f"收件时间 {words.moment(twin.received_ms, desk.today)}",
                "同一申请人、同一事项，两处都还没有办结",
                f"本机没有这一件的内容。{ask}",
            ),
        )
    choices = (
        Choice("different", "不是同一事项", "两件各办各的，不再提示"),
        Choice("same", "确是同一事项", "先记下；接着把其中一件撤回或作废，另一件继续办"),
    )
    return Question(row, (Side("这里的一件", (mine,)), Side("另一处的一件", (other,))), choices)


def _case(desk: Desk, state: CaseState) -> Told:
    catalogue = desk.catalogue()
    return Told(
        numbers.spoken(state.number),
        f"{state.applicant.name} · {state.item.name}",
        (
            f"现为“{state.status.label}”",
            f"{catalogue.place_name(state.place)} 收的件",
            f"{catalogue.staff_name(state.clerk)} 经办",
            f"收件时间 {words.moment(state.received_ms, desk.today)}",
        ),
    )

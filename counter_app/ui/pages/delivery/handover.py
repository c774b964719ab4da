"""What is handed over in a delivery, and to whom: read on the reader, told in words."""

from __future__ import annotations

import msgspec

from counter_app.desk import cases
from counter_app.desk.desk import Desk
from counter_app.errors import Refused
from counter_app.models.acts import case as acts
from counter_app.models.case import CaseState, CaseStatus
from counter_app.models.reference import FieldSpec
from counter_app.rules import numbers
from counter_app.rules.cards import CardRead
from counter_app.rules.identity import IdType
from counter_app.store import queries
from counter_app.ui import case_words as words

SELF, AGENT, POST = "本人", "他人代领", "邮寄"
_WAY_OF = {SELF: "hand", AGENT: "agent", POST: "post"}
_BY_AGENT: dict[str, tuple[str, ...]] = {"way": (AGENT,)}
_BY_POST: dict[str, tuple[str, ...]] = {"way": (POST,)}

#: What a delivery asks for. The number of an agent's document is checked as any other.
FIELDS: tuple[FieldSpec, ...] = (
    FieldSpec("way", "领取方式", "choice", required=True, choices=(SELF, AGENT, POST)),
    FieldSpec("collector", "代领人姓名", "text", required=True, when=_BY_AGENT),
    FieldSpec("relation", "与申请人关系", "text", required=True, when=_BY_AGENT),
    FieldSpec("id_number", "代领人证件号", "id_number", required=True, when=_BY_AGENT),
    FieldSpec("post_no", "邮寄单号", "text", required=True, max_length=50, when=_BY_POST),
    FieldSpec("note", "备注", "text"),
)


class Handover(msgspec.Struct, frozen=True):
    """A case at the moment of delivery. ``refusal``: why it cannot be handed out now."""

    state: CaseState
    #: what the applicant takes along, line by line
    hand_out: tuple[str, ...]
    #: originals that were kept and go back
    give_back: tuple[str, ...]
    refusal: str
    warning: str
    document: str


def read_handover(desk: Desk, number: str) -> Handover:
    """Blocking. Raises :class:`Refused` when this machine does not hold the case."""
    state = queries.by_number(desk.store, number)
    if state is None:
        raise Refused(
            f"本机没有编号 {numbers.spoken(number)} 的办件", hint="请核对编号，或联网同步后再扫"
        )
    place = desk.catalogue().place_name(state.owner)
    here = state.owner == desk.store.identity.place
    return Handover(
        state=state,
        hand_out=_hand_out(state),
        give_back=tuple(
            f"{line.name} {line.count} 份" for line in state.materials if line.returned
        ),
        refusal=_refusal(desk, state),
        warning="" if here else f"这一件的结果登记在 {place}，请确认结果确实在本窗口。",
        document=_document(state),
    )


def delivery(state: CaseState, values: dict[str, str]) -> acts.Delivered:
    """The act for these answers."""
    way = _WAY_OF[values["way"]]
    return acts.Delivered(
        way=way,
        collector=values.get("collector", "") or state.applicant.name,
        relation=values.get("relation", ""),
        id_number=values.get("id_number", ""),
        post_no=values.get("post_no", ""),
        note=values.get("note", ""),
    )


def collector_of(state: CaseState, values: dict[str, str]) -> str:
    """Who collects by these answers; for telling whether it is still the same person."""
    if values.get("way") == AGENT:
        return f"{values.get('collector', '')} {values.get('id_number', '')}"
    return state.applicant.name if values.get("way") == SELF else ""


def collected_by(state: CaseState, card: CardRead) -> dict[str, str]:
    """The answers that follow from the card of whoever stands there."""
    if card.id_number == state.applicant.id_number:
        return {"way": SELF, "collector": "", "relation": "", "id_number": ""}
    name = card.name or card.latin_name
    return {"way": AGENT, "collector": name, "id_number": card.id_number}


def prefilled(state: CaseState) -> dict[str, str]:
    """The applicant comes in person; an agent known from the application is filled in."""
    values = {"way": SELF}
    if state.agent is not None:
        values["collector"] = state.agent.party.name
        values["relation"] = state.agent.relation
        values["id_number"] = state.agent.party.id_number
    return values


def _hand_out(state: CaseState) -> tuple[str, ...]:
    made = state.outcome
    lines = []
    if made is not None:
        result = " ".join(part for part in (made.result_name, made.result_no) if part)
        if made.granted:
            lines.append(result or state.item.result_name or "办理结果")
        else:
            decision = f"不予决定书 {made.decision_no}".strip()
            lines.append(decision)
        if made.valid_until:
            lines.append(f"有效期至 {made.valid_until}")
    elif state.item.result_name:
        lines.append(state.item.result_name)
    return tuple(lines) or ("办理结果",)


def _refusal(desk: Desk, state: CaseState) -> str:
    if acts.Delivered in cases.possible(desk, state):
        return ""
    done = state.delivery
    if state.status is CaseStatus.DELIVERED and done is not None:
        way = words.WAYS.get(done.way, done.way)
        at = words.moment(done.delivered_ms, desk.today)
        return f"这一件已于 {at} 送达（{way}，{done.collector}），不能再次送达。"
    if state.status in (CaseStatus.CLOSED, CaseStatus.READY):
        return "您的岗位没有出件的权限，请由出件的同事办理。"
    if not state.open:
        return f"这一件{state.status.label}，没有要送达的结果。"
    left = words.next_left(state, desk.today, desk.catalogue().calendar)
    when = f"，{left.line}" if left.day else "，正在特别程序中" if state.suspension else ""
    return f"这一件还没有办结，现为“{state.status.label}”{when}。请告诉群众办结后再来取。"


def _document(state: CaseState) -> str:
    try:
        return IdType(state.applicant.id_type).label
    except ValueError:
        return "证件"

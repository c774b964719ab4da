"""帮办代办办结单, 终止单: how a line of help ended, signed by both."""

from __future__ import annotations

from counter_app.documents.paper import (
    KeyValues,
    Notice,
    Pair,
    Paper,
    PaperSize,
)
from counter_app.documents.papers import parts
from counter_app.documents.papers.help_parts import (
    HelpContext,
    authorisation_number,
    both_sign,
    matter_pairs,
    paper,
    person_pairs,
)
from counter_app.errors import Refused
from counter_app.models.help import HelpState, HelpStatus, Satisfaction
from counter_app.models.labels import label_of
from counter_app.rules.custody import originals_left

KIND = "help_closing"
TITLE = "帮办代办办结单"
SIZES = (PaperSize.A4, PaperSize.A5)

_TITLES = {
    HelpStatus.FINISHED: TITLE,
    HelpStatus.STOPPED: "帮办代办终止单",
    HelpStatus.UNSUITABLE: "不宜代办告知单",
}
_HANDING = {"hand": "交给本人", "agent": "他人代领", "post": "邮寄", "self": "本人自行领取"}


def build(context: HelpContext, size: PaperSize) -> Paper:
    """Raises :class:`Refused` while it goes on."""
    state = context.state
    if state.open:
        raise Refused("还没有办结或者终止，不能出具办结单")
    heard = state.call_back
    facts = KeyValues(
        (
            *person_pairs(state),
            *matter_pairs(state),
            *parts.known(
                Pair("帮代办员", context.helper),
                Pair("办理进度", state.status.label),
                Pair("办理结果", _outcome(state), wide=True),
                Pair("结果交付", _handed(state), wide=True),
                Pair("代付费用", _paid(state)),
                Pair("提出终止", context.by),
                Pair("终止理由", state.end_reason, wide=True),
                Pair("终了日期", parts.day_of(state.ended_ms)),
                Pair("满意度", label_of(Satisfaction, heard.satisfaction) if heard else ""),
            ),
        )
    )
    return paper(
        KIND,
        _TITLES[state.status],
        context,
        size,
        (
            facts,
            _ended(state),
            _still_here(state),
            both_sign(context, "服务对象（签名）", "帮代办员（签名）"),
        ),
        note="本单一式两份，服务对象、受托单位各执一份。",
        copies=parts.TWO,
    )


def _outcome(state: HelpState) -> str:
    return state.result.result if state.result is not None else state.outcome


def _handed(state: HelpState) -> str:
    made = state.result
    if made is None:
        return ""
    words = (
        parts.day_of(made.handed_ms), _HANDING.get(made.way, made.way), made.collector,
        made.relation, made.post_no,
    )  # fmt: skip
    return " ".join(word for word in words if word)


def _paid(state: HelpState) -> str:
    paid = state.result.paid_cents if state.result is not None else 0
    return f"{paid / 100:.2f}元" if paid else ""


def _ended(state: HelpState) -> Notice | None:
    """What it means that an authorisation is over, for the person who gave it."""
    given = state.authorisation
    if state.status is not HelpStatus.STOPPED or given is None:
        return None
    number = authorisation_number(state)
    said = f"自终了日期起，委托书{number}终止，受托人不再代为办理。"
    if state.cases:
        said += "已经递交的办件仍在办理，由委托人自行跟进、领取结果，也可以另行委托。"
    return Notice(said, "委托终止")


def _still_here(state: HelpState) -> Notice | None:
    left = originals_left(state)
    if not left:
        return None
    named = "、".join(f"{each.name}{each.left}份" for each in left)
    return Notice(f"{named}。请凭材料交接清单领取。", "尚未退还的原件")

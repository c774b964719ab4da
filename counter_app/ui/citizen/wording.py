"""A case in the citizen's words: what was done, what comes next, and by when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from counter_app.models.case import CaseState, CaseStatus, CorrectionPoint, MaterialForm
from counter_app.rules.numbers import spoken
from counter_app.ui.case_words import full_day
from counter_app.ui.citizen.views import Done, Idle, Line, Missing

if TYPE_CHECKING:
    from counter_app.desk.desk import Desk
    from counter_app.store.catalogue import Catalogue
    from counter_app.store.identity import Identity

_HEADLINES = {
    CaseStatus.RECEIVED: "已收件",
    CaseStatus.ACCEPTED: "已受理",
    CaseStatus.REVIEW: "正在审核",
    CaseStatus.DECLINED: "不予受理",
    CaseStatus.CLOSED: "已办结",
    CaseStatus.READY: "可以领取",
    CaseStatus.DELIVERED: "已送达",
}


def idle_of(identity: Identity, catalogue: Catalogue) -> Idle:
    """Where this device stands; nothing of anybody."""
    place = catalogue.places.get(identity.place)
    name = catalogue.window_name(identity.place, identity.window)
    number = f"{identity.window} 号窗口"
    return Idle(
        place=catalogue.place_name(identity.place),
        window=identity.window,
        name="" if name == number else name,
        open=True,
        hours=place.hours if place else "",
        phone=place.phone if place else "",
        guide_url=f"{identity.public_url}/" if identity.public_url else "",
    )


def outcome_at(desk: Desk, state: CaseState) -> Done | Missing:
    """:func:`outcome_of`, with the codes that this desk signs now."""
    now = desk.store.now_ms()
    return outcome_of(state, desk.query_url(state, now), desk.rating_url(state, now))


def outcome_of(state: CaseState, follow_url: str = "", rating_url: str = "") -> Done | Missing:
    """What the citizen takes along in mind when a case has just been recorded.

    While something is missing nobody is asked to rate.
    """
    number = spoken(state.number)
    if state.correction is not None:
        return Missing(
            state.item.name,
            tuple(map(_point, state.correction.points)),
            f"请在 {full_day(state.correction.due)} 前补齐",
            number,
            follow_url,
        )
    return Done(
        headline=_HEADLINES.get(state.status, state.status.label),
        item=state.item.name,
        number=number,
        next_step=_next(state),
        until=_until(state),
        follow_url=follow_url,
        rating_url=rating_url,
    )


def _point(point: CorrectionPoint) -> Line:
    return Line(point.material, "，".join(filter(None, (point.problem, point.required_form))))


def _until(state: CaseState) -> str:
    if state.status is CaseStatus.RECEIVED and state.check_due is not None:
        return f"{full_day(state.check_due)} 前告诉您是否受理"
    if state.status is CaseStatus.ACCEPTED and state.promise_due is not None:
        return f"{full_day(state.promise_due)} 前办结"
    return ""


def _next(state: CaseState) -> str:
    later = [line.name for line in state.materials if line.form is MaterialForm.LATER]
    told = f"请补交：{'、'.join(later)}。" if later else ""
    result = f"《{state.item.result_name}》" if state.item.result_name else "办理结果"
    match state.status:
        case CaseStatus.RECEIVED:
            return told + "请保管好收件凭证。"
        case CaseStatus.ACCEPTED | CaseStatus.REVIEW:
            return told + f"办好后请带凭证领取{result}。"
        case CaseStatus.DECLINED:
            return "理由写在《不予受理通知书》上，有疑问请当场询问工作人员。"
        case CaseStatus.CLOSED | CaseStatus.READY:
            return f"请领取{result}。"
        case CaseStatus.DELIVERED:
            return "请收好您的证件和材料。"
    return told

"""Who may do what with a rating (差评处理权限): by role, place, and the part he had in it.

Whoever was rated may not look into it, review it or decide on it; whoever reviews is not the
one who found; more time is granted by somebody else than who needs it.
"""

from __future__ import annotations

from collections.abc import Callable

from counter_app.models.acts import case as shared, rating as acts
from counter_app.models.acts.base import Act
from counter_app.models.rating import RatingChannel
from counter_app.models.rating_state import RatingState
from counter_app.models.stamp import Actor

#: Who watches over the ledger.
SUPERVISING = frozenset({"supervision", "administration"})
#: Who may be made to see to a rating.
HANDLING = frozenset({"intake", "delivery", "help", "vanguard", "approval", "chief_officer"})
_LEADING = SUPERVISING | {"chief_officer"}
_ANYBODY = SUPERVISING | HANDLING

#: Acts by which a rating is looked into or judged: never done by whoever was rated.
_JUDGING = (
    acts.CalledBack,
    acts.Found,
    acts.Revisited,
    acts.SentBack,
    acts.Reviewed,
    acts.AppealDecided,
    acts.Withdrawn,
    acts.Extended,
)
#: By whoever has to see to it, or leads where it has to be seen to.
_BY_HANDLER = (acts.CalledBack, acts.Found, acts.Planned, acts.Done, acts.Explained, acts.Revisited)

_ROLES: dict[type[Act], frozenset[str]] = {
    acts.Given: _ANYBODY,
    acts.Assigned: _LEADING,
    acts.Extended: _LEADING,
    acts.SentBack: SUPERVISING,
    acts.Reviewed: SUPERVISING,
    acts.AppealDecided: SUPERVISING,
    acts.Withdrawn: SUPERVISING,
    # who the person is, is for supervision alone
    shared.Revealed: frozenset({"supervision"}),
}
_NO_ROLE = "您的岗位没有这项权限"


def barred(state: RatingState | None, act: Act, actor: Actor) -> str | None:
    """Why this person may not do this (a Chinese clause); None when he may."""
    if not _ROLES.get(type(act), _ANYBODY) & actor.roles:
        return _NO_ROLE
    if isinstance(act, acts.Given):
        return _giving(act, actor)
    if state is None:
        return None
    supervising = bool(SUPERVISING & actor.roles)
    if not supervising and actor.place != state.owner:
        return "这一评价不由这里处理"
    if isinstance(act, acts.Revisited) and act.grade is not None and not supervising:
        return "追评只能由督导、管理岗位记录，窗口人员不能代评"
    if isinstance(act, _JUDGING) and actor.work_no == state.clerk:
        return "评价的是您本人，请由其他人办理"
    if (
        isinstance(act, _BY_HANDLER)
        and not _LEADING & actor.roles
        and (state.assigned is None or state.assigned.staff != actor.work_no)
    ):
        return "这一评价没有交办给您"
    check = _PARTS.get(type(act))
    return check(state, actor) if check is not None else None


def _giving(act: acts.Given, actor: Actor) -> str | None:
    """Only the person taps at the window; what came in otherwise is entered by supervision."""
    if act.channel == RatingChannel.WINDOW or SUPERVISING & actor.roles:
        return None
    return "只有督导、管理岗位可以录入其他渠道的评价，窗口人员不能代评"


def _reviewing(state: RatingState, actor: Actor) -> str | None:
    if state.found is not None and state.found.by == actor.work_no:
        return "核实认定的人不能再审核，请由另一人审核"
    if state.done is not None and state.done.by == actor.work_no:
        return "办理整改的人不能再审核，请由另一人审核"
    return None


def _deciding(state: RatingState, actor: Actor) -> str | None:
    if state.appeal is not None and state.appeal.by == actor.work_no:
        return "申诉人不能裁定自己的申诉"
    return None


def _extending(state: RatingState, actor: Actor) -> str | None:
    if state.assigned is not None and state.assigned.staff == actor.work_no:
        return "延期请由交办的人批准"
    return None


def _appealing(state: RatingState, actor: Actor) -> str | None:
    concerned = {state.clerk, state.staff}
    if actor.work_no in concerned or _LEADING & actor.roles:
        return None
    return "只有被评价的人、承办人或单位负责人可以申诉"


_PARTS: dict[type[Act], Callable[[RatingState, Actor], str | None]] = {
    acts.Reviewed: _reviewing,
    acts.SentBack: _reviewing,
    acts.AppealDecided: _deciding,
    acts.Extended: _extending,
    acts.Appealed: _appealing,
}

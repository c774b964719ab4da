"""One rating as lists show it and as it is found: never by the person who gave it."""

from __future__ import annotations

from datetime import date

from counter_app.models.labels import label_of
from counter_app.models.ledger import Summary
from counter_app.models.rating import RatingStage
from counter_app.models.rating_state import RatingState

#: The list of ratings of a stage that was rated more than once.
AGAIN = "again"


def next_due(state: RatingState) -> date | None:
    """The day that matters next: of the next step, or of an appeal that waits."""
    if not state.open:
        return None
    appeal = state.appeal
    waiting = appeal.due if appeal is not None and appeal.pending else None
    days = [day for day in (state.due, waiting) if day is not None]
    return min(days) if days else None


def subject_line(state: RatingState) -> str:
    """What was rated, in words: the item and stage, or the window."""
    about = state.about
    what = about.item_name or about.window_name
    if not what:
        what = f"{about.window} 号窗口" if about.window else "服务"
    return f"{what}({label_of(RatingStage, state.stage)})" if state.stage else what


def summary(state: RatingState) -> Summary:
    """Found by number, case, window, item, clerk and words; the rater's name and phone are in
    no index, for the clerk searches in it too."""
    about = state.about
    return Summary(
        number=state.number,
        status=state.status.value,
        is_open=state.open,
        place=state.place,
        owner=state.owner,
        title=f"{state.grade.label} {subject_line(state)}",
        person="",
        staff=state.staff,
        opened_ms=state.given_ms,
        changed_ms=state.changed_ms,
        next_due=next_due(state),
        disputed=len(state.disputes),
        fingerprint=state.fingerprint,
        texts=(
            state.grade.label,
            about.item_name,
            about.window_name,
            about.clerk_name,
            about.department,
            state.text,
            state.assigned.staff_name if state.assigned is not None else "",
        ),
        numbers=(
            state.number,
            state.case,
            state.clerk,
            state.staff,
            about.window_code,
            *state.links.values(),
        ),
        marks=(AGAIN,) if state.later else (),
    )

"""Whom a rating is about (评价对象): the case's or the window's own place, window and clerk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from counter_app.models.case import CaseState, CaseStatus
from counter_app.models.rating import Rated, RatingStage
from counter_app.models.reference import Level, Place, Staff, Window

#: Taken back or wrongly written down: there is no service to rate.
_NOTHING = frozenset({CaseStatus.WITHDRAWN, CaseStatus.TERMINATED, CaseStatus.VOID})


def stage_now(state: CaseState) -> RatingStage | None:
    """Which stage of a case can be rated: the end once there is one, before that the acceptance;
    None = nothing has been done for the person yet, or it was taken back."""
    if state.status in _NOTHING:
        return None
    if state.closed_ms:
        return RatingStage.FINISHED
    return RatingStage.ACCEPTED if state.accepted_on is not None else None


def county_above(code: str, places: Mapping[str, Place]) -> str:
    """The county's place above this one, which supervises; "" where the data name none."""
    seen: set[str] = set()
    while code not in seen and (place := places.get(code)) is not None:
        if place.level is Level.COUNTY:
            return code
        seen.add(code)
        code = place.parent or ""
    return ""


def about_case(
    state: CaseState,
    places: Mapping[str, Place],
    windows: Iterable[Window],
    staff: Mapping[str, Staff],
) -> Rated:
    """The case as it is rated: who took it in answers for it (谁办理谁负责)."""
    about = about_window(state.place, state.window, places, windows)
    clerk = staff.get(state.clerk)
    return Rated(
        place=about.place,
        supervisor=about.supervisor,
        window=about.window,
        window_code=about.window_code,
        window_name=about.window_name,
        clerk=state.clerk,
        clerk_name=clerk.name if clerk is not None else "",
        item_code=state.item.code,
        item_name=state.item.name,
        department=state.department or state.item.department,
        holder=state.owner if state.owner != state.place else "",
    )


def about_window(
    place: str, number: int, places: Mapping[str, Place], windows: Iterable[Window]
) -> Rated:
    """A window as it is rated, whoever sat at it."""
    window = next((row for row in windows if (row.place, row.number) == (place, number)), None)
    return Rated(
        place=place,
        supervisor=county_above(place, places),
        window=number,
        window_code=window.code if window is not None else "",
        window_name=window.name if window is not None else "",
    )

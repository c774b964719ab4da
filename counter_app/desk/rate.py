"""Taking a rating down (评价): the person's own tap at the window, or what came in elsewhere.

No function here lets a clerk choose a grade: at the window it comes from the citizen's screen,
and every other channel is supervision's, with where it comes from (rules/rating_authority.py).
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from counter_app.desk.desk import Desk
from counter_app.desk.ledger_lines import next_number
from counter_app.desk.rectify import RatingDone, shielded
from counter_app.errors import Refused
from counter_app.models.acts import rating as acts
from counter_app.models.case import CaseState
from counter_app.models.changes import Changes
from counter_app.models.rating import Grade, Rated, Rater, RatingChannel, RatingStage
from counter_app.models.rating_state import RatingState
from counter_app.models.reference import RatingReason
from counter_app.protocol.ledgers import RATING
from counter_app.rules.rating_about import about_case, about_window, stage_now
from counter_app.rules.rating_decide import decide
from counter_app.rules.rating_numbers import of_case
from counter_app.rules.rating_reasons import offered
from counter_app.store import ledger_queries, queries
from counter_app.store.store import Tx


class Said(msgspec.Struct, frozen=True):
    """What the person said: the grade, the codes of preset reasons, words of his own, and a
    way to reach him where he agreed to it."""

    grade: Grade
    reasons: tuple[str, ...] = ()
    text: str = ""
    rater: Rater | None = None


def reasons_for(desk: Desk, grade: Grade) -> tuple[RatingReason, ...]:
    """The preset reasons to choose from for this grade."""
    return offered(desk.catalogue().rating_reasons, grade)


def rated(desk: Desk, case_number: str, stage: RatingStage) -> RatingState | None:
    """The rating of this case and stage, when it is known here: then nobody is asked again."""
    found: RatingState | None = ledger_queries.state_of(
        desk.store, RATING.subject(of_case(case_number, stage))
    )
    return None if found is None else shielded(found)


def ratings_of(desk: Desk, case_number: str) -> tuple[RatingState, ...]:
    """How a case was rated, by stage: grade and words, for the one who handled it."""
    found = (rated(desk, case_number, stage) for stage in RatingStage)
    return tuple(each for each in found if each is not None)


def rate_case(desk: Desk, case_number: str, stage: RatingStage, said: Said) -> RatingDone:
    """The person at the window rates his case on his own screen (现场评价)."""
    state = queries.by_number(desk.store, case_number)
    if state is None:
        raise Refused(f"本机没有编号 {case_number} 的办件")
    if stage_now(state) is None:
        raise Refused("这一办件还没有可以评价的环节")
    return give_for_case(desk, state, stage, said, RatingChannel.WINDOW)


def rate_window(desk: Desk, said: Said) -> RatingDone:
    """The person rates this window, of no case in particular."""
    identity = desk.store.identity
    catalogue = desk.catalogue()
    about = about_window(identity.place, identity.window, catalogue.places, catalogue.windows)
    about = msgspec.structs.replace(about, clerk=desk.actor.work_no, clerk_name=desk.actor.name)
    with desk.store.write() as tx:
        number = next_number(desk, tx, RATING)
        return _give(desk, tx, number, given(about, said, RatingChannel.WINDOW))


def give_for_case(
    desk: Desk,
    case: CaseState,
    stage: RatingStage,
    said: Said,
    channel: RatingChannel,
    *,
    given_ms: int = 0,
    source: str = "",
    fingerprint: str = "",
) -> RatingDone:
    """A rating of a case that is held here, from whichever channel. ``source``: where one that
    was not given at the window comes from."""
    catalogue = desk.catalogue()
    about = about_case(case, catalogue.places, catalogue.windows, catalogue.staff)
    act = given(about, said, channel, given_ms, source, fingerprint)
    with desk.store.write() as tx:
        return _give(desk, tx, of_case(case.number, stage), act)


def give_numbered(desk: Desk, number: str, act: acts.Given) -> RatingDone:
    """A rating under a number that is made of what it says (``rating_numbers.sent_in``)."""
    with desk.store.write() as tx:
        return _give(desk, tx, number, act)


def given(
    about: Rated,
    said: Said,
    channel: str,
    given_ms: int = 0,
    source: str = "",
    fingerprint: str = "",
) -> acts.Given:
    """The act that says so."""
    return acts.Given(
        grade=said.grade,
        channel=channel,
        about=about,
        reasons=said.reasons,
        text=said.text,
        rater=said.rater,
        given_ms=given_ms,
        source=source,
        fingerprint=fingerprint,
    )


def _give(desk: Desk, tx: Tx, number: str, act: acts.Given) -> RatingDone:
    subject = RATING.subject(number)
    before: RatingState | None = tx.state(subject)
    reasons: Iterable[RatingReason] = desk.catalogue().rating_reasons
    made = decide(before, act, desk.rating_context(), reasons)
    after: RatingState | None = tx.record_all(subject, made, desk.actor, before)
    assert after is not None
    changes = Changes(ratings=True, subjects=(subject,))
    return RatingDone(shielded(after), changes, counted=before is None)

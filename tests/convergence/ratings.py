"""What people do with ratings at a simulated counter, and what must hold of them in the end."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from rating_samples import ABOUT

from counter_app.county.rating_record import record
from counter_app.desk import rate, rectify
from counter_app.desk.rate import Said
from counter_app.errors import BadInput, Refused
from counter_app.models.acts import Act, case as shared, rating as acts
from counter_app.models.acts.case import Received
from counter_app.models.rating import GRADES, Grade, Rated, Rater, RatingChannel, RatingStage
from counter_app.protocol.journal import decode_act, decode_entry
from counter_app.protocol.ledgers import CASE, RATING, number_of
from counter_app.rules.rating_numbers import case_of, of_case, sent_in

if TYPE_CHECKING:
    from convergence.county_line import CountyLine
    from convergence.devices import Counter
    from convergence.truth import Held

#: Most people rate the end of their case.
STAGES = (RatingStage.FINISHED, RatingStage.ACCEPTED)


def rate_case(counter: Counter, number: str, grade: int, stage: int) -> None:
    """The person rates his case at this counter; his words name which matter it is, where the
    case is known here."""
    with counter.store.write() as tx:
        case = tx.state(CASE.subject(number))
    at = STAGES[stage % 4 == 0]
    if case is None:
        said = Said(GRADES[grade % len(GRADES)])
        act = rate.given(ABOUT, said, RatingChannel.SMS, source="短信平台")
        rate.give_numbered(counter.desk, of_case(number, at), act)
        return
    said = Said(
        GRADES[grade % len(GRADES)],
        ("late",),
        case.lookup_code,
        Rater("王", "13800000000") if grade % 2 else None,
    )
    # also before anything was done for him: another program may have let him
    rate.give_for_case(counter.desk, case, at, said, RatingChannel.WINDOW)


def rate_window(counter: Counter, matter: str, grade: int, row: int) -> None:
    """A window is rated: on its screen, or by one of a few rows that are sent to everybody."""
    if grade % 2:
        rate.rate_window(counter.desk, Said(GRADES[grade % len(GRADES)], text=matter))
        return
    mark = f"{row % 3:064x}"
    said = Said(Grade.DISSATISFIED, text="扫码评")
    act = rate.given(ABOUT, said, RatingChannel.IMPORT, 1_790_000_000_000, "表", mark)
    rate.give_numbered(counter.desk, sent_in(bytes.fromhex(mark)), act)


def rate_by_phone(county: CountyLine, counter: Counter, number: str, grade: int) -> None:
    """The person opens the code on a paper of this counter; the county may not know the case."""
    county.now_ms += 1
    act = acts.Given(
        grade=GRADES[grade % len(GRADES)],
        channel=RatingChannel.QR,
        about=Rated(place=counter.place),
        text="扫码评",
        fingerprint=f"{county.now_ms:064x}",
    )
    stage = STAGES[grade % 3 == 0]
    record(county.server, RATING.subject(of_case(number, stage)), act)


def go_on(counter: Counter, number: str, first: int, elsewhere: str) -> bool:
    """Do the first thing to this rating that the rules allow."""
    today = counter.desk.today
    wishes: tuple[Act, ...] = (
        acts.CalledBack("phone", True, "说了"),
        acts.CalledBack("phone", False),
        acts.Found(("true", "untrue", "malicious")[first % 3], "查过"),
        acts.Planned("in_time", "整改"),
        acts.Planned("explain", "解释", "第三条"),
        acts.Extended(today + timedelta(days=25), "要改系统"),
        acts.Done("改好"),
        acts.Explained("说了"),
        acts.Revisited("content", grade=Grade.SATISFIED),
        acts.SentBack("没有改好"),
        acts.Reviewed(bool(first % 2), "看过"),
        acts.Assigned("SX9", "样九", elsewhere),
        acts.Assigned(counter.desk.actor.work_no),
        acts.Appealed("mistaken", "点错"),
        acts.AppealDecided(bool(first % 2), "查过"),
        acts.Withdrawn("点错"),
        shared.Revealed("rater", "回访"),
    )
    for index in range(len(wishes)):
        with suppress(Refused, BadInput):
            rectify.carry_out(counter.desk, number, wishes[(first + index) % len(wishes)])
            return True
    return False


def stand_by_their_cases(held: Held, matter_of_case: str) -> None:
    """Whatever numbers became of the cases, a rating stands by the case it was given for.

    ``matter_of_case``: how the words begin that name a matter. A stranger's opening of somebody
    else's number names none and does not count: the case may have been rated before it arrived.
    """
    opened: dict[str, str] = {}
    rated: list[tuple[str, str]] = []
    for data, _ in held.values():
        entry = decode_entry(data)
        act = decode_act(entry)
        if isinstance(act, Received) and act.lookup_code.startswith(matter_of_case):
            opened.setdefault(number_of(entry.subject), act.lookup_code)
        elif isinstance(act, acts.Given) and act.text.startswith(matter_of_case):
            case, _stage = case_of(number_of(entry.subject))
            if case:
                rated.append((case, act.text))
    for case, matter in rated:
        assert opened.get(case, matter) == matter, (case, "rated another matter")


def disputes_of_second_ratings(disputes: dict[str, tuple]) -> list[str]:
    """Subjects in which a rating became somebody's task: never any."""
    return [
        subject
        for subject, found in disputes.items()
        if subject.startswith(f"{RATING.name}:")
        and any(each.kind == acts.Given.KIND for each in found or ())
    ]

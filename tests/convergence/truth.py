"""What must be true once everybody has spoken: nothing lost, nothing twice, all the same."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from convergence import ratings
from convergence.county_line import CountyLine
from convergence.devices import MATTER, Counter, Fact, fact_of
from sqlalchemy import select, text

from counter_app.county.verify import verify
from counter_app.models.acts.case import Linked, Received
from counter_app.models.acts.help import Asked, FinishedAtOnce
from counter_app.models.acts.rating import Given
from counter_app.models.acts.trouble import Reported, SettledAtOnce
from counter_app.models.help import Ask
from counter_app.models.tables import county as county_tables, device as device_tables
from counter_app.models.trouble import Report
from counter_app.protocol.derived import is_derived
from counter_app.protocol.digest import EMPTY, encode_state
from counter_app.protocol.fold import Recorded, fold
from counter_app.protocol.journal import decode_act, decode_entry
from counter_app.protocol.ledgers import ledger_of, number_of
from counter_app.rules.rating_numbers import case_of
from counter_app.store import checks
from counter_app.store.renewal import FORMERLY

Key = tuple[str, int]
#: (bytes, county receipt) of every entry by device and number
Held = dict[Key, tuple[bytes, int]]


def county_entries(county: CountyLine) -> Held:
    """The county's journal."""
    table = county_tables.entry.c
    with county.database.reading() as connection:
        rows = connection.execute(select(table.device, table.n, table.data, table.received_ms))
        return {(row[0], row[1]): (bytes(row[2]), row[3]) for row in rows}


def facts_at(county: CountyLine) -> tuple[list[Fact], dict[str, str]]:
    """What people did, as the county holds it; and the earlier subject of each renamed one.

    A case that had to take another number carries the old one as a link. That link is nobody's
    act and left out, as is what the county derives by itself.
    """
    former: dict[str, str] = {}
    facts = []
    for data, _ in county_entries(county).values():
        entry = decode_entry(data)
        act = decode_act(entry)
        if isinstance(act, Linked) and act.system.startswith(FORMERLY):
            ledger = entry.subject.partition(":")[0]
            former.setdefault(entry.subject, f"{ledger}:{act.number}")
        elif not is_derived(entry.device):
            facts.append(fact_of(entry))
    return [as_recorded(fact, former) for fact in facts], former


def as_recorded(fact: Fact, former: dict[str, str]) -> Fact:
    """The fact under the first number that its case ever had."""
    subject = str(fact[0])
    while subject in former:
        subject = former[subject]
    return (subject, *fact[1:])


def check(
    county: CountyLine,
    counters: list[Counter],
    arrived: set[Fact],
    destroyed: set[Fact],
    *,
    stamps: bool,
    twice: bool,
) -> None:
    """Everything that holds after quiescence. Raises AssertionError with what does not.

    ``arrived``: what is no longer on the disk where it was recorded but was elsewhere by then;
    ``destroyed``: what only an overwritten disk had; it may have reached the county or not.
    ``stamps``: every replica knows the same time of receipt; after the county was restored it
    may have another one, where that changes nothing. ``twice``: an act may have come from two
    copies of a disk that both had it unsent; it counts once.
    """
    verdict = verify(county.database)
    assert verdict.ok, verdict.findings
    assert verdict.set_aside == 0, "set aside though nothing was junk"
    facts, former = facts_at(county)
    recorded = arrived | {fact for counter in counters for fact in counter.facts}
    recorded = {as_recorded(fact, former) for fact in recorded}
    destroyed = {as_recorded(fact, former) for fact in destroyed}
    assert twice or len(facts) == len(set(facts)), ("doubled", _twice(facts))
    assert recorded <= set(facts), ("lost", recorded - set(facts))
    assert set(facts) <= recorded | destroyed, ("made up", set(facts) - recorded - destroyed)
    held = county_entries(county)
    subjects = _by_subject(held)
    places = _places(county)
    disputes = {}
    for name, entries in subjects.items():
        state = fold(Recorded(decode_entry(data), stamp) for data, stamp in entries.values())
        disputes[name] = None if state is None else state.disputes
    _numbers_unique(held)
    ratings.stand_by_their_cases(held, MATTER)
    assert not ratings.disputes_of_second_ratings(disputes)
    for counter in counters:
        if counter.stopped:
            assert counter.store.head.unsent == 0, counter.id
            continue
        concerned = {name for name, told in places.items() if counter.place in told}
        mine = {name: subjects[name] for name in concerned}
        _check_counter(county, counter, mine, held, disputes, stamps)


def _twice(facts: list[Fact]) -> list[Fact]:
    return [fact for fact in set(facts) if facts.count(fact) > 1]


def _check_counter(
    county: CountyLine,
    counter: Counter,
    subjects: dict[str, Held],
    held: Held,
    disputes: dict[str, Any],
    stamps: bool,
) -> None:
    who = counter.id
    health = checks.examine(counter.store)
    assert health.ok, (who, health.problems)
    assert health.unsent == 0, who
    assert health.set_aside == 0, who
    table = device_tables.entry.c
    with counter.store.read() as connection:
        rows = connection.execute(select(table.device, table.n, table.data, table.received_ms))
        listed = [((row[0], row[1]), (bytes(row[2]), row[3])) for row in rows]
        states = {
            subject: bytes(state)
            for subject, state in connection.execute(
                text(
                    "SELECT subject, state FROM case_row"
                    " UNION ALL SELECT subject, state FROM ledger_row"
                )
            )
        }
    here = dict(listed)
    assert len(here) == len(listed), (who, "an entry stands here twice")
    expected = {key: value for entries in subjects.values() for key, value in entries.items()}
    assert expected.keys() <= here.keys(), (who, "missing", expected.keys() - here.keys())
    for key, (data, stamp) in here.items():
        # What lies outside the scope of the place is kept as it came.
        assert held[key][0] == data, (who, key, "bytes differ")
        assert not stamps or key not in expected or held[key][1] == stamp, (who, key, "receipt")
    assert states.keys() <= subjects.keys(), (who, "shows what does not concern it")
    for name in subjects:
        if name not in states:
            assert disputes[name] is None, (who, name)
            continue
        state = ledger_of(name).decode(states[name])
        assert state.disputes == disputes[name], (who, name)
        assert encode_state(state) == states[name], (who, name)
    with county.database.reading() as connection:
        row = connection.execute(
            select(county_tables.place_feed.c.digest, county_tables.place_feed.c.cases).where(
                county_tables.place_feed.c.place == counter.place
            )
        ).first()
    told = (EMPTY, 0) if row is None else (bytes(row.digest), row.cases)
    assert (counter.store.head.digest, counter.store.head.cases) == told, (who, "digest")
    assert health.digest == told[0].hex(), who
    _reference(county, counter)


def _reference(county: CountyLine, counter: Counter) -> None:
    """The newest version of every row, and how far it goes."""
    newest = (
        "SELECT kind, code, max(edition), body FROM reference GROUP BY kind, code ORDER BY 1, 2"
    )
    with county.database.reading() as connection:
        wanted = connection.execute(text(newest)).all()
        top = connection.execute(text("SELECT max(edition) FROM edition")).scalar() or 0
    with counter.store.read() as connection:
        assert connection.execute(text(newest)).all() == wanted, counter.id
    assert counter.store.head.edition == top, counter.id


def _by_subject(held: Held) -> dict[str, Held]:
    subjects: dict[str, Held] = defaultdict(dict)
    for key, value in held.items():
        subjects[decode_entry(value[0]).subject][key] = value
    return subjects


def _places(county: CountyLine) -> dict[str, set[str]]:
    with county.database.reading() as connection:
        rows = connection.execute(text("SELECT subject, places FROM case_state"))
        return {subject: set(places.split()) for subject, places in rows}


def _numbers_unique(held: Held) -> None:
    """No number stands for two matters."""
    matters: dict[str, str] = {}
    for data, _ in held.values():
        act = decode_act(entry := decode_entry(data))
        match act:
            case Received(lookup_code=matter) if matter.startswith(MATTER):
                known = matters.setdefault(entry.subject, matter)
            case Asked(ask=Ask(note=matter)) | FinishedAtOnce(ask=Ask(note=matter)):
                known = matters.setdefault(entry.subject, matter)
            case Reported(report=Report(note=matter)) | SettledAtOnce(report=Report(note=matter)):
                known = matters.setdefault(entry.subject, matter)
            case Given(text=matter) if (
                matter.startswith(MATTER) and not case_of(number_of(entry.subject))[0]
            ):
                known = matters.setdefault(entry.subject, matter)
            case _:
                continue
        assert known == matter, (entry.subject, "one number for two matters")

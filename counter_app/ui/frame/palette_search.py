"""What the palette looks up on the reader: items, persons, cases and lines of the other ledgers
held on this machine."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from counter_app.desk.item_finder import ItemFinder, finder_of
from counter_app.models.case import CaseState
from counter_app.models.party import Party, PartyKind
from counter_app.models.reference import Item
from counter_app.protocol.ledgers import read_number
from counter_app.rules import pinyin
from counter_app.store import ledger_queries, queries
from counter_app.store.catalogue import Catalogue
from counter_app.store.ledger_queries import LineView
from counter_app.store.queries import CaseView
from counter_app.store.store import Store
from counter_app.ui.case_codes import by_tail, read_case_code
from counter_app.ui.context import Counter

MOST_ITEMS, MOST_PEOPLE, MOST_CASES, MOST_LINES = 6, 5, 6, 6
#: Cases looked through for persons: one person may have several.
_READ = 20


class Person(msgspec.Struct, frozen=True):
    """Somebody who has a case here (群众), as applicant or as agent. ``cases``: of those seen."""

    party: Party
    cases: int


class Found(msgspec.Struct, frozen=True):
    """Answer to one query. ``exact``: the words are the number of the first case
    or line."""

    query: str
    items: tuple[Item, ...] = ()
    people: tuple[Person, ...] = ()
    cases: tuple[CaseView, ...] = ()
    lines: tuple[LineView, ...] = ()
    exact: bool = False


class Ready(msgspec.Struct, frozen=True):
    """What must be there before anything can be found."""

    catalogue: Catalogue
    finder: ItemFinder


def make_ready(counter: Counter) -> Ready:
    """Blocking: the first time after a new edition the index of items is built."""
    catalogue = counter.workplace.catalogue()
    return Ready(catalogue, finder_of(catalogue, counter.desk.actor.place))


def search(counter: Counter, query: str) -> Found:
    """Everything that these words find; blocking."""
    ready = make_ready(counter)
    store = counter.store
    number = read_case_code(query, store.identity.county_code)
    state = queries.by_number(store, number) if number is not None else None
    if state is not None:
        # what a scanner or a dictated number names; its people are on the case's page
        views = queries.cases(store, query=state.number, limit=MOST_CASES)
        return Found(query, cases=tuple(views), exact=bool(views))
    number = read_number(query, store.identity.county_code)
    line = ledger_queries.view_of(store, number) if number is not None else None
    if line is not None:
        return Found(query, lines=(line,), exact=True)
    views = queries.cases(store, query=query, limit=_READ)
    if not views and (shorter := by_tail(query)) != query:
        views = queries.cases(store, query=shorter, limit=_READ)
    return Found(
        query,
        tuple(ready.finder.search(query, MOST_ITEMS)),
        tuple(_people(store, views, query)[:MOST_PEOPLE]),
        tuple(views[:MOST_CASES]),
        tuple(ledger_queries.found(store, query, MOST_LINES)),
    )


def spell(titles: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Pinyin initials of titles; blocking, because the table is loaded first."""
    return {title: pinyin.initials(title) for title in titles}


def _people(store: Store, views: Iterable[CaseView], query: str) -> list[Person]:
    """The parties of these cases whom the words name, each once, in the order of the cases."""
    chunks = query.casefold().replace("-", "").split()
    people: dict[str, Person] = {}
    for view in views:
        state = queries.case_state(store, view.subject)
        for party in _parties(state) if state is not None else ():
            if all(_names(party, chunk) for chunk in chunks):
                who = party.id_number or f"{party.name}/{party.phone}"
                before = people.get(who)
                people[who] = Person(before.party if before else party, 1 + _count(before))
    return list(people.values())


def _parties(state: CaseState) -> list[Party]:
    return [state.applicant, *([state.agent.party] if state.agent else [])]


def _names(party: Party, chunk: str) -> bool:
    if chunk in party.name.casefold():
        return True
    numbers = (party.id_number.casefold(), party.phone.replace("-", ""))
    return any(
        number and (number.endswith(chunk) or number.startswith(chunk)) for number in numbers
    )


def _count(person: Person | None) -> int:
    return person.cases if person is not None else 0


def icon_of(party: Party) -> str:
    return "organisation" if party.kind is PartyKind.ORGANISATION else "person"

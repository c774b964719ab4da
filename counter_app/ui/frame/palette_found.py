"""What was looked up, as entries: where Enter leads from an item, a person, a case or a line
of another ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from functools import partial

from counter_app.models.reference import Handling, Item
from counter_app.rules.masking import mask_id, mask_phone
from counter_app.rules.numbers import spoken
from counter_app.store.catalogue import Catalogue
from counter_app.store.ledger_queries import LineView
from counter_app.store.queries import CaseView
from counter_app.ui.context import Counter
from counter_app.ui.frame.palette_entries import Entry, Group
from counter_app.ui.frame.palette_search import Found, Person, icon_of
from counter_app.ui.ledger_faces import Face, face_of

#: Pages that entries lead to; without them they are not offered.
INTAKE, CASE, CASES = "intake", "case", "cases"


def entries_of(
    counter: Counter,
    found: Found,
    pages: Set[str],
    first: Callable[[Iterable[Entry]], list[Entry]],
    card: Callable[[Item], object],
) -> list[Entry]:
    """Entries for everything found that this person has a page for; ``first`` puts them in
    order within their group, ``card`` shows an item."""
    items = [_of_item(counter, each, card) for each in found.items] if INTAKE in pages else []
    people = [_of_person(counter, each) for each in found.people] if CASES in pages else []
    cases = [_of_case(counter, each) for each in found.cases] if CASE in pages else []
    faces = [(face_of(each.subject), each) for each in found.lines]
    lines = [_of_line(counter, face, each) for face, each in faces if face and face.line in pages]
    return [*first(items), *first(people), *first(cases), *first(lines)]


def items_named(
    counter: Counter,
    catalogue: Catalogue,
    keys: Iterable[str],
    pages: Set[str],
    card: Callable[[Item], object],
) -> list[Entry]:
    """Entries for the items among these keys that there still are."""
    if INTAKE not in pages:
        return []
    codes = [key.removeprefix("item:") for key in keys if key.startswith("item:")]
    return [
        _of_item(counter, catalogue.items[code], card) for code in codes if code in catalogue.items
    ]


def _of_item(counter: Counter, item: Item, card: Callable[[Item], object]) -> Entry:
    instant = item.handling is Handling.INSTANT
    return Entry(
        group=Group.ITEMS,
        key=f"item:{item.code}",
        title=item.name,
        run=partial(counter.go, INTAKE, item=item.code),
        detail=item.department,
        tag="即办" if instant else item.level.label,
        icon="document",
        other=partial(card, item),
        other_words="事项卡",
    )


def _of_person(counter: Counter, person: Person) -> Entry:
    """Leads to the list of this person's cases, found by name and the end of a number."""
    party = person.party
    told = [mask_id(party.id_number), mask_phone(party.phone)]
    tail = party.id_number[-4:] or party.phone[-4:]
    return Entry(
        group=Group.PEOPLE,
        key=f"person:{party.id_number or party.name}",
        title=party.name,
        run=partial(counter.go, CASES, query=f"{party.name} {tail}".strip(), filter=0),
        detail="  ".join(part for part in told if part),
        tag=f"{person.cases} 件",
        icon=icon_of(party),
    )


def _of_case(counter: Counter, view: CaseView) -> Entry:
    return Entry(
        group=Group.CASES,
        key=f"case:{view.number}",
        title=spoken(view.number),
        run=partial(counter.go, CASE, number=view.number),
        detail=f"{view.applicant} · {view.item_name}",
        tag=view.status.label,
        icon="cases",
    )


def _of_line(counter: Counter, face: Face, view: LineView) -> Entry:
    """A line of another ledger; the name of its ledger stands before its step."""
    return Entry(
        group=Group.LEDGERS,
        key=f"line:{view.subject}",
        title=spoken(view.number),
        run=partial(counter.go, face.line, number=view.number),
        detail=" · ".join(filter(None, (view.person, view.title))),
        tag=f"{face.title} {face.status(view.status)}",
        icon=face.icon,
    )

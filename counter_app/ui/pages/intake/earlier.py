"""What this counter knows of somebody from before, offered when the ID number is whole.

Nothing is shown in full until it is asked for, and asking is recorded in the case it comes from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from counter_app.models.case import ENDED, CaseState
from counter_app.models.party import Party
from counter_app.rules.masking import mask_address, mask_id, mask_name, mask_phone
from counter_app.rules.numbers import spoken
from counter_app.store import queries
from counter_app.store.store import Store
from counter_app.ui.case_words import full_day, local

#: Earlier cases looked at.
MOST = 20
#: Fields of a form that seldom change from one visit to the next.
LASTING = frozenset(
    {
        "bank_account",
        "bank_name",
        "disability_level",
        "disability_no",
        "disability_type",
        "ethnicity",
        "hukou_address",
    }
)

#: Rows of the applicant that are offered.
PARTY_KEYS = ("name", "phone", "address", "legal_person")
_MASKS: dict[str, Callable[[str], str]] = {
    "name": mask_name,
    "legal_person": mask_name,
    "phone": mask_phone,
    "address": mask_address,
    "form.disability_no": mask_id,
    "form.hukou_address": mask_address,
}


class Offer(msgspec.Struct, frozen=True):
    """One thing that was told before: what, when and for which case.

    ``key``: a row of the applicant (``phone``) or a field of the form (``form.bank_account``).
    """

    key: str
    value: str
    number: str
    item_name: str
    received_ms: int

    @property
    def shown(self) -> str:
        """The value as anybody may see it."""
        mask = _MASKS.get(self.key, mask_id if self.key == "form.bank_account" else None)
        return mask(self.value) if mask is not None else self.value

    @property
    def source(self) -> str:
        """When it was told, and for what."""
        day = local(self.received_ms).date()
        return f"{day.year}年{day.month}月{day.day}日 办「{self.item_name}」"


class Earlier(msgspec.Struct, frozen=True):
    """What is known of somebody: the newest answer to everything, each with its source, and
    which cases of this person are still open (by item name)."""

    party: Party
    offers: tuple[Offer, ...]
    item_name: str
    received_ms: int
    visits: int
    open_cases: dict[str, str]

    @property
    def sentence(self) -> str:
        """Recognisable to the clerk, and no more."""
        day = full_day(local(self.received_ms).date())
        times = f"来过 {self.visits} 次，上次 " if self.visits > 1 else ""
        return f"{mask_name(self.party.name)} {times}{day}办「{self.item_name}」"

    def warning(self, item_name: str) -> str:
        """The same thing is already under way."""
        number = self.open_cases.get(item_name)
        return f"此人同一事项还有在办件 {spoken(number)}，请先核对是否重复" if number else ""


def look_up(store: Store, id_number: str) -> Earlier | None:
    """What is known of the holder of this number; blocking, for the reader."""
    views = queries.of_person(store, id_number, MOST)
    states = [state for view in views if (state := queries.case_state(store, view.subject))]
    if not states:
        return None
    offers: dict[str, Offer] = {}
    for state in states:  # the newest first: what it told holds
        for key, value in _told(state):
            if value:
                offers.setdefault(
                    key, Offer(key, value, state.number, state.item.name, state.received_ms)
                )
    newest = states[0]
    return Earlier(
        party=newest.applicant,
        offers=tuple(offers.values()),
        item_name=newest.item.name,
        received_ms=newest.received_ms,
        visits=len(views),
        open_cases={v.item_name: v.number for v in reversed(views) if v.status not in ENDED},
    )


def _told(state: CaseState) -> Iterator[tuple[str, str]]:
    party = state.applicant
    for key in PARTY_KEYS:
        yield key, str(getattr(party, key))
    for key, value in state.form.items():
        if key in LASTING:
            yield f"form.{key}", value

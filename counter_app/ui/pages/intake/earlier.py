"""What this counter knows of somebody from before, offered when the ID number is whole.

Nothing is shown in full until it is asked for, and asking is recorded in the case it comes from.
"""

from __future__ import annotations

import msgspec

from counter_app.desk.intake_check import IntakeParty
from counter_app.models.case import ENDED
from counter_app.models.party import Party
from counter_app.rules.masking import mask_address, mask_name, mask_phone
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


class Earlier(msgspec.Struct, frozen=True):
    """The newest earlier case, and which cases of this person are still open (by item name)."""

    number: str
    item_name: str
    received_ms: int
    party: Party
    form: dict[str, str]
    visits: int
    open_cases: dict[str, str]

    @property
    def sentence(self) -> str:
        """Recognisable to the clerk, and no more."""
        day = full_day(local(self.received_ms).date())
        known = [mask_name(self.party.name), mask_phone(self.party.phone)]
        known.append(mask_address(self.party.address))
        told = ",".join(part for part in known if part)
        times = f"来过 {self.visits} 次,上次 " if self.visits > 1 else ""
        return f"{times}{day}办「{self.item_name}」:{told}"

    def warning(self, item_name: str) -> str:
        """The same thing is already under way."""
        number = self.open_cases.get(item_name)
        return f"此人同一事项还有在办件 {spoken(number)},请先核对是否重复" if number else ""

    def typed(self) -> IntakeParty:
        """The party as the form takes it."""
        return IntakeParty(
            kind=self.party.kind.value,
            name=self.party.name,
            id_type=self.party.id_type,
            id_number=self.party.id_number,
            phone=self.party.phone,
            address=self.party.address,
            phone_relation=self.party.phone_relation,
            legal_person=self.party.legal_person,
        )

    def lasting(self) -> dict[str, str]:
        """Answers of then that probably still hold."""
        return {key: value for key, value in self.form.items() if key in LASTING}


def look_up(store: Store, id_number: str) -> Earlier | None:
    """What is known of the holder of this number; blocking, for the reader."""
    views = queries.of_person(store, id_number, MOST)
    if not views:
        return None
    state = queries.case_state(store, views[0].subject)
    if state is None:
        return None
    return Earlier(
        number=state.number,
        item_name=state.item.name,
        received_ms=state.received_ms,
        party=state.applicant,
        form=state.form,
        visits=len(views),
        open_cases={v.item_name: v.number for v in views if v.status not in ENDED},
    )

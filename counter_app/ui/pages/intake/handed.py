"""What a card reader or a barcode gun hands to the form: a person, a body, or an item.

It goes to the agent while the cursor is in the agent's box, else to the applicant. Somebody
else's data are never lost by it: what stood there can be taken back.
"""

from __future__ import annotations

from functools import partial
from typing import Protocol

from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from counter_app.desk.intake_check import IntakeParty
from counter_app.models.party import PartyKind
from counter_app.protocol.scanned import ScanKind, Scanned
from counter_app.rules.cards import CardRead
from counter_app.rules.identity import IdType
from counter_app.ui.context import Counter
from counter_app.ui.pages.intake.actions import Mode
from counter_app.ui.pages.intake.form import IntakeForm
from counter_app.ui.pages.intake.party_box import PartyBox
from counter_app.ui.pages.intake.walk import go_to
from counter_app.ui.widgets.notice import NoticeAction


class Filled(Protocol):
    """What is asked of the page: see there."""

    counter: Counter

    def in_mode(self, *modes: Mode) -> bool: ...
    def may_save(self) -> bool: ...
    def on_new(self) -> None: ...
    def on_next(self) -> None: ...
    def on_back(self) -> None: ...
    def on_edited(self) -> None: ...


class Handed:
    """Fills the form of a page."""

    def __init__(self, page: Filled, form: IntakeForm) -> None:
        self._page = page
        self._form = form
        #: the page was opened for what comes now: somebody else's form is put aside
        self.anew = False
        self._waiting: CardRead | Scanned | None = None

    def loaded(self) -> None:
        """The reference data are here: what came before them is filled in now."""
        waiting, self._waiting = self._waiting, None
        if isinstance(waiting, CardRead):
            self.card(waiting)
        elif waiting is not None:
            self.scan(waiting)

    def card(self, card: CardRead) -> bool:
        """The person of a card. An address the card does not have stays."""
        if self._form.catalogue is None:
            self._waiting = card
            return True
        if not self._opened(card.id_number):
            return True
        box = self._box()
        before = box.get()
        party = IntakeParty(
            kind=PartyKind.PERSON.value,
            name=card.name or card.latin_name,
            id_type=card.id_type.value,
            id_number=card.id_number,
            phone=before.phone,
            address=card.address or before.address,
            phone_relation=before.phone_relation,
        )
        self._put(box, before, party)
        for each in card.warnings:
            self._page.counter.notify("warning", each)
        return True

    def scan(self, scan: Scanned) -> bool:
        """A number or an item; False for what belongs elsewhere."""
        catalogue = self._form.catalogue
        if scan.kind is ScanKind.ITEM and catalogue is not None:
            item = catalogue.items.get(scan.value)
            if item is None:
                return False
            if self._opened():
                self._form.take_item(item)
                go_to(self._form.first_open())
            return True
        if scan.kind not in (ScanKind.PERSON, ScanKind.ORGANISATION):
            return False
        if catalogue is None:
            self._waiting = scan
        elif self._opened(scan.value):
            self._number(scan)
        return True

    def _number(self, scan: Scanned) -> None:
        box = self._box()
        before = box.get()
        body = scan.kind is ScanKind.ORGANISATION
        kind = (PartyKind.ORGANISATION if body else PartyKind.PERSON).value
        id_type = IdType.USCC if body else _id_type_of(scan.value)
        same = before.kind == kind and before.id_number in ("", scan.value)
        known = before if same else IntakeParty(phone=before.phone)
        self._put(
            box,
            before,
            replace(known, kind=kind, id_type=id_type.value, id_number=scan.value),
        )

    def _opened(self, number: str = "") -> bool:
        """Bring the form into sight; False while something else must be finished first.
        ``number``: whose form it is to be, when the page was opened for it."""
        page = self._page
        anew, self.anew = self.anew, False
        if page.in_mode(Mode.CORRECT, Mode.DECLINE) or not (
            page.may_save() or page.in_mode(Mode.SAVED, Mode.DRAFTS)
        ):
            page.counter.notify(
                "warning", "刚读到的内容没有填入：请先完成这一步，或按 Esc 返回表单。"
            )
            return False
        if page.in_mode(Mode.SAVED):
            page.on_next()
        elif page.in_mode(Mode.DRAFTS):
            page.on_back()
        if anew and self._form.applicant.get().id_number not in ("", number):
            page.on_new()
        return True

    def _box(self) -> PartyBox:
        agent, focus = self._form.agent, QApplication.focusWidget()
        inside = focus is not None and agent.isAncestorOf(focus)
        return agent.party if agent.wanted and inside else self._form.applicant

    def _put(self, box: PartyBox, before: IntakeParty, party: IntakeParty) -> None:
        if before.id_number not in ("", party.id_number):
            # Another person's papers: an own phone is not theirs.
            party = replace(party, phone="", phone_relation="")
            self._page.counter.notify(
                "info",
                f"{box.heading}已换成刚读到的人。",
                action=NoticeAction("换回", partial(self._show, box, before)),
            )
        self._show(box, party)
        go_to(self._form.first_open())

    def _show(self, box: PartyBox, party: IntakeParty) -> None:
        box.set(party)
        self._form.on_shape_changed()
        if box is self._form.applicant:
            good = "" if box.id_number.judge().wrong else party.id_number
            self._form.id_complete.emit(good)
        self._page.on_edited()


def _id_type_of(number: str) -> IdType:
    if number[0] == "9":
        return IdType.FOREIGN_PERMANENT
    return IdType.HMT_RESIDENCE if number[:2] in ("81", "82", "83") else IdType.RESIDENT_ID

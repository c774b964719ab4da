"""The intake form: every section in its place, read and written as one frozen value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.desk.intake_check import NOTE_MAX, Intake, IntakeParty
from counter_app.forms.situations import form_fields, is_situation
from counter_app.models.party import PartyKind
from counter_app.models.reference import Audience, FieldSpec, Item
from counter_app.store.catalogue import Catalogue
from counter_app.ui import theme
from counter_app.ui.forms import Editor, make_editor
from counter_app.ui.pages.intake import answers
from counter_app.ui.pages.intake.agent_box import AgentBox
from counter_app.ui.pages.intake.card import Card
from counter_app.ui.pages.intake.earlier import PARTY_KEYS, Offer
from counter_app.ui.pages.intake.item_box import ItemBox
from counter_app.ui.pages.intake.materials_box import MaterialsBox
from counter_app.ui.pages.intake.offer_bar import OfferBar
from counter_app.ui.pages.intake.own_fields import OwnFields
from counter_app.ui.pages.intake.party_box import PartyBox
from counter_app.ui.pages.intake.walk import Walk, go_to
from counter_app.ui.situation_box import SituationBox
from counter_app.ui.tasks import Tasks
from counter_app.ui.widgets.button import ActionButton
from counter_app.ui.widgets.chip import StatusChip
from counter_app.ui.widgets.form import FieldRow
from counter_app.ui.widgets.labels import label

#: Below so many widths of a Chinese character the two columns stand one over the other.
TWO_COLUMNS = 62


class IntakeForm(QWidget):
    """``edited`` at every change; ``left(field)`` when the cursor leaves a field;
    ``item_changed``; ``id_complete(number)``. Problems are :mod:`problems`' business."""

    edited = Signal()
    left = Signal(str)
    item_changed = Signal()
    id_complete = Signal(str)

    def __init__(
        self,
        tasks: Tasks,
        today: date,
        buttons: dict[str, ActionButton],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        #: how the case comes in: at a window, or at a village's one
        self.channel = "window"
        self._today = today
        self._catalogue: Catalogue | None = None
        self._wanted_item = ""
        #: code of the reason for which the person goes first
        self._first = ""
        self.item_box = ItemBox(tasks, self)
        self.applicant_card = Card(self)
        self.applicant = PartyBox("applicant", "申请人", today, self.applicant_card)
        self.applicant.head.addWidget(buttons["agent"])
        self.offer = OfferBar(buttons["adopt"], self.applicant_card)
        self.applicant_card.column.addWidget(self.applicant)
        self.applicant_card.column.addWidget(self.offer)
        self.agent = AgentBox(today, self)
        self.situation_card = Card(self)
        self.situations = SituationBox(today, self.situation_card)
        self.situation_card.column.addWidget(label("情形", "heading", self))
        self.situation_card.column.addWidget(self.situations)
        self.situation_card.hide()
        self.own = OwnFields(today, self)
        self.materials = MaterialsBox(buttons["all"], self)
        note = FieldSpec("note", "备注", "multiline", max_length=NOTE_MAX)
        self.note = make_editor(note, today, self)
        self._note_card = Card(self)
        self._note_row = FieldRow("note", "备注", self.note, label_width=3, parent=self)
        note_layout = self._note_row.layout()
        assert note_layout is not None
        note_layout.setAlignment(self._note_row.title, Qt.AlignmentFlag.AlignTop)
        self._note_card.column.addWidget(self._note_row)
        self.first_mark = StatusChip("", "accent", "priority", self._note_card)
        self.first_mark.hide()
        lane = QHBoxLayout()
        lane.addWidget(buttons["first"])
        lane.addWidget(self.first_mark)
        lane.addStretch(1)
        self._note_card.column.addLayout(lane)
        self.walk = Walk(self.stops, self)
        self._lay_out()
        self._connect()

    # ---- values

    @property
    def catalogue(self) -> Catalogue | None:
        """The reference data it asks by; None before they are read."""
        return self._catalogue

    @property
    def item(self) -> Item | None:
        return self.item_box.item

    def get(self) -> Intake:
        """Everything as it stands."""
        applicant = self.applicant.get()
        agent = self.agent.get()
        typed = self.own.get() | self.situations.get()
        if self.item is not None:
            # What is typed for another item is kept in the draft, but not part of this form.
            typed = answers.filled_in(self.item, applicant, agent, typed, self._today)
        return Intake(
            item_code=self.item.code if self.item is not None else self._wanted_item,
            applicant=applicant,
            agent=agent,
            materials=self.materials.get(),
            form=typed,
            channel=self.channel,
            note=self.note.get(),
            priority=self._first,
        )

    def set(self, typed: Intake) -> None:
        """Show a draft, or with an empty one begin anew."""
        self._wanted_item = typed.item_code
        self.applicant.set(typed.applicant)
        self.agent.set(typed.agent)
        self.own.set({k: v for k, v in typed.form.items() if not is_situation(k)})
        self.situations.set({k: v for k, v in typed.form.items() if is_situation(k)})
        self.materials.set(typed.materials)
        self.note.set(typed.note)
        self._show_first(typed.priority)
        self.offer.show_earlier(None, "")
        self._show_wanted_item()

    def use(self, catalogue: Catalogue) -> None:
        """The reference data are here, or new ones are."""
        self._catalogue = catalogue
        if self.item is not None:
            self._wanted_item = self.item.code
        self._show_first(self._first)
        self._show_wanted_item()

    def take_item(self, item: Item | None) -> None:
        """Choose this item."""
        self._wanted_item = item.code if item is not None else ""
        calendar = self._catalogue.calendar if self._catalogue else None
        if calendar is not None:
            self.item_box.show_item(item, self._today, calendar)
        if item is not None and self.applicant.get().id_number == "":
            wanted = {
                Audience.PERSON: PartyKind.PERSON,
                Audience.ORGANISATION: PartyKind.ORGANISATION,
            }.get(item.audience)
            if wanted is not None:
                self.applicant.set_kind(wanted)
        self.ask_again()
        self.item_changed.emit()
        self.edited.emit()

    def ask_again(self) -> None:
        """Show the fields and materials that this item and this applicant need."""
        item = self.item
        applicant, agent = self.applicant.get(), self.agent.get()
        if item is None:
            self._ask_situations(None)
            self.own.ask((), (), {})
            self.materials.ask(None, {})
            self.applicant.mark_demanded(frozenset())
            return
        with_agent = agent is not None
        self._ask_situations(item)
        chosen = self.situations.get()
        known = answers.filled_in(item, applicant, agent, chosen, self._today)
        whole = form_fields(item)
        self.own.ask(answers.left_to_ask(item, applicant, with_agent), whole, known)
        self.materials.ask(item, known | self.own.get())
        self.applicant.mark_demanded(answers.demanded(item, applicant, with_agent))

    def _ask_situations(self, item: Item | None) -> None:
        self.situations.ask(item)
        self.situation_card.setVisible(item is not None and bool(item.situations))

    def let_first(self, code: str, *checked: bool) -> None:
        """For this reason the person goes first; "" = in turn."""
        self._show_first(code)
        self.edited.emit()

    def _show_first(self, code: str) -> None:
        self._first = code
        reasons = self._catalogue.priority_reasons if self._catalogue is not None else ()
        name = next((each.name for each in reasons if each.code == code), code)
        self.first_mark.show_state(f"优先：{name}", "accent", "priority")
        self.first_mark.setVisible(bool(code))

    def switch_kind(self) -> None:
        """个人 to 单位 and back."""
        body = self.applicant.is_organisation
        self.applicant.set_kind(PartyKind.PERSON if body else PartyKind.ORGANISATION)

    def switch_agent(self) -> None:
        """Somebody acts for the applicant, or no longer."""
        self.agent.setVisible(not self.agent.wanted)
        self.on_shape_changed()
        if self.agent.wanted:
            self.agent.stops()[0].setFocus()

    def open_offers(self) -> list[Offer]:
        """What is known of this person and not filled in here, in the order of the form."""
        earlier = self.offer.earlier
        rows = self.offer_rows()
        if earlier is None:
            return []
        known = {each.key: each for each in earlier.offers}
        empty = [key for key, row in rows.items() if key in known and not row.isHidden()]
        return [known[key] for key in empty if not self._offered_editor(key).get()]

    def offer_rows(self) -> dict[str, FieldRow]:
        """The rows that an earlier visit can answer, by the key of its offer."""
        own = {f"form.{key}": row for key, row in self.own.rows.items()}
        return {key: self.applicant.rows[key] for key in PARTY_KEYS} | own

    def adopt(self, offers: Iterable[Offer]) -> None:
        """Take over these; what is filled in meanwhile stays."""
        for offer in offers:
            editor = self._offered_editor(offer.key)
            if not editor.get():
                editor.set(offer.value)

    def _offered_editor(self, key: str) -> Editor:
        editor = self.editor_of(key if key.startswith("form.") else f"applicant.{key}")
        assert editor is not None
        return editor

    def party(self) -> IntakeParty:
        return self.applicant.get()

    # ---- where things are

    def stops(self) -> Sequence[QWidget]:
        """What Enter visits, in this order."""
        agent = self.agent.stops() if self.agent.wanted else []
        return [
            self.item_box.search,
            *self.applicant.stops(),
            *agent,
            *self.situations.stops(),
            *self.own.stops(),
            self.materials.list,
            self.note,
        ]

    def rows(self) -> dict[str, FieldRow]:
        """Every row by the field it is about."""
        found = {row.name: row for row in self.applicant.rows.values()}
        if self.agent.wanted:
            found |= {row.name: row for row in self.agent.rows.values()}
        for row in (*self.situations.rows.values(), *self.own.rows.values()):
            found[row.name] = row
        return found | {"item": self.item_box.row, "note": self._note_row}

    def editor_of(self, field: str) -> Editor | None:
        """The editor of a field, None for the item and the materials."""
        if field == "note":
            return self.note
        for box in (self.applicant, self.agent, self.situations, self.own):
            editor = box.editor_of(field)
            if editor is not None:
                return editor
        return None

    def widget_of(self, field: str) -> QWidget | None:
        """Where the cursor must go to mend this field."""
        if field == "item":
            return self.item_box.search
        if field.startswith("materials"):
            return self.materials.list
        return self.editor_of(field)

    def first_open(self) -> QWidget:
        """Where work goes on after a draft came back: the first field with nothing in it."""
        for stop in self.stops():
            if stop.isHidden() or not stop.isEnabled():
                continue
            if stop is self.item_box.search and self.item is None:
                return stop
            if isinstance(stop, Editor) and stop.isVisibleTo(self) and not stop.get():
                return stop
            if stop is self.materials.list and self.materials.owed:
                return stop
        return self.note

    # ---- slots

    def on_shape_changed(self) -> None:
        self.ask_again()
        self.edited.emit()

    def on_edited(self) -> None:
        if self.item is not None and any(m.when for m in self.item.materials):
            self.ask_again()
        self.edited.emit()

    def on_rebuilt(self) -> None:
        for box in (self.situations, self.own):
            for stop in box.findChildren(Editor):  # type: ignore[type-abstract]  # looked for only
                self.walk.watch(stop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= TWO_COLUMNS * theme.tokens().body
        side = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._columns.direction() != side:
            self._columns.setDirection(side)

    # ---- making

    def _show_wanted_item(self) -> None:
        if self._catalogue is None:
            return
        item = self._catalogue.items.get(self._wanted_item)
        self.item_box.show_item(item, self._today, self._catalogue.calendar)
        self.ask_again()
        self.item_changed.emit()

    def _connect(self) -> None:
        for stop in self.stops():
            self.walk.watch(stop)
        for stop in (*self.agent.stops(), self.applicant.kind):
            self.walk.watch(stop)
        self.item_box.chosen.connect(self.on_item_chosen)
        self.situations.edited.connect(self.on_shape_changed)
        for box in (self.applicant, self.agent, self.own, self.materials):
            box.edited.connect(self.on_edited)
        for left in (self.applicant, self.agent, self.situations, self.own):
            left.left.connect(self.left)
        self.applicant.shape_changed.connect(self.on_shape_changed)
        self.applicant.id_complete.connect(self.id_complete)
        self.note.edited.connect(self.edited)
        self.situations.rebuilt.connect(self.on_rebuilt)
        self.own.rebuilt.connect(self.on_rebuilt)

    def on_item_chosen(self, item: Item | None) -> None:
        self.take_item(item)
        if item is not None:
            go_to(self.first_open())  # a card that was read first has answered the rest

    def _lay_out(self) -> None:
        look = theme.tokens()
        left, right = QVBoxLayout(), QVBoxLayout()
        for box in (
            self.item_box,
            self.applicant_card,
            self.agent,
            self.situation_card,
            self.own,
        ):
            left.addWidget(box)
        for box in (self.materials, self._note_card):
            right.addWidget(box)
        for column in (left, right):
            column.setSpacing(look.space_s)
            column.addStretch(1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(look.space_m)
        self._columns.addLayout(left, 5)
        self._columns.addLayout(right, 4)

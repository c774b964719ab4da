"""What the citizen sees of the intake: what is being typed, once the clerk shows it, then the end.

Shown by key for each citizen anew, or always where the PC is set so. Told at most four times a
second, masked as on paper, and without the note: that is between colleagues.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer

from counter_app.desk.desk import Done
from counter_app.desk.intake_check import Intake, IntakeParty
from counter_app.models.case import MaterialForm
from counter_app.models.reference import Item
from counter_app.rules.contact import check_phone
from counter_app.rules.identity import IdType
from counter_app.rules.masking import mask_address, mask_id, mask_phone
from counter_app.ui.case.answers import shown_value
from counter_app.ui.case_words import full_day
from counter_app.ui.citizen.views import Confirm, Fact, Line, Wait
from counter_app.ui.citizen.wording import outcome_at
from counter_app.ui.context import Counter
from counter_app.ui.pages.intake import material_lines
from counter_app.ui.pages.intake.answers import left_to_ask
from counter_app.ui.pages.intake.draft_keeper import is_blank
from counter_app.ui.pages.intake.form import IntakeForm
from counter_app.ui.pages.intake.saving import Saving

#: Between two tellings, ms.
_PAUSE_MS = 250


class CitizenSide(QObject):
    """Listens to the form and to saving; ``switch`` is the key, ``begun`` the next citizen."""

    def __init__(self, counter: Counter, form: IntakeForm, saving: Saving, parent: QObject) -> None:
        super().__init__(parent)
        self._counter = counter
        self._form = form
        self._saving = saving
        self._showing = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.tell)
        form.edited.connect(self.on_edited)
        saving.busy_changed.connect(self.on_busy_changed)
        saving.refused.connect(self.on_edited)
        saving.saved.connect(self.on_saved)

    def switch(self) -> None:
        """By key: show what stands here, or take it away again."""
        citizen = self._counter.citizen
        if self._showing:
            self.begun()
        elif not citizen.shown:
            self._counter.notify("info", "群众屏没有打开。按 Ctrl+F11 打开。")
        else:
            self._showing = True
            self.tell()
            self._counter.notify("info", "群众屏正在显示这一件，再按 F11 收起。", seconds=3)

    def begun(self) -> None:
        """Another draft, the next citizen, another page: nothing of this one is shown."""
        self._pause.stop()
        self._showing = False
        self._counter.citizen.clear()

    def left(self, *, saved: bool) -> None:
        """The page is left; what was saved stays to be read."""
        if not saved:
            self.begun()

    def tell(self) -> None:
        if not self._wanted:
            return
        typed = self._form.get()
        if is_blank(typed):
            self._counter.citizen.clear()
        else:
            self._counter.citizen.show(confirm_of(typed, self._form, self._until()))

    def on_edited(self) -> None:
        if self._wanted and not self._pause.isActive():
            self._pause.start()

    def on_busy_changed(self) -> None:
        self._pause.stop()
        if self._saving.busy and self._wanted:
            self._counter.citizen.show(Wait("正在办理，请稍候"))

    def on_saved(self, done: Done) -> None:
        self.begun()
        self._counter.citizen.show(outcome_at(self._counter.desk, done.state))

    @property
    def _wanted(self) -> bool:
        return self._showing or self._counter.citizen.always

    def _until(self) -> str:
        desk = self._counter.desk
        calendar = self._counter.workplace.catalogue().calendar
        due = calendar.deadline(desk.today, desk.rules.correction_days)
        return f"一般请在 {full_day(due.date)} 前补齐，以告知书为准"


def confirm_of(typed: Intake, form: IntakeForm, until: str) -> Confirm:
    """What stands in the form, as the citizen may see it."""
    lines = form.materials.lines
    owed = tuple(
        Line(line.name, line.form.label)
        for line in lines
        if line.owed or line.form is MaterialForm.LATER
    )
    return Confirm(
        item=form.item.name if form.item is not None else "",
        facts=tuple(fact for fact in _facts(typed, form.item) if fact.value),
        handed=tuple(_handed(line) for line in lines if line.form.present),
        owed=owed,
        until=until if owed else "",
    )


def _facts(typed: Intake, item: Item | None) -> Iterator[Fact]:
    yield from _party(typed.applicant, "申请人")
    if typed.agent is not None:
        relation = f"（{typed.agent.relation}）" if typed.agent.relation else ""
        yield from _party(typed.agent.party, "代理人", relation)
    if item is not None:
        for spec in left_to_ask(item, typed.applicant, typed.agent is not None):
            value = typed.form.get(spec.key, "")
            yield Fact(spec.label, shown_value(spec, value) if value else "")


def _party(party: IntakeParty, who: str, after: str = "") -> Iterator[Fact]:
    body = party.kind == "organisation"
    yield Fact(who, party.name + after if party.name else "")
    yield Fact(_document(party.id_type), mask_id(party.id_number.strip()))
    yield Fact("法定代表人" if body else "", party.legal_person if body else "")
    yield Fact("联系电话", _phone(party.phone))
    yield Fact("地址", mask_address(party.address))


def _document(id_type: str) -> str:
    try:
        return IdType(id_type).label
    except ValueError:
        return IdType.OTHER.label


def _phone(typed: str) -> str:
    """Masked in its usual spelling; half typed, as it is so far."""
    checked = check_phone(typed)
    return mask_phone(checked.normal if checked.ok else typed.strip())


def _handed(line: material_lines.Line) -> Line:
    count = f" {line.count} 份" if line.count > 1 else ""
    return Line(line.name, line.form.label + count)

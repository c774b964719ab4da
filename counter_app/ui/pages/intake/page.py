"""收件: one citizen after the other, by keyboard alone. The main path of the whole product."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from counter_app.desk.desk import Done
from counter_app.desk.intake import Outcome, Then
from counter_app.desk.intake_check import Intake
from counter_app.models.changes import Changes
from counter_app.protocol.scanned import Scanned
from counter_app.rules.cards import CardRead
from counter_app.store.catalogue import Catalogue
from counter_app.ui.actions import Action
from counter_app.ui.context import Counter
from counter_app.ui.draft_list import DraftView
from counter_app.ui.page import Page
from counter_app.ui.pages.intake.actions import CORRECT_KEY, Mode, intake_actions
from counter_app.ui.pages.intake.after import AfterSaving
from counter_app.ui.pages.intake.build import build
from counter_app.ui.pages.intake.citizen import CitizenSide
from counter_app.ui.pages.intake.draft_keeper import DraftKeeper, is_blank
from counter_app.ui.pages.intake.draft_shelf import DraftShelf
from counter_app.ui.pages.intake.endings import Endings
from counter_app.ui.pages.intake.following import Following
from counter_app.ui.pages.intake.handed import Handed
from counter_app.ui.pages.intake.item_side import ItemSide
from counter_app.ui.pages.intake.may import May
from counter_app.ui.pages.intake.offering import Offering
from counter_app.ui.pages.intake.opening import Loaded, load, restored_words
from counter_app.ui.pages.intake.priority_choice import PriorityChoice
from counter_app.ui.pages.intake.problems import Problems
from counter_app.ui.pages.intake.saving import Saving
from counter_app.ui.pages.intake.taken_key import TakenKey
from counter_app.ui.pages.intake.walk import go_to
from counter_app.ui.widgets.notice import NoticeAction

_SAFE = "填写的内容自动暂存"


class IntakePage(May, Page):
    """``opened(draft=…)`` takes up a draft, ``opened(item=…)`` begins with an item;
    ``opened(person=…)`` says that a card or a number is about to be handed over."""

    id = "intake"
    title = "收件"
    icon = "intake"
    note = _SAFE
    watches: ClassVar[Changes] = Changes(reference=True)

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        super().__init__(counter, parent)
        self._loaded: Loaded | None = None
        self._before: QWidget | None = None
        self._wished: dict[str, object] = {}
        self._parts = build(self, self.on_back)
        self._form = form = self._parts.form
        self._keeper = DraftKeeper(counter.desk, counter.tasks, form.get, self)
        self._problems = Problems(form)
        self._saving = Saving(counter.desk, counter.tasks, form, self._problems, self._keeper, self)
        self._endings = Endings(form, self._parts.correction, self._parts.refusal)
        self._offering = Offering(counter, form, self)
        self._shelf = DraftShelf(counter, self._parts.drafts, self)
        self._after = AfterSaving(counter, self)
        self._side = ItemSide(counter, form, self)
        self._handed = Handed(self, form)
        self.lane = PriorityChoice(self, form)
        self._thrown = ("", Intake())
        self._connect()
        self._citizen = CitizenSide(counter, form, self._saving, self)

    # ---- the frame asks

    def page_actions(self) -> tuple[Action, ...]:
        return intake_actions(self)

    def opened(self, **params: object) -> None:
        self._wished = {key: value for key, value in params.items() if value}
        self._handed.anew = "person" in params
        if self._loaded is not None and self._wished:
            self._read()

    def refresh(self, changes: Changes) -> None:
        self._read()

    def leaving(self) -> bool:
        if self._mode is not Mode.SAVED:
            self._keeper.flush()
        self._citizen.left(saved=self._mode is Mode.SAVED)
        return True

    def first_focus(self) -> QWidget | None:
        if self._mode is Mode.SAVED:
            return self._parts.saved.next_button
        if self._mode is Mode.DRAFTS:
            return self._parts.drafts.table
        return self.form.item_box.search

    def take_card(self, card: CardRead) -> bool:
        return self._handed.card(card)

    def take_scan(self, scan: Scanned) -> bool:
        return self._handed.scan(scan)

    # ---- saving

    def on_receive(self) -> None:
        self._save(Outcome(Then.RECEIVE))

    def on_accept(self) -> None:
        self._save(Outcome(Then.ACCEPT))

    def on_instant(self) -> None:
        self._save(Outcome(Then.INSTANT))

    def on_correct(self) -> None:
        catalogue = self._fit(Then.CORRECT)
        if catalogue is not None:
            self._show(Mode.CORRECT)
            self._endings.present_correction(self.counter.desk, catalogue)

    def on_decline(self) -> None:
        if self._fit(Then.DECLINE) is not None:
            self._show(Mode.DECLINE)
            self._endings.present_refusal()

    def on_confirm(self) -> None:
        outcome = self._endings.decided()
        if outcome is not None:
            self._save(outcome)

    def on_saved(self, done: Done) -> None:
        assert self._catalogue is not None
        self.after.take(done.state)
        self._begin(Intake())
        self._parts.saved.show_case(done.state, self.counter.desk.today, self._catalogue.calendar)
        self._show(Mode.SAVED)
        self._parts.saved.next_button.setFocus()
        self.counter.changed(done.changes)

    def on_refused(self, sentence: str) -> None:
        if self.in_mode(Mode.CORRECT, Mode.DECLINE):
            self._endings.show_problem(sentence)
        self._parts.foot.say(sentence)

    def on_busy_changed(self) -> None:
        busy = self._saving is not None and self._saving.busy
        self._parts.foot.say("正在保存…" if busy else "", "small")
        if busy:
            self._before = QApplication.focusWidget()
        # What is typed meanwhile would belong to nobody.
        for part in (self.form, self._parts.correction, self._parts.refusal):
            part.setEnabled(not busy)
        if not busy and self._before is not None and shiboken6.isValid(self._before):
            self._before.setFocus()
        self.refresh_actions()

    # ---- after saving

    def on_next(self) -> None:
        self.after.take(None)
        self._citizen.begun()
        self._show(Mode.FORM)
        go_to(self.form.item_box.search)

    def on_print(self) -> None:
        self.after.print()

    def on_preview(self) -> None:
        self.after.preview()

    def on_view(self) -> None:
        self.after.view()

    def on_copy(self) -> None:
        self.after.copy()

    # ---- filling in

    def on_edited(self) -> None:
        self._keeper.touch()
        self._parts.foot.say("")
        self._show_problems()
        self.refresh_actions()

    def on_left(self, field: str) -> None:
        self._problems.visited(field)
        self._show_problems()

    def on_adopt(self, place: int | None = None) -> None:
        self._offering.adopt(place)
        go_to(self.form.first_open())

    def on_kind(self) -> None:
        self.form.switch_kind()

    def on_agent(self) -> None:
        self.form.switch_agent()

    def on_all(self) -> None:
        self.form.materials.tick_all()

    def on_citizen(self) -> None:
        self._citizen.switch()

    def on_card(self) -> None:
        if not self._side.show():
            self._parts.foot.say("先在事项栏里找到事项，再看它的事项卡。", "small")

    def on_point_taken_away(self, put_back: Callable[[], object]) -> None:
        self.counter.notify("info", "已删去一处。", action=NoticeAction("撤销", put_back))

    def on_add_point(self) -> None:
        self._parts.correction.add_point()

    def on_walked_through(self) -> None:
        """Enter in the last field saves nothing: which way it ends is the clerk's to say."""
        if self.form.item is not None:
            self._parts.foot.say("已填到最后一栏。请按 F8 收件、F9 受理，或其他办理键。", "small")

    # ---- drafts

    def on_new(self) -> None:
        if self._mode is Mode.SAVED:
            self.on_next()
            return
        self._keeper.flush()
        typed, draft_id = self.form.get(), self._keeper.draft_id
        if not is_blank(typed):
            back = NoticeAction("换回", partial(self._take_back, typed, draft_id))
            self.counter.notify("info", "这一件已暂存，按 F4 可以接着填。", action=back)
        self._begin(Intake())
        self._show(Mode.FORM)
        go_to(self.form.item_box.search)

    def on_drafts(self) -> None:
        if self._mode is Mode.DRAFTS:
            self.on_back()
            return
        self._keeper.flush()
        self._show(Mode.DRAFTS)
        self._shelf.fill()
        self._parts.drafts.table.setFocus()

    def on_draft_opened(self, view: DraftView) -> None:
        self._keeper.flush()
        self._begin(view.intake, view.id)
        self._show(Mode.FORM)
        go_to(self.form.first_open())

    def on_discard(self) -> None:
        """Throw away what stands here; it can be undone."""
        if not is_blank(self.form.get()):
            self._keeper.flush()
            draft_id = self._keeper.draft_id
            self._thrown = (draft_id, self.form.get())
            self._begin(Intake())
            go_to(self.form.item_box.search)
            self._shelf.discard(draft_id)

    def on_draft_back(self, draft_id: str) -> None:
        """A draft that was thrown away is there again; if from here, it stands here again."""
        thrown_id, typed = self._thrown
        if draft_id == thrown_id and is_blank(self.form.get()):
            self._take_back(typed, draft_id)

    def _take_back(self, typed: Intake, draft_id: str) -> None:
        """Show what stood here before; what stands here now is kept as a draft."""
        if self.in_mode(Mode.FORM, Mode.SAVED, Mode.DRAFTS):
            self._keeper.flush()
            self._begin(typed, draft_id)
            self._show(Mode.FORM)
            go_to(self.form.first_open())

    def on_draft_gone(self, draft_id: str) -> None:
        if draft_id == self._keeper.draft_id:
            self._begin(Intake())

    def on_draft_saved(self, changes: Changes) -> None:
        self.header.show_text(self.title, f"{_SAFE} · 已存")
        if self._mode is Mode.DRAFTS:
            self._shelf.fill()  # it was still being written when the list was asked for
        self.counter.changed(changes)

    def on_back(self) -> None:
        self._show(Mode.FORM)
        go_to(self.form.first_open())

    # ---- reading

    def on_loaded(self, loaded: Loaded) -> None:
        first, self._loaded = self._loaded is None, loaded
        self._catalogue = loaded.catalogue
        self.form.channel = loaded.channel
        self.form.item_box.use(loaded.finder)
        self.form.use(loaded.catalogue)
        self._shelf.use(loaded.catalogue)
        wished, self._wished = self._wished, {}
        found = [each for each in loaded.drafts if each.id == wished.get("draft")]
        item = loaded.catalogue.items.get(str(wished.get("item", "")))
        if found:
            self.on_draft_opened(found[0])
        elif item is not None:
            if self.form.item is not None or not self.in_mode(Mode.FORM):
                self.on_new()
            self.form.take_item(item)  # whose card was read first stays
            go_to(self.form.first_open())
        elif first and loaded.drafts and not wished and is_blank(self.form.get()):
            # After a start, or a crash: what was being typed is there again.
            self.on_draft_opened(loaded.drafts[0])
            self.counter.notify("info", restored_words(loaded.drafts), seconds=12)
        self._handed.loaded()
        self.refresh_actions()

    def _read(self) -> None:
        self.counter.tasks.run_read(partial(load, self.counter), self.on_loaded, latest="opening")

    # ---- inside

    def _save(self, outcome: Outcome) -> None:
        assert self._saving is not None
        assert self._catalogue is not None
        self._saving.save(outcome, self._catalogue)

    def _fit(self, then: Then) -> Catalogue | None:
        """The catalogue when the form may end in this way; else the fields say why not."""
        assert self._saving is not None
        if self._catalogue is None or not self._saving.fit(then, self._catalogue):
            return None
        return self._catalogue

    def _begin(self, typed: Intake, draft_id: str = "") -> None:
        """Show a draft, or an empty form."""
        if self._mode is Mode.FORM:
            go_to(self.form.item_box.search)  # leave the field of before, not one of now
        self._keeper.begin(draft_id)
        self._citizen.begun()
        self._problems.forget()
        self.header.show_text(self.title, _SAFE)
        self.form.set(typed)
        self._problems.show({})
        self._parts.foot.say("")
        self._keeper.begin(draft_id, self.form.get())

    def _show(self, mode: Mode) -> None:
        """Bring one part into sight."""
        self._mode = mode
        parts = self._parts
        shown = {
            Mode.FORM: parts.form,
            Mode.CORRECT: parts.correction,
            Mode.DECLINE: parts.refusal,
            Mode.DRAFTS: parts.drafts,
            Mode.SAVED: parts.saved,
        }
        for each, part in shown.items():
            part.setVisible(each is mode)
        self.foot.setVisible(mode is Mode.FORM)
        self.refresh_actions()

    def _show_problems(self) -> None:
        if self._catalogue is None:
            return
        today = self.counter.desk.today
        _, found = self._problems.check(self.form.get(), self._catalogue, today)
        self._problems.show(found)
        if not self.form.materials.owed:
            self.form.materials.show_problem("")

    def _connect(self) -> None:
        assert self._saving is not None
        self._saving.saved.connect(self.on_saved)
        self._saving.refused.connect(self.on_refused)
        self._saving.busy_changed.connect(self.on_busy_changed)
        self._keeper.saved.connect(self.on_draft_saved)
        self._offering.changed.connect(self.refresh_actions)
        self._shelf.opened.connect(self.on_draft_opened)
        self._shelf.gone.connect(self.on_draft_gone)
        self._shelf.back.connect(self.on_draft_back)
        self._parts.correction.taken_away.connect(self.on_point_taken_away)
        self.form.edited.connect(self.on_edited)
        self.form.left.connect(self.on_left)
        self.form.walk.finished.connect(self.on_walked_through)
        Following(self._scroll, self.form.materials.list, self)
        TakenKey(CORRECT_KEY, self.keys.bound("intake.correct"), self)

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.in_mode(Mode.FORM, Mode.SAVED):
            self.on_back()
        else:
            super().keyPressEvent(event)

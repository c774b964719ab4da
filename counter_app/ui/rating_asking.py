"""Asking the citizen to rate what has just been done for him (请群众评价).

The clerk's side can ask and no more: the grade comes from the citizen's own screen, and here is
only said that somebody is being asked, has rated or has not.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from counter_app.desk import rate
from counter_app.desk.character_finder import pinyin_typing
from counter_app.desk.desk import Desk
from counter_app.desk.rate import Said
from counter_app.desk.rectify import RatingDone
from counter_app.models.case import CaseState
from counter_app.models.rating import GRADES, Grade, RatingStage
from counter_app.models.rating_state import RatingState
from counter_app.rules.numbers import spoken
from counter_app.rules.pinyin_typing import PinyinTyping
from counter_app.rules.rating_about import stage_now
from counter_app.ui.case_words import said
from counter_app.ui.citizen import views
from counter_app.ui.citizen.ballot import Ballot, Choice, Left
from counter_app.ui.citizen.screen import SECTION, CitizenSettings
from counter_app.ui.citizen.wording import outcome_at
from counter_app.ui.context import Counter
from counter_app.ui.widgets.labels import IconLabel, label

_LANE = "tables"
ASKING, RATED, NOT_RATED = "正在请群众评价", "群众已评", "群众未评"
_NO_SCREEN = "群众屏没有打开，不能在窗口评价。可请群众扫凭证上的评价码，或按 Ctrl+F11 打开。"
_NOTHING = "这一件还没有受理，没有可以评价的环节。"
_ALREADY = "这一环节已经评价过，一事一评。"


class Asked(NamedTuple):
    """About which stage of which case somebody is asked."""

    state: CaseState
    stage: RatingStage


class RatingAsk(QObject):
    """``after(state)`` when something has been done, ``ask(state)`` by key; ``told(words)`` how
    it stands."""

    told = Signal(str)

    def __init__(self, counter: Counter, parent: QObject) -> None:
        super().__init__(parent)
        self._counter = counter
        self._asked: Asked | None = None
        self._ballot: Ballot | None = None
        self._typing: PinyinTyping | None = None

    def after(self, state: CaseState) -> None:
        """Ask by itself, where this window is set so and somebody can be asked."""
        stage = stage_now(state)
        choice = self._counter.settings.get(SECTION, CitizenSettings)
        if stage is None or not self._counter.citizen.shown or not choice.asks(stage):
            return
        self._begin(state, stage, by_key=False)

    def ask(self, state: CaseState) -> None:
        """Ask because the clerk wants it; says why when nobody can be asked."""
        stage = stage_now(state)
        if not self._counter.citizen.shown:
            self._counter.notify("info", _NO_SCREEN)
        elif stage is None:
            self._counter.notify("info", _NOTHING)
        else:
            self._begin(state, stage, by_key=True)

    # ---- slots

    def on_known(self, asked: Asked, by_key: bool, known: RatingState | None) -> None:
        if known is not None:
            if by_key:
                self._counter.notify("info", _ALREADY)
            return
        self._drop()
        self._asked = asked
        self._ballot = ballot = Ballot(self)
        ballot.typing = self._typing
        ballot.given.connect(self.on_given)
        ballot.left.connect(self.on_left)
        self.told.emit(ASKING)
        self._counter.citizen.rate(view_of(self._counter.desk, asked.state), ballot)

    def on_typing(self, typing: PinyinTyping) -> None:
        """The table is there: from now on words can be written too."""
        self._typing = typing
        if self._ballot is not None:
            self._ballot.typing = typing

    def on_given(self, choice: Choice) -> None:
        asked = self._asked
        if asked is None:
            return
        words = Said(Grade(choice.grade), choice.reasons, choice.text)
        number = asked.state.number
        job = partial(rate.rate_case, self._counter.desk, number, asked.stage, words)
        self._counter.tasks.run_write(job, self.on_rated, self.on_failed)

    def on_rated(self, done: RatingDone) -> None:
        outcome = self._outcome()
        thanks = views.Done("谢谢您的评价")
        if isinstance(outcome, views.Done):
            thanks = msgspec.structs.replace(outcome, headline=thanks.headline, rating_url="")
        self._end(RATED, thanks)
        self._counter.changed(done.changes)

    def on_failed(self, error: BaseException) -> None:
        self._end(NOT_RATED, views.Wait("没有记下，请告诉工作人员"))
        self._counter.notify("error", said(error))

    def on_left(self, why: Left) -> None:
        self._end(NOT_RATED, self._outcome() if why is Left.DECLINED else None)

    # ---- inside

    def _begin(self, state: CaseState, stage: RatingStage, *, by_key: bool) -> None:
        if self._typing is None:
            self._counter.tasks.run(_LANE, pinyin_typing, self.on_typing)
        job = partial(rate.rated, self._counter.desk, state.number, stage)
        done = partial(self.on_known, Asked(state, stage), by_key)
        self._counter.tasks.run_read(job, done, latest="rated")

    def _outcome(self) -> views.Done | views.Missing | None:
        """What the citizen takes along: shown again when he is done here."""
        return outcome_at(self._counter.desk, self._asked.state) if self._asked else None

    def _end(self, words: str, view: views.CitizenView | None) -> None:
        self.told.emit(words)
        if self._ballot is not None and view is not None:
            self._ballot.close(view)
        self._drop()

    def _drop(self) -> None:
        if self._ballot is not None:
            ballot, self._ballot = self._ballot, None
            ballot.blockSignals(True)  # its end is no news about the next one
            ballot.deleteLater()
        self._asked = None


class RatingNote(QWidget):
    """How the asking stands, in three words; there is nothing in it to press."""

    def __init__(self, asking: RatingAsk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel("star", "muted", 16, self)
        self._label = label("", "muted", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._icon)
        row.addWidget(self._label)
        asking.told.connect(self.show_text)
        self.hide()

    @property
    def text(self) -> str:
        """What it says, "" while nothing was asked."""
        return self._label.text() if not self.isHidden() else ""

    def show_text(self, words: str) -> None:
        """ "" takes it away."""
        self._label.setText(words)
        self._icon.show_icon("check" if words == RATED else "star", "accent")
        self.setVisible(bool(words))


def view_of(desk: Desk, state: CaseState) -> views.Rate:
    """What the citizen is asked about this case."""
    return views.Rate(
        state.item.name,
        spoken(state.number),
        tuple(
            views.Grade(
                grade.value,
                grade.label,
                tuple((reason.code, reason.text) for reason in reasons),
                frozenset(reason.code for reason in reasons if reason.needs_text),
            )
            for grade, reasons in ((grade, rate.reasons_for(desk, grade)) for grade in GRADES)
        ),
    )

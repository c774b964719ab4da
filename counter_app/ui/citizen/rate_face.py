"""The face on which a citizen says how he was served, and on which he need not."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.ui.citizen.ballot import Ballot, Choice, Left
from counter_app.ui.citizen.face import Face, across, fixed
from counter_app.ui.citizen.lists import Scrolled
from counter_app.ui.citizen.rate_tiles import GradeTile, ReasonTile
from counter_app.ui.citizen.views import Grade, Rate
from counter_app.ui.citizen.words import LEAST, BigButton, Words
from counter_app.ui.citizen.write_pad import WritePad

DECLINE = "不评价"
_HINT = "评不评由您决定，不影响办事。"
_WHY = "为什么？可以选几条，也可以不选。"
_SAY = "选“其他”的，请写几个字。"
_WRITE = "写几句"
#: Reasons stand in so many columns on a wide screen.
_COLUMNS = 3
_BESIDE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_TOP = Qt.AlignmentFlag.AlignTop


class RateFace(Face):
    """The grades and 不评价 in tiles of one size; a grade that is touched shows its reasons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ballot: Ballot | None = None
        self._grades: tuple[Grade, ...] = ()
        self._portrait = False
        self._unit = LEAST
        self._title = fixed(Words("请评价这次服务", 1.8, tone="accent", bold=True, parent=self))
        self._hint = fixed(Words(_HINT, tone="muted", parent=self))
        self._item = Words("", 1.1, parent=self)
        self.tiles = [GradeTile(self) for _ in range(5)]
        self.decline = GradeTile(self)
        self.decline.tell("", DECLINE, None)
        for tile in (*self.tiles, self.decline):
            tile.clicked.connect(self.on_tile)
        self._grid = QGridLayout()
        self._why = fixed(Words(_WHY, 1.1, bold=True, parent=self))
        self._sheet = QWidget()
        self._reason_grid = QGridLayout()
        sheet = QVBoxLayout(self._sheet)
        sheet.setContentsMargins(0, 0, 0, 0)
        sheet.addLayout(self._reason_grid)
        sheet.addStretch(1)
        self.reasons: list[ReasonTile] = []
        self._scrolled = Scrolled(self._sheet, self)
        self.done = BigButton("提交评价", "primary", parent=self)
        self.done.clicked.connect(self.on_done)
        self.write = BigButton(_WRITE, parent=self)
        self.write.clicked.connect(self.on_write)
        self.pad = WritePad(self)
        self.pad.written.connect(self.on_reason)
        self.pad.done.connect(self.on_written)
        foot = QHBoxLayout()
        foot.addWidget(self._why, 1)
        foot.addWidget(self.write)
        foot.addWidget(self.done)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.addWidget(self._title, 2)
        self._head.addWidget(self._item, 3)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self._hint, 0, _TOP)
        self._column.addLayout(self._grid, 1)
        self._column.addLayout(foot)
        self._column.addWidget(self._scrolled, 2)
        self._column.addWidget(self.pad, 2)
        self._show_reasons(None)

    @property
    def chosen(self) -> Grade | None:
        """The grade that is touched now."""
        on = [tile.code for tile in self.tiles if tile.isChecked() and not tile.isHidden()]
        return next((each for each in self._grades if each.code in on), None)

    def tell(self, view: Rate) -> None:
        self._grades = view.grades
        self._item.say(f"{view.item}  {view.number}".strip())
        for place, tile in enumerate(self.tiles):
            tile.setVisible(place < len(view.grades))
            if place < len(view.grades):
                tile.tell(view.grades[place].code, view.grades[place].word, place)
        self._show_reasons(None)

    def answer_into(self, ballot: Ballot | None) -> None:
        """Where the answer goes; None: touching does nothing."""
        self._ballot = ballot
        self.pad.clear()

    def forget(self) -> None:
        super().forget()
        self._ballot = None
        self.pad.clear()
        self._show_reasons(None)
        for tile in self.tiles:
            tile.setChecked(False)

    # ---- slots

    def on_tile(self) -> None:
        touched = self.sender()
        ballot = self._ballot
        if ballot is None or ballot.over:
            return
        if touched is self.decline:
            self.decline.setChecked(False)
            ballot.leave(Left.DECLINED)
            return
        for tile in self.tiles:
            tile.setChecked(tile is touched)
        ballot.touch()
        self._show_reasons(self.chosen)

    def on_reason(self) -> None:
        if self._ballot is not None:
            self._ballot.touch()

    def on_done(self) -> None:
        grade = self.chosen
        if self._ballot is not None and grade is not None:
            reasons = tuple(each.code for each in self.reasons if each.isChecked())
            if not self.pad.text and grade.in_words.intersection(reasons):
                self.on_write()
                self.pad.ask(_SAY)
                return
            self._ballot.give(Choice(grade.code, reasons, self.pad.text))

    def on_write(self) -> None:
        """Keys instead of reasons, until the sentence is there."""
        self._write(True)
        self.on_reason()

    def on_written(self) -> None:
        self._write(False)
        self._why.say(self.pad.text or _WHY)

    # ---- the screen

    def fit(self, unit: int, *, portrait: bool) -> None:
        self._unit, self._portrait = unit, portrait
        across(self._head, portrait=portrait)
        self._item.setAlignment(Qt.AlignmentFlag(0) if portrait else _BESIDE)
        self._column.setContentsMargins(unit, unit // 3, unit, unit // 2)
        self._column.setSpacing(unit // 3)
        for grid in (self._grid, self._reason_grid):
            grid.setSpacing(unit * 2 // 5)
        self._place_tiles()
        self._place_reasons()
        self.pad.fit(unit)
        super().fit(unit, portrait=portrait)

    def _place_tiles(self) -> None:
        columns = 3 if self._portrait else 6
        for at, tile in enumerate((*self.tiles, self.decline)):
            tile.fit(self._unit)
            self._grid.addWidget(tile, at // columns, at % columns)

    def _place_reasons(self) -> None:
        columns = 2 if self._portrait else _COLUMNS
        for at, tile in enumerate(self.reasons):
            tile.fit(self._unit)
            self._reason_grid.addWidget(tile, at // columns, at % columns)

    def _show_reasons(self, grade: Grade | None) -> None:
        """Of this grade; None: nothing is chosen yet, so that the grades have all the room."""
        for tile in self.reasons:
            self._reason_grid.removeWidget(tile)
            tile.setParent(None)
            tile.deleteLater()
        writes = self._ballot is not None and self._ballot.typing is not None
        self.pad.use(self._ballot.typing if self._ballot is not None else None)
        offered = grade.reasons if grade else ()
        self.reasons = [
            ReasonTile(code, text, self._sheet)
            for code, text in offered
            if writes or grade is None or code not in grade.in_words
        ]
        for tile in self.reasons:
            tile.clicked.connect(self.on_reason)
            tile.show()
        self._place_reasons()
        # All the room goes to what is asked now.
        for each in (self._title, self._item, self._hint):
            each.setVisible(grade is None)
        self._column.setStretchFactor(self._grid, 0 if grade else 1)
        self._why.setVisible(grade is not None)
        self.done.setVisible(grade is not None)
        self._write(False)
        self._why.setText(self.pad.text or _WHY)
        self.write.setVisible(grade is not None and writes)
        self._scrolled.area.verticalScrollBar().setValue(0)

    def _write(self, writing: bool) -> None:
        """The keys, or the reasons; never more of one than there is."""
        self.pad.setVisible(writing)
        for each in (self._why, self.done):
            each.setVisible(not writing and self.chosen is not None)
        self._scrolled.setVisible(not writing and bool(self.reasons))
        self.write.setVisible(not writing and self.pad.usable and self.chosen is not None)

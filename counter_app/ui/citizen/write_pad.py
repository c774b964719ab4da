"""Keys on the citizen's screen to write a sentence with: pinyin, and what it may mean."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counter_app.rules.pinyin_typing import Choice, PinyinTyping
from counter_app.ui.citizen.words import BigButton, Words, fit_all

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SIGNS = (",", "。", "!")
_BACK = "删除"
#: So many letters at once, and a sentence or two.
_MOST_LETTERS, MOST = 24, 120
_OFFERED = 7
_HINT = "点字母写拼音，再点要的字词。不写也可以。"


class WritePad(QWidget):
    """``written`` at every touch; ``done`` when the writer is. Never the real keyboard."""

    written = Signal()
    done = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typing: PinyinTyping | None = None
        self._text, self._letters, self._hint = "", "", _HINT
        self._choices: list[Choice] = []
        self._first = 0
        self._shown = Words("", 1.1, bold=True, parent=self)
        self._shown.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.offered = [BigButton("", parent=self) for _ in range(_OFFERED)]
        self.more = BigButton("更多", parent=self)
        self.finish = BigButton("写好了", "primary", parent=self)
        self.keys = {letter: BigButton(letter, parent=self) for row in _ROWS for letter in row}
        self.signs = {sign: BigButton(sign, parent=self) for sign in _SIGNS}
        self.back = BigButton(_BACK, parent=self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        head.addWidget(self._shown, 1)
        head.addWidget(self.finish, 0, Qt.AlignmentFlag.AlignTop)
        row = QHBoxLayout()
        for at, button in enumerate(self.offered):
            button.clicked.connect(partial(self.on_chosen, at))
            row.addWidget(button, 1)
        row.addWidget(self.more)
        self._column.addLayout(head, 1)
        self._column.addLayout(row)
        for letters in _ROWS:
            line = QHBoxLayout()
            for letter in letters:
                line.addWidget(self.keys[letter], 1)
            if letters is _ROWS[-1]:
                for sign in _SIGNS:
                    line.addWidget(self.signs[sign], 1)
                line.addWidget(self.back, 2)
            self._column.addLayout(line)
        for button in (*self.offered, self.more, *self.keys.values(), *self.signs.values()):
            button.setProperty("narrow", True)
        self.back.setProperty("narrow", True)
        for letter, button in self.keys.items():
            button.clicked.connect(partial(self.on_letter, letter))
        for sign, button in self.signs.items():
            button.clicked.connect(partial(self.on_sign, sign))
        self.back.clicked.connect(self.on_back)
        self.more.clicked.connect(self.on_more)
        self.finish.clicked.connect(self.done)
        self._show()

    @property
    def text(self) -> str:
        """What is written so far."""
        return self._text

    def use(self, typing: PinyinTyping | None) -> None:
        """What letters mean; None: nothing can be written."""
        self._typing = typing

    @property
    def usable(self) -> bool:
        return self._typing is not None

    def ask(self, what: str) -> None:
        """Say what is to be written, until something is."""
        self._hint = what
        self._show()

    def clear(self) -> None:
        self._hint = _HINT
        self._text, self._letters = "", ""
        self._look_up()

    def fit(self, unit: int) -> None:
        self._column.setSpacing(unit // 3)
        fit_all(self, unit)

    # ---- slots

    def on_letter(self, letter: str, *_: bool) -> None:
        if len(self._letters) < _MOST_LETTERS and len(self._text) < MOST:
            self._letters += letter
            self._touched()

    def on_sign(self, sign: str, *_: bool) -> None:
        if not self._letters and self._text and len(self._text) < MOST:
            self._text += sign
            self._touched()

    def on_back(self) -> None:
        if self._letters:
            self._letters = self._letters[:-1]
        else:
            self._text = self._text[:-1]
        self._touched()

    def on_chosen(self, at: int, *_: bool) -> None:
        place = self._first + at
        if place < len(self._choices):
            chosen = self._choices[place]
            self._text = (self._text + chosen.text)[:MOST]
            self._letters = self._letters[chosen.letters :]
            self._touched()

    def on_more(self) -> None:
        self._first += _OFFERED
        if self._first >= len(self._choices):
            self._first = 0
        self._show()

    # ---- inside

    def _touched(self) -> None:
        self._look_up()
        self.written.emit()

    def _look_up(self) -> None:
        known = self._typing is not None and bool(self._letters)
        self._choices = self._typing.choices(self._letters) if self._typing and known else []
        self._first = 0
        self._show()

    def _show(self) -> None:
        told = self._text + (f" {self._letters}" if self._letters else "")
        self._shown.setText(told or self._hint)
        shown = self._choices[self._first : self._first + _OFFERED]
        for at, button in enumerate(self.offered):
            button.setText(shown[at].text if at < len(shown) else "")
            button.setEnabled(at < len(shown))
        self.more.setEnabled(len(self._choices) > _OFFERED)

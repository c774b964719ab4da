"""The answer to a question: two choices, what each does, a reason, and recording it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counter_app.ui import theme
from counter_app.ui.pages.disputes.question import Choice, Question
from counter_app.ui.widgets.button import ActionButton
from counter_app.ui.widgets.labels import label

_MOST = 200


class AnswerBar(QWidget):
    """A choice can be changed until it is recorded. ``given`` when Enter ends the reason."""

    given = Signal()

    def __init__(
        self, first: ActionButton, second: ActionButton, record: ActionButton, parent: QWidget
    ) -> None:
        super().__init__(parent)
        look = theme.tokens()
        self._question: Question | None = None
        self._chosen = ""
        self._buttons = (first, second)
        self._record = record
        self.effects = (label("", "muted", self, wrap=True), label("", "muted", self, wrap=True))
        self.reason = QLineEdit(self)
        self.reason.setMaxLength(_MOST)
        self.reason.setAccessibleName("说明")
        self.reason.returnPressed.connect(self.given)
        self.reason.textChanged.connect(self.on_typed)
        self.problem = label("", "problem", self, wrap=True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.space_m)
        for column, (button, effect) in enumerate(zip(self._buttons, self.effects, strict=True)):
            button.setCheckable(True)
            grid.addWidget(button, 0, column)
            grid.addWidget(effect, 1, column)
            grid.setColumnStretch(column, 1)
        line = QHBoxLayout()
        line.setSpacing(look.space_s)
        self._reason_label = label("说明", "label", self)
        line.addWidget(self._reason_label)
        line.addWidget(self.reason, 1)
        line.addWidget(record)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.setSpacing(look.space_s)
        column_.addLayout(grid)
        column_.addLayout(line)
        column_.addWidget(self.problem)
        self.problem.hide()

    @property
    def chosen(self) -> Choice | None:
        """The choice that would be recorded now."""
        if self._question is None:
            return None
        return next((c for c in self._question.choices if c.code == self._chosen), None)

    def ask(self, question: Question) -> None:
        """Put a question; nothing is chosen yet."""
        self._question = question
        self._chosen = ""
        self.reason.clear()
        self.say("")
        for choice, effect in zip(question.choices, self.effects, strict=False):
            effect.setText(choice.why_not or choice.effect)
            theme.set_look(effect, role="warning" if choice.why_not else "muted")
        self._mark()

    def can_choose(self, number: int) -> bool:
        question = self._question
        if question is None or number >= len(question.choices):
            return False
        return not question.choices[number].why_not

    def choose(self, number: int) -> None:
        """Take one of the choices for now; the cursor goes to the reason."""
        if self.can_choose(number) and self._question is not None:
            self._chosen = self._question.choices[number].code
            self.say("")
        self._mark()
        self.reason.setFocus()

    def take_back(self) -> bool:
        """Nothing is chosen any more; False when nothing was."""
        was, self._chosen = self._chosen, ""
        self._mark()
        self.say("")
        return bool(was)

    def say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def on_typed(self, text: str) -> None:
        self.say("")

    def _mark(self) -> None:
        question = self._question
        codes = [choice.code for choice in question.choices] if question is not None else []
        for number, button in enumerate(self._buttons):
            button.setChecked(number < len(codes) and codes[number] == self._chosen)
        needed = question is not None and self._chosen in question.reason_for
        self._reason_label.setText("* 理由" if needed else "说明")
        self.reason.setPlaceholderText(
            "必填，会记入办理经过" if needed else "可不填；按 Enter 记下处理"
        )

"""Not taking a case on (不予受理): on what ground, why, and where to turn instead."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from counter_app.desk.intake import Outcome, Then
from counter_app.models.acts.case import Declined
from counter_app.models.reference import FieldSpec
from counter_app.ui.case_words import GROUNDS
from counter_app.ui.forms import Editor, make_editor
from counter_app.ui.pages.intake.card import Card
from counter_app.ui.pages.intake.walk import Walk, go_to
from counter_app.ui.widgets.button import ActionButton, Button
from counter_app.ui.widgets.form import FieldRow
from counter_app.ui.widgets.labels import label

_ELSEWHERE = "not_competent"
_FIELDS = (
    FieldSpec("ground", "情形", "choice", True, choices=tuple(GROUNDS.values())),
    FieldSpec(
        "competent_office",
        "应向何处申请",
        "text",
        True,
        max_length=200,
        note="有权办理的机关名称",
        when={"ground": (GROUNDS[_ELSEWHERE],)},
    ),
    FieldSpec("reason", "理由", "multiline", True, max_length=1000, note="写给群众看，要具体"),
    FieldSpec("basis", "依据", "text", max_length=300, note="法律法规或规范性文件的条款"),
)


class DeclinePanel(Card):
    """``present`` empties it; ``outcome`` is what was decided."""

    def __init__(self, confirm: ActionButton, back: Button, parent: QWidget) -> None:
        super().__init__(parent, roomy=True)
        self._returned: tuple[str, ...] = ()
        self._title = label("", "heading", self, wrap=True)
        self._back_words = label("", "muted", self, wrap=True)
        self._problem = label("", "problem", self, wrap=True)
        self.editors: dict[str, Editor] = {}
        self.rows: dict[str, FieldRow] = {}
        self.column.addWidget(self._title)
        self.walk = Walk(self.stops, self)
        for spec in _FIELDS:
            editor = make_editor(spec, date.min, self)
            row = FieldRow(
                spec.key,
                spec.label,
                editor,
                required=spec.required,
                label_width=7,
                parent=self,
            )
            if spec.kind == "multiline":
                layout = row.layout()
                assert layout is not None
                layout.setAlignment(row.title, Qt.AlignmentFlag.AlignTop)
            self.editors[spec.key], self.rows[spec.key] = editor, row
            self.column.addWidget(row)
            self.walk.watch(editor)
        self.editors["ground"].edited.connect(self.on_ground_edited)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(back)
        foot.addWidget(confirm)
        self.column.addWidget(self._back_words)
        self.column.addWidget(self._problem)
        self.column.addLayout(foot)
        self.hide()

    def present(self, title: str, returned: tuple[str, ...]) -> None:
        """Ask anew. ``returned``: materials that go back to the applicant."""
        self._title.setText(title)
        self._returned = returned
        given = "、".join(returned)
        self._back_words.setText(f"退还材料：{given}" if given else "没有需要退还的材料。")
        for editor in self.editors.values():
            editor.set("")
        self.on_ground_edited()
        self.show_problem("")
        self.show()
        go_to(self.editors["ground"])

    @property
    def ground(self) -> str:
        words = self.editors["ground"].get()
        return next((key for key, each in GROUNDS.items() if each == words), "")

    def outcome(self) -> Outcome:
        """How the intake ends by this refusal."""
        elsewhere = self.ground == _ELSEWHERE
        office = self.editors["competent_office"].get() if elsewhere else ""
        refusal = Declined(
            ground=self.ground,
            reason=self.editors["reason"].get(),
            basis=self.editors["basis"].get(),
            competent_office=office,
            returned=self._returned,
        )
        return Outcome(Then.DECLINE, refusal=refusal)

    def fault(self) -> str:
        """Why this cannot be issued yet, "" when it can; puts the cursor there."""
        for spec in _FIELDS:
            editor = self.editors[spec.key]
            wrong = editor.judge().wrong if self.rows[spec.key].isVisibleTo(self) else ""
            self.rows[spec.key].show_problem(wrong)
            if wrong:
                go_to(editor)
                return f"{spec.label}：{wrong}"
        return ""

    def show_problem(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

    def stops(self) -> list[QWidget]:
        return list(self.editors.values())

    def on_ground_edited(self) -> None:
        self.rows["competent_office"].setVisible(self.ground == _ELSEWHERE)

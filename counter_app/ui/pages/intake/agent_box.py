"""Somebody who acts for the applicant (代理人): who, how related, on what ground."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from counter_app.desk.intake_check import IntakeAgent
from counter_app.models.reference import FieldSpec
from counter_app.ui import theme
from counter_app.ui.forms import Editor, make_editor
from counter_app.ui.pages.intake.card import Card
from counter_app.ui.pages.intake.party_box import LABEL_WIDTH, PartyBox
from counter_app.ui.widgets.form import FieldRow

#: As the shared field 代办人与申请人关系 has it.
RELATIONS = ("配偶", "子女", "父母", "其他亲属", "村干部", "其他")


class AgentBox(Card):
    """Hidden until somebody acts for the applicant."""

    edited = Signal()
    left = Signal(str)

    def __init__(self, today: date, parent: QWidget) -> None:
        super().__init__(parent)
        without = ("kind", "address", "legal_person")
        self.party = PartyBox("agent", "代理人", today, self, without=without)
        relation = FieldSpec("relation", "与申请人关系", "choice", choices=RELATIONS)
        ground = FieldSpec(
            "authorisation", "授权依据", "text", max_length=200, note="委托书、户口簿等"
        )
        self.relation = make_editor(relation, today, self)
        self.authorisation = make_editor(ground, today, self)
        self.rows = dict(self.party.rows)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.tokens().space_m)
        grid.setVerticalSpacing(0)
        for column, editor in enumerate((self.relation, self.authorisation)):
            name = editor.spec.key
            row = FieldRow(
                f"agent.{name}", editor.spec.label, editor, label_width=LABEL_WIDTH, parent=self
            )
            grid.addWidget(row, 0, column)
            grid.setColumnStretch(column, 1)
            self.rows[name] = row
            editor.edited.connect(self.edited)
            editor.left.connect(self.on_left)
        self.column.addWidget(self.party)
        self.column.addLayout(grid)
        self.party.edited.connect(self.edited)
        self.party.left.connect(self.left)
        self.hide()

    @property
    def wanted(self) -> bool:
        """Whether somebody acts for the applicant."""
        return not self.isHidden()

    def get(self) -> IntakeAgent | None:
        if not self.wanted:
            return None
        return IntakeAgent(self.party.get(), self.relation.get(), self.authorisation.get())

    def set(self, agent: IntakeAgent | None) -> None:
        """Show an agent, or none."""
        shown = agent or IntakeAgent()
        self.party.set(shown.party)
        self.relation.set(shown.relation)
        self.authorisation.set(shown.authorisation)
        self.setVisible(agent is not None)

    def stops(self) -> list[QWidget]:
        return [*self.party.stops(), self.relation, self.authorisation]

    def editor_of(self, field: str) -> Editor | None:
        own = {"agent.relation": self.relation, "agent.authorisation": self.authorisation}
        return own.get(field) or self.party.editor_of(field)

    def on_left(self, editor: Editor) -> None:
        self.left.emit(f"agent.{editor.spec.key}")

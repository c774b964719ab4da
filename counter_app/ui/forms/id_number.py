"""Editor of ID numbers: checked on every key, read back as birthday, sex and age."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from counter_app.forms.values import fold
from counter_app.models.reference import FieldSpec
from counter_app.rules.identity import IdType, TypingCheck, as_you_type, check_identity
from counter_app.ui.forms.editor import Verdict
from counter_app.ui.forms.line import LineEditor

#: Where the X of an ID number or a credit code can stand.
_CHECK_PLACE = 18
_SEX = {"male": "男", "female": "女"}


class IdNumberEditor(LineEditor):
    """A personal number. ``id_type`` may be changed while something is written."""

    def __init__(self, spec: FieldSpec, today: date, parent: QWidget | None = None) -> None:
        self.id_type: IdType | None = None
        super().__init__(spec, today, parent)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhPreferUppercase
        )
        self.narrow(26, 19)
        self.line.textEdited.connect(self.on_typed)

    def on_typed(self, text: str) -> None:
        """The number pad has no X: its ``*`` stands for it in the last place."""
        if text.endswith("*") and len(fold(text)) == _CHECK_PLACE:
            self.line.setText(f"{text[:-1]}X")

    def set_id_type(self, id_type: IdType) -> None:
        """Check as this kind of document from now on."""
        self.id_type = id_type
        self.refresh_beside()

    def typing(self) -> TypingCheck:
        """What can be said of the number while it is being typed."""
        text = self.line.text()
        if self.id_type is not None:
            return as_you_type(self.id_type, text, today=self.today)
        if fold(text)[:1].isdigit() and fold(text)[:2] not in ("81", "82", "83"):
            return as_you_type(IdType.RESIDENT_ID, text, today=self.today, archive=True)
        verdict = super().judge()
        return TypingCheck("incomplete" if verdict.wrong else "ok", verdict.warning)

    def normal(self, text: str) -> str:
        if self.id_type is None:
            return super().normal(text)
        if not text.strip():
            return ""
        checked = check_identity(self.id_type, text, today=self.today)
        return checked.normal if checked.ok else ""

    def judge(self) -> Verdict:
        if self.id_type is None:
            return self._with_certainty(super().judge())
        text = self.line.text()
        if not text.strip() and self.id_type is IdType.NONE:
            return Verdict()
        checked = check_identity(self.id_type, text, today=self.today)
        warning = checked.warnings[0] if checked.warnings else ""
        normal = checked.normal if checked.ok else ""
        return self._with_certainty(Verdict(normal, checked.problem or "", False, warning))

    def _with_certainty(self, verdict: Verdict) -> Verdict:
        typing = self.typing()
        if typing.state == "wrong":
            return Verdict("", typing.hint or verdict.wrong, True)
        return verdict

    def read_back(self, normal: str) -> str:
        if normal:
            return self._person(normal)
        if not self.line.text().strip():
            return ""
        typing = self.typing()
        return typing.hint if typing.state == "incomplete" else ""

    def _person(self, normal: str) -> str:
        checked = check_identity(
            self.id_type or IdType.RESIDENT_ID, normal, today=self.today, archive=True
        )
        if checked.birth is None or not checked.ok:
            return "✓"
        birth = checked.birth
        before = (self.today.month, self.today.day) < (birth.month, birth.day)
        age = self.today.year - birth.year - int(before)
        sex = _SEX.get(checked.sex or "", "")
        return f"✓ {sex} {age} 岁 {birth.isoformat()}".replace("  ", " ")


class UsccEditor(IdNumberEditor):
    """A unified social credit code (统一社会信用代码)."""

    def __init__(self, spec: FieldSpec, today: date, parent: QWidget | None = None) -> None:
        super().__init__(spec, today, parent)
        self.set_id_type(IdType.USCC)

    def judge(self) -> Verdict:
        if not self.line.text().strip() and not self.spec.required:
            return Verdict()
        return super().judge()

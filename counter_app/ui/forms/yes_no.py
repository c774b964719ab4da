"""Editor of yes or no (是否)."""

from __future__ import annotations

from counter_app.ui.forms.choice import ChoiceEditor


class YesNoEditor(ChoiceEditor):
    """Two buttons; besides 1 and 2, the keys Y and N choose."""

    def offered(self) -> tuple[str, ...]:
        return ("是", "否")

    def key_of(self, text: str) -> int:
        return {"y": 1, "n": 2}.get(text.lower(), 0) or super().key_of(text)

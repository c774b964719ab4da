"""One editor for each kind of field: what a declared field looks like under somebody's hands.

Whether a value is right is asked of ``forms`` and ``rules``; an editor only shows the answer.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from counter_app.models.reference import FieldSpec
from counter_app.ui.forms.address import AddressEditor
from counter_app.ui.forms.bank_account import BankAccountEditor
from counter_app.ui.forms.choice import ChoiceEditor
from counter_app.ui.forms.date import DateEditor
from counter_app.ui.forms.editor import Editor
from counter_app.ui.forms.id_number import IdNumberEditor, UsccEditor
from counter_app.ui.forms.money import MoneyEditor
from counter_app.ui.forms.multiline import MultilineEditor
from counter_app.ui.forms.number import NumberEditor
from counter_app.ui.forms.phone import PhoneEditor
from counter_app.ui.forms.text import TextEditor
from counter_app.ui.forms.yes_no import YesNoEditor

__all__ = ["EDITORS", "Editor", "make_editor"]

#: kind of field (forms/kinds.py) -> its editor
EDITORS: dict[str, type[Editor]] = {
    "text": TextEditor,
    "multiline": MultilineEditor,
    "number": NumberEditor,
    "money": MoneyEditor,
    "date": DateEditor,
    "choice": ChoiceEditor,
    "yesno": YesNoEditor,
    "id_number": IdNumberEditor,
    "uscc": UsccEditor,
    "phone": PhoneEditor,
    "address": AddressEditor,
    "bank_account": BankAccountEditor,
}


def make_editor(spec: FieldSpec, today: date, parent: QWidget | None = None) -> Editor:
    """The editor of a field; a kind that this program does not know is edited as text.

    ``today`` bounds dates and birth dates.
    """
    return EDITORS.get(spec.kind, TextEditor)(spec, today, parent)

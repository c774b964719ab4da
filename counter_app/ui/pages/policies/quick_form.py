"""The quick log: an enterprise, a policy by its first letters, the question, and F9."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from counter_app.desk.desk import Desk
from counter_app.desk.intake_check import NAME_MAX
from counter_app.desk.policy_check import ANSWER_MAX, QUESTION_MAX, PolicyTyped
from counter_app.desk.policy_finder import finder_of
from counter_app.models.policy import Inquiry
from counter_app.models.reference import Policy
from counter_app.ui.policy_words import main_points
from counter_app.ui.tasks import Tasks
from counter_app.ui.widgets.form import FieldRow, Form
from counter_app.ui.widgets.hit_list import Hit
from counter_app.ui.widgets.type_ahead import TypeAhead, reading

#: The way of the Enter key; what is rarely asked comes after what always is.
_ORDER = ("name", "title", "question", "text", "ground", "contact", "phone", "code")


class QuickForm(Form):
    """``typed()`` is what stands here, ``text`` and ``ground`` the answer.

    ``edited`` whenever something else stands here; ``firm_named(name)`` when the enterprise's
    line is left, so that what is known of it can be filled in.
    """

    edited = Signal()
    firm_named = Signal(str)

    def __init__(self, desk: Desk, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(columns=2, label_width=5, parent=parent)
        self._desk = desk
        #: of the enterprise, as its last question told it; nobody is asked for it here
        self._size = ""
        self.name = _line(self, NAME_MAX, "企业名称或统一社会信用代码")
        self.code = _line(self, 30, "可不填")
        self.title = TypeAhead(
            reading(tasks, self.look_for),
            placeholder="名称、俗称、拼音首字母；没有的直接写",
            nothing="政策清单里没有，可直接写名称",
            parent=self,
        )
        self.question = _line(self, QUESTION_MAX, "问什么")
        self.text = _line(self, ANSWER_MAX, "怎样答复的")
        self.ground = _line(self, NAME_MAX, "文号、条款；可不填")
        self.contact = _line(self, NAME_MAX, "可不填")
        self.phone = _line(self, 20, "可不填")
        self.add("name", "企业", self.name, required=True)
        self.add("title", "政策", self.title)
        self.add("question", "问题", self.question, required=True, span=2)
        self.add("text", "答复", self.text, span=2)
        self.add("ground", "依据", self.ground)
        self.add("contact", "联系人", self.contact)
        self.add("phone", "电话", self.phone)
        self.add("code", "信用代码", self.code)
        self.title.chosen.connect(self.on_policy_chosen)
        self.title.cleared.connect(self.on_policy_cleared)
        self.name.editingFinished.connect(self.on_name_left)
        for line in self._lines():
            line.textChanged.connect(self.edited)

    def _lines(self) -> tuple[QLineEdit, ...]:
        return (
            self.name, self.code, self.title, self.question, self.text, self.ground,
            self.contact, self.phone,
        )  # fmt: skip

    def _walk(self) -> Iterable[FieldRow]:
        yield from (self.row(name) for name in _ORDER)

    def look_for(self, text: str) -> Sequence[Hit]:
        """On the reader: policies that the words find."""
        return [_hit(each) for each in finder_of(self._desk.catalogue()).search(text)]

    @property
    def policy(self) -> Policy | None:
        """The policy that was chosen from the county's table."""
        chosen = self.title.choice
        held = chosen.value if chosen is not None else None
        return held if isinstance(held, Policy) else None

    def typed(self) -> PolicyTyped:
        """What stands here now, without the answer."""
        policy = self.policy
        return PolicyTyped(
            name=self.name.text(),
            question=self.question.text(),
            title=policy.title if policy is not None else self.title.text().strip(),
            policy=policy.code if policy is not None else "",
            issuer=policy.issuer if policy is not None else "",
            code=self.code.text(),
            contact=self.contact.text(),
            phone=self.phone.text(),
            size=self._size,
        )

    def answer(self) -> tuple[str, str]:
        """(answer, ground); of a chosen policy its main points, when nothing else was written."""
        policy = self.policy
        text, ground = self.text.text().strip(), self.ground.text().strip()
        if policy is not None:
            text = text or main_points(policy)
            ground = ground or (policy.number if text else "")
        return text, ground

    def fill(self, typed: PolicyTyped, text: str = "", ground: str = "") -> None:
        """Show what was typed before; an empty one clears the form."""
        self.name.setText(typed.name)
        self.code.setText(typed.code)
        policy = self._desk.catalogue().policies.get(typed.policy) if typed.policy else None
        self.title.set_choice(_hit(policy) if policy is not None else None)
        if policy is None:
            self.title.setText(typed.title)
        self.question.setText(typed.question)
        self.text.setText(text)
        self.ground.setText(ground)
        self.contact.setText(typed.contact)
        self.phone.setText(typed.phone)
        self._size = typed.size
        self._hint()
        self.show_problems({})

    def fill_firm(self, known: Inquiry) -> None:
        """What an earlier question told of the enterprise, where nothing stands yet."""
        firm = known.firm
        if self.name.text().strip() not in (firm.name, firm.id_number):
            return  # somebody has typed on meanwhile
        self.name.setText(firm.name)
        for line, value in (
            (self.code, firm.id_number),
            (self.contact, known.contact),
            (self.phone, firm.phone),
        ):
            if not line.text().strip():
                line.setText(value)
        self._size = self._size or known.size

    # ---- slots

    def on_policy_chosen(self, hit: Hit) -> None:
        self._hint()
        self.question.setFocus()

    def on_policy_cleared(self) -> None:
        self._hint()

    def on_name_left(self) -> None:
        self.firm_named.emit(self.name.text())

    # ---- inside

    def _hint(self) -> None:
        """What F9 will write as the answer stands in the line where one would write it."""
        policy = self.policy
        points = main_points(policy) if policy is not None else ""
        self.text.setPlaceholderText(points or "怎样答复的")
        self.text.setToolTip(points)
        over = policy is not None and not policy.in_force(self._desk.today)
        sample = policy is not None and policy.sample
        hint = "样例政策，不得据此答复" if sample else "这一政策现在不在有效期内" if over else ""
        self.row("title").show_problem(hint, "warning")


def _line(parent: QWidget, longest: int, placeholder: str) -> QLineEdit:
    line = QLineEdit(parent)
    line.setMaxLength(longest)
    line.setPlaceholderText(placeholder)
    return line


def _hit(policy: Policy) -> Hit:
    return Hit(policy.code, policy.title, policy.issuer, "样例" if policy.sample else "", policy)

"""Materials changing hands: what was taken from the person, and what goes back."""

from __future__ import annotations

import re

from counter_app.errors import BadInput
from counter_app.models.acts import help as acts
from counter_app.models.case import MaterialForm
from counter_app.models.help import Handed, HelpState
from counter_app.ui.case.deed import Answers, Asked, Seat, Tick, Ticks
from counter_app.ui.line.asking import asked, day, text

#: How people write that it is no original.
_COPY = re.compile("复|扫描|照片")


def _name(state: HelpState, seat: Seat) -> str:
    return state.ask.person.name


_TAKEN = (
    text("given_by", "交材料的人", required=True, start=_name),
    day("back_due", "约定退还", minimum="today"),
    text("note", "备注"),
)
_RETURNED = (
    text("taken_by", "退给", required=True, start=_name),
    text("relation", "与本人关系"),
    text("note", "备注"),
)


def ask_taken(state: HelpState, seat: Seat) -> Asked:
    base = asked(state, seat, *_TAKEN)
    usual = ("身份证", "户口簿", "申请表")
    lines = tuple(Tick(name, False, "原件") for name in usual)
    ticks = Ticks("接收哪些材料（写明原件或复印件，如：原件 2）", lines, write="原件 1", more=True)
    return Asked(base.fields, base.values, ticks=ticks)


def taken(state: HelpState, answers: Answers) -> object:
    due = answers.day("back_due")
    lines = []
    for row, (name, said) in enumerate(answers.ticked.items(), 1):
        form, count = _piece(said, row)
        lines.append(Handed(name, form, count, due if form is MaterialForm.ORIGINAL else None))
    if not lines:
        raise BadInput("materials", "请至少勾选一份材料")
    return acts.MaterialsTaken(tuple(lines), answers.get("given_by"), answers.get("note"))


def _piece(said: str, row: int) -> tuple[MaterialForm, int]:
    """``复印件 2``: which form, and how many; nothing said is one original."""
    form = MaterialForm.COPY if _COPY.search(said) else MaterialForm.ORIGINAL
    digits = "".join(each for each in said if each.isascii() and each.isdigit())
    count = int(digits[:6]) if digits else 1
    if not 1 <= count <= 999:
        raise BadInput("materials", "份数应为 1 至 999", row=row)
    return form, count


def ask_returned(state: HelpState, seat: Seat) -> Asked:
    base = asked(state, seat, *_RETURNED)
    lines = tuple(
        Tick(_held_name(name, form), True, str(left)) for name, form, left in _held(state)
    )
    ticks = Ticks("退还哪些材料（写明份数）", lines, write="份数")
    return Asked(base.fields, base.values, ticks=ticks)


def returned(state: HelpState, answers: Answers) -> object:
    lines = []
    for row, (name, form, left) in enumerate(_held(state), 1):
        said = answers.ticked.get(_held_name(name, form))
        if said is None:
            continue
        count = int(said) if said.isascii() and said.isdigit() and len(said) < 7 else left
        if not 1 <= count <= left:
            raise BadInput("materials", f"“{name}”在这里只有 {left} 份", row=row)
        lines.append(Handed(name, form, count))
    if not lines:
        raise BadInput("materials", "请勾选退还的材料")
    return acts.MaterialsReturned(
        tuple(lines), answers.get("taken_by"), answers.get("relation"), answers.get("note")
    )


def _held(state: HelpState) -> list[tuple[str, MaterialForm, int]]:
    """What is here, each material and form once."""
    found: dict[tuple[str, MaterialForm], int] = {}
    for each in state.custody:
        if each.left:
            key = (each.name, each.form)
            found[key] = found.get(key, 0) + each.left
    return [(name, form, left) for (name, form), left in found.items()]


def _held_name(name: str, form: MaterialForm) -> str:
    return f"{name}（{form.label}）"


def has_custody(state: HelpState) -> bool:
    return bool(_held(state))

"""What is asked when paper materials go to another place, and when they arrive (材料交接)."""

from __future__ import annotations

from counter_app.models.case import CaseState, MaterialForm
from counter_app.models.reference import FieldSpec
from counter_app.rules.papers_moved import on_the_way
from counter_app.ui.case.deed import Asked, Seat, Tick, Ticks
from counter_app.ui.case.questions import FORM_OF

_NOTE = FieldSpec("note", "备注", "text")


def ask_papers_send(state: CaseState, seat: Seat) -> Asked:
    """All papers that are still here, to wherever the case is or came from."""
    gone = {
        line.name
        for each in state.papers_moved
        if each.from_place == seat.place
        for line in each.lines
        if line.name not in each.missing
    }
    there = state.owner if state.owner != seat.place else state.place
    return Asked(
        fields=(FieldSpec("carrier", "带送人", "text"), _NOTE),
        note="纸质材料交给别处时逐项勾选，打印交接单两份，双方签名。",
        place="交给",
        place_code=there if there != seat.place else "",
        stay=True,
        ticks=Ticks(
            "交出的材料",
            tuple(
                Tick(line.name, line.name not in gone, line.form.label)
                for line in state.materials
                if line.form in _PAPER
            ),
            choices=tuple(FORM_OF),
            more=True,
        ),
    )


def ask_papers_take(state: CaseState, seat: Seat) -> Asked:
    """What is on its way to here; what is not there stays unticked."""
    coming = on_the_way(state, seat.place)
    if coming is None:
        return Asked(note="没有交来待接收的材料。")
    lines = tuple(
        Tick(line.name, True, f"{line.form.label} {line.count} 份") for line in coming.lines
    )
    return Asked(
        fields=(_NOTE,),
        note="逐项点清，没有收到的不要勾选。",
        ticks=Ticks("收到的材料", lines),
    )


_PAPER = (MaterialForm.ORIGINAL, MaterialForm.COPY, MaterialForm.CHECKED)

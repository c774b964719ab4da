"""The material checklist as values: what the guide asks for, and what lies on the counter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from counter_app.desk.intake_check import IntakeMaterial
from counter_app.forms.conditions import holds
from counter_app.models.case import CorrectionPoint, MaterialForm
from counter_app.models.reference import Item, Material, MaterialSource, Need, PaperForm

#: key on the keyboard -> how the material was handed in
FORM_KEYS: dict[str, MaterialForm] = {
    "1": MaterialForm.ORIGINAL,
    "2": MaterialForm.COPY,
    "3": MaterialForm.CHECKED,
    "4": MaterialForm.ECERT,
    "5": MaterialForm.LATER,
    "6": MaterialForm.ELECTRONIC,
    "0": MaterialForm.MISSING,
}
MOST_COPIES = 99

_ASKED: dict[PaperForm, MaterialForm] = {
    PaperForm.COPY: MaterialForm.COPY,
    PaperForm.CHECKED: MaterialForm.CHECKED,
    PaperForm.ELECTRONIC: MaterialForm.ELECTRONIC,
}


class Line(Struct, frozen=True):
    """One line. ``asked``: the form the guide asks for; ``need`` in the guide's own word."""

    name: str
    asked: MaterialForm
    asked_words: str
    need: str
    required: bool
    form: MaterialForm = MaterialForm.MISSING
    count: int = 1
    asked_count: int = 1
    certificate: str = ""
    where: str = ""
    note: str = ""

    @property
    def owed(self) -> bool:
        """Required, and neither here nor allowed to follow."""
        return self.required and self.form is MaterialForm.MISSING

    def put(self, form: MaterialForm) -> Line:
        """The line with another form; the number of copies starts again at what is asked."""
        count = self.asked_count if form.present else 1
        return replace(self, form=form, count=count)

    def counted(self, step: int) -> Line:
        return replace(self, count=min(max(self.count + step, 1), MOST_COPIES))

    def typed(self) -> IntakeMaterial:
        """As the desk takes it."""
        ecert = self.form is MaterialForm.ECERT
        return IntakeMaterial(
            name=self.name,
            form=self.form.value,
            count=self.count,
            required=self.required,
            certificate=self.certificate if ecert else "",
        )


def lines_of(
    item: Item, answers: Mapping[str, str], kept: Iterable[IntakeMaterial] = ()
) -> tuple[Line, ...]:
    """The checklist of an item for these answers, with what was ticked before."""
    ticked = {each.name: each for each in kept}
    lines = []
    for material in item.materials:
        if not holds(material.when, answers):
            continue
        line = _line(material)
        before = ticked.get(material.name)
        if before is not None:
            line = replace(line, form=MaterialForm(before.form), count=before.count)
        lines.append(line)
    return tuple(lines)


def all_there(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Every required line that is still open, ticked in the form the guide asks for."""
    return tuple(line.put(line.asked) if line.owed else line for line in lines)


def points_of(lines: Iterable[Line]) -> tuple[CorrectionPoint, ...]:
    """What a correction notice says of the lines that are owed."""
    return tuple(
        CorrectionPoint(
            material=line.name,
            problem="未提交",
            required_form=f"{line.asked_words} {line.asked_count} 份",
            where=line.where,
        )
        for line in lines
        if line.owed
    )


def _line(material: Material) -> Line:
    asked = _ASKED.get(material.form, MaterialForm.ORIGINAL)
    pieces = material.originals if asked is MaterialForm.ORIGINAL else material.copies
    conditional = material.required is Need.CONDITIONAL and bool(material.when)
    return Line(
        name=material.name,
        asked=asked,
        asked_words=material.form.label,
        need=material.required.label,
        required=material.required in (Need.REQUIRED, Need.LATER) or conditional,
        asked_count=max(pieces, 1),
        certificate=material.certificate or "",
        where=_where(material),
        note=material.note,
    )


def _where(material: Material) -> str:
    if material.note:
        return material.note
    if material.source is MaterialSource.GOVERNMENT:
        return "向发证机关申领或补领"
    return material.source.label

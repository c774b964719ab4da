"""What a file must hold before it is put away (归档), and the list of what it holds (卷内目录)."""

from __future__ import annotations

from typing import NamedTuple

from counter_app.models.case import CaseState, CaseStatus, MaterialForm

#: States from which a case is put away; one whose result still lies at a counter is not ready.
ARCHIVABLE = (
    CaseStatus.CLOSED, CaseStatus.DELIVERED, CaseStatus.DECLINED, CaseStatus.WITHDRAWN,
    CaseStatus.TERMINATED, CaseStatus.VOID,
)  # fmt: skip
#: Electronic from the beginning, so there is nothing to scan.
_NO_SCAN = (MaterialForm.ECERT, MaterialForm.ELECTRONIC)
#: Ended before anything was handled: neither notice nor delivery is owed.
_SHORT = (CaseStatus.WITHDRAWN, CaseStatus.TERMINATED, CaseStatus.VOID)


class Gap(NamedTuple):
    """One thing that is missing. ``kind``: scan | later | paper | delivery; ``name`` of it."""

    kind: str
    name: str


class VolumeLine(NamedTuple):
    """One line of the list. ``kind``: paper | material | file; ``day_ms`` 0: not known."""

    kind: str
    name: str
    number: str = ""
    day_ms: int = 0
    pages: int = 0
    note: str = ""


def gaps(state: CaseState) -> tuple[Gap, ...]:
    """What is missing in the file of a case that has ended, in the order of the volume."""
    found: list[Gap] = []
    issued = {paper.kind for paper in state.papers}
    for kind in owed_papers(state):
        if kind not in issued:
            found.append(Gap("paper", kind))
    scanned = {each.material for each in state.attachments}
    for line in state.materials:
        if line.form is MaterialForm.LATER:
            found.append(Gap("later", line.name))
        elif line.form.present and line.form not in _NO_SCAN and line.name not in scanned:
            found.append(Gap("scan", line.name))
    if state.status is CaseStatus.CLOSED and state.delivery is None:
        found.append(Gap("delivery", ""))
    return tuple(found)


def owed_papers(state: CaseState) -> tuple[str, ...]:
    """Kinds of documents that the history of this case must have made out."""
    if state.accepted_on is None:
        owed = ["receipt"]
    else:  # taken on at once, the notice of it stands for the receipt
        owed = ["return_slip" if state.item.instant else "acceptance"]
    if state.corrections_asked:
        owed.append("correction")
    if state.status is CaseStatus.DECLINED:
        owed.append("refusal")
    if state.delivery is not None and state.status not in _SHORT:
        owed.append("delivery")
    return tuple(owed)


def volume(state: CaseState) -> tuple[VolumeLine, ...]:
    """Everything in the file: documents as they were made out, then materials with their scans."""
    lines = [
        VolumeLine("paper", paper.title, paper.number, paper.issued_ms) for paper in state.papers
    ]
    pages: dict[str, int] = {}
    for each in state.attachments:
        pages[each.material] = pages.get(each.material, 0) + each.pages
    for material in state.materials:
        if material.form.present:
            note = material.form.label + (f" {material.count} 份" if material.count > 1 else "")
            scans = pages.pop(material.name, 0)
            lines.append(VolumeLine("material", material.name, "", 0, scans, note))
    named = {material.name for material in state.materials}
    lines += [
        VolumeLine("file", each.name, "", 0, each.pages)
        for each in state.attachments
        if each.material not in named
    ]
    return tuple(lines)


def following(file_no: str) -> str:
    """The next file number: the digits at the end count on, with their zeros (2026-0009)."""
    head = file_no.rstrip("0123456789")
    digits = file_no[len(head) :]
    if not digits:
        return f"{file_no}-2" if file_no else ""
    return f"{head}{int(digits) + 1:0{len(digits)}d}"

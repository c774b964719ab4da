"""What the documents of the "办不成事" window share: its context, person, matter, what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from counter_app.documents.paper import Align, Block, Column, Pair, Paper, PaperSize, Table
from counter_app.documents.papers import parts
from counter_app.documents.papers.line_parts import LineContext, line_paper
from counter_app.models.labels import label_of
from counter_app.models.reference import TroubleList
from counter_app.models.trouble import Channel, TroubleState
from counter_app.rules.masking import mask_id, mask_phone
from counter_app.rules.numbers import spoken
from counter_app.rules.trouble_terms import Terms

LABEL = "反映编号"


class TroubleContext(LineContext, frozen=True, kw_only=True):
    """``terms``: the county's words; the two functions tell names of places and people.
    ``at_home``: made out where the matter was reported, so whoever wants to stay unnamed is
    named.
    """

    state: TroubleState
    terms: Terms
    place_name: Callable[[str], str]
    staff_name: Callable[[str], str]
    at_home: bool = True

    def kind(self) -> str:
        """The class with its reasons."""
        report = self.state.report
        kind = self.terms.label(TroubleList.KIND, report.kind)
        reasons = "、".join(self.terms.label(TroubleList.REASON, each) for each in report.reasons)
        return f"{kind}：{reasons}" if reasons else kind

    def causes(self) -> str:
        return "；".join(self.terms.path(TroubleList.CAUSE, each) for each in self.state.causes)

    def hands(self, staff: str, staff_name: str, department: str) -> str:
        """Who has it: department, name and work number as far as they are known."""
        name = staff_name or (self.staff_name(staff) if staff else "")
        person = f"{name}（{staff}）" if staff and name != staff else name
        return " ".join(each for each in (department, person) if each)


def paper(
    kind: str,
    title: str,
    context: TroubleContext,
    size: PaperSize,
    blocks: Iterable[Block | None],
    note: str = "",
    copies: int = 1,
) -> Paper:
    """The document around its blocks; a block that is None is left out."""
    return line_paper(kind, title, LABEL, context, size, blocks, note, copies)


def person_pairs(context: TroubleContext, *, told: bool = True) -> tuple[Pair, ...]:
    """Who reported it; numbers masked, names in full. ``told``: the paper stays with him or
    with the window; elsewhere whoever wants to stay unnamed does."""
    report = context.state.report
    person = report.person
    if report.anonymous and not (told and context.at_home):
        return (Pair("反映人", "匿名"),)
    return parts.known(
        Pair("反映人", person.name or "匿名"),
        Pair("联系电话", mask_phone(person.phone)),
        Pair("证件号码", mask_id(person.id_number)),
        Pair("住址", person.address, wide=True),
    )


def matter_pairs(context: TroubleContext, *, complained: bool = True) -> tuple[Pair, ...]:
    """What could not be done. ``complained``: with whom it is about."""
    report = context.state.report
    about = report.complained_name or (
        context.staff_name(report.complained) if report.complained else ""
    )
    return parts.known(
        Pair("反映渠道", label_of(Channel, report.channel)),
        Pair("反映时间", parts.moment(report.reported_ms)),
        Pair("反映类别", context.kind(), wide=True),
        Pair("涉及事项", report.item_name, wide=True),
        Pair("涉及部门", report.department),
        Pair("被反映人", about if complained else ""),
        Pair("办件编号", spoken(report.case), wide=True),
        Pair("跑动次数", f"{report.trips}次" if report.trips else ""),
        Pair("反映内容", report.text, wide=True),
        Pair("诉求", report.wish, wide=True),
    )


def tries(state: TroubleState) -> Table | None:
    """What was tried before."""
    rows = tuple(
        (str(n), parts.day(each.day) if each.day else "", each.place, each.said)
        for n, each in enumerate(state.report.tries, 1)
    )
    if not rows:
        return None
    return Table(
        columns=(
            Column("序号", 1.2, Align.CENTER),
            Column("日期", 3.2, Align.CENTER),
            Column("到何处办理", 5),
            Column("结果", 6),
        ),
        rows=rows,
        caption="此前办理经过",
    )


def measures(context: TroubleContext) -> Table | None:
    """What was done, by whom and when."""
    rows = tuple(
        (
            str(n),
            parts.moment(each.at_ms),
            context.hands(each.staff, "", each.department) or context.place_name(each.place),
            each.what,
        )
        for n, each in enumerate(context.state.measures, 1)
    )
    if not rows:
        return None
    return Table(
        columns=(
            Column("序号", 1.2, Align.CENTER),
            Column("时间", 4),
            Column("办理人", 3.6),
            Column("措施", 7),
        ),
        rows=rows,
        caption="办理措施",
    )

"""Who applies, who acts for them, and the plain facts of the case; personal numbers masked."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QScrollBar, QWidget

from counter_app.models.case import CaseState, PapersMoved
from counter_app.models.party import Party, PartyKind
from counter_app.rules import masking
from counter_app.rules.identity import IdType
from counter_app.ui import case_words as words, theme
from counter_app.ui.case.sheet import Sheet
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.facts import Facts
from counter_app.ui.widgets.labels import label, line
from counter_app.ui.widgets.masked import MaskedLabel

#: masked field -> (title, how it is masked, key that reveals it)
_MASKED = {
    "id_number": ("证件号码", masking.mask_id, "R"),
    "phone": ("联系电话", masking.mask_phone, "U"),
    "agent.id_number": ("证件号码", masking.mask_id, ""),
    "agent.phone": ("联系电话", masking.mask_phone, ""),
}


class PeopleCard(Card):
    """``reveal_asked(field)``: the page records the look-up, then calls ``reveal``."""

    reveal_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("申请人", "person", parent)
        self.setProperty("card", False)  # the page frames it
        self._masked: dict[str, MaskedLabel] = {}
        self._whole: dict[str, str] = {}
        self._number = ""
        self.facts = Facts(width=5, parent=self)
        self.facts.add("name", "姓名")
        self._add_masked(self.facts, "id_number")
        self._add_masked(self.facts, "phone")
        self.facts.add("legal_person", "法定代表人")
        self.facts.add("address", "地址")
        self.column.addWidget(self.facts)
        self._agent_head = label("代理人", "heading", self)
        self.agent = Facts(width=5, parent=self)
        self.agent.add("name", "姓名")
        self._add_masked(self.agent, "agent.id_number")
        self._add_masked(self.agent, "agent.phone")
        self.agent.add("relation", "关系")
        self.agent.add("authorisation", "授权")
        self.column.addWidget(self._agent_head)
        self.column.addWidget(self.agent)
        self.column.addWidget(line(self))
        self.case = Facts(width=5, parent=self)
        for name, title in (
            ("received", "收件"),
            ("first", "优先"),
            ("lookup", "查询码"),
            ("department", "承办部门"),
            ("correction", "待补正"),
            ("suspension", "特别程序"),
            ("extended", "延长期限"),
            ("outcome", "决定"),
            ("delivery", "送达"),
            ("reason", "结束原因"),
            ("papers", "纸质材料"),
            ("links", "关联编号"),
            ("note", "备注"),
        ):
            self.case.add(name, title)
        self.column.addWidget(self.case)
        self.column.addStretch(1)
        self.column.setSpacing(theme.tokens().space_s)

    def masked(self, field: str) -> MaskedLabel:
        return self._masked[field]

    def tell(self, sheet: Sheet) -> None:
        """Show a sheet. What was revealed stays so as long as it is the same case and value."""
        state = sheet.state
        fresh = state.number != self._number
        self._number = state.number
        self._tell_party(self.facts, "", state.applicant, fresh)
        agent = state.agent
        for each in (self._agent_head, self.agent):
            each.setVisible(agent is not None)
        if agent is not None:
            self._tell_party(self.agent, "agent.", agent.party, fresh)
            self.agent.tell("relation", agent.relation)
            self.agent.tell("authorisation", agent.authorisation)
        self._tell_case(sheet)

    def reveal(self, field: str) -> None:
        self._masked[field].reveal(self._whole[field])

    # ---- inside

    def _add_masked(self, facts: Facts, field: str) -> None:
        title, _, key = _MASKED[field]
        shown = MaskedLabel("", key, facts)
        shown.reveal_asked.connect(partial(self.reveal_asked.emit, field))
        self._masked[field] = shown
        facts.add(field, title, shown)

    def _tell_party(self, facts: Facts, prefix: str, party: Party, fresh: bool) -> None:
        person = party.kind is PartyKind.PERSON
        kind = "自然人" if person else "单位"
        facts.rename("name", "姓名" if person else "名称")
        if prefix == "" and self.heading is not None:
            self.heading.show_text("申请人", f"{kind} {_document(party)}")
        facts.tell("name", party.name)
        for field in ("id_number", "phone"):
            self._tell_masked(facts, f"{prefix}{field}", getattr(party, field), fresh)
        if prefix == "":
            facts.tell("legal_person", party.legal_person)
            facts.tell("address", masking.mask_address(party.address))

    def _tell_masked(self, facts: Facts, field: str, whole: str, fresh: bool) -> None:
        if fresh or whole != self._whole.get(field):
            self._whole[field] = whole
            self._masked[field].show_masked(_MASKED[field][1](whole))
        facts.show_row(field, bool(whole))

    def _tell_case(self, sheet: Sheet) -> None:
        state, tell = sheet.state, self.case.tell
        channel = words.CHANNELS.get(state.channel, state.channel)
        at = words.moment(state.received_ms, sheet.today)
        where = f"{sheet.place(state.place)} {state.window} 号窗口"
        tell("received", f"{at} {where} {sheet.clerk}（{channel}）")
        first = state.priority
        tell("first", words.first_words(first, sheet.staff, sheet.today) if first else "")
        tell("lookup", state.lookup_code)
        tell("department", state.department)
        tell("correction", _correction(state))
        tell("suspension", _suspension(state))
        tell("extended", f"{state.extended_days} 个工作日" if state.extended_days else "")
        tell("outcome", _outcome(state))
        tell("delivery", _delivery(state, sheet))
        tell("reason", state.end_reason)
        tell("papers", "\n".join(_moved(each, sheet) for each in state.papers_moved))
        tell("links", "；".join(words.link_words(*each) for each in state.links.items()))
        tell("note", state.note)


def _moved(moved: PapersMoved, sheet: Sheet) -> str:
    """One hand-over in one line: what, from whom to whom, when on both sides."""
    lines = "、".join(line.name for line in moved.lines)
    sent = words.moment(moved.sent_ms, sheet.today)
    way = f"{sheet.place(moved.from_place)} → {sheet.place(moved.to_place)}"
    said = f"{lines}：{way}，{sheet.staff(moved.sent_by)} {sent} 交出"
    if moved.carrier:
        said += f"，{moved.carrier} 带送"
    if not moved.taken_ms:
        return f"{said}，还没有接收"
    said += f"，{sheet.staff(moved.taken_by)} {words.moment(moved.taken_ms, sheet.today)} 接收"
    return said + (f"，缺 {'、'.join(moved.missing)}" if moved.missing else "")


def _document(party: Party) -> str:
    """What kind of document the number belongs to; empty for a kind this program lacks."""
    try:
        return IdType(party.id_type).label
    except ValueError:
        return ""


def _correction(state: CaseState) -> str:
    if state.correction is None:
        return ""
    return "\n".join(f"{point.material}：{point.problem}" for point in state.correction.points)


def _suspension(state: CaseState) -> str:
    held = state.suspension
    if held is None:
        return ""
    return f"{held.procedure}，{words.short_day(held.since)} 起，预计 {held.expected_days} 个工作日"


def _outcome(state: CaseState) -> str:
    made = state.outcome
    if made is None:
        return ""
    parts = ("准予" if made.granted else "不予", made.decision_no, made.result_name, made.result_no)
    return " ".join(part for part in (*parts, made.reasons) if part)


def _delivery(state: CaseState, sheet: Sheet) -> str:
    done = state.delivery
    if done is None:
        return ""
    way = words.WAYS.get(done.way, done.way)
    parts = (words.moment(done.delivered_ms, sheet.today), way, done.collector, done.post_no)
    return " ".join(part for part in parts if part)


def in_frame(people: PeopleCard, parent: QWidget) -> tuple[Card, QScrollBar]:
    """The facts scroll inside a frame that stays; the frame, and what moves them."""
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    people.setObjectName("Scrolled")
    scroll.setWidget(people)
    frame = Card(parent=parent)
    frame.column.setContentsMargins(1, 1, 1, 1)
    frame.column.addWidget(scroll)
    frame.setMinimumHeight(140)
    return frame, scroll.verticalScrollBar()

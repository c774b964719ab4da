"""A page that uses every widget, for the tests of the frame and for the gallery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from counter_app.models.changes import Changes
from counter_app.ui.actions import Action
from counter_app.ui.context import Counter
from counter_app.ui.frame.bars import Who
from counter_app.ui.page import Page
from counter_app.ui.widgets.busy import Busy
from counter_app.ui.widgets.chip import LampLabel, StatusChip
from counter_app.ui.widgets.columns import Column
from counter_app.ui.widgets.confirm import ConfirmPanel
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.form import Form
from counter_app.ui.widgets.header import SectionHeader
from counter_app.ui.widgets.hit_list import Hit
from counter_app.ui.widgets.labels import line
from counter_app.ui.widgets.masked import MaskedLabel
from counter_app.ui.widgets.notice import NoticeAction
from counter_app.ui.widgets.search_box import SearchBox
from counter_app.ui.widgets.shielded import ShieldedLineEdit
from counter_app.ui.widgets.type_ahead import TypeAhead, at_once

WHO = Who("万和镇便民服务中心", "1 号综合窗口", "周晓琴", "WH0107", "受理、出件")


@dataclass(frozen=True)
class SampleRow:
    """One line of the sample table."""

    number: str
    item: str
    applicant: str
    state: str
    tone: str
    lamp: str
    left: str


ROWS = (
    SampleRow(
        "421321-0017-26-000042-7",
        "个体工商户设立登记",
        "𠀀䶮建国",
        "已受理",
        "accent",
        "green",
        "剩 4 个工作日",
    ),
    SampleRow(
        "421321-0017-26-000041-9",
        "城乡居民基本医疗保险参保登记(城镇灵活就业人员)",
        "王㛃",
        "待补正",
        "warning",
        "yellow",
        "剩 1 个工作日",
    ),
    SampleRow(
        "421321-0017-26-000040-0",
        "乡村建设规划许可证核发",
        "随县万和镇青苔村村民委员会",
        "已受理",
        "accent",
        "red",
        "超期 2 个工作日",
    ),
    SampleRow(
        "421321-0017-26-000039-6", "老年人优待证办理", "李秀英", "待出件", "success", "", "即办件"
    ),
    SampleRow("421321-0017-26-000038-8", "再生育审批", "赵䜣", "不予受理", "neutral", "", "已办结"),
)
HITS = (
    Hit("1", "身份证挂失申报", "公安局 · 即办件", "420104001"),
    Hit("2", "身份证遗失补领", "公安局 · 承诺 15 个工作日", "420104002"),
    Hit("3", "身份证到期换领(居民身份证有效期届满前后三个月内申请换领)", "公安局", "420104003"),
)
_LAMPS = {"green": "success", "yellow": "warning", "red": "danger"}


def find(text: str) -> Sequence[Hit]:
    return [hit for hit in HITS if text in hit.title or text == hit.tag]


def table(parent: QWidget | None = None) -> DataTable[SampleRow]:
    return DataTable(
        (
            Column("number", "办件编号", lambda row: row.number, 13),
            Column("item", "事项", lambda row: row.item),
            Column("applicant", "申请人", lambda row: row.applicant, 8, bold=True),
            Column("state", "状态", lambda row: row.state, 5.5, tone=lambda row: row.tone),
            Column(
                "left",
                "时限",
                lambda row: row.left,
                9.5,
                icon=lambda row: f"lamp-{row.lamp or 'none'}",
                tone=lambda row: _LAMPS.get(row.lamp, ""),
            ),
        ),
        key=lambda row: row.number,
        parent=parent,
    )


class SamplePage(Page):
    """Everything at once."""

    id = "workbench"
    title = "工作台"
    icon = "workbench"
    note = "今天收件 12 件,3 件今天到期"
    watches = Changes(cases=True)

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        super().__init__(counter, parent)
        self.told: list[Any] = []
        self.may_leave = True
        self.search = SearchBox("按姓名、编号、事项查找")
        self.table = table()
        self.search.set_target(self.table)
        self.header.add(self.search)
        self.search.setFixedWidth(260)
        self.table.setMinimumHeight(190)
        self.table.show_rows(ROWS)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(line())
        self.body.addWidget(SectionHeader("申请人", "按 Enter 到下一栏"))
        self.form = self._build_form()
        self.body.addWidget(self.form)
        self.body.addWidget(self._build_signs())
        self.busy = Busy(self)
        self.confirm = ConfirmPanel(self)
        self.set_foot("take", "accept", "refuse", primary="accept", left=("void",))

    def page_actions(self) -> tuple[Action, ...]:
        return (
            Action("take", "收件", "F9", "工作台", partial(self.tell, "take"), icon="intake"),
            Action("accept", "受理", "F10", "工作台", partial(self.tell, "accept"), icon="check"),
            Action(
                "refuse",
                "不予受理",
                "F11",
                "工作台",
                partial(self.tell, "refuse"),
                enabled_when=lambda: False,
            ),
            Action("void", "作废", "Ctrl+Del", "工作台", self.on_void, icon="void"),
            Action("undo", "撤销试一试", "F4", "工作台", self.on_notice),
        )

    def opened(self, **params: object) -> None:
        self.told.append(("opened", params))

    def refresh(self, changes: Changes) -> None:
        self.told.append(("refresh", changes))

    def leaving(self) -> bool:
        self.told.append("leaving")
        return self.may_leave

    def first_focus(self) -> QWidget | None:
        return self.table

    def tell(self, what: str) -> None:
        self.told.append(what)

    def on_void(self) -> None:
        self.confirm.ask(
            "作废这一办件?",
            partial(self.tell, "void"),
            yes="作废",
            detail="作废以后不能恢复,编号不再使用。",
            reason="作废原因",
        )

    def on_notice(self) -> None:
        self.counter.notify(
            "success",
            "已收件,编号 421321-0017-26-000043-5",
            action=NoticeAction("撤销", partial(self.tell, "undone")),
        )

    def _build_form(self) -> Form:
        form = Form(columns=3, label_width=5)
        self.name = QLineEdit()
        self.number = ShieldedLineEdit(mask=lambda value: value[:6] + "********" + value[-4:])
        self.item = TypeAhead(at_once(find), placeholder="名称、拼音首字母或编码")
        kind = QComboBox()
        kind.addItems(["居民身份证", "护照", "统一社会信用代码"])
        day = QDateEdit(QDate(2026, 11, 23))
        day.setCalendarPopup(True)
        form.add("item", "事项", self.item, required=True, span=2)
        form.add("kind", "证件类型", kind)
        form.add("name", "姓名", self.name, required=True, hint="与证件一致,生僻字可直接输入")
        form.add("number", "证件号码", self.number, required=True)
        form.add("day", "收件日期", day)
        form.add("count", "份数", QSpinBox())
        note = QPlainTextEdit()
        note.setFixedHeight(52)
        form.add("note", "备注", note, span=2)
        form.row("number").show_problem("校验码不对,请核对第 18 位")
        form.row("count").show_problem("比清单要求的少", "warning")
        return form

    def _build_signs(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        for tone, text in (
            ("neutral", "草稿"),
            ("accent", "已受理"),
            ("success", "待出件"),
            ("warning", "待补正"),
            ("danger", "有争议"),
        ):
            row.addWidget(StatusChip(text, tone))
        for lamp, text in (("green", "剩 4 天"), ("yellow", "剩 1 天"), ("red", "超期 2 天")):
            row.addWidget(LampLabel(lamp, text))
        self.masked = MaskedLabel("421321********1234", key="F7")
        row.addWidget(self.masked)
        ticks = QVBoxLayout()
        ticks.setSpacing(0)
        checked = QCheckBox("原件")
        checked.setChecked(True)
        radio = QRadioButton("自取")
        radio.setChecked(True)
        ticks.addWidget(checked)
        ticks.addWidget(radio)
        row.addLayout(ticks)
        row.addStretch(1)
        return box


class EmptyPage(Page):
    """A page with nothing in it yet."""

    id = "cases"
    title = "办件"
    icon = "cases"
    watches = Changes(cases=True, sync=True)

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        super().__init__(counter, parent)
        self.told: list[Any] = []
        self.table = table()
        self.table.set_empty(
            EmptyState("cases", "还没有办件。收下第一件后会出现在这里。", self.keys.bound("new"))
        )
        self.body.addWidget(self.table, 1)

    def page_actions(self) -> tuple[Action, ...]:
        return (Action("new", "收件", "F9", "办件", partial(self.tell, "new"), icon="plus"),)

    def opened(self, **params: object) -> None:
        self.told.append(("opened", params))

    def refresh(self, changes: Changes) -> None:
        self.told.append(("refresh", changes))

    def first_focus(self) -> QWidget | None:
        return self.table

    def tell(self, what: str) -> None:
        self.told.append(what)


class CasePage(EmptyPage):
    """Reached from another page only."""

    id = "case"
    title = "办件详情"
    icon = "document"
    rail = False
    parent_id = "cases"


PAGES: tuple[type[Page], ...] = (SamplePage, EmptyPage, CasePage)

"""How the exchange stands, in large words; what was exchanged; what is still only here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from counter_app.desk.desk import Desk
from counter_app.models.changes import Changes
from counter_app.store import checks, queries
from counter_app.store.checks import Health
from counter_app.store.queries import WorkList
from counter_app.ui import case_list as lists, case_words as words, theme
from counter_app.ui.actions import Action
from counter_app.ui.context import Counter
from counter_app.ui.page import Page
from counter_app.ui.pages.sync import told
from counter_app.ui.pages.sync.bundle_card import BundleCard
from counter_app.ui.pages.sync.files_card import FilesCard
from counter_app.ui.pages.sync.health_card import HealthCard
from counter_app.ui.standing_words import standing_words
from counter_app.ui.sync_view import SyncState, SyncView
from counter_app.ui.syncing import Exchange, SyncLoop, loop_of
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.chip import LampLabel
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.facts import Facts
from counter_app.ui.widgets.header import SectionHeader
from counter_app.ui.widgets.labels import IconLabel, label

if TYPE_CHECKING:
    from counter_app.sync.exchange import SyncResult

#: The lane of an exchange that a person asked for where no loop runs.
SYNC = "sync"
#: The lane of the examination: it takes long and only reads.
CHECK = "check"
#: Below so many characters the cards stand below each other.
_NARROW = 60


class SyncPage(Page):
    """同步."""

    id = "sync"
    title = "同步"
    icon = "sync"
    note = "本机与县平台之间"
    watches = Changes(cases=True, sync=True)

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        self._loop: SyncLoop | None = None
        self._busy = False
        self._checking = False
        super().__init__(counter, parent)
        look = theme.tokens()
        self._icon = IconLabel("cloud-off", "neutral", look.display, self)
        self.words = label("", "display", self)
        self.now = label("", "muted", self, wrap=True)
        self.last = label("", "muted", self)
        self.drift = label("", "warning", self, wrap=True)
        self.standing = label("", "warning", self, wrap=True)
        self.off = LampLabel(parent=self)
        self.facts = Facts(width=4, parent=self)
        for name, title in (
            ("pushed", "上传"), ("pulled", "收到"), ("agreed", "核对"), ("took", "用时"),
        ):  # fmt: skip
            self.facts.add(name, title)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(look.space_m)
        self._row.addWidget(self._state_card(), 3)
        self.health = HealthCard(self.button("sync.check"), self)
        self._row.addWidget(self._exchange_card(), 2)
        self._row.addWidget(self.health, 2)
        columns = (
            lists.STATUS, lists.NUMBER, lists.APPLICANT, lists.ITEM, lists.RECEIVED, lists.OWNER,
        )  # fmt: skip
        self.unsent: DataTable[lists.CaseLine] = DataTable(columns, lists.line_key, self)
        self.unsent.set_empty(EmptyState("cloud-check", "没有只在本机的办件。"))
        self.disputed: DataTable[lists.CaseLine] = DataTable(columns, lists.line_key, self)
        self._unsent_head = SectionHeader("只在本机的办件", parent=self)
        self._disputed_head = SectionHeader("争议与重复", parent=self)
        self.unsent.opened.connect(self.on_opened)
        self.disputed.opened.connect(self.on_disputed_opened)
        self.unsent.setAccessibleName("只在本机的办件")
        self.disputed.setAccessibleName("争议与重复")
        for table in (self.unsent, self.disputed):
            table.setMinimumHeight(110)
        buttons = tuple(self.button(f"sync.{each}") for each in ("export", "import", "answer"))
        self.files = FilesCard(counter, self.button("sync.files"), self.on_files_paused, self)
        self.bundles = BundleCard(counter, buttons, self.refresh_actions, self)
        self.body.addLayout(self._row)
        self.body.addWidget(self.files)
        self.body.addWidget(self.bundles)
        self.body.addWidget(self._unsent_head)
        self.body.addWidget(self.unsent, 1)
        self.body.addWidget(self._disputed_head)
        self.body.addWidget(self.disputed, 1)
        self._show_disputed([])
        self._show(self._quiet_view())

    def page_actions(self) -> tuple[Action, ...]:
        return (
            Action(
                "sync.now", "立即同步", "F5", "同步", self.sync_now,
                enabled_when=lambda: not self._busy, icon="sync",
            ),
            Action(
                "sync.check", "检查本机数据", "Ctrl+D", "同步", self.check,
                enabled_when=lambda: not self._checking, icon="certificate",
            ),
            Action(
                "sync.files", "暂停或继续上传附件", "Ctrl+U", "同步",
                lambda: self.files.toggle(), icon="cloud-up",
            ),
            Action(
                "sync.export", "导出U盘同步包", "Ctrl+E", "同步", self.export_bundle,
                enabled_when=self._stick_free, icon="download",
            ),
            Action(
                "sync.import", "导入U盘同步包", "Ctrl+I", "同步", self.import_bundle,
                enabled_when=self._stick_free, icon="stick",
            ),
            Action(
                "sync.answer", "取回执包", "Ctrl+Shift+E", "同步", self.fetch_answer,
                enabled_when=self._can_answer, icon="download",
                hint="为最近用U盘送来记录的服务点，取县平台给它的最新内容",
            ),
        )  # fmt: skip

    # ---- page

    def opened(self, **params: object) -> None:
        self._follow(loop_of(self.counter.workplace))

    def refresh(self, changes: Changes) -> None:
        job = partial(_lines, self.counter.desk)
        self.counter.tasks.run_read(job, self.on_listed, latest="sync")
        self._show(self._quiet_view() if self._loop is None else self._loop.view)
        self._show_drift(self.counter.store.head.drift_ms)
        self.bundles.refresh()
        self.files.ask()

    def first_focus(self) -> QWidget:
        return self.unsent

    # ---- what can be done

    def sync_now(self) -> None:
        """Exchange now, by the loop where one runs."""
        if self._loop is not None:
            self._loop.wake()
            return
        self._busy = True
        self.refresh_actions()
        self._show(SyncView(SyncState.SYNCING, self._shown.unsent, self._shown.last_ms))
        self.counter.tasks.run(
            SYNC, self.counter.workplace.sync, self.on_synced, self.on_sync_failed
        )

    def export_bundle(self) -> None:
        self._scroll.ensureWidgetVisible(self.bundles)
        self.bundles.choose_export()

    def fetch_answer(self) -> None:
        self._scroll.ensureWidgetVisible(self.bundles)
        self.bundles.choose_answer()

    def import_bundle(self) -> None:
        self._scroll.ensureWidgetVisible(self.bundles)
        self.bundles.choose_import()

    def check(self) -> None:
        """Examine the data; other work goes on meanwhile."""
        self._checking = True
        self.refresh_actions()
        self.health.wait()
        job = partial(checks.examine, self.counter.store)
        self.counter.tasks.run(CHECK, job, self.on_checked, self.on_check_failed)

    # ---- slots

    def on_files_paused(self, paused: bool) -> None:
        self.keys.say("sync.files", "继续上传附件" if paused else "暂停上传附件")

    def on_view(self, view: SyncView) -> None:
        self._show(view)

    def on_exchanged(self, exchange: Exchange) -> None:
        self.files.ask()
        for name, text in told.exchange_lines(exchange).items():
            self.facts.tell(name, text)
        self._show_drift(exchange.drift_ms)

    def on_synced(self, result: SyncResult) -> None:
        self._busy = False
        self.refresh_actions()
        exchange = Exchange(
            self.counter.store.head.synced_ms, result.pushed, result.pulled, result.rows,
            result.agreed, result.drift_ms, 0.0, repaired=result.repaired,
        )  # fmt: skip
        self.on_exchanged(exchange)
        self.facts.tell("took", "")
        self._show(self._quiet_view())
        self.counter.changed(result.changes)

    def on_sync_failed(self, error: BaseException) -> None:
        from counter_app.sync.line import Offline

        self._busy = False
        self.refresh_actions()
        state = SyncState.OFFLINE if isinstance(error, Offline) else SyncState.STOPPED
        detail = error.message if isinstance(error, Offline) else words.said(error)
        self._show(SyncView(state, self._shown.unsent, self._shown.last_ms, detail))

    def on_listed(self, read: tuple[list[lists.CaseLine], list[lists.CaseLine]]) -> None:
        unsent, disputed = read
        self.unsent.show_rows(unsent)
        self._unsent_head.show_text("只在本机的办件", f"{len(unsent)} 件" if unsent else "")
        self._show_disputed(disputed)
        if self._loop is None and self._shown.unsent != len(unsent):
            view = self._shown
            self._show(SyncView(view.state, len(unsent), view.last_ms, view.detail))

    def on_opened(self, line: lists.CaseLine) -> None:
        self.counter.go("case", number=line.view.number)

    def on_disputed_opened(self, line: lists.CaseLine) -> None:
        self.counter.go("disputes", number=line.view.number)

    def on_checked(self, health: Health) -> None:
        self._checking = False
        self.refresh_actions()
        now = words.moment(self.counter.store.now_ms(), self.counter.desk.today)
        self.health.tell(health, now)

    def on_check_failed(self, error: BaseException) -> None:
        self._checking = False
        self.refresh_actions()
        self.health.fail("检查没有完成")
        self.health.fail(words.said(error))

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW * theme.tokens().body
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._row.setDirection(down if narrow else across)

    # ---- inside

    def _follow(self, loop: SyncLoop | None) -> None:
        """Show what this loop says from now on."""
        if loop is self._loop:
            return
        self._loop = loop
        if loop is not None:
            loop.view_changed.connect(self.on_view)
            loop.exchanged.connect(self.on_exchanged)
            self._show(loop.view)
            if loop.exchange is not None:
                self.on_exchanged(loop.exchange)

    def _stick_free(self) -> bool:
        # Asked for the first time while the page is being built.
        bundles: BundleCard | None = getattr(self, "bundles", None)
        return bundles is None or not bundles.busy

    def _can_answer(self) -> bool:
        bundles: BundleCard | None = getattr(self, "bundles", None)
        return bundles is not None and not bundles.busy and bool(bundles.answer_for)

    def _quiet_view(self) -> SyncView:
        """What can be said without a loop: what the store knows."""
        head = self.counter.store.head
        state = SyncState.ONLINE if head.synced_ms else SyncState.OFFLINE
        unsent = len(self.unsent.rows) if head.unsent else 0
        return SyncView(state, unsent, head.synced_ms or None)

    def _show(self, view: SyncView) -> None:
        self._shown = view
        self._icon.show_icon(view.icon, view.tone)
        self.words.setText(told.big_words(view))
        self.now.setText(told.what_now(view, restored=self.counter.store.standing.restored))
        today = self.counter.desk.today
        at = words.moment(view.last_ms, today) if view.last_ms else ""
        self.last.setText(f"上次同步 {at}" if at else "还没有同步过")
        safe, text = told.may_switch_off(view)
        self.off.show_lamp("green" if safe else "yellow", text)
        store = self.counter.store
        stands = standing_words(store.standing, store.now_ms())
        self.standing.setText(stands)
        self.standing.setVisible(bool(stands))

    def _show_drift(self, drift_ms: int) -> None:
        said = words.drift_words(drift_ms)
        self.drift.setText(said)
        self.drift.setVisible(bool(said))

    def _show_disputed(self, lines: list[lists.CaseLine]) -> None:
        self.disputed.show_rows(lines)
        self._disputed_head.show_text("争议与重复", f"{len(lines)} 件，Enter 打开处理")
        for each in (self.disputed, self._disputed_head):
            each.setVisible(bool(lines))

    def _state_card(self) -> Card:
        card = Card(parent=self)
        look = theme.tokens()
        first = QHBoxLayout()
        first.setSpacing(look.space_m)
        first.addWidget(self._icon)
        first.addWidget(self.words, 1)
        card.column.addLayout(first)
        for each in (self.now, self.last, self.drift, self.standing):
            card.column.addWidget(each)
        card.column.addStretch(1)
        foot = QVBoxLayout()
        foot.setSpacing(look.space_s)
        off = QHBoxLayout()
        off.setSpacing(look.space_s)
        off.addWidget(label("可以关机吗", "small", card))
        off.addWidget(self.off)
        off.addStretch(1)
        foot.addLayout(off)
        foot.addWidget(self.button("sync.now", variant="primary"), 0, Qt.AlignmentFlag.AlignLeft)
        card.column.addLayout(foot)
        self.drift.hide()
        return card

    def _exchange_card(self) -> Card:
        card = Card("上次交换", "history", self)
        card.column.addWidget(self.facts)
        card.column.addStretch(1)
        for name in ("pushed", "pulled", "agreed", "took"):
            self.facts.tell(name, "")
        self.facts.tell("pushed", "还没有")
        return card


def _lines(desk: Desk) -> tuple[list[lists.CaseLine], list[lists.CaseLine]]:
    """On the reader thread: what is only here, and what is disputed."""

    def lines(which: WorkList) -> list[lists.CaseLine]:
        views = queries.worklist(
            desk.store, which, today=desk.today, day_start_ms=desk.day_start_ms
        )
        return lists.case_lines(desk, views)

    return lines(WorkList.UNSENT), lines(WorkList.DISPUTED)

"""The devices of this window: a list, and the chosen one in full beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QWidget

from counter_app.models.changes import Changes
from counter_app.ui import theme
from counter_app.ui.actions import Action
from counter_app.ui.context import Counter
from counter_app.ui.devices import ROWS
from counter_app.ui.devices.row import DeviceRow, RowState
from counter_app.ui.page import Page
from counter_app.ui.pages.devices.detail import Detail
from counter_app.ui.widgets.button import ActionButton
from counter_app.ui.widgets.columns import Column
from counter_app.ui.widgets.data_table import DataTable

if TYPE_CHECKING:
    from counter_app.protocol.scanned import Scanned
    from counter_app.rules.cards import CardRead

#: Below so many characters the list stands above the device.
_NARROW = 52


class Line(msgspec.Struct, frozen=True):
    """A device as it stands in the list."""

    id: str
    title: str
    icon: str
    driver: str
    state: RowState


_COLUMNS = (
    Column[Line]("device", "设备", lambda line: line.title, 9.5, icon=lambda line: line.icon),
    Column[Line](
        "state",
        "状态",
        lambda line: line.state.words,
        icon=lambda line: line.state.icon,
        tone=lambda line: line.state.tone,
    ),
)


class DevicesPage(Page):
    """设备."""

    id = "devices"
    title = "设备"
    icon = "scan"
    note = "读卡器、扫码枪等。选好以后开机就能用"
    watches = Changes()

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        self._device: DeviceRow | None = None
        super().__init__(counter, parent)
        self.rows = tuple(each(counter, self) for each in ROWS)
        self.list: DataTable[Line] = DataTable(_COLUMNS, lambda line: line.id, self)
        self.list.setAccessibleName("设备")
        self.detail = Detail(counter.desk.today, self)
        self.set_foot("devices.more", "devices.look", "devices.test", primary="devices.test")
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(theme.tokens().space_m)
        self._columns.addWidget(self.list, 2)
        self._columns.addWidget(self.detail, 3)
        self.body.addLayout(self._columns, 1)
        self.list.current_changed.connect(self.on_current_changed)
        self.list.opened.connect(self.on_opened)
        for row in self.rows:
            row.changed.connect(self.on_row_changed)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self.on_focus_changed)
        self._fill()
        self.list.go_to_row(0)
        self._offer_more()

    def page_actions(self) -> tuple[Action, ...]:
        return (
            Action(
                "devices.test", "测试", "F5", "设备", self.on_test,
                enabled_when=lambda: self._device is not None and self._device.can_test(),
                icon="check",
            ),
            Action("devices.look", "重新查找", "F7", "设备", self.on_look, icon="search"),
            Action(
                "devices.more", "其他操作", "F8", "设备", self.on_more,
                enabled_when=lambda: self._device is not None and bool(self._device.actions()),
                icon="list", hint="放样卡、打开打印页等",
            ),
        )  # fmt: skip

    # ---- page

    def opened(self, **params: object) -> None:
        self.list.select_key(str(params.get("device", "")))
        self.on_look()

    def first_focus(self) -> QWidget:
        return self.list

    def take_card(self, card: CardRead) -> bool:
        """Here a card is only tried: the row shows it masked."""
        return True

    def take_scan(self, scan: Scanned) -> bool:
        return True

    # ---- slots

    def on_current_changed(self, line: Line | None) -> None:
        row = next((each for each in self.rows if line and each.id == line.id), None)
        if row is not None:
            self._device = row
            self.detail.show_row(row)
            self.refresh_actions()
            self._offer_more()

    def on_opened(self, line: Line) -> None:
        if self.detail.form is not None:
            self.detail.form.focus_first()

    def on_row_changed(self) -> None:
        self._fill()
        self.detail.draw()
        self._offer_more()
        self.refresh_actions()

    def on_test(self) -> None:
        if self._device is not None:
            self._device.test()
            self._scroll.ensureWidgetVisible(self.detail.result)

    def on_look(self) -> None:
        for row in self.rows:
            row.look()

    def on_more(self) -> None:
        menu = self.detail.menu()
        if menu is not None:
            menu.popup(self.detail.mapToGlobal(self.detail.rect().center()))

    def on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        """On a small screen the fields are below the edge: follow the cursor."""
        if new is not None and self.detail.isAncestorOf(new):
            self._scroll.ensureWidgetVisible(new, 0, 2 * theme.tokens().row)

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW * theme.tokens().body
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(down if narrow else across)
        height = theme.tokens().row * (len(self.rows) + 1) + 6
        self.list.setMinimumHeight(height)
        self.list.setMaximumHeight(height if narrow else 16777215)

    # ---- inside

    def _offer_more(self) -> None:
        """Said in the device's own words; out of sight where none has anything more to do."""
        self.keys.bound("devices.more").setVisible(any(row.actions() for row in self.rows))
        for button in self.foot.findChildren(ActionButton):
            if button.action_id == "devices.more" and self._device is not None:
                has_more = bool(self._device.actions())
                button.setText(self._device.more if has_more else DeviceRow.more)

    def _fill(self) -> None:
        self.list.show_rows([_line(row) for row in self.rows])


def _line(row: DeviceRow) -> Line:
    names = {each.id: each.name for each in row.drivers()}
    return Line(row.id, row.title, row.icon, names.get(row.driver(), ""), row.state())

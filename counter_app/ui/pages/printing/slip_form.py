"""A receipt printer of this PC: what it is called, how it is connected, where."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from counter_app.devices.printers import PrinterTrouble
from counter_app.devices.printers.slip import SlipPrinter
from counter_app.devices.printers.wires import Way, host_and_port
from counter_app.ui.widgets.button import Button
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.form import Form
from counter_app.ui.widgets.labels import label

#: How each way is called, what its address is, and an example of it.
_WAYS = {
    Way.NETWORK: ("网络", "打印机的网络地址", "192.168.1.50:9100"),
    Way.DEVICE: ("USB", "设备文件", "/dev/usb/lp0"),
    Way.FILE: ("文件", "文件名（试用）", ""),
}


class SlipForm(Card):
    """``saved(SlipPrinter, name before)``; ``left`` when nothing is to be changed."""

    saved = Signal(object, str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._before = ""
        self._taken: frozenset[str] = frozenset()
        self._title = label("", "strong", self)
        self.name, self.address, self.way = QLineEdit(self), QLineEdit(self), QComboBox(self)
        self.name.setMaxLength(20)
        self.address.setMaxLength(120)
        for way, (title, _, _) in _WAYS.items():
            self.way.addItem(title, way)
        self.way.activated.connect(self.on_way)
        self.form = Form(label_width=4, parent=self)
        self.form.add("name", "名称", self.name, hint="例如：前台小票机")
        self.form.add("way", "连接", self.way)
        self.form.add("address", "地址", self.address)
        self.form.finished.connect(self.on_save)
        self.column.addWidget(self._title)
        self.column.addWidget(self.form)
        buttons = QHBoxLayout()
        buttons.addWidget(Button("返回", self.left.emit, key="Esc", parent=self))
        buttons.addStretch(1)
        buttons.addWidget(
            Button("保存", self.on_save, variant="primary", key="Return", parent=self)
        )
        self.column.addLayout(buttons)

    def present(self, printer: SlipPrinter, taken: frozenset[str]) -> None:
        """Fill it in; a printer without a name is a new one. ``taken``: names of all others."""
        self._before = printer.name
        self._taken = taken - {printer.name}
        self._title.setText("修改小票机" if printer.name else "添加小票机")
        self.name.setText(printer.name)
        self.address.setText(printer.address)
        self.way.setCurrentIndex(self.way.findData(printer.way))
        self.form.show_problems({})
        self.on_way()

    def on_way(self) -> None:
        _, what, example = _WAYS[self._way]
        self.form.row("address").show_hint(f"{what}，如 {example}" if example else what)

    def on_save(self) -> None:
        made = SlipPrinter(self.name.text().strip(), self._way, self.address.text().strip())
        wrong = self._wrong(made)
        self.form.show_problems(wrong)
        if wrong:
            self.form.focus_first_problem()
            return
        self.saved.emit(made, self._before)

    @property
    def _way(self) -> Way:
        return Way(self.way.currentData())

    def _wrong(self, made: SlipPrinter) -> dict[str, str]:
        wrong = {}
        if not made.name:
            wrong["name"] = "给它起个名称"
        elif made.name in self._taken:
            wrong["name"] = "已有同名的打印机"
        if not made.address:
            wrong["address"] = "请填写地址"
        elif made.way is Way.NETWORK:
            try:
                host_and_port(made.address)
            except PrinterTrouble:
                wrong["address"] = "写成 192.168.1.50 或 192.168.1.50:9100"
        return wrong

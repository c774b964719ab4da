"""What this program and this PC are, and in a sentence whether its data are sound."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import QWidget

from counter_app import __version__
from counter_app.settings import APP_TITLE
from counter_app.store import checks
from counter_app.store.checks import Health
from counter_app.ui.case_words import said
from counter_app.ui.context import Counter
from counter_app.ui.health_words import health_lines
from counter_app.ui.widgets.button import ActionButton
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.facts import Facts
from counter_app.ui.widgets.labels import label

#: The lane of the examination: it takes long and only reads.
CHECK = "check"


class AboutCard(Card):
    """``read`` fills it in, ``check`` examines the data."""

    def __init__(
        self, counter: Counter, button: ActionButton, parent: QWidget | None = None
    ) -> None:
        super().__init__("关于本机", "info", parent)
        self._counter = counter
        self.busy = False
        self.facts = Facts(width=6, parent=self)
        for name, title in (
            ("program", "程序"), ("place", "服务点"), ("device", "设备编号"),
            ("edition", "基础数据"), ("folder", "数据文件夹"),
        ):  # fmt: skip
            self.facts.add(name, title)
        self.health = label("", "muted", self, wrap=True)
        self.column.addWidget(self.facts)
        self.column.addWidget(self.health)
        self.column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)

    def read(self) -> None:
        """Everything here is in memory already."""
        identity, catalogue = self._counter.store.identity, self._counter.workplace.catalogue()
        place = catalogue.place_name(identity.place)
        self.facts.tell("program", f"{APP_TITLE} {__version__}(Qt {qVersion()})")
        self.facts.tell("place", f"{place} {identity.window} 号窗口")
        self.facts.tell("device", f"{identity.serial:04d}")
        self.facts.tell("edition", f"第 {catalogue.edition} 版")
        self.facts.tell("folder", str(self._counter.settings.path.parent))

    def check(self) -> None:
        self.busy = True
        self.health.setText("正在检查本机数据，可以继续收件…")
        job = partial(checks.examine, self._counter.store)
        self._counter.tasks.run(CHECK, job, self.on_checked, self.on_failed)

    def on_checked(self, health: Health) -> None:
        self.busy = False
        head = "本机数据完好。" if health.ok else "本机数据有问题："
        lines = [text for good, text in health_lines(health) if health.ok or not good]
        self.health.setText(head + "；".join(lines) + "。")

    def on_failed(self, error: BaseException) -> None:
        self.busy = False
        self.health.setText(said(error))

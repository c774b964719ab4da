"""Something takes a while: says what, how far it is, and lets the person stop it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QProgressBar, QVBoxLayout, QWidget

from counter_app.ui.widgets.button import Button
from counter_app.ui.widgets.labels import label
from counter_app.ui.widgets.overlay import Overlay

#: What is over within this time (ms) is not announced.
PATIENCE_MS = 180


class Busy(Overlay):
    """Covers its host while work runs there. Esc stops the work when it can be stopped."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._cancel: Callable[[], object] | None = None
        panel = QFrame(self)
        panel.setObjectName("BusyPanel")
        panel.setFixedWidth(340)
        self._text = label("", "strong", panel, wrap=True)
        self._bar = QProgressBar(panel)
        self._bar.setTextVisible(False)
        self._count = label("", "small", panel)
        self._stop = Button("停止", self.on_stop, key="Esc", parent=panel)
        column = QVBoxLayout(panel)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(self._text)
        column.addWidget(self._bar)
        column.addWidget(self._count)
        column.addWidget(self._stop, 0, Qt.AlignmentFlag.AlignRight)
        around = QVBoxLayout(self)
        around.addWidget(panel, 0, Qt.AlignmentFlag.AlignCenter)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.on_patience_over)

    def start(
        self,
        text: str,
        cancel: Callable[[], object] | None = None,
        *,
        patience_ms: int = PATIENCE_MS,
    ) -> None:
        """Announce work. ``cancel`` is called once, on the GUI thread, when the person stops it."""
        self._cancel = cancel
        self._text.setText(text)
        self._count.setText("")
        self._bar.setRange(0, 0)
        self._stop.setVisible(cancel is not None)
        self._stop.setEnabled(True)
        self._timer.start(patience_ms)

    def progress(self, done: int, total: int) -> None:
        """How far it is; ``total`` 0 when nobody knows."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._count.setText(f"{done} / {total}" if total else "")

    def stop(self) -> None:
        """The work is over, however it ended."""
        self._timer.stop()
        self._cancel = None
        self._bar.setRange(0, 1)  # an endless bar would keep its animation running
        self.vanish()

    def on_patience_over(self) -> None:
        self.appear()
        (self._stop if self._stop.isVisibleTo(self) else self).setFocus()

    def on_stop(self) -> None:
        cancel, self._cancel = self._cancel, None
        if cancel is not None:
            self._stop.setEnabled(False)
            self._text.setText("正在停止…")
            cancel()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.on_stop()
        # Nothing beneath may hear a key meanwhile.
        event.accept()

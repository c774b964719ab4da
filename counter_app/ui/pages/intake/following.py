"""Keeping what is typed into in sight, also where the page is larger than the screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from counter_app.ui.pages.intake.material_list import MaterialList

#: Room kept free above and below, logical pixels: the label of the next row.
_ROOM = 56


class Following(QObject):
    """Scrolls to the widget that takes the cursor, and to the current line of the checklist."""

    def __init__(self, scroll: QScrollArea, materials: MaterialList, parent: QObject) -> None:
        super().__init__(parent)
        self._scroll = scroll
        self._materials = materials
        materials.selectionModel().currentChanged.connect(self.on_line_changed)
        scroll.widget().installEventFilter(self)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self.on_focus_changed)

    def on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is self._materials:
            self.on_line_changed()
        elif new is not None and self._scroll.widget().isAncestorOf(new):
            self._scroll.ensureWidgetVisible(new, 0, _ROOM)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # What grows above the cursor (fields of the item just chosen) must not push it out.
        if event.type() == QEvent.Type.Resize:
            self.on_focus_changed(None, QApplication.focusWidget())
        return False

    def on_line_changed(self) -> None:
        if self._materials.hasFocus():
            line = self._materials.row_rect().center()
            at = self._materials.mapTo(self._scroll.widget(), line)
            self._scroll.ensureVisible(at.x(), at.y(), 0, _ROOM)

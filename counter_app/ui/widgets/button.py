"""Buttons. One made from an action shows the action's key and follows its state."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QMargins, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from counter_app.ui import theme
from counter_app.ui.key_words import key_label

if TYPE_CHECKING:
    from counter_app.ui.actions import BoundAction

#: Room between a button's words and its key.
_GAP = 10


class Button(QPushButton):
    """A button that Enter presses as Space does. ``variant``: "", primary, danger, quiet."""

    def __init__(
        self,
        text: str,
        run: Callable[[], object] | None = None,
        *,
        variant: str = "",
        icon: str = "",
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._key = key_label(key)
        self._icon_name = icon
        if variant:
            self.setProperty("variant", variant)
        if icon:
            self.setIcon(theme.icon(icon, _tone(variant)))
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAccessibleDescription(self._key)
        self._fit_icon()
        self._run = run
        self.clicked.connect(self.on_clicked)

    def on_clicked(self) -> None:
        if self._run is not None:
            self._run()

    @property
    def key(self) -> str:
        """The key shown beside the words, "" for none."""
        return self._key

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return hint.grownBy(self._key_margin()) if self._key else hint

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._key:
            super().paintEvent(event)
            return
        from PySide6.QtWidgets import QStyle, QStyleOptionButton, QStylePainter  # 6 ms to make

        option: Any = QStyleOptionButton()  # its fields are missing in the stubs
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        inner = self.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, self)
        width = self.fontMetrics().horizontalAdvance(self._key)
        words = _advance(self, option)
        start = inner.x() + max(0, (inner.width() - words - _GAP - width) // 2)
        option.rect = QRect(start - 4, inner.y(), words + 8, inner.height())
        painter.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option)
        option.icon = type(option.icon)()
        option.text = self._key
        option.rect = QRect(start + words + _GAP - 4, inner.y(), width + 8, inner.height())
        painter.setOpacity(1.0 if theme.tokens().name == "high_contrast" else 0.78)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonLabel, option)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._fit_icon()
        super().changeEvent(event)

    def _fit_icon(self) -> None:
        self.setIconSize(QSize(theme.tokens().icon, theme.tokens().icon))

    def _key_margin(self) -> QMargins:
        return QMargins(0, 0, self.fontMetrics().horizontalAdvance(self._key) + _GAP, 0)


class ActionButton(Button):
    """A button for an action given to a widget; get one from ``Page.button``."""

    def __init__(
        self, bound: BoundAction, *, variant: str = "", parent: QWidget | None = None
    ) -> None:
        action = bound.action
        super().__init__(
            bound.text(), variant=variant, icon=action.icon, key=action.key, parent=parent
        )
        self._bound = bound
        self._crowded = False
        self.setToolTip(action.hint)
        self.setEnabled(bound.isEnabled())
        self.clicked.connect(bound.trigger)
        bound.changed.connect(self.on_action_changed)

    @property
    def action_id(self) -> str:
        return self._bound.action.id

    @property
    def wanted(self) -> bool:
        """Whether its action is to be seen now, be there room or not."""
        return self._bound.isVisible()

    def make_room(self, crowded: bool) -> None:
        """Out of sight because there is no room; the key works all the same."""
        self._crowded = crowded
        self.setVisible(self.wanted and not crowded)

    def on_action_changed(self) -> None:
        if self.text() != self._bound.text():
            self.setText(self._bound.text())
        self.setEnabled(self._bound.isEnabled())
        self.setVisible(self.wanted and not self._crowded)


def _tone(variant: str) -> str:
    return {"primary": "on_accent", "danger": "danger"}.get(variant, "text")


def _advance(button: QPushButton, option: Any) -> int:
    """Width of icon and words, in the weight the style sheet gives them."""
    width = button.fontMetrics().horizontalAdvance(option.text)
    if not option.icon.isNull():
        width += option.iconSize.width() + 4
    return width

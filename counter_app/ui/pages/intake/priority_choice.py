"""Letting the person at the window go first (绿色通道): one key, one digit, back to the form."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QApplication, QMenu

from counter_app.rules.priority import may_grant
from counter_app.ui.page import Page
from counter_app.ui.pages.intake.form import IntakeForm

#: Reasons that a digit can choose.
_MOST = 9


class PriorityChoice(QObject):
    """``choose`` opens the list; what is chosen stands beside the applicant's heading."""

    def __init__(self, page: Page, form: IntakeForm) -> None:
        super().__init__(page)
        self._page = page
        self._form = form
        self._menu: QMenu | None = None

    @property
    def menu(self) -> QMenu | None:
        """The list while it is open."""
        return self._menu if self._menu is not None and self._menu.isVisible() else None

    def choose(self) -> None:
        """The county's reasons by digit; 0 lets the person wait in turn."""
        desk = self._page.counter.desk
        roles = desk.actor.roles
        before = QApplication.focusWidget()
        menu = QMenu(self._page)
        menu.setAccessibleName("优先事由")
        reasons = [each for each in desk.catalogue().priority_reasons if each.active]
        for digit, reason in enumerate(reasons[:_MOST], 1):
            asked = "" if may_grant(reason, roles) else "（申请，由首席服务官或督导批准）"
            entry = menu.addAction(f"&{digit} {reason.name}{asked}")
            entry.triggered.connect(partial(self._form.let_first, reason.code))
        entry = menu.addAction("&0 不优先")
        entry.triggered.connect(partial(self._form.let_first, ""))
        if not reasons:
            menu.actions()[0].setText("县里还没有设优先事由")
        if before is not None:
            menu.aboutToHide.connect(before.setFocus)
        menu.aboutToHide.connect(menu.deleteLater)
        self._menu = menu
        head = self._form.first_mark.parentWidget() or self._form
        menu.popup(head.mapToGlobal(QPoint(0, 0)))
        menu.setActiveAction(menu.actions()[0])

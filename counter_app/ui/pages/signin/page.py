"""Work number and password, offline. Nobody's number is offered, only the last one remembered.

Also the lock: then the number is fixed to the person who was working, and the reason is said.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from counter_app.errors import Bug
from counter_app.ui import theme
from counter_app.ui.pages.signin.standing import READY, Standing, locked_out, standing_of
from counter_app.ui.tasks import Tasks
from counter_app.ui.widgets.button import Button
from counter_app.ui.widgets.form import Form
from counter_app.ui.widgets.labels import KeyHint, label
from counter_app.ui.widgets.shielded import ShieldedLineEdit

if TYPE_CHECKING:
    from counter_app.ui.pages.signin.note import StateNote

SignIn = Callable[[str, str], Any]

#: 换人登录, offered by the lock
OTHER_KEY = "Alt+O"


class SignInPage(QWidget):
    """``signed_in(result)`` with whatever ``sign_in(work_no, password)`` returned; it runs on the
    writer thread and may raise the errors of the keyring. ``other_person_asked`` from the lock.
    """

    signed_in = Signal(object)
    other_person_asked = Signal()

    def __init__(
        self,
        sign_in: SignIn,
        tasks: Tasks,
        *,
        last_work_no: str = "",
        demo_hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("Cover")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sign_in = sign_in
        self._tasks = tasks
        self._standing = READY
        self._busy = False
        self._demo_hint = demo_hint
        self.work_no = QLineEdit(last_work_no, self)
        self.work_no.setMaxLength(32)
        self.work_no.setInputMethodHints(Qt.InputMethodHint.ImhLatinOnly)
        self.password = ShieldedLineEdit(secret=True, longest=128, parent=self)
        self._form = Form(label_width=3, parent=self)
        self._form.add("work_no", "工号", self.work_no)
        self._form.add("password", "密码", self.password)
        self._form.finished.connect(self.on_enter)
        self._enter = Button("登录", self.on_enter, variant="primary", parent=self)
        self._enter_key = KeyHint("Return", self)
        self._title = label("登录", "title", self)
        self._note: StateNote | None = None
        self._brand_due = True
        self._build()
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self.on_tick)
        for field in (self.work_no, self.password):
            field.textChanged.connect(self.on_typed)
        self._fit()

    # ---- told from outside

    def remember(self, work_no: str) -> None:
        """The number of whoever signed in last; does nothing once something was typed."""
        if not self.work_no.text() and not self.password.value:
            self.work_no.setText(work_no)
            if self.work_no.hasFocus():
                self.focusInEvent(QFocusEvent(QFocusEvent.Type.FocusIn))

    def show_standing(self, standing: Standing) -> None:
        """What there is to say about the profile, or about the last try."""
        self._standing = standing
        if standing.until_ms:
            self._tick.start()
        else:
            self._tick.stop()
        if standing.kind or self._note is not None:
            self._need_note().show_standing(standing)
        for each in (self._form, self._enter, self._enter_key):
            each.setVisible(standing.open)
        self._fit()

    def lock_for(self, work_no: str, name: str, reason: str = "") -> None:
        """Be the lock of a person at work instead of a sign-in."""
        self._title.setText("已锁定")
        self.work_no.setText(work_no)
        self.work_no.setReadOnly(True)
        self.work_no.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.set_look(self.work_no)
        self._enter.setText("解锁")
        self._offer_others()
        text = reason or "已锁定"
        self.show_standing(Standing("info", text, f"{name}，请输入密码继续。没填完的内容都还在。"))

    @property
    def standing(self) -> Standing:
        """What is being said."""
        return self._standing

    # ---- slots

    def on_typed(self) -> None:
        if self._standing.field and not self._standing.until_ms:
            self.show_standing(READY)
        elif self._standing.until_ms and self.sender() is self.work_no:
            self.show_standing(READY)  # another person may have another standing
        self._fit()

    def on_enter(self) -> None:
        work_no = self.work_no.text().strip()
        if self._busy or not self._standing.open:
            return
        if not work_no:
            self.work_no.setFocus()
            return
        if not self.password.value:
            self.password.setFocus()
            return
        self._busy = True
        self._fit()
        self._tasks.run_write(
            partial(self._sign_in, work_no, self.password.value),
            self.on_signed_in,
            self.on_failed,
        )

    def on_signed_in(self, result: object) -> None:
        self._busy = False
        self.password.set_value("")
        self._fit()
        self.signed_in.emit(result)

    def on_failed(self, error: BaseException) -> None:
        self._busy = False
        self.password.set_value("")
        standing = standing_of(error, self.work_no.text().strip())
        if standing is None:
            self.show_standing(
                Standing(
                    "error", "没有登录成功，程序出了差错", "已保存的办件不受影响，请再试一次。"
                )
            )
            raise Bug("登录时出错") from error
        self.show_standing(standing)
        if standing.field == "work_no" and not self.work_no.isReadOnly():
            self.work_no.setFocus()
            self.work_no.selectAll()
        else:
            self.password.setFocus()

    def on_tick(self) -> None:
        if time.time() * 1000 >= self._standing.until_ms:
            self.show_standing(READY)
            self.password.setFocus()
        else:
            self._need_note().show_standing(locked_out(self._standing.until_ms))

    def focusInEvent(self, event: QFocusEvent) -> None:
        target = self.password if self.work_no.text() else self.work_no
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._brand.setVisible(self.width() >= 60 * theme.tokens().body)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._brand_due:  # one can sign in without it: after the first paint
            self._brand_due = False
            QTimer.singleShot(0, self._brand, self._fill_brand)

    # ---- inside

    def _fit(self) -> None:
        waiting = bool(self._standing.until_ms)
        self._enter.setEnabled(not self._busy and not waiting)
        self._enter.setText(
            "正在打开…" if self._busy else ("解锁" if self.work_no.isReadOnly() else "登录")
        )
        self.password.setEnabled(not self._busy and not waiting)
        self.work_no.setEnabled(not self._busy)

    def _need_note(self) -> StateNote:
        """Made when there is something to say: usually there is not."""
        if self._note is None:
            from counter_app.ui.pages.signin.note import StateNote

            self._note = StateNote(self)
            self._inside.insertWidget(1, self._note)
        return self._note

    def _offer_others(self) -> None:
        other = Button(
            "换人登录", self.other_person_asked.emit, variant="quiet", key=OTHER_KEY, parent=self
        )
        key = QShortcut(QKeySequence(OTHER_KEY), self)
        key.activated.connect(self.other_person_asked)
        self._buttons.insertWidget(0, other)

    def _fill_brand(self) -> None:
        from counter_app.ui.pages.signin.brand import fill_brand

        fill_brand(self._brand)

    def _build(self) -> None:
        look = theme.tokens()
        card = QFrame(self)
        card.setProperty("card", True)
        card.setMinimumWidth(300)
        card.setMaximumWidth(420)
        card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._inside = inside = QVBoxLayout(card)
        inside.setContentsMargins(28, 24, 28, 20)
        inside.setSpacing(look.space_m)
        inside.addWidget(self._title)
        inside.addWidget(self._form)
        self._buttons = buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._enter_key)
        buttons.addWidget(self._enter)
        inside.addLayout(buttons)
        right = QVBoxLayout()
        right.setContentsMargins(look.space_l, look.space_m, look.space_l, look.space_m)
        right.addStretch(1)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card, 12)
        middle.addStretch(1)
        right.addLayout(middle)
        if self._demo_hint:
            hint = label(self._demo_hint, "small", self, wrap=True)
            hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
            hint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            right.addSpacing(look.space_m)
            right.addWidget(hint)
        right.addStretch(2)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._brand = QFrame(self)
        self._brand.setObjectName("Brand")
        row.addWidget(self._brand, 2)
        row.addLayout(right, 3)

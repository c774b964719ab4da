"""Another password for whoever is signed in, on this PC."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from counter_app.errors import BadInput
from counter_app.ui.case_words import said
from counter_app.ui.context import Counter
from counter_app.ui.widgets.button import ActionButton
from counter_app.ui.widgets.card import Card
from counter_app.ui.widgets.form import Form
from counter_app.ui.widgets.labels import label

_WHAT = "只改本机的登录密码，您在其他电脑上仍用原来的密码。忘记密码请县平台管理员重设。"
_ROWS = {"old": "原密码", "new": "新密码", "again": "再输一遍"}


class PasswordCard(Card):
    """``change`` checks what was typed and changes the password."""

    def __init__(
        self, counter: Counter, button: ActionButton, parent: QWidget | None = None
    ) -> None:
        super().__init__("修改密码", "key", parent)
        self._counter = counter
        self.column.addWidget(label(_WHAT, "muted", self, wrap=True))
        self.form = Form(label_width=7, parent=self)
        self.edits: dict[str, QLineEdit] = {}
        for name, title in _ROWS.items():
            edit = QLineEdit(self)
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            edit.setAccessibleName(title)
            edit.setMaxLength(200)
            self.edits[name] = edit
            self.form.add(name, title, edit)
        self.column.addWidget(self.form)
        self.column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)

    def change(self) -> None:
        typed = {name: edit.text() for name, edit in self.edits.items()}
        wrong = {}
        if not typed["old"]:
            wrong["old"] = "请输入原密码"
        if not typed["new"]:
            wrong["new"] = "请输入新密码"
        elif typed["new"] != typed["again"]:
            wrong["again"] = "两次输入的新密码不一样"
        self.form.show_problems(wrong)
        if wrong:
            self.form.focus_first_problem()
            return
        job = partial(self._counter.workplace.change_password, typed["old"], typed["new"])
        self._counter.tasks.run("password", job, self.on_changed, self.on_failed)

    def clear(self) -> None:
        for edit in self.edits.values():
            edit.clear()
        self.form.show_problems({})

    def on_changed(self, _result: object) -> None:
        self.clear()
        self._counter.notify("success", "密码已修改，下次在本机登录时用新密码")

    def on_failed(self, error: BaseException) -> None:
        told = said(error)
        field = error.field if isinstance(error, BadInput) and error.field in _ROWS else "old"
        why = error.why if isinstance(error, BadInput) else told
        self.form.show_problems({field: why})
        self.form.focus_first_problem()

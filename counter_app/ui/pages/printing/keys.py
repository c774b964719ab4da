"""Every key of the page of printing, declared in one place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from counter_app.devices.printers import PrinterInfo
from counter_app.models.print_job import PrintJob
from counter_app.ui.actions import Action, always

_LISTS, _JOB, _PRINTER, _DOCUMENT = "列表", "打印任务", "打印机", "文书设置"


class Hands(Protocol):
    """What the keys need of the page."""

    @property
    def job(self) -> PrintJob | None: ...
    @property
    def printer(self) -> PrinterInfo | None: ...
    def shows(self, tab: int) -> bool: ...
    def show_tab(self, tab: int) -> None: ...
    def may_retry(self) -> bool: ...
    def may_move(self) -> bool: ...
    def may_cancel(self) -> bool: ...
    def may_print_again(self) -> bool: ...
    def may_edit(self) -> bool: ...
    def retry(self) -> None: ...
    def send_elsewhere(self) -> None: ...
    def cancel(self) -> None: ...
    def print_again(self) -> None: ...
    def open_case(self) -> None: ...
    def test(self) -> None: ...
    def ask(self) -> None: ...
    def add_slip_printer(self) -> None: ...
    def edit_slip_printer(self) -> None: ...
    def remove_slip_printer(self) -> None: ...
    def toggle_silent(self) -> None: ...


def printing_actions(page: Hands) -> tuple[Action, ...]:
    """The actions of the page; those of another list than the one in sight are off."""

    def one(
        id_: str,
        text: str,
        key: str,
        group: str,
        run: Callable[[], object],
        when: Callable[[], bool] = always,
        icon: str = "",
        hint: str = "",
    ) -> Action:
        return Action(f"printing.{id_}", text, key, group, run, when, icon, hint)

    return (
        one("queue", "看打印队列", "F2", _LISTS, partial(page.show_tab, 0)),
        one("printers", "看打印机", "F3", _LISTS, partial(page.show_tab, 1)),
        one("documents", "看文书设置", "F4", _LISTS, partial(page.show_tab, 2)),
        one("retry", "重试", "F9", _JOB, page.retry, page.may_retry, "print"),
        one("move", "改到这台打印机", "F8", _JOB, page.send_elsewhere, page.may_move,
            "arrow-right"),
        one("cancel", "取消打印", "Del", _JOB, page.cancel, page.may_cancel, "void"),
        one(
            "again", "补打一份", "Ctrl+P", _JOB, page.print_again, page.may_print_again, "undo",
            hint="印上份数，并记入办理经过",
        ),
        one("case", "看办件", "Ctrl+B", _JOB, page.open_case, lambda: page.job is not None,
            "document"),
        one("test", "打印测试页", "F10", _PRINTER, page.test, lambda: page.printer is not None,
            "print"),
        one("look", "查询状态", "F5", _PRINTER, page.ask, icon="sync"),
        one("add", "添加小票机", "Ctrl+N", _PRINTER, page.add_slip_printer,
            lambda: page.shows(1), "plus"),
        one("edit", "修改小票机", "Ctrl+E", _PRINTER, page.edit_slip_printer, page.may_edit,
            "edit"),
        one("remove", "删除小票机", "Ctrl+Del", _PRINTER, page.remove_slip_printer,
            page.may_edit, "trash"),
        one("silent", "自动打印 开 / 关", "F7", _DOCUMENT, page.toggle_silent,
            lambda: page.shows(2)),
    )  # fmt: skip

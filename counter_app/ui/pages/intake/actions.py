"""Every key of the intake page, declared in one place."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Protocol

from counter_app.ui.actions import Action, always
from counter_app.ui.pages.intake.offer_bar import MOST, key_of

#: F6 goes to the rail elsewhere in the window; on this page it belongs to the row of keys that
#: save, so the page takes it before the window does.
CORRECT_KEY = "F6"

_SAVE, _FILL, _DRAFT, _PANEL, _AFTER = "办理", "填写", "暂存", "告知", "收件之后"


class Mode(StrEnum):
    """What of the page is in sight."""

    FORM = "form"
    CORRECT = "correct"
    DECLINE = "decline"
    DRAFTS = "drafts"
    SAVED = "saved"


class Afterwards(Protocol):
    """What can be done with the case that was just saved."""

    def rate(self) -> object: ...

    def sign(self) -> None: ...
    def shoot(self) -> None: ...


class Lane(Protocol):
    """Who goes first."""

    def choose(self) -> None: ...


class Intaker(Protocol):
    """What the keys ask and do; see the page."""

    @property
    def after(self) -> Afterwards: ...
    @property
    def lane(self) -> Lane: ...

    def in_mode(self, *modes: Mode) -> bool: ...
    def may_save(self) -> bool: ...
    def may_close(self) -> bool: ...
    def may_adopt(self, place: int = 0) -> bool: ...
    def may_tick(self) -> bool: ...
    def has_paper(self) -> bool: ...
    def on_receive(self) -> None: ...
    def on_accept(self) -> None: ...
    def on_instant(self) -> None: ...
    def on_correct(self) -> None: ...
    def on_decline(self) -> None: ...
    def on_confirm(self) -> None: ...
    def on_add_point(self) -> None: ...
    def on_adopt(self, place: int | None = None) -> None: ...
    def on_kind(self) -> None: ...
    def on_agent(self) -> None: ...
    def on_all(self) -> None: ...
    def on_citizen(self) -> None: ...
    def on_card(self) -> None: ...
    def on_drafts(self) -> None: ...
    def on_discard(self) -> None: ...
    def on_new(self) -> None: ...
    def on_print(self) -> None: ...
    def on_preview(self) -> None: ...
    def on_view(self) -> None: ...
    def on_copy(self) -> None: ...
    def on_next(self) -> None: ...


def intake_actions(page: Intaker) -> tuple[Action, ...]:
    """The actions of the page."""

    def within(*modes: Mode, also: Callable[[], bool] = always) -> Callable[[], bool]:
        return lambda: page.in_mode(*modes) and also()

    form, saved = within(Mode.FORM), within(Mode.SAVED)
    save = within(Mode.FORM, also=page.may_save)
    panels = (Mode.CORRECT, Mode.DECLINE)
    confirm = within(*panels, also=page.may_save)
    return (
        Action("intake.receive", "收件", "F8", _SAVE, page.on_receive, save),
        Action("intake.accept", "受理", "F9", _SAVE, page.on_accept, save),
        Action(
            "intake.instant",
            "当场办结",
            "F10",
            _SAVE,
            page.on_instant,
            within(Mode.FORM, also=page.may_close),
            hint="仅限即办件",
        ),
        Action(
            "intake.correct",
            f"告知补正（{CORRECT_KEY}）",
            "",
            _SAVE,
            page.on_correct,
            save,
            hint="一次性告知要补正的全部内容",
        ),
        Action("intake.decline", "不予受理", "F7", _SAVE, page.on_decline, save),
        Action(
            "intake.adopt",
            "采用",
            "F2",
            _FILL,
            page.on_adopt,
            within(Mode.FORM, also=page.may_adopt),
            hint="采用此人以前留下的全部内容",
        ),
        *(
            Action(
                f"intake.adopt.{place}",
                f"只采用第 {place + 1} 项",
                key_of(place),
                _FILL,
                partial(page.on_adopt, place),
                within(Mode.FORM, also=partial(page.may_adopt, place)),
            )
            for place in range(MOST)
        ),
        Action("intake.kind", "个人 / 单位", "F3", _FILL, page.on_kind, form),
        Action(
            "intake.all",
            "全部齐全",
            "F5",
            _FILL,
            page.on_all,
            within(Mode.FORM, also=page.may_tick),
        ),
        Action(
            "intake.card",
            "事项卡",
            "Ctrl+I",
            _FILL,
            page.on_card,
            form,
            icon="document",
            hint="材料、条件、常见差错、去哪里办，并可打印告知单",
        ),
        Action("intake.agent", "代理人", "Ctrl+D", _FILL, page.on_agent, form),
        Action(
            "intake.first",
            "优先",
            "Ctrl+U",
            _FILL,
            lambda: page.lane.choose(),
            form,
            icon="priority",
            hint="绿色通道：老年人、残疾人等，按一下再按数字",
        ),
        Action("intake.citizen", "给群众核对", "F11", _FILL, page.on_citizen, form),
        Action(
            "intake.drafts",
            "暂存的办件",
            "F4",
            _DRAFT,
            page.on_drafts,
            within(Mode.FORM, Mode.DRAFTS),
        ),
        Action("intake.discard", "丢弃这一件", "Shift+F4", _DRAFT, page.on_discard, form),
        Action(
            "intake.new",
            "新收件",
            "Ctrl+N",
            _DRAFT,
            page.on_new,
            within(Mode.FORM, Mode.SAVED, Mode.DRAFTS),
        ),
        Action("intake.confirm", "确认出具", "Ctrl+Return", _PANEL, page.on_confirm, confirm),
        Action(
            "intake.add_point",
            "增加一处",
            "Alt+A",
            _PANEL,
            page.on_add_point,
            within(Mode.CORRECT),
            icon="plus",
        ),
        Action("intake.next", "下一位", "Return", _AFTER, page.on_next, saved),
        Action(
            "intake.print",
            "打印",
            "P",
            _AFTER,
            page.on_print,
            within(Mode.SAVED, also=page.has_paper),
            icon="print",
            hint="全部文书，送到各自的打印机",
        ),
        Action(
            "intake.preview",
            "预览",
            "O",
            _AFTER,
            page.on_preview,
            within(Mode.SAVED, also=page.has_paper),
        ),
        Action(
            "intake.sign",
            "请当事人签名",
            "S",
            _AFTER,
            lambda: page.after.sign(),
            within(Mode.SAVED, also=page.has_paper),
            icon="edit",
        ),
        Action(
            "intake.shoot",
            "拍摄材料",
            "A",
            _AFTER,
            lambda: page.after.shoot(),
            saved,
            icon="camera",
        ),
        Action(
            "intake.rate",
            "请群众评价",
            "E",
            _AFTER,
            lambda: page.after.rate(),
            saved,
            icon="star",
            hint="请群众在群众屏上评价，评不评由他决定",
        ),
        Action("intake.view", "查看办件", "V", _AFTER, page.on_view, saved),
        Action(
            "intake.copy",
            "抄录",
            "C",
            _AFTER,
            page.on_copy,
            saved,
            hint="把各栏逐个放到剪贴板，录入部门自己的系统",
        ),
    )

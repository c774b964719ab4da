"""The keys of the case page: one letter a deed, digits for the lists, the rest by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from counter_app.protocol.ledgers import TROUBLE
from counter_app.ui.actions import Action
from counter_app.ui.case.deed import Deed
from counter_app.ui.case.deeds import DEEDS
from counter_app.ui.case.sheet import Sheet
from counter_app.ui.context import Counter
from counter_app.ui.rating_asking import RatingAsk

GROUP = "办件"
_LISTS = ("材料", "填写内容", "文书", "办理经过", "附件", "争议", "评价")


class Hands(Protocol):
    """What the keys need of the page."""

    @property
    def counter(self) -> Counter: ...

    @property
    def sheet(self) -> Sheet | None: ...

    @property
    def asking(self) -> RatingAsk: ...

    def begin(self, deed: Deed) -> None: ...

    def can(self, deed: Deed) -> bool: ...

    def free(self) -> bool: ...

    def has_paper(self) -> bool: ...

    def can_deliver(self) -> bool: ...

    def show_tab(self, index: int) -> None: ...

    def reveal(self, field: str) -> None: ...

    def scroll_facts(self, steps: int) -> None: ...

    def on_print_asked(self) -> None: ...

    def on_attach_asked(self) -> None: ...

    def on_shoot_asked(self) -> None: ...

    def on_sign_asked(self) -> None: ...

    def on_file_asked(self) -> None: ...

    def on_mark_asked(self) -> None: ...

    def has_file(self) -> bool: ...

    def has_question(self) -> bool: ...

    def on_copy_asked(self) -> None: ...


def _report(page: Hands) -> None:
    """Somebody cannot get this case done: to the window for that, or to what he reported."""
    if page.sheet is None:
        return
    state = page.sheet.state
    if number := state.links.get(TROUBLE.name):
        page.counter.go("trouble_line", number=number)
        return
    person = state.applicant
    page.counter.go("troubles", name=person.name, phone=person.phone, case=state.number)


def _may_report(page: Hands) -> bool:
    return page.free() and page.counter.knows("troubles")


def case_actions(page: Hands) -> tuple[Action, ...]:
    """Everything that can be done on the page."""
    deeds = (
        Action(
            deed.id,
            deed.text,
            deed.key,
            GROUP,
            partial(page.begin, deed),
            enabled_when=partial(page.can, deed),
            icon=deed.icon,
        )
        for deed in DEEDS
    )
    lists = (
        _one(page, f"tab.{number}", f"看{title}", str(number), partial(page.show_tab, number - 1))
        for number, title in enumerate(_LISTS, 1)
    )
    return (
        *deeds,
        *lists,
        _one(page, "print", "补打文书", "P", page.on_print_asked, "print", page.has_paper),
        _one(
            page,
            "deliver",
            "去送达",
            "F",
            partial(_open, page, "delivery"),
            "delivery",
            page.can_deliver,
        ),
        _one(page, "attach", "添加附件", "A", page.on_attach_asked, "plus"),
        _one(page, "shoot", "拍摄材料", "Shift+A", page.on_shoot_asked, "camera"),
        _one(page, "sign", "请当事人签名", "F8", page.on_sign_asked, "edit", page.has_paper),
        _one(page, "rate", "请群众评价", "F7", partial(_ask_rating, page), "star"),
        _one(page, "file", "打开附件", "O", page.on_file_asked, "eye", page.has_file),
        _one(page, "mark", "打印加注复印件", "Shift+O", page.on_mark_asked, "print", page.has_file),
        _one(page, "copy", "抄录下一栏", "F9", page.on_copy_asked, "list"),
        _one(
            page,
            "settle",
            "处理争议",
            "I",
            partial(_open, page, "disputes"),
            "flag",
            page.has_question,
        ),
        _one(
            page,
            "trouble",
            "反映办不成",
            "F2",
            partial(_report, page),
            "trouble",
            partial(_may_report, page),
        ),
        _one(page, "reveal.id", "显示证件号码", "R", partial(page.reveal, "id_number"), "eye"),
        _one(page, "reveal.phone", "显示联系电话", "U", partial(page.reveal, "phone"), "eye"),
        _one(page, "facts.down", "往下看申请人信息", "Alt+Down", partial(page.scroll_facts, 1)),
        _one(page, "facts.up", "往上看申请人信息", "Alt+Up", partial(page.scroll_facts, -1)),
    )


def _open(page: Hands, page_id: str) -> None:
    if page.sheet is not None:
        page.counter.go(page_id, number=page.sheet.state.number)


def _ask_rating(page: Hands) -> None:
    if page.sheet is not None:
        page.asking.ask(page.sheet.state)


def _one(
    page: Hands,
    name: str,
    text: str,
    key: str,
    run: Callable[[], object],
    icon: str = "",
    when: Callable[[], bool] | None = None,
) -> Action:
    return Action(f"case.{name}", text, key, GROUP, run, enabled_when=when or page.free, icon=icon)

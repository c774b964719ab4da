"""What the sign-in page says about the profile and about the last try, one sentence each."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from counter_app.errors import CounterError
from counter_app.settings import LOCAL_ZONE

ENROL = "counter-app enrol --county 县平台网址 --code 登记码"


class Standing(NamedTuple):
    """``kind``: "" nothing to say, info, warning, error. ``command``: what to run, copied as it
    is. ``until_ms``: no try before this instant. ``open``: whether one may try to sign in."""

    kind: str = ""
    text: str = ""
    detail: str = ""
    command: str = ""
    until_ms: int = 0
    open: bool = True
    #: which field the person should correct: work_no, password or ""
    field: str = ""


READY = Standing()

NOT_ENROLLED = Standing(
    kind="info",
    text="本机还没有登记到县平台，暂时不能登录",
    detail=(
        "请让县平台管理员给出本窗口的登记码，在本机运行下面的命令。只需联网这一次，"
        "之后没有网络也能登录和办件。"
    ),
    command=ENROL,
    open=False,
)


def locked_out(until_ms: int) -> Standing:
    """Too many wrong passwords."""
    moment = datetime.fromtimestamp(until_ms / 1000, LOCAL_ZONE)
    return Standing(
        kind="warning",
        text=f"密码连续输错，{moment:%H:%M} 以后可以再试",
        detail="其他人员仍可用自己的工号登录。忘记密码请联系县平台管理员重置，已保存的办件不受影响。",
        until_ms=until_ms,
        field="work_no",
    )


def wrong_password(left: int) -> Standing:
    """``left`` tries remain before the pause."""
    text = f"密码不对，还可以试 {left} 次" if left else "密码不对"
    detail = "再输错会暂停登录 10 分钟。" if left == 1 else "请检查大小写和输入法。"
    return Standing(kind="error", text=text, detail=detail, field="password")


def unknown_person(work_no: str) -> Standing:
    """This number may not open this profile."""
    return Standing(
        kind="error",
        text=f"工号 {work_no} 还不能在本机登录",
        detail="请核对工号。新到岗人员须先由已有人员登录并联网同步一次。",
        field="work_no",
    )


def standing_of(error: BaseException, work_no: str) -> Standing | None:
    """What to say about a failed sign-in; None when it is not one (our own fault)."""
    from counter_app.store.door import LockedOut, NotEnrolled, UnknownPerson, WrongTry

    if isinstance(error, LockedOut):
        return locked_out(error.until_ms)
    if isinstance(error, WrongTry):
        return wrong_password(error.left)
    if isinstance(error, UnknownPerson):
        return unknown_person(work_no)
    if isinstance(error, NotEnrolled):
        return NOT_ENROLLED
    if isinstance(error, CounterError):
        return Standing(kind="error", text=error.message, detail=error.hint)
    return None

"""How the county says no: a reason for programs, a sentence for people, an HTTP status."""

from __future__ import annotations

from counter_app.errors import CounterError
from counter_app.protocol.version import OLDEST, PROTOCOL
from counter_app.protocol.wire import Refusal


class Refuse(CounterError):
    """A request that is not carried out; nothing was changed. ``status``: HTTP status."""

    def __init__(
        self, status: int, reason: str, message: str, *, expected: int = 0, server_ms: int = 0
    ) -> None:
        super().__init__(message)
        self.status = status
        self.refusal = Refusal(reason, message, expected, server_ms)


def bad_request(message: str) -> Refuse:
    return Refuse(400, "bad_request", message)


def check_protocol(protocol: int | None) -> None:
    """Raises :class:`Refuse` for a program with which this county cannot speak."""
    if protocol is None:
        raise bad_request("请求头里的协议版本写法不对")
    if OLDEST <= protocol <= PROTOCOL:
        return
    if protocol < OLDEST:
        what = "请升级程序；本机记录都在，升级后自动上传"
    else:
        what = "县平台的程序较旧，请县平台升级；本机记录都在"
    range_ = f"县平台接受 {OLDEST} 到 {PROTOCOL}"
    raise Refuse(426, "protocol", f"{what}（本机协议 {protocol}，{range_}）", expected=PROTOCOL)


def gap(expected: int) -> Refuse:
    """Entries are missing before the first one sent."""
    return Refuse(409, "gap", f"缺少前面的记录，请从第 {expected} 条开始上传", expected=expected)


def fork(expected: int) -> Refuse:
    """The device has another entry under a number that the county knows."""
    return Refuse(
        409, "fork", f"第 {expected} 条记录与县平台已有的不同，可能恢复过旧备份", expected=expected
    )

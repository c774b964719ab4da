"""The error tree: what may go wrong, sorted by who can do something about it.

CounterError
├── Refused    the rules say no: the clerk reads why and what is allowed
├── BadInput   one named field (and row) holds something that cannot be right
├── Trouble    the surroundings: disk, line, printer, key, another process
└── Bug        ours: written to the crash report, the journal stays as it was

``message`` is one plain Chinese sentence that may be shown as it is: what
happened, what is safe, what to do next. It never holds personal data.
"""

from __future__ import annotations

import errno


class CounterError(Exception):
    """Base of everything this program raises on purpose."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}{self.hint and '。' + self.hint}"


class Refused(CounterError):
    """A rule of the lifecycle or of the person's authority says no."""


class BadInput(CounterError):
    """One field holds something that cannot be right; ``row`` counts from 1 where rows exist."""

    def __init__(self, field: str, why: str, *, row: int | None = None, hint: str = "") -> None:
        where = f"第 {row} 行 {field}" if row is not None else field
        super().__init__(f"{where}：{why}", hint=hint)
        self.field = field
        self.why = why
        self.row = row


class Trouble(CounterError):
    """The surroundings failed: disk full, no line, wrong password, profile in use."""


class Bug(CounterError):
    """A state this program must never reach."""


_OS_WORDS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "没有这个文件夹",
    errno.EISDIR: "这是一个文件夹，请写上文件名",
    errno.EEXIST: "已有同名的文件",
    errno.EACCES: "没有权限使用那里",
    errno.EPERM: "没有权限使用那里",
    errno.EROFS: "那里只能读不能写",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "可用空间已用完",
    errno.EFBIG: "文件太大，那里放不下",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EIO: "磁盘或U盘读写出错",
    errno.ENODEV: "设备已拔出或不可用",
    errno.ENXIO: "设备已拔出或不可用",
    errno.EBUSY: "正被别的程序使用",
    errno.ETXTBSY: "正被别的程序使用",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.ETIMEDOUT: "等待太久没有回应",
    errno.ECONNREFUSED: "对方没有接受连接",
    errno.ECONNRESET: "连接被对方断开",
    errno.EPIPE: "连接被对方断开",
    errno.EHOSTUNREACH: "网络上没有这个地址",
    errno.ENETUNREACH: "没有可用的网络",
    errno.EADDRINUSE: "已被别的程序占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}


def os_words(error: OSError) -> str:
    """Why the system did not do it, in Chinese; what has no words here by its number."""
    # What resolving a host name raises counts its errors differently.
    number = error.errno if error.errno is not None and error.errno > 0 else None
    if number is None:
        return "系统没有说明原因"
    return _OS_WORDS.get(number, f"系统错误 {number}")


def line_words(error: BaseException) -> str:
    """What the system said of a connection, in Chinese; the libraries' own words are English."""
    import socket
    import ssl

    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, ssl.SSLCertVerificationError):
            return "对方的证书不被信任"
        if isinstance(inner, ssl.SSLError):
            return "对方不能加密通信，请核对地址是 http 还是 https"
        if isinstance(inner, socket.gaierror):
            return "找不到这个地址"
        if isinstance(inner, TimeoutError):
            return _OS_WORDS[errno.ETIMEDOUT]
        if isinstance(inner, OSError):
            return os_words(inner)
        inner = inner.__cause__ or inner.__context__
    return "连接被断开"

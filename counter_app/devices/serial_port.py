"""A serial line (串口, mostly a USB adapter): opened, read and lost in plain sentences."""

from __future__ import annotations

import errno
import os
import sys
import threading
import time
from typing import Any

import msgspec
import serial
from serial.tools import list_ports

from counter_app.devices.trouble import DeviceTrouble, Fault

#: How long one look at the line takes at most, in s; an interrupt ends it at once.
_LOOK_S = 0.2

#: pyserial stumbles in several ways over a port that is gone.
_LOST: tuple[type[Exception], ...] = (OSError, TypeError, ValueError)
if sys.platform != "win32":
    import termios

    _LOST = (*_LOST, termios.error)


class PortInfo(msgspec.Struct, frozen=True):
    """One serial port of this PC. ``name`` opens it; ``about`` is what the adapter says."""

    name: str
    about: str = ""
    usb: bool = False


def serial_ports() -> tuple[PortInfo, ...]:
    """The ports there are now, USB adapters first. May take some ms; not for the GUI thread.

    On Linux the lasting name under ``/dev/serial/by-id`` is given where there is one: the
    number of ``ttyUSB0`` changes with the order of plugging in.
    """
    lasting = _lasting_names()
    found = []
    for each in list_ports.comports():
        usb = each.vid is not None
        about = "" if each.description in (None, "n/a") else str(each.description)
        name = lasting.get(os.path.realpath(each.device), each.device)
        found.append(PortInfo(name, about, usb))
    return tuple(sorted(found, key=lambda port: (not port.usb, port.name)))


def _lasting_names() -> dict[str, str]:
    folder = "/dev/serial/by-id"
    if not os.path.isdir(folder):
        return {}
    names = sorted(os.path.join(folder, each) for each in os.listdir(folder))
    return {os.path.realpath(each): each for each in names}


class SerialLine:
    """An open port. Not for several threads, except ``interrupt``."""

    def __init__(self, name: str, baud: int) -> None:
        """Open it. Raises :class:`DeviceTrouble`."""
        if not name:
            raise DeviceTrouble(Fault.NOT_CHOSEN, "还没有选择端口", hint="请在“设备”里选择端口")
        self.name = name
        self._interrupted = False
        self._closing = threading.Lock()
        try:
            self._port: Any = serial.Serial(
                name, baud, timeout=_LOOK_S, write_timeout=2.0, exclusive=_exclusive()
            )
        except (OSError, ValueError) as error:  # SerialException is an OSError
            raise _not_opened(name, error) from error

    def write(self, data: bytes) -> None:
        try:
            self._port.write(data)
        except serial.SerialTimeoutException as error:
            raise DeviceTrouble(
                Fault.SILENT, "设备不接收数据", hint="请检查电源和端口是否选对"
            ) from error
        except _LOST as error:
            raise _gone() from error

    def read(self, deadline: float) -> bytes:
        """What has come, at least one byte, or b"" at ``deadline`` (monotonic s) or when
        interrupted. The deadline may be passed by one look."""
        while not self._interrupted and time.monotonic() < deadline:
            try:
                first = bytes(self._port.read(1))
                if first:
                    return first + bytes(self._port.read(self._port.in_waiting))
            except _LOST as error:
                raise _gone() from error
        return b""

    @property
    def interrupted(self) -> bool:
        return self._interrupted

    def forget_input(self) -> None:
        """Throw away what has come unasked."""
        try:
            self._port.reset_input_buffer()
        except _LOST as error:
            raise _gone() from error

    def interrupt(self) -> None:
        """End a waiting ``read`` now, and every later one; callable from any thread."""
        self._interrupted = True
        with self._closing:
            if self._port.is_open:
                self._port.cancel_read()

    def close(self) -> None:
        with self._closing:
            self._port.close()


def _exclusive() -> bool | None:
    """Two programs on one line would eat each other's bytes. Windows never shares a port."""
    return None if sys.platform == "win32" else True


def _gone() -> DeviceTrouble:
    return DeviceTrouble(
        Fault.UNPLUGGED, "设备的连接断开了", hint="请把 USB 线插好，会自动重新连接"
    )


def _not_opened(name: str, error: Exception) -> DeviceTrouble:
    number = getattr(error, "errno", None)
    said = str(error)
    if number == errno.ENOENT or "FileNotFoundError" in said or number == errno.ENXIO:
        return DeviceTrouble(
            Fault.UNPLUGGED, "没有找到设备", hint="请把设备的 USB 线插好，会自动重新连接"
        )
    if number == errno.EBUSY or "exclusively lock" in said or _windows_busy(said):
        return DeviceTrouble(
            Fault.BUSY, "端口正被别的程序占用", hint="请关闭其他读卡程序，会自动重新连接"
        )
    if number in (errno.EACCES, errno.EPERM):
        return DeviceTrouble(
            Fault.NO_PERMISSION,
            "没有使用这个端口的权限",
            hint=f"请管理员把当前登录用户加入 {_group_of(name)} 组"
            f"（sudo usermod -aG {_group_of(name)} 用户名），然后注销并重新登录",
        )
    unfit = "configure port" in said or isinstance(error, ValueError)
    if unfit or number in (errno.ENOTTY, errno.EINVAL):
        return DeviceTrouble(Fault.SILENT, "选择的不是串口", hint="请在“设备”里重新选择端口")
    return DeviceTrouble(
        Fault.UNPLUGGED, "端口没有打开", hint="请拔下设备重新插好；仍然不行请重启电脑"
    )


def _windows_busy(said: str) -> bool:
    return sys.platform == "win32" and "PermissionError" in said


def _group_of(name: str) -> str:
    """The group that may use a port: dialout on Debian's kind, uucp elsewhere."""
    if sys.platform == "win32":
        return "dialout"
    import grp

    try:
        return grp.getgrgid(os.stat(name).st_gid).gr_name
    except (OSError, KeyError):
        return "dialout"

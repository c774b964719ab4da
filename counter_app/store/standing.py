"""Whether this device may record, and what it still has to do before it may (本机身份状态)."""

from __future__ import annotations

import msgspec

from counter_app.errors import Trouble

#: The system under which the number on the citizen's paper is noted when it had to change.
FORMERLY = "formerly"


class Renewed(msgspec.Struct, frozen=True):
    """That the device got another identity (换发设备编号), for whoever asks what happened.

    ``reissued``: acts recorded again under the new number; ``renumbered``: (old, new) numbers
    of cases whose old number is, or may become, another matter's at the county.
    """

    old: str
    new: str
    at_ms: int
    reissued: int = 0
    renumbered: tuple[tuple[str, str], ...] = ()


class Standing(msgspec.Struct, frozen=True):
    """How the device stands with the county; written only when that changes.

    ``restored``: made from a backup and not renewed yet. ``pending``: private key of the device
    it is about to become, durable before the county is asked. ``unsettled``: acts were recorded
    again and are not sent before what the county has is known. ``whole``: the whole feed of the
    place is being taken in, own entries included. ``stopped``: why the county does not let it
    read any more (revoked | replaced | lost). ``last``: the newest renewal.
    """

    restored: bool = False
    pending: bytes | None = None
    unsettled: bool = False
    whole: bool = False
    stopped: str = ""
    last: Renewed | None = None

    def check(self) -> None:
        """Raises :class:`MayNotRecord` when nothing may be recorded here now."""
        if self.restored or self.stopped:
            raise MayNotRecord(self)


class MayNotRecord(Trouble):
    """Everything can be read, nothing recorded: the journal would not be this device's own."""

    def __init__(self, standing: Standing) -> None:
        if standing.stopped == "replaced":
            super().__init__(
                "本机已由另一台电脑接替，不能再收件",
                hint="本机记录都在，还没上传的联网后仍会上传",
            )
        elif standing.stopped == "lost":
            super().__init__("本机已被县平台挂失，不能再收件", hint="本机记录都在，请联系县平台")
        elif standing.stopped:
            super().__init__(
                "本机已被县平台停用，不能再收件",
                hint="本机记录都在，还没上传的联网后仍会上传",
            )
        else:
            super().__init__(
                "已从备份恢复，要先换发设备编号才能收件",
                hint="联网即自动换发，没有网络用U盘同步包也可以；已有的办件都可以查看",
            )

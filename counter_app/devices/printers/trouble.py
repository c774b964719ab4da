"""Why paper does not come out: one list of reasons for every driver, each with its sentence."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from counter_app.errors import Trouble


class Reason(StrEnum):
    """What stands in the way. The value is what is stored; NONE: nothing does."""

    NONE = ""
    #: nobody has said which printer, and there is none to guess
    NO_PRINTER = "no_printer"
    NO_SERVICE = "no_service"
    UNKNOWN_PRINTER = "unknown_printer"
    STOPPED = "stopped"
    REJECTING = "rejecting"
    HELD = "held"
    #: somebody took the job out of the queue elsewhere
    WITHDRAWN = "withdrawn"
    #: the print service gave the job up
    ABORTED = "aborted"
    PAPER_OUT = "paper_out"
    PAPER_JAM = "paper_jam"
    COVER_OPEN = "cover_open"
    TONER_OUT = "toner_out"
    CUTTER = "cutter"
    #: a slip printer stopped in the middle and keeps the rest
    CUT_SHORT = "cut_short"
    OFFLINE = "offline"
    FAULT = "fault"
    NO_NETWORK = "no_network"
    NO_DEVICE = "no_device"
    NOT_ALLOWED = "not_allowed"
    TIMEOUT = "timeout"
    DISK_FULL = "disk_full"
    WRONG_PAPER = "wrong_paper"
    #: the document cannot be read or drawn
    NO_DOCUMENT = "no_document"
    #: the program ended while it was being handed over
    INTERRUPTED = "interrupted"
    #: this machine's clock is in doubt and nobody has confirmed the date yet
    DATE = "date"
    OTHER = "other"


class PrinterTrouble(Trouble):
    """A printer did not take a document. ``detail``: what the device or service said itself."""

    SENTENCES: ClassVar[dict[Reason, tuple[str, str]]] = {
        Reason.NO_PRINTER: ("没有找到打印机", "接好打印机，或在“打印”页为这种文书选一台"),
        Reason.NO_SERVICE: ("打印服务没有运行", "请重启电脑，或联系管理员启动打印服务（CUPS）"),
        Reason.UNKNOWN_PRINTER: ("系统里没有这台打印机", "请换一台打印机，或请管理员重新添加"),
        Reason.STOPPED: ("打印队列已停止", "请检查打印机，再在系统的打印机设置里恢复，或换一台"),
        Reason.REJECTING: ("打印队列不接收新任务", "请在系统的打印机设置里恢复接收，或换一台"),
        Reason.HELD: ("任务被打印服务扣住", "请在系统的打印队列里放行，或在这里重试"),
        Reason.WITHDRAWN: ("任务已在系统的打印队列里被取消", "需要时在这里重试"),
        Reason.ABORTED: ("打印服务没有打成", "请重试，或换一台打印机"),
        Reason.PAPER_OUT: ("打印机缺纸", "请装好纸"),
        Reason.PAPER_JAM: ("打印机卡纸", "请取出卡住的纸，关好机盖"),
        Reason.COVER_OPEN: ("打印机机盖没有关好", "请关好机盖"),
        Reason.TONER_OUT: ("打印机缺墨粉", "请更换墨粉盒，或换一台打印机"),
        Reason.CUTTER: ("小票机切刀卡住", "请断电取出卡纸，再开机重试"),
        Reason.CUT_SHORT: (
            "小票打到一半停住了",
            "请装好纸、关好机盖，小票会接着打完；没有打全再重试",
        ),
        Reason.OFFLINE: ("打印机没有联机", "请看电源和数据线，按打印机上的联机键"),
        Reason.FAULT: ("打印机报告故障", "请看打印机面板，断电重开后重试"),
        Reason.NO_NETWORK: ("连不上打印机的网络地址", "请看打印机电源、网线和地址"),
        Reason.NO_DEVICE: ("没有找到打印机的端口", "请看电源和USB线，重新插一次"),
        Reason.NOT_ALLOWED: ("本机用户没有使用打印机端口的权限", "请管理员把用户加入 lp 组"),
        Reason.TIMEOUT: ("打印机很久没有回应", "请看打印机，再重试或换一台"),
        Reason.DISK_FULL: ("磁盘已满，打印任务写不下", "请清理磁盘后重试"),
        Reason.WRONG_PAPER: ("这种文书不能打在这种纸上", "请换一台打印机，或改纸张大小"),
        Reason.NO_DOCUMENT: ("这份文书没有读出来", "请从办件里打开文书再打印"),
        Reason.INTERRUPTED: (
            "送打印时程序中断，不能确定打出了没有",
            "请看打印机上有没有，没有就重试，有就取消",
        ),
        Reason.DATE: ("本机时钟和县平台不一致，等您确认日期", "请在“打印”页按重试并确认日期"),
        Reason.OTHER: ("打印机没有接受", "请检查打印机后重试，或换一台"),
    }

    def __init__(self, reason: Reason, detail: str = "") -> None:
        said, hint = self.SENTENCES[reason]
        super().__init__(said, hint=hint)
        self.reason = reason
        self.detail = detail

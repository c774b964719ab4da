"""Print jobs and printers in words."""

from __future__ import annotations

from collections.abc import Sequence

from counter_app.devices.printers import PrinterInfo, PrinterStage, PrinterTrouble, Reason
from counter_app.models.print_job import PrintJob, PrintStage

SAFE = "文书已存在办件里，没有丢失"

_STAGES = {
    PrintStage.WAITING: "等待",
    PrintStage.SENDING: "正在送出",
    PrintStage.SENT: "已送到打印机",
    PrintStage.PRINTING: "正在打印",
    PrintStage.DONE: "已打印",
    PrintStage.FAILED: "没有打成",
    PrintStage.CANCELLED: "已取消",
}
_STAGE_ICONS = {
    PrintStage.WAITING: "clock",
    PrintStage.SENDING: "print",
    PrintStage.SENT: "print",
    PrintStage.PRINTING: "print",
    PrintStage.DONE: "success",
    PrintStage.FAILED: "error",
    PrintStage.CANCELLED: "void",
}
_TONES = {
    PrintStage.DONE: "success",
    PrintStage.FAILED: "danger",
    PrintStage.CANCELLED: "muted",
}
_PRINTER_STAGES = {
    PrinterStage.IDLE: "空闲",
    PrinterStage.PRINTING: "正在打印",
    PrinterStage.STOPPED: "已停止",
    PrinterStage.UNKNOWN: "",
}


def reason_of(code: str) -> Reason:
    """A stored code; one of a newer program counts as OTHER."""
    try:
        return Reason(code)
    except ValueError:
        return Reason.OTHER


def why(code: str) -> str:
    """The reason in a few words, "" for none."""
    reason = reason_of(code)
    return PrinterTrouble.SENTENCES[reason][0] if reason else ""


def what_next(code: str) -> str:
    """What to do about it, "" when nothing."""
    reason = reason_of(code)
    return PrinterTrouble.SENTENCES[reason][1] if reason else ""


def stage(job: PrintJob) -> str:
    return "停住" if job.stuck else _STAGES[job.stage]


def stage_icon(job: PrintJob) -> str:
    return "warning" if job.stuck else _STAGE_ICONS[job.stage]


def stage_tone(job: PrintJob) -> str:
    return "warning" if job.stuck else _TONES.get(job.stage, "")


def named(job: PrintJob) -> str:
    """The document, with the mark of a re-print."""
    return f"{job.title}（补打 第 {job.copy_no} 份）" if job.copy_no > 1 else job.title


def copies(job: PrintJob) -> str:
    return f"{job.copies or 1} 份"


def sent(jobs: Sequence[PrintJob]) -> str:
    """Documents that went to printers, in one sentence."""
    parts = []
    for job in jobs:
        text = f"{named(job)}已送到打印机“{job.printer}”"
        if job.stuck:
            text += f"，但{why(job.reason)}。{what_next(job.reason)}"
        parts.append(text)
    return "；".join(parts)


def failed(job: PrintJob) -> str:
    """What did not come out, why, what is safe and what to do."""
    where = f"打印机“{job.printer}”：" if job.printer else ""
    said = f"（{job.detail}）" if job.detail else ""
    return (
        f"{named(job)}没有打出。{where}{why(job.reason)}{said}。{SAFE}；{what_next(job.reason)}。"
    )


def needless(jobs: Sequence[PrintJob]) -> str:
    """Why nothing was sent: these copies are under way, or came out by themselves."""
    names = "、".join(named(job) for job in jobs)
    if all(job.stage is PrintStage.DONE for job in jobs):
        return f"{names}已自动打印，没有再送一次；没打出来时在预览页用“重打本份”"
    return f"{names}已在打印队列里，没有再送一次"


def stopped(job: PrintJob) -> str:
    """A printer has it and does not go on."""
    said = f"（{job.detail}）" if job.detail else ""
    return (
        f"{named(job)}停在打印机“{job.printer}”：{why(job.reason)}{said}。"
        f"{what_next(job.reason)}；好了会接着打。"
    )


def printer_state(info: PrinterInfo) -> str:
    """How a printer stands, in a few words."""
    if info.reason:
        return why(info.reason.value)
    return _PRINTER_STAGES[info.stage] or ("未查询" if info.slip else "可用")


def printer_icon(info: PrinterInfo) -> str:
    if info.reason:
        return "warning"
    return "dot" if info.stage is PrinterStage.UNKNOWN else "success"


def printer_tone(info: PrinterInfo) -> str:
    return "warning" if info.reason else ("" if info.stage is PrinterStage.UNKNOWN else "success")

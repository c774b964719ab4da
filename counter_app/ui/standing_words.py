"""How the device stands with the county, in sentences: restored, renewed, stopped. Knows no Qt."""

from __future__ import annotations

from counter_app.rules.numbers import spoken
from counter_app.store.standing import MayNotRecord, Renewed, Standing

#: A renewal is told for so long on the sync page, in ms.
_TOLD_MS = 30 * 24 * 3600 * 1000
#: Numbers written out in one sentence at most.
_SHOWN = 5
#: What a clerk without a line does to be renewed; the keys are those of the sync page.
BY_STICK = (
    "没有网络时，在“同步”页按 Ctrl+E 导出到U盘，拿到能联网的电脑上导入，"
    "带回的回执在本机按 Ctrl+I 导入。"
)


def standing_words(standing: Standing, now_ms: int) -> str:
    """Why nothing can be recorded now, else what a renewal of the last days did, else ""."""
    try:
        standing.check()
    except MayNotRecord as error:
        if standing.restored and not standing.stopped:
            return f"{error.message}。联网即自动换发；{BY_STICK}已有的办件都可以查看。"
        return str(error)
    last = standing.last
    if last is None or now_ms - last.at_ms > _TOLD_MS:
        return ""
    return renewed_words(last)


def renewed_words(last: Renewed) -> str:
    """What a renewal did: the new device number, and which cases had to be renumbered."""
    said = f"本机已换发设备编号（{last.old} → {last.new}），可以继续收件。"
    if last.reissued:
        said += f"{last.reissued} 条没上传过的记录已改由新编号上传，内容没有变。"
    if last.renumbered:
        pairs = [f"{spoken(old)} → {spoken(new)}" for old, new in last.renumbered[:_SHOWN]]
        more = " 等" if len(last.renumbered) > _SHOWN else ""
        said += (
            f"{len(last.renumbered)} 件的编号可能与别的办件重复，"
            f"改了编号：{'；'.join(pairs)}{more}。"
            "群众手里的原编号仍能查到。"
        )
    return said

"""The state of sync and of the data in sentences."""

from __future__ import annotations

from counter_app.ui.sync_view import SyncState, SyncView
from counter_app.ui.syncing import Exchange

#: what "the same on both sides" is called
_AGREED = {
    True: "与县平台核对一致",
    False: "与县平台不一致，下次同步继续核对；如一直不一致请联系县平台",
    None: "还有没上传的记录，传完后核对",
}


def big_words(view: SyncView) -> str:
    """已全部上传 / 还有 n 件在本机 / 离线, as large as the page can say it."""
    if view.state is SyncState.STOPPED:
        return "已停止上传"
    if view.state is SyncState.OFFLINE:
        return f"离线 · 还有 {view.unsent} 件在本机" if view.unsent else "离线"
    return f"还有 {view.unsent} 件在本机" if view.unsent else "已全部上传"


def what_now(view: SyncView, *, restored: bool = False) -> str:
    """What is going on and what it means for the person at the counter. ``restored``: the
    profile came out of a backup and may not record yet."""
    if view.state is SyncState.STOPPED:
        return view.detail or "县平台暂时不接收本机的记录。本机记录都在，请联系县平台。"
    if view.state is SyncState.OFFLINE:
        work = "现在只能查看。" if restored else "收件、打印照常，连上后自动上传。"
        return f"{view.detail or '连不上县平台'}。{work}"
    if view.state is SyncState.SYNCING:
        return "正在和县平台交换数据。"
    return "线路正常，新办件随时上传。"


def may_switch_off(view: SyncView) -> tuple[bool, str]:
    """Whether everything is at the county, and the sentence beside the lamp."""
    return view.safe


def exchange_lines(exchange: Exchange) -> dict[str, str]:
    """Rows of facts about the last exchange that came through."""
    parts = []
    if exchange.pulled:
        parts.append(f"办件记录 {exchange.pulled} 条")
    if exchange.rows:
        parts.append(f"基础数据 {exchange.rows} 条")
    return {
        "pushed": f"{exchange.pushed} 条记录" if exchange.pushed else "没有新的记录",
        "pulled": "，".join(parts) or "没有新的内容",
        "agreed": _agreed(exchange),
        "took": f"{exchange.took_s:.1f} 秒",
    }


def _agreed(exchange: Exchange) -> str:
    said = _AGREED[exchange.agreed]
    if exchange.repaired:
        return f"核对时发现 {exchange.repaired} 件不一致，已自动补齐，没有丢失记录；{said}"
    return said

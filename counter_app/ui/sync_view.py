"""How the exchange with the county stands, in the words of the status bar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from counter_app.models.sync_state import SyncState
from counter_app.settings import LOCAL_ZONE

__all__ = ["SyncState", "SyncView"]


@dataclass(frozen=True)
class SyncView:
    """``unsent``: cases with acts the county has not acknowledged. ``last_ms``: last success."""

    state: SyncState
    unsent: int = 0
    last_ms: int | None = None
    detail: str = ""

    @property
    def words(self) -> str:
        """已全部上传 / 还有 n 件在本机 / 离线, and what is going on."""
        left = f"还有 {self.unsent} 件在本机"
        if self.state is SyncState.STOPPED:
            return f"已停止上传 · {left}" if self.unsent else "已停止上传"
        if self.state is SyncState.OFFLINE:
            return f"离线 · {left}" if self.unsent else "离线 · 已全部上传"
        if self.state is SyncState.SYNCING:
            return f"正在上传 · {left}" if self.unsent else "正在同步"
        return left if self.unsent else "已全部上传"

    @property
    def safe(self) -> tuple[bool, str]:
        """Whether everything is at the county, and what that means for switching off. What is
        saved is never lost by it; but what is only here, nobody else sees until the next start.
        """
        if not self.unsent:
            return True, "可以放心关机"
        if self.state is SyncState.SYNCING:
            return False, f"正在上传 {self.unsent} 件，请稍等再关机；现在关机也不会丢，下次接着传。"
        if self.state is SyncState.STOPPED:
            return False, f"还有 {self.unsent} 件只在本机，关机不会丢；县平台恢复接收后自动上传。"
        return False, f"还有 {self.unsent} 件只在本机，关机不会丢；联网后自动上传。"

    @property
    def icon(self) -> str:
        if self.state is SyncState.STOPPED:
            return "error"
        if self.state is SyncState.OFFLINE:
            return "cloud-off"
        if self.state is SyncState.SYNCING:
            return "sync"
        return "cloud-up" if self.unsent else "cloud-check"

    @property
    def tone(self) -> str:
        """Colour token; offline stays grey."""
        if self.state is SyncState.STOPPED:
            return "danger"
        if self.state is SyncState.OFFLINE:
            return "neutral"
        if self.state is SyncState.SYNCING:
            return "accent"
        return "warning" if self.unsent else "success"

    def last_words(self, now: datetime) -> str:
        """上次同步, with the day when it was not today."""
        if self.last_ms is None:
            return "尚未同步过"
        then = datetime.fromtimestamp(self.last_ms / 1000, LOCAL_ZONE)
        if then.date() == now.date():
            return f"上次同步 {then:%H:%M}"
        return f"上次同步 {then.month}月{then.day}日 {then:%H:%M}"

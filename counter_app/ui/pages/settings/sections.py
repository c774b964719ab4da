"""The sections of settings, in the order of the page. A new section is one class and one line."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from counter_app.models.changes import Changes
from counter_app.store import storage_limits
from counter_app.store.storage_limits import StorageLimits
from counter_app.ui import look as looks
from counter_app.ui.context import Counter
from counter_app.ui.pages.settings.section import YES_NO, Choice, Field, Section, Values


def _named(words: Sequence[str], values: Sequence[object]) -> tuple[Choice, ...]:
    return tuple(Choice(*each) for each in zip(words, values, strict=True))


class _Kept(msgspec.Struct, frozen=True):
    """A look as it stands in the settings file."""

    name: str
    size: int
    type: int
    idle_minutes: int
    sound: bool


class _OfLook(Section):
    """Part of the one section of the file that is read before sign-in."""

    def read(self, counter: Counter) -> Values:
        look = looks.chosen(counter.settings.path)._asdict()
        return {field.key: look[field.key] for field in self.fields}

    def keep(self, counter: Counter, values: Values) -> None:
        look = looks.of({**looks.chosen(counter.settings.path)._asdict(), **values})
        counter.settings.put(looks.SECTION, _Kept(**look._asdict()))

    def apply(self, counter: Counter, values: Values) -> None:
        counter.wear(looks.chosen(counter.settings.path))


class LookSection(_OfLook):
    """外观."""

    id = "look"
    title = "外观"
    icon = "eye"
    fields = (
        Field("name", "颜色", (Choice("标准", "light"), Choice("高对比", "high_contrast"))),
        Field(
            "type",
            "文字",
            _named(("标准", "大", "特大"), looks.TYPES),
        ),
        Field(
            "size",
            "整体大小",
            _named(("原大小", "大 125%", "大 150%", "大 175%", "加倍 200%"), looks.SIZES),
            "关闭程序再打开后生效",
        ),
    )

    def told(self, key: str) -> str:
        if key == "size":
            return "整体大小已保存，关闭程序再打开后生效"
        return "外观已更换"


class LockSection(_OfLook):
    """锁定与声音."""

    id = "lock"
    title = "锁定与声音"
    icon = "lock"
    fields = (
        Field(
            "idle_minutes",
            "自动锁定",
            _named(("五分钟", "十分钟", "十五分钟", "半小时", "一小时"), looks.IDLE_MINUTES),
            "没有操作满这么久就锁定，填到一半的内容保留",
        ),
        Field("sound", "出错提示音", YES_NO),
    )

    def told(self, key: str) -> str:
        return "自动锁定时间已更改" if key == "idle_minutes" else "提示音已更改"


class SyncSection(Section):
    """同步."""

    id = "sync"
    title = "同步"
    icon = "sync"
    fields = (
        Field(
            "paused",
            "附件上传",
            (Choice("自动上传", False), Choice("暂停", True)),
            "流量卡等按量计费的线路可暂停；办件照常上传",
        ),
    )

    def read(self, counter: Counter) -> Values:
        return {"paused": counter.store.attachments.paused}

    def keep(self, counter: Counter, values: Values) -> None:
        counter.store.attachments.paused = bool(values["paused"])

    def apply(self, counter: Counter, values: Values) -> None:
        counter.changed(Changes(sync=True))

    def told(self, key: str) -> str:
        return "附件上传设置已更改"


class StorageSection(Section):
    """附件存放."""

    id = "storage"
    title = "附件存放"
    icon = "scan"
    fields = (
        Field(
            "quota_gib",
            "最多占用",
            _named(("少 1GB", "一般 2GB", "多 5GB", "很多 10GB"), (1, 2, 5, 10)),
            "没上传的附件不会删除",
        ),
        Field(
            "keep_days",
            "已上传的保留",
            _named(("一个月", "三个月", "半年", "一年"), (30, 90, 180, 365)),
            "超过这么久没打开就从本机清理，再看时从县平台取回",
        ),
    )

    def read(self, counter: Counter) -> Values:
        limits = counter.settings.get(storage_limits.SECTION, StorageLimits)
        return msgspec.structs.asdict(limits)

    def keep(self, counter: Counter, values: Values) -> None:
        limits = msgspec.convert({**self.read(counter), **values}, StorageLimits)
        counter.settings.put(storage_limits.SECTION, limits)
        storage_limits.apply(counter.settings, counter.store)

    def told(self, key: str) -> str:
        return "附件存放设置已更改"


SECTIONS: tuple[type[Section], ...] = (LookSection, LockSection, SyncSection, StorageSection)

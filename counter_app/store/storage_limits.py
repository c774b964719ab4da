"""How much room attachments may take on this PC, and how long what the county has stays."""

from __future__ import annotations

import msgspec

from counter_app.store.local_settings import LocalSettings
from counter_app.store.store import Store

SECTION = "attachments"
_DAY_MS = 86_400_000


class StorageLimits(msgspec.Struct, frozen=True):
    """``quota_gib`` for all files together; ``keep_days`` unused after upload."""

    quota_gib: int = 2
    keep_days: int = 90


def apply(settings: LocalSettings, store: Store) -> StorageLimits:
    """Let the store know what was chosen for this PC."""
    limits = settings.get(SECTION, StorageLimits)
    store.attachments.quota = max(1, limits.quota_gib) * 1024**3
    store.attachments.unused_ms = max(1, limits.keep_days) * _DAY_MS
    return limits

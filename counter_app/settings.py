"""Where things lie and the few choices that are made per installation, not per person."""

from __future__ import annotations

import os
from datetime import timedelta, timezone
from pathlib import Path

#: China keeps one civil time without daylight saving; a county never needs another.
LOCAL_ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")

#: Division code (GB/T 2260) of the county that issues the numbers.
COUNTY_CODE = "421321"
COUNTY_NAME = "随县"

APP_NAME = "counter-app"
APP_TITLE = "综合窗口柜台"


def resource(relative: str) -> Path:
    """Path of a shipped file, in a checkout (``resources/``) as in an installed wheel."""
    package = Path(__file__).resolve().parent
    for root in (package / "_resources", package.parent / "resources"):
        candidate = root / relative
        if candidate.exists():
            return candidate
    raise FileNotFoundError(f"resource not shipped: {relative}")


def default_profile() -> Path:
    """The platform's data folder for this program; ``COUNTER_PROFILE`` overrides it."""
    chosen = os.environ.get("COUNTER_PROFILE")
    if chosen:
        return Path(chosen)
    import platformdirs  # heavy only where it is needed

    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "profile"

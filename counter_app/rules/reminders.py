"""What is expected by which day, and how near it is in words (时限提醒)."""

from __future__ import annotations

from datetime import date

import msgspec

from counter_app.rules.workdays import Lamp


class Reminder(msgspec.Struct, frozen=True):
    """What is expected by which day."""

    day: date
    what: str

    def lamp(self, today: date) -> Lamp:
        if today > self.day:
            return Lamp.RED
        return Lamp.YELLOW if (self.day - today).days <= 1 else Lamp.GREEN

    def said(self, today: date) -> str:
        """How near it is, in words: the colour is never the only sign."""
        left = (self.day - today).days
        if left < 0:
            return f"{self.what}已超 {-left} 天"
        return f"今天应{self.what}" if left == 0 else f"{left} 天内{self.what}"

"""The error tree: what may go wrong, sorted by who can do something about it.

CounterError
├── Refused    the rules say no: the clerk reads why and what is allowed
├── BadInput   one named field (and row) holds something that cannot be right
├── Trouble    the surroundings: disk, line, printer, key, another process
└── Bug        ours: written to the crash report, the journal stays as it was

``message`` is one plain Chinese sentence that may be shown as it is: what
happened, what is safe, what to do next. It never holds personal data.
"""

from __future__ import annotations


class CounterError(Exception):
    """Base of everything this program raises on purpose."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}{self.hint and '。' + self.hint}"


class Refused(CounterError):
    """A rule of the lifecycle or of the person's authority says no."""


class BadInput(CounterError):
    """One field holds something that cannot be right; ``row`` counts from 1 where rows exist."""

    def __init__(self, field: str, why: str, *, row: int | None = None, hint: str = "") -> None:
        where = f"第 {row} 行 {field}" if row is not None else field
        super().__init__(f"{where}:{why}", hint=hint)
        self.field = field
        self.why = why
        self.row = row


class Trouble(CounterError):
    """The surroundings failed: disk full, no line, wrong password, profile in use."""


class Bug(CounterError):
    """A state this program must never reach."""

"""What a page of one line is given: what it shows, and what an action left behind."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from counter_app.models.acts.base import Act
from counter_app.models.changes import Changes
from counter_app.models.ledger import AnyState
from counter_app.ui.case.files import FileRow


class LineSheet(Protocol):
    """Everything the page shows, read at once on the reader; a frozen value."""

    @property
    def state(self) -> AnyState: ...

    @property
    def possible(self) -> frozenset[type[Act]]: ...


class LineDone(Protocol):
    """What an action left behind."""

    @property
    def state(self) -> AnyState: ...

    @property
    def changes(self) -> Changes: ...

    @property
    def papers(self) -> tuple[str, ...]: ...


class LineLook(NamedTuple):
    """A sheet with the files of the line."""

    sheet: LineSheet
    files: tuple[FileRow, ...]

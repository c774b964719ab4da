"""Files of the ledger of ratings: the ledger out, and cards with the codes of the windows."""

from __future__ import annotations

from functools import partial

from counter_app.ui.context import Counter
from counter_app.ui.ledger_files import LedgerFiles
from counter_app.ui.pages.ratings.filters import Wanted
from counter_app.ui.pages.ratings.reading import instants


class RatingFiles(LedgerFiles):
    """Asks for a file and says what became of it."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, "评价台账")

    def choose_export(self, wanted: Wanted) -> None:
        self.ask_where("导出评价台账", partial(self.export, wanted))

    def export(self, wanted: Wanted, path: str) -> None:
        """Write what is wanted to this file."""
        since_ms, until_ms = instants(wanted)
        job = partial(
            self.counter.workplace.export_ratings,
            since_ms=since_ms,
            until_ms=until_ms,
            takes=wanted.takes,
        )
        self.write(job, path)

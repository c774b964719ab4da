"""Files of the ledger of ratings: the ledger out, and cards with the codes of the windows."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from counter_app.models.window_card import CardSize
from counter_app.ui.context import Counter
from counter_app.ui.ledger_files import LANE, LedgerFiles
from counter_app.ui.pages.ratings.filters import Wanted
from counter_app.ui.pages.ratings.reading import instants

_SIZES = {f"{size.label} (*.pdf)": size for size in CardSize}
_CARDS = ";;".join(_SIZES)


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

    def choose_cards(self) -> None:
        """Cards with the codes of this place's windows, in one of the sizes."""
        self.ask_where(
            "打印扫码评卡片", self.write_cards, name="扫码评卡片", kinds=_CARDS, suffix="pdf"
        )

    def write_cards(self, path: str) -> None:
        """Write the cards to this file and say what to do with it."""
        size = _SIZES.get(self.kind, CardSize.SHEET)
        job = partial(self.counter.workplace.print_window_cards, Path(path), size.value)
        done = partial(self.on_cards, Path(path).name)
        self.counter.tasks.run(LANE, job, done, self.on_failed, receiver=self)

    def on_cards(self, name: str, count: int) -> None:
        told = f"{count} 张扫码评卡片已写入 {name}，打印后贴在各自的窗口"
        self.counter.notify("success", told)

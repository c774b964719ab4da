"""The shipped tables that rules are handed by their callers."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from counter_app.rules.identity import AreaCode
from counter_app.rules.item_search import SearchDoc
from counter_app.rules.pinyin import initials
from counter_app.rules.search_words import SearchWords, words_from_rows
from counter_app.rules.workdays import WorkCalendar, calendar_from_rows
from counter_app.settings import resource

DATA = Path(__file__).resolve().parent.parent / "data"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    rows = _rows(resource("reference/holidays_cn.csv"))
    return calendar_from_rows(
        (date.fromisoformat(row["date"]), row["type"], row["status"]) for row in rows
    )


@pytest.fixture(scope="session")
def surnames() -> dict[str, str]:
    rows = _rows(resource("reference/surname_pinyin_overrides.csv"))
    return {row["text"]: row["expected"] for row in rows}


@pytest.fixture(scope="session")
def areas() -> dict[str, AreaCode]:
    def year(text: str) -> int | None:
        return int(text.rstrip("?")) if text else None

    rows = _rows(resource("reference/id_area_codes_suizhou.csv"))
    return {row["code6"]: AreaCode(row["name"], year(row["from"]), year(row["to"])) for row in rows}


@pytest.fixture(scope="session")
def sample_ids() -> list[dict[str, str]]:
    return _rows(DATA / "test_ids.csv")


@pytest.fixture(scope="session")
def rare_names() -> list[dict[str, str]]:
    return _rows(DATA / "test_names_rare.csv")


@pytest.fixture(scope="session")
def search_words() -> SearchWords:
    rows = _rows(resource("reference/search_words.csv"))
    return words_from_rows((row["said"], row["means"]) for row in rows)


@pytest.fixture(scope="session")
def catalogue() -> list[SearchDoc]:
    """What the search knows of the sample catalogue, frozen: measured shares refer to it."""
    items = json.loads((DATA / "search_items.json").read_text(encoding="utf-8"))
    return [
        SearchDoc(
            code=item["code"],
            name=item["name"],
            initials=initials(item["name"]),
            keywords=tuple(item["keywords"]),
            level=item["level"],
            department=item["department"],
        )
        for item in items
    ]

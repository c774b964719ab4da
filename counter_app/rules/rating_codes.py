"""Grades as other systems write them: numbered in either direction, or in words."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from counter_app.models.rating import GRADES, CodeDirection, Grade
from counter_app.models.reference_ratings import RatingInterface

#: Known systems; a county adds its own or turns one round by reference data.
DEFAULT: tuple[RatingInterface, ...] = (
    RatingInterface("gbt39046", CodeDirection.BEST_IS_ONE, "GB/T 39046 附录 A.8"),
    RatingInterface("hall", CodeDirection.BEST_IS_FIVE, "大厅评价终端接口"),
    RatingInterface("sms", CodeDirection.BEST_IS_ONE, "短信回复数字"),
)
_WORDS = {grade.label: grade for grade in GRADES} | {grade.value: grade for grade in GRADES}
_WORDS |= {"很满意": Grade.VERY_SATISFIED, "很不满意": Grade.VERY_DISSATISFIED}


def directions(rows: Iterable[RatingInterface] = ()) -> dict[str, CodeDirection]:
    """Interface -> direction; the county's rows win over the shipped ones."""
    return {row.name: row.direction for row in (*DEFAULT, *rows)}


def grade_of(code: int, direction: CodeDirection) -> Grade | None:
    """The grade of a number 1 … 5; None for any other number."""
    if not 1 <= code <= len(GRADES):
        return None
    return GRADES[code - 1] if direction is CodeDirection.BEST_IS_ONE else GRADES[-code]


def code_of(grade: Grade, direction: CodeDirection) -> int:
    """The number by which this interface calls the grade."""
    return grade.rank if direction is CodeDirection.BEST_IS_ONE else 6 - grade.rank


def read_grade(text: str, interface: str, known: Mapping[str, CodeDirection]) -> Grade | None:
    """The grade that a cell holds, in words or as a number of this interface; None when it says
    none. A bare number of an interface whose direction nobody has told is never guessed at."""
    clean = unicodedata.normalize("NFKC", text).strip().removesuffix(".0")
    word = _WORDS.get(clean.casefold())
    if word is not None:
        return word
    if interface not in known or not (clean.isascii() and clean.isdigit() and len(clean) == 1):
        return None
    return grade_of(int(clean), known[interface])

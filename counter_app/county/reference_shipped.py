"""The reference data that come with the program: real divisions and holidays, sample catalogue.

``resources/reference/PROVENANCE.md`` tells for every file what is real and what is sample.
"""

from __future__ import annotations

from collections.abc import Iterator

from counter_app.county.reference_batch import RowBatch, join, refuse_if_bad
from counter_app.county.reference_files import read_rows
from counter_app.county.reference_settle import settle
from counter_app.models.reference import encode_row
from counter_app.settings import resource

#: File and kind, in the order in which they build on each other.
FILES: tuple[tuple[str, str], ...] = (
    ("divisions.csv", "division"),
    ("id_area_codes_suizhou.csv", "id_area"),
    ("nations_gb3304.csv", "nation"),
    ("holidays_cn.csv", "calendar_day"),
    ("places.json", "place"),
    ("windows.json", "window"),
    ("certificates.json", "certificate"),
    ("shared_fields.json", "shared_field"),
    ("items.json", "item"),
    ("themes.json", "theme"),
    ("policies.json", "policy"),
    ("priority_reasons.json", "priority_reason"),
    ("step_limits.json", "step_limit"),
    ("trouble_terms.json", "trouble_term"),
)
#: Invented people, only for a demonstration.
SAMPLE_FILES: tuple[tuple[str, str], ...] = (
    ("staff.json", "staff"),
    ("authorisations.json", "authorisation"),
    ("enterprise_officers.json", "enterprise_officer"),
)


def shipped_batch(*, sample: bool = False) -> RowBatch:
    """All shipped rows, checked; with ``sample`` also the invented staff.

    Raises :class:`BadRows`, which would mean that the installation is damaged.
    """
    files = FILES + (SAMPLE_FILES if sample else ())
    read = join(read_rows(resource(f"reference/{name}"), kind) for name, kind in files)
    batch = settle(read, {})
    refuse_if_bad(batch)
    return batch


def shipped_rows(*, sample: bool = False) -> Iterator[tuple[str, str, bytes]]:
    """(kind, code, body) of every shipped row."""
    for row in shipped_batch(sample=sample).rows:
        yield row.kind, row.key, encode_row(row.value)

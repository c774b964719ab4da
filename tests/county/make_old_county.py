"""Writes the small county that later programs must still open. Run once for each new format.

``python make_old_county.py FOLDER``: from the folder of the tests, on the program of that time.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from county_rig import NOW_MS, TOWN, VILLAGE, enrol_directly

from counter_app.county import keys, schema
from counter_app.county.database import Database
from counter_app.county.push import push
from counter_app.models.acts.case import Accepted, Forwarded


def make(folder: Path) -> Path:
    """Two devices; one case forwarded from village to town and accepted there, one disputed."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "county.db"
    database = Database.open(f"sqlite:///{path}", create=True)
    schema.upgrade(database)
    with database.writing() as connection:
        keys.make(connection)
    village, town = (enrol_directly(database, place) for place in (VILLAGE, TOWN))
    forwarded = village.receive(1, "李四")
    village.record(forwarded, Forwarded(to_place=TOWN, purpose="report"))
    push(database, village.id, village.push(), lambda: NOW_MS)
    town.now_ms = NOW_MS + 60_000
    for _ in range(2):  # the second one does not fit any more
        town.record(forwarded, Accepted(accepted_on=date(2026, 11, 25)))
    town.receive(1, "王五")
    town.record_bytes(b"\xc1junk")
    push(database, town.id, town.push(), lambda: NOW_MS + 70_000)
    database.close()
    return path


if __name__ == "__main__":
    made = make(Path(sys.argv[1]) / schema.HEAD)
    print(made, made.stat().st_size)

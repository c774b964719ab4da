"""Two server processes on one PostgreSQL: the same code at the same instant counts once."""

from __future__ import annotations

import threading
from urllib.parse import urlencode

import httpx
import pytest
from county_rig import TOWN, Postgres, enrol_directly
from live_rig import serving
from rating_page_rig import CLOSED, case, code, form_in
from sqlalchemy import func, select

from counter_app.county import keys, schema
from counter_app.county.database import Database
from counter_app.county.server import wall_ms
from counter_app.county.verify import verify
from counter_app.models.acts.rating import Given
from counter_app.models.tables.county import entry

CASES = 8
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.postgres
def test_one_rating_whichever_server_was_asked(postgres_server: Postgres) -> None:
    url = postgres_server.fresh_database()
    database = Database.open(url, create=True)
    schema.upgrade(database)
    with database.writing() as connection:
        keys.make(connection)
    device = enrol_directly(database, TOWN)
    device.now_ms = wall_ms()
    for running in range(1, CASES + 1):
        case(database, device, *CLOSED, running=running)
    outcomes: list[int] = []
    with serving(url) as (_, one), serving(url) as (_, two):
        for running in range(1, CASES + 1):
            path = f"/r/{code(device, running)}"
            # Forms of one server are known at the other.
            bodies = [
                urlencode({"form": form_in(httpx.get(one + path)), "grade": grade})
                for grade in ("satisfied", "dissatisfied")
            ]
            together = threading.Barrier(2)

            def post(
                at: str, body: str, path: str = path, together: threading.Barrier = together
            ) -> None:
                together.wait()
                answer = httpx.post(at + path, content=body, headers=FORM, timeout=30)
                outcomes.append(answer.status_code)

            threads = [
                threading.Thread(target=post, args=pair)
                for pair in zip((one, two), bodies, strict=True)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    assert sorted(outcomes) == [200] * CASES + [409] * CASES
    with database.reading() as connection:
        kept = connection.execute(
            select(func.count(), func.count(entry.c.subject.distinct())).where(
                entry.c.kind == Given.KIND
            )
        ).one()
    assert tuple(kept) == (CASES, CASES)
    assert verify(database).findings == ()
    database.close()

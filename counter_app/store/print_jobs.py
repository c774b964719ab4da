"""The print queue (打印队列) inside the encrypted profile: it outlives the program.

Jobs lie in the table of unfinished work, under a kind of their own. A job that was handed over
is written before and after, so that a crash in between is seen.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace
from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from counter_app.models.print_job import PrintJob, PrintStage
from counter_app.models.tables.device import draft
from counter_app.store.store import Store, Tx

_KIND = "print"
#: Jobs that are over are kept for looking back: so many, so long (ms).
_MOST = 50
_KEPT_MS = 24 * 60 * 60 * 1000

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(PrintJob)


def put(tx: Tx, job: PrintJob) -> PrintJob:
    """Write a job in a transaction of somebody's; a new one gets its id and its time."""
    now = tx.store.now_ms()
    job = replace(
        job, id=job.id or secrets.token_hex(4), made_ms=job.made_ms or now, changed_ms=now
    )
    values = {
        "kind": _KIND,
        "work_no": "",  # it is the window's, not a person's unfinished work
        "changed_ms": now,
        "body": _ENCODER.encode(job),
    }
    statement = insert(draft).values(id=_row(job.id), **values)
    tx.connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
    return job


def save(store: Store, jobs: Iterable[PrintJob]) -> list[PrintJob]:
    """Write jobs durably, in one transaction."""
    with store.write() as tx:
        return [put(tx, job) for job in jobs]


def get(store: Store, job_id: str) -> PrintJob | None:
    with store.read() as connection:
        body = connection.execute(select(draft.c.body).where(draft.c.id == _row(job_id))).scalar()
    return None if body is None else _DECODER.decode(body)


def listed(store: Store) -> list[PrintJob]:
    """Every job, in the order in which they were asked for."""
    with store.read() as connection:
        bodies = connection.execute(select(draft.c.body).where(draft.c.kind == _KIND)).scalars()
        jobs = [_DECODER.decode(body) for body in bodies]
    return sorted(jobs, key=lambda job: (job.made_ms, job.id))


def waiting(store: Store) -> list[PrintJob]:
    """Those that nobody has begun yet, the oldest first."""
    return [job for job in listed(store) if job.stage is PrintStage.WAITING]


def prune(store: Store) -> None:
    """Forget what is long over. A failed one stays until somebody has seen to it."""
    gone = (PrintStage.DONE, PrintStage.CANCELLED)
    over = [job for job in listed(store) if job.stage in gone]
    since = store.now_ms() - _KEPT_MS
    old = {job.id for job in over[:-_MOST]} | {job.id for job in over if job.changed_ms < since}
    if old:
        with store.write() as tx:
            tx.connection.execute(delete(draft).where(draft.c.id.in_([_row(each) for each in old])))


def _row(job_id: str) -> str:
    return f"{_KIND}:{job_id}"

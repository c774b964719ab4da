"""Loading reference data (基础数据): one load is one numbered edition, or nothing at all.

Sign-in keys (credentials) are the exception to "everybody gets everything": each is readable
for devices of the person's place only, so it follows the person when he or she moves.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from sqlalchemy import Connection, insert

from counter_app.county import editions, keys, rows
from counter_app.county.database import Database, insert_many
from counter_app.county.notices import note
from counter_app.county.reference_batch import RowBatch, RowProblem, join, refuse_if_bad
from counter_app.county.reference_diff import Difference, diff
from counter_app.county.reference_files import read_rows
from counter_app.county.reference_settle import settle
from counter_app.county.rows import Version
from counter_app.models.reference import Staff, decode_row
from counter_app.models.tables.county import edition, reference

#: An edition goes over the wire in one piece; a larger load is cut into several. Bytes.
_EDITION_BYTES = 16 * 1024 * 1024
_COLUMNS = ("kind", "code", "edition", "withdrawn", "scope", "body")


class Loaded(msgspec.Struct, frozen=True):
    """What a load did, or would do. ``edition``: its number; None = nothing was written."""

    difference: Difference
    warnings: tuple[RowProblem, ...]
    edition: int | None


def load_files(
    database: Database,
    files: Sequence[Path],
    now_ms: int,
    *,
    kind: str | None = None,
    complete: bool = False,
    dry_run: bool = False,
) -> Loaded:
    """Check all files together, then write what differs as one edition.

    ``complete``: the files hold every row of their kinds, so missing ones are withdrawn.
    Raises :class:`BadRows` naming every bad row, and then nothing was changed.
    """
    batch = join(read_rows(path, kind, complete=complete) for path in files)
    refuse_if_bad(batch)

    def work(connection: Connection) -> Loaded:
        keys.lock(connection)
        return load_batch(connection, batch, now_ms, dry_run=dry_run)

    return database.transact(work)


def load_batch(
    connection: Connection, batch: RowBatch, now_ms: int, *, dry_run: bool = False
) -> Loaded:
    """The same inside an open transaction."""
    known = rows.newest(connection)
    in_force = {
        key: version.body
        for key, version in known.items()
        if not version.withdrawn and key[0] != "credential"
    }
    settled = settle(batch, in_force)
    refuse_if_bad(settled)
    difference = diff(in_force, settled)
    number: int | None = None
    if not dry_run and not difference.empty:
        number = write_edition(connection, _versions(difference, known), now_ms)
    return Loaded(difference, settled.warnings, number)


def write_edition(connection: Connection, versions: Iterable[Version], now_ms: int) -> int:
    """Write rows as the next edition (several for a very large load); returns its number."""
    number = editions.following(connection)
    piece: list[Version] = []
    size = 0
    for version in versions:
        if piece and size + len(version.body) > _EDITION_BYTES:
            _write(connection, number, piece, now_ms)
            number, piece, size = number + 1, [], 0
        piece.append(version)
        size += len(version.body)
    _write(connection, number, piece, now_ms)
    return number


def _write(connection: Connection, number: int, piece: list[Version], now_ms: int) -> None:
    counts = Counter(version.kind for version in piece)
    connection.execute(
        insert(edition).values(
            edition=number, loaded_ms=now_ms, summary=json.dumps(counts, sort_keys=True)
        )
    )
    insert_many(
        connection,
        reference,
        _COLUMNS,
        [(row.kind, row.code, number, row.withdrawn, row.scope, row.body) for row in piece],
    )
    note(connection, {}, edition=number)


def _versions(difference: Difference, known: dict[tuple[str, str], Version]) -> Iterable[Version]:
    for change in (*difference.added, *difference.changed):
        yield Version(change.kind, change.key, 0, False, "", change.body)
        if change.kind == "staff":
            person: Staff = decode_row("staff", change.body)
            key = known.get(("credential", person.work_no))
            if key is not None and not key.withdrawn and key.scope != person.place:
                yield Version("credential", key.code, 0, False, person.place, key.body)
    for change in difference.withdrawn:
        yield Version(change.kind, change.key, 0, True, "", change.body)
        key = known.get(("credential", change.key)) if change.kind == "staff" else None
        if key is not None and not key.withdrawn:
            yield Version("credential", key.code, 0, True, key.scope, key.body)

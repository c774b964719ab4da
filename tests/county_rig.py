"""What tests of the county need: a throw-away PostgreSQL, and devices that journal acts.

Plain functions and classes, so that other folders' fixtures can use them too.
"""

from __future__ import annotations

import atexit
import contextlib
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from counter_app.bench.postgres import (
    NoPostgres as NoPostgres,
    Postgres as Postgres,
    free_port as free_port,
    fresh_database as fresh_database,
    start_postgres as start_postgres,
)
from counter_app.county import admin
from counter_app.county.admin import Person
from counter_app.county.database import Database
from counter_app.county.enrolment import issue_code
from counter_app.county.serve import ServerThread, run_in_thread
from counter_app.county.server import wall_ms
from counter_app.models.acts import Act
from counter_app.models.acts.case import Received
from counter_app.models.case import ItemRef, MaterialForm, MaterialLine
from counter_app.models.party import Party, PartyKind
from counter_app.protocol import auth, clock, journal, wire
from counter_app.rules.numbers import case_number

#: A Wednesday morning in November 2026, ms since the epoch.
NOW_MS = 1_795_569_000_000

COUNTY = "421321000000"
TOWN = "421321101000"
VILLAGE = "421321101215"


# --- devices ---------------------------------------------------------------------------------


@dataclass
class TestDevice:
    """A device as the wire sees it: a key, a journal, and what the county said."""

    __test__ = False

    id: str
    serial: int
    place: str
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    entries: list[bytes] = field(default_factory=list)
    now_ms: int = NOW_MS
    hlc: int = 0

    @property
    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def record(self, subject: str, act: Act, *, hlc: int | None = None) -> bytes:
        """Journal one act and return the entry's bytes."""
        self.hlc = clock.tick(self.hlc, self.now_ms) if hlc is None else hlc
        entry = journal.Entry(
            device=self.id,
            n=len(self.entries) + 1,
            hlc=self.hlc,
            staff="SXX0001",
            place=self.place,
            subject=subject,
            kind=act.KIND,
            version=act.VERSION,
            act=msgspec.Raw(journal.encode_act(act)),
        )
        return self.record_bytes(journal.encode_entry(entry))

    def record_bytes(self, data: bytes) -> bytes:
        """Put any bytes into the journal, as a broken program would."""
        self.entries.append(data)
        return data

    def receive(self, running: int, name: str = "张三", **more: object) -> str:
        """Take in a case and return its subject."""
        subject = f"case:{self.number(running)}"
        self.record(subject, received(name, self.now_ms, **more))
        return subject

    def number(self, running: int) -> str:
        return case_number("421321", self.serial, 2026, running)

    def push(self, first: int = 1, last: int | None = None) -> wire.PushRequest:
        """The request that sends entries first..last."""
        last = len(self.entries) if last is None else last
        head = journal.chain_all(journal.genesis(self.public_key), self.entries[:last])
        return wire.PushRequest(
            first=first,
            entries=tuple(self.entries[first - 1 : last]),
            head=head,
            signature=journal.sign_head(self.key, self.id, last, head),
        )

    def headers(
        self, method: str, target: str, body: bytes = b"", *, time_ms: int | None = None
    ) -> dict[str, str]:
        """Signed headers for one request, at the wall clock unless told otherwise."""
        now = int(time.time() * 1000) if time_ms is None else time_ms
        return auth.sign_request(self.key, self.id, method, target, now, body)


def received(name: str, at_ms: int, **more: object) -> Received:
    """A receipt of about the size that a counter writes."""
    values: dict[str, object] = {
        "item": ItemRef(
            code="11421321MB901111XL4000511001000",
            name="最低生活保障审核确认",
            edition=1,
            department="随县民政局",
            item_type="benefit",
            instant=False,
            promised_days=20,
            legal_days=30,
            result_name="最低生活保障审核确认通知书",
        ),
        "applicant": Party(
            kind=PartyKind.PERSON,
            name=name,
            id_type="resident_id",
            id_number="421321199001010015",
            phone="13812345678",
            address="随县厉山镇神农社区居民委员会一组二十三号",
        ),
        "received_ms": at_ms,
        "lookup_code": "482716",
        "window": 1,
        "materials": tuple(
            MaterialLine(f"第{number}份申请材料及其附件", MaterialForm.ORIGINAL)
            for number in range(1, 8)
        ),
        "form": {"hukou_address": "随县厉山镇神农社区", "family_size": "3", "income": "1200"},
        "check_due": date(2026, 12, 2),
        "note": "群众口述家庭情况,已告知需入户调查",
    }
    return Received(**(values | more))


def enrol_directly(database: Database, place: str, window: int = 1) -> TestDevice:
    """A device that the county knows, without the code's errand."""
    from sqlalchemy import func, insert, select

    from counter_app.models.tables.county import device

    made = TestDevice("", 0, place)
    with database.writing() as connection:
        made.serial = (connection.execute(select(func.max(device.c.serial))).scalar() or 0) + 1
        made.id = f"d{made.serial:04d}"
        connection.execute(
            insert(device).values(
                id=made.id,
                serial=made.serial,
                place=place,
                window_no=window,
                public_key=made.public_key,
                acked_n=0,
                head=journal.genesis(made.public_key),
                enrolled_ms=NOW_MS,
                last_seen_ms=NOW_MS,
                program="test",
            )
        )
    return made


@contextlib.contextmanager
def postgres() -> Iterator[Postgres]:
    """A private server for the length of a block."""
    server = start_postgres()
    try:
        yield server
    finally:
        server.stop()


# --- a whole county --------------------------------------------------------------------------


@dataclass
class CountyRig:
    """A county with the shipped sample data, and the passwords it printed at the start."""

    database_url: str
    staff: tuple[Person, ...]

    @classmethod
    def sample(cls, folder: Path) -> CountyRig:
        """A new one in a SQLite file. Made once a process, then copied (seconds otherwise)."""
        if not _SAMPLE:
            made = Path(tempfile.mkdtemp(prefix="county-sample-"))
            atexit.register(shutil.rmtree, made, ignore_errors=True)
            database = Database.open(f"sqlite:///{made / 'county.db'}", create=True)
            people = admin.init(database, wall_ms(), sample=True).staff
            database.close()  # the last connection empties the write-ahead log into the file
            _SAMPLE.append((made / "county.db", people))
        template, people = _SAMPLE[0]
        shutil.copyfile(template, folder / "county.db")
        return cls(f"sqlite:///{folder / 'county.db'}", people)

    @contextlib.contextmanager
    def opened(self) -> Iterator[Database]:
        """The store itself, for looking and for damage."""
        database = Database.open(self.database_url)
        try:
            yield database
        finally:
            database.close()

    def enrol_code(self, place: str, window: int = 1) -> str:
        """A one-time code for a window."""
        with self.opened() as database:
            return issue_code(database, place, window, wall_ms()).code

    def person_at(self, place: str, role: str = "intake") -> Person:
        """Somebody with this role at this place; ``.work_no`` and ``.password`` sign in."""
        return next(each for each in self.staff if each.place == place and role in each.roles)

    def serve(self, *, public_url: str = "") -> ServerThread:
        """Serve on a free port from a thread; use as a context manager, ``.url`` tells where."""
        return run_in_thread(self.database_url, public_url=public_url)


_SAMPLE: list[tuple[Path, tuple[Person, ...]]] = []

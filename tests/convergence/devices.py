"""One simulated counter: the real encrypted store, desk and sync, and what may befall them."""

from __future__ import annotations

import dataclasses
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from case_samples import INSTANT, ITEM, PERSON, POINT
from convergence.county_line import (
    SCRATCH,
    CountyLine,
    Crash,
    Fuse,
    copy_database,
    share,
    template_folder,
)
from county_rig import enrol_directly
from desk_rig import plain_paper
from help_samples import ASK, SAMPLES as HELP_SAMPLES
from msgspec.structs import replace
from policy_samples import INQUIRY
from sqlalchemy import event, text
from trouble_samples import REPORT

from counter_app.desk import (
    cases,
    disputes,
    help as helping,
    policy as advising,
    trouble as troubles,
)
from counter_app.desk.desk import Desk
from counter_app.desk.ledger_deeds import carry_out
from counter_app.errors import Refused
from counter_app.models.acts import (
    Act,
    case as acts,
    help as help_acts,
    papers_moved,
    policy as policy_acts,
    priority,
    trouble as trouble_acts,
)
from counter_app.models.case import MaterialForm, MaterialLine
from counter_app.models.reference import PriorityReason
from counter_app.models.stamp import Actor
from counter_app.models.trouble import CoHandler
from counter_app.protocol import journal
from counter_app.protocol.ledgers import CASE
from counter_app.rules import case_commands as commands, numbers
from counter_app.rules.case_context import local_day
from counter_app.store.catalogue import load_catalogue
from counter_app.store.engine import connect
from counter_app.store.identity import Head, Identity, keep
from counter_app.store.store import Store

#: How the lookup code of a case begins that somebody took in; what follows is its number.
MATTER = "M"
LINE = MaterialLine("户口簿", MaterialForm.COPY)
DATA_KEY = bytes(range(32))
REASONS = (
    PriorityReason("elderly", "老年人", by_itself=True),
    PriorityReason("urgent", "紧急事项"),
)
ROLES = frozenset({"intake", "delivery", "approval", "administration", "supervision"})


class Novel(Act, frozen=True, omit_defaults=True):
    """An act that only a newer program knows."""

    KIND: ClassVar[str] = "case.novel"

    text: str


class AcceptedAnew(Act, frozen=True, omit_defaults=True):
    """A newer version of an act that this program knows in its old version."""

    KIND: ClassVar[str] = "case.accepted"
    VERSION: ClassVar[int] = 2

    on: str


class Unreadable(Act, frozen=True, omit_defaults=True):
    """A known kind with a body that it never had."""

    KIND: ClassVar[str] = "case.forwarded"

    to_place: int


_TEMPLATE: list[Path] = []
_CATALOGUE: list[Any] = []


def _template() -> Path:
    if not _TEMPLATE:
        folder = template_folder()
        nobody = Identity("d0", 0, "0", 1, "421321", "", "", bytes(64), bytes(32), bytes(32))
        store = Store.create(folder / "counter.db", DATA_KEY, nobody)
        with store.read() as connection:
            known = load_catalogue(connection)
        _CATALOGUE.append(dataclasses.replace(known, priority_reasons=REASONS))
        store.close()
        _TEMPLATE.append(folder / "counter.db")
    return _TEMPLATE[0]


class _Driver:
    """The driver's connection with a fuse: the store's own transactions burn it too."""

    def __init__(self, driver: Any, fuse: Fuse) -> None:
        self._driver = driver
        self._fuse = fuse

    def execute(self, *words: Any) -> Any:
        self._fuse.point()
        done = self._driver.execute(*words)
        self._fuse.point()
        return done

    @property
    def in_transaction(self) -> bool:
        # Whoever was killed rolls nothing back; SQLAlchemy has let go of the connection anyway.
        return not self._fuse.blown and bool(self._driver.in_transaction)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._driver, name)


Fact = tuple[object, ...]


def fact_of(entry: journal.Entry) -> Fact:
    """What makes an entry this act of this person, whatever device vouches for it."""
    body = bytes(entry.act)
    if entry.kind == acts.DisputeSettled.KIND:
        act = journal.decode_act(entry)
        if isinstance(act, acts.DisputeSettled):
            # It names an entry, which may have come to be called otherwise.
            body = journal.encode_act(replace(act, device="", n=0))
    return (
        entry.subject, entry.hlc, entry.staff, entry.place, entry.kind, entry.version, body,
    )  # fmt: skip


class Counter:
    """A device at a place. ``facts``: every act recorded here whose saving has returned."""

    def __init__(self, folder: Path, now_ms: Callable[[], int]) -> None:
        self.folder = folder
        self.folder.mkdir()
        self._now_ms = now_ms
        self.offset_ms = 0
        self._files = 0
        self.crashes = 0
        self.fuse = Fuse(self._keep)
        self._kept: Path | None = None
        #: newest own entry of the transaction that was cut off
        self._in_hand = 0
        self.facts: set[Fact] = set()
        #: (file, facts in it) of disk images
        self.images: list[tuple[Path, frozenset[Fact]]] = []
        #: how many machines go on from its disk; and whether its disk may be copied at all
        self.machines = 1
        self.copyable = True

    @classmethod
    def enrolled(
        cls, folder: Path, county: CountyLine, place: str, now_ms: Callable[[], int]
    ) -> Counter:
        """A new device that the county knows."""
        made = enrol_directly(county.database, place)
        self = cls(folder, now_ms)
        path = self._next_file()
        shutil.copyfile(_template(), path)
        identity = Identity(
            device=made.id,
            serial=made.serial,
            place=place,
            window=1,
            county_code="421321",
            county_url="http://county",
            public_url="http://county",
            county_key=county.server.county.public_keys,
            public_key=made.public_key,
            private_key=made.key.private_bytes_raw(),
        )
        driver = connect(path, DATA_KEY)
        keep(driver, "identity", identity)
        keep(driver, "head", Head(0, journal.genesis(identity.public_key)))
        driver.close()
        self._open(path)
        return self

    @property
    def id(self) -> str:
        return self.store.identity.device

    @property
    def place(self) -> str:
        return self.store.identity.place

    @property
    def stopped(self) -> bool:
        """Whether the county does not let it read any more."""
        return bool(self.store.standing.stopped)

    def image(self) -> None:
        """Keep an image of the disk as it is now."""
        path = self._next_file()
        copy_database(self.path, path)
        self.images.append((path, frozenset(self.facts)))

    def put_back(self, which: int, *, declared: bool) -> set[Fact]:
        """Go on from an old image, as a backup that was restored (``declared``) or in silence;
        returns what was recorded here since."""
        image, facts = self.images[which % len(self.images)]
        self.close()
        self._open_copy(image, declared)
        gone = self.facts - facts
        self.facts = set(facts)
        return gone

    def clone(self, folder: Path, *, declared: bool) -> Counter:
        """Another machine that goes on from a copy of this one's disk."""
        other = Counter(folder, self._now_ms)
        other.facts = set(self.facts)
        self.machines += 1
        other.machines = self.machines
        other._open_copy(self.path, declared)
        return other

    def _open_copy(self, source: Path, declared: bool) -> None:
        path = self._next_file()
        copy_database(source, path)
        if declared:
            # As store/backup.py does with the copy that a backup is restored from.
            store = Store.open(path, DATA_KEY)
            with store.write() as tx:
                tx.standing = replace(tx.standing, restored=True, pending=None, stopped="")
            store.close()
        self._open(path)

    def _next_file(self) -> Path:
        self._files += 1
        return self.folder / f"counter-{self._files}.db"

    # ------------------------------------------------------------ the machine under the desk

    def now_ms(self) -> int:
        return self._now_ms() + self.offset_ms

    def _open(self, path: Path) -> None:
        self.path = path
        self.store = Store.open(path, DATA_KEY, self.now_ms)
        share(self.store._engine, "device")
        self.store._driver = _Driver(self.store._driver, self.fuse)
        for name in ("before_cursor_execute", "after_cursor_execute"):
            event.listen(self.store._engine, name, self._statement)
        self.desk = Desk(self.store, self._actor(), lambda: _CATALOGUE[0], plain_paper)

    def _actor(self) -> Actor:
        return Actor(f"SX{self.id}", "样一", self.place, 1, ROLES)

    def _statement(self, *_: Any) -> None:
        self.fuse.point()

    def _keep(self) -> None:
        tx = self.store._tx
        self._in_hand = tx.head.n if tx is not None else self.store.head.n
        self._kept = self._next_file()
        copy_database(self.path, self._kept)

    def close(self) -> None:
        self.fuse.put_out()
        self.store.close()

    @contextmanager
    def may_die(self, statements: int) -> Iterator[None]:
        """Inside, the process is killed at so many statements (0: not); then it starts anew."""
        self.fuse.light(statements)
        try:
            yield
        except Crash:
            self._start_again()
        finally:
            self.fuse.put_out()

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Whatever is durable after this block was recorded in it, and must never be lost."""
        if self.desk.actor.place != self.place:
            # Whoever sits down after the county gave the PC to another place sits there.
            self.desk.actor = self._actor()
        before = self.store.head.n
        yield
        with self.store.read() as connection:
            rows = connection.execute(
                text("SELECT data FROM entry WHERE id > :n ORDER BY id"), {"n": before}
            ).all()
        assert len(rows) == self.store.head.n - before, "something saved is gone"
        self.facts |= {fact_of(journal.decode_entry(data)) for (data,) in rows}

    def _start_again(self) -> None:
        """A new process on what the killed one left: all of a transaction is there or nothing."""
        assert self._kept is not None
        kept, self._kept = self._kept, None
        possible = {self.store.head.n, self._in_hand}
        self.crashes += 1
        self.close()
        self._open(kept)
        assert self.store.head.n in possible, "half of a transaction is on the disk"

    # ------------------------------------------------------------ what people do

    def case_numbers(self) -> list[str]:
        with self.store.read() as connection:
            rows = connection.execute(text("SELECT number FROM case_row ORDER BY number"))
            return [number for (number,) in rows]

    def receive(self, matter: str, instant: bool, papers: bool) -> str:
        """Take a case in, as desk.intake.take_in does; ``matter`` names this one."""
        desk, store = self.desk, self.store
        with store.write() as tx:
            year = local_day(store.now_ms()).year
            running = tx.allocate("case", year)
            number = numbers.case_number("421321", store.identity.serial, year, running)
            wish = commands.Receive(
                INSTANT if instant else ITEM,
                replace(PERSON, id_number=f"42132119900101{int(matter[1:]) % 7:04d}"),
                matter,
                materials=(MaterialLine("身份证", MaterialForm.CHECKED),),
            )
            state = desk.decide_and_record(tx, f"case:{number}", None, wish)
            if instant:
                wish_ = commands.CloseInstant()
                state = desk.decide_and_record(tx, f"case:{number}", state, wish_)
            if papers:
                desk.issue(tx, f"case:{number}", state, "receipt")
        return number

    def act(self, number: str, first: int, elsewhere: str, papers: bool) -> bool:
        """Do the first thing to this case that the rules allow, from ``first`` in the list."""
        wishes = self._wishes(elsewhere)
        for index in range(len(wishes)):
            wish = wishes[(first + index) % len(wishes)]
            with suppress(Refused):
                cases.carry_out(self.desk, number, wish, papers=papers)
                return True
        return False

    def help(self, matter: str, at_once: bool) -> None:
        """Somebody is helped; the note names which matter it was."""
        ask = replace(ASK, note=matter, kind="advice")
        if at_once:
            helping.open_line(self.desk, help_acts.FinishedAtOnce(ask, "已告知"))
        else:
            registered = replace(HELP_SAMPLES[help_acts.Registered], staff=self.desk.actor.work_no)
            helping.open_line(self.desk, help_acts.Asked(ask), registered)

    def go_on_helping(self, number: str, first: int, elsewhere: str) -> bool:
        """Do the first thing to this line of help that the rules allow."""
        cases_here = self.case_numbers() or ["4213210001260000019"]
        wishes: tuple[Act, ...] = (
            HELP_SAMPLES[help_acts.Authorised],
            HELP_SAMPLES[help_acts.MaterialsTaken],
            help_acts.Submitted(cases_here[first % len(cases_here)]),
            HELP_SAMPLES[help_acts.ResultHanded],
            HELP_SAMPLES[help_acts.MaterialsReturned],
            HELP_SAMPLES[help_acts.CalledBack],
            help_acts.Closed("办好了"),
            help_acts.Reassigned("SX9", "轮休", to_place=elsewhere),
            help_acts.Terminated("principal", "不办了"),
            help_acts.Continued("接着办"),
        )
        for index in range(len(wishes)):
            with suppress(Refused):
                helping.carry_out(self.desk, number, wishes[(first + index) % len(wishes)])
                return True
        return False

    def ask_policy(self, matter: str, at_once: bool) -> None:
        """An enterprise asks about a policy; the note names which matter it was."""
        inquiry = replace(INQUIRY, note=matter)
        if at_once:
            done = policy_acts.AnsweredAtOnce(inquiry, "免申即享", follow=True)
            advising.open_line(self.desk, done)
        else:
            advising.open_line(self.desk, policy_acts.Asked(inquiry))

    def go_on_advising(self, number: str, first: int, elsewhere: str) -> bool:
        """Do the first thing to this question that the rules allow."""
        cases_here = self.case_numbers() or ["4213210001260000019"]
        today = self.desk.today
        wishes: tuple[Act, ...] = (
            policy_acts.Passed("县人社局", elsewhere, "SX9"),
            policy_acts.HandedBack("不归我局管"),
            policy_acts.Answered("免申即享"),
            policy_acts.Applied(today, cases_here[first % len(cases_here)]),
            policy_acts.Granted("money", today, 100),
            policy_acts.NotGranted("不符合条件"),
            policy_acts.CalledBack("phone", "good"),
            policy_acts.Closed("已办结"),
            policy_acts.Reopened("又来申报"),
            policy_acts.Reassigned("SX9", "轮休"),
        )
        for index in range(len(wishes)):
            with suppress(Refused):
                carry_out(self.desk, number, wishes[(first + index) % len(wishes)])
                return True
        return False

    def report_trouble(self, matter: str, at_once: bool) -> None:
        """Somebody could not get something done; the note names which matter it was."""
        report = replace(REPORT, note=matter, reported_ms=self.now_ms(), tries=())
        if at_once:
            done = trouble_acts.SettledAtOnce(report, "solved", "办好了", "", ("rigid",))
            troubles.open_matter(self.desk, done)
        else:
            taken = trouble_acts.ScopeChecked(True)
            troubles.open_matter(self.desk, trouble_acts.Reported(report), taken)

    def go_on_with_trouble(self, number: str, first: int, elsewhere: str) -> bool:
        """Do the first thing to this matter that the rules allow."""
        wishes: tuple[Act, ...] = (
            trouble_acts.Dispatched(elsewhere, "SX9", department="民政"),
            trouble_acts.HandedBack("不归我管"),
            trouble_acts.Joined(CoHandler("档案馆", elsewhere)),
            trouble_acts.JoinAnswered("档案馆", "有存根"),
            trouble_acts.MeasureTaken("查档", self.now_ms()),
            trouble_acts.Answered("solved", "办好了", "phone"),
            trouble_acts.OpinionHeard("dissatisfied"),
            trouble_acts.Revisited("fair", "phone"),
            trouble_acts.Closed(("rigid",)),
            trouble_acts.Withdrawn("不办了"),
            trouble_acts.Reopened("又被退回"),
        )
        for index in range(len(wishes)):
            with suppress(Refused):
                carry_out(self.desk, number, wishes[(first + index) % len(wishes)])
                return True
        return False

    def line_numbers(self, ledger: str) -> list[str]:
        """Lines of this ledger that are here."""
        asked = text("SELECT number FROM ledger_row WHERE ledger = :ledger ORDER BY id")
        with self.store.read() as connection:
            return [number for (number,) in connection.execute(asked, {"ledger": ledger})]

    def settle(self, which: int, choice: int) -> None:
        """Settle a dispute or a possible duplicate that is open here."""
        tasks = disputes.listed(self.desk).tasks
        if not tasks:
            return
        task = tasks[which % len(tasks)]
        number = task.state.number
        if task.twin is not None:
            answer = ("same", "different")[choice % 2]
            disputes.settle_twin(self.desk, number, task.twin.number, answer)
        else:
            other = disputes.TAKE if task.work.ledger is CASE else disputes.AGAIN
            answer = (disputes.KEEP, other)[choice % 2]
            disputes.settle(self.desk, number, task.entries, answer, "核对过")

    def record_raw(self, subject: str, act: Act) -> None:
        """What another version of the program, or one with a fault, would journal."""
        with self.store.write() as tx:
            tx.record(subject, act, self._actor(), tx.state(subject))

    @staticmethod
    def _wishes(elsewhere: str) -> tuple[object, ...]:
        return (
            commands.Accept(),
            acts.Forwarded(elsewhere, purpose="report"),
            acts.Forwarded(elsewhere, department="民政"),
            commands.AskCorrection((POINT,), reason="漏了", approver="SX9"),
            commands.MakeCorrection((MaterialLine("户口簿", MaterialForm.CHECKED),)),
            acts.SentBack(elsewhere, "材料不清"),
            acts.CorrectedOnSpot("phone", "", "13800000000"),
            commands.Suspend("听证", "第四十五条", 10, "SX9"),
            commands.Resume("已听证"),
            commands.Extend(10, "情况复杂", "SX9"),
            acts.Decided(True, "同意"),
            acts.Decided(False, "不同意", reasons="不符合条件"),
            acts.Closed("确认书"),
            acts.Ready(elsewhere),
            acts.Delivered("hand", "王𬱖"),
            acts.Archived("1"),
            acts.Withdrawn("不办了"),
            acts.Declined("not_eligible", "不符合条件"),
            acts.Terminated("逾期未补正"),
            acts.Voided("录入错误", "SX9"),
            acts.Linked("province", "X1"),
            acts.Revealed("phone"),
            commands.Prioritise("elderly"),
            commands.Prioritise("urgent", "赶火车"),
            priority.PriorityTakenBack("选错了"),
            papers_moved.PapersSent(elsewhere, (LINE,), "王大伯"),
            commands.TakePapers((LINE.name,)),
            commands.TakePapers((), "一份也没有"),
        )

    def strange(self, which: int, number: str, elsewhere: str) -> None:
        """Entries that do not fit, that nobody can read yet, or about what is not here."""
        subject = f"case:{number}"
        strange: tuple[tuple[str, Act], ...] = (
            (subject, Novel("新的")),
            (subject, AcceptedAnew("2030-01-01")),
            (subject, Unreadable(7)),
            (subject, acts.Accepted(date(2026, 11, 25))),
            (subject, acts.Forwarded(elsewhere)),
            (subject, acts.Forwarded("县里")),
            (subject, acts.Forwarded("no code", purpose="report")),
            (subject, acts.Delivered("hand", "王𬱖")),
            (subject, acts.Ready(elsewhere)),
            (subject, acts.PaperReprinted("没有")),
            (f"task:{which}", Novel("不是办件")),
            (subject, acts.Received(ITEM, PERSON, 1, "1", 1)),
            (subject, help_acts.Closed()),
            (f"help:{number}", HELP_SAMPLES[help_acts.Visited]),
        )
        self.record_raw(*strange[which % len(strange)])


def new_folder() -> Path:
    """Where the files of one example lie."""
    return Path(tempfile.mkdtemp(prefix="convergence-run-", dir=SCRATCH))

"""A counter at work, as a process that may be killed at any moment (see test_chaos.py).

``python busy_counter.py PROFILE STAFF LOG SEED``; the password stands in COUNTER_PASSWORD. It
takes cases in, carries on with others and syncs, until its standard input is closed. What has
been saved is written to LOG, with fsync, only after the save has returned: the log is what a
clerk would swear to.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import text

from counter_app.desk import cases
from counter_app.errors import BadInput, Refused, Trouble
from counter_app.models.acts import case as acts
from counter_app.models.case import ItemRef
from counter_app.models.party import Party, PartyKind
from counter_app.rules import case_commands as commands, numbers
from counter_app.rules.case_context import local_day
from counter_app.workplace import Workplace

PLACES = ("421321000000", "421321101000", "421321101215", "421321102000")
ITEM = ItemRef("I1", "最低生活保障审核确认", 1, "民政", "行政给付", False, 20, 30)


class Log:
    """What is durable, and how the syncs went; each line is on the disk when it is noted."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")

    def note(self, **facts: Any) -> None:
        self._file.write(json.dumps(facts) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())


def saved(workplace: Workplace, log: Log, do: Callable[[], object]) -> None:
    """Do it, and swear to what the journal then holds."""
    store = workplace.store
    before = store.head.n
    with suppress(Refused, BadInput):
        do()
    with store.read() as connection:
        rows = connection.execute(
            text("SELECT n, data FROM entry WHERE id > :n ORDER BY id"), {"n": before}
        ).all()
    for n, data in rows:
        log.note(saved=[store.identity.device, n, hashlib.sha256(data).hexdigest()])


def receive(workplace: Workplace, chance: random.Random) -> None:
    desk, store = workplace.desk, workplace.store
    person = Party(
        PartyKind.PERSON, "王样", "resident_id", f"4213211990{chance.randrange(10**8):08d}"
    )
    with store.write() as tx:
        year = local_day(store.now_ms()).year
        number = numbers.case_number(
            store.identity.county_code, store.identity.serial, year, tx.allocate("case", year)
        )
        wish = commands.Receive(ITEM, person, f"{chance.randrange(10**6):06d}")
        desk.decide_and_record(tx, f"case:{number}", None, wish)


def carry_on(workplace: Workplace, chance: random.Random) -> None:
    with workplace.store.read() as connection:
        found = connection.execute(text("SELECT number FROM case_row ORDER BY number")).all()
    if found:
        wish = chance.choice(
            (
                commands.Accept(),
                acts.Forwarded(chance.choice(PLACES), purpose="report"),
                acts.Linked("province", str(chance.randrange(1000))),
                acts.Revealed("phone"),
                acts.Withdrawn("不办了"),
            )
        )
        cases.carry_out(workplace.desk, chance.choice(found)[0], wish, papers=False)


def main(root: str, staff: str, log_path: str, seed: str) -> None:
    chance = random.Random(seed + str(os.getpid()))
    log = Log(Path(log_path))
    told_to_stop = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), told_to_stop.set()), daemon=True).start()
    with Workplace.open(Path(root), staff, os.environ["COUNTER_PASSWORD"]) as workplace:
        while not told_to_stop.is_set():
            for _ in range(chance.randrange(4)):
                job = chance.choice((receive, carry_on))
                saved(workplace, log, lambda job=job: job(workplace, chance))
            try:
                result = workplace.sync(told_to_stop.is_set)
                log.note(sync="agreed" if result.agreed is not False else "differs")
            except Trouble as error:
                log.note(sync=type(error).__name__)
            told_to_stop.wait(chance.random() * 0.2)


if __name__ == "__main__":
    main(*sys.argv[1:])

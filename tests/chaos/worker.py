"""One window as a process of its own: works, syncs over the bad line, and may be killed.

``python worker.py PROFILE WORK_NO LOG SEED SECONDS``; the password is in COUNTER_PASSWORD.
After every save that was reported as done the number and the chain hash reached are written
to LOG and synced to the disk: what stands there must never be missing anywhere. With SECONDS
0 it only syncs until both sides agree, and prints what it holds.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from pathlib import Path
from typing import IO

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cli_rig import person_id

from counter_app.desk import cases, intake
from counter_app.desk.intake_check import Intake, IntakeMaterial, IntakeParty, check_intake
from counter_app.errors import CounterError
from counter_app.models.acts import case as acts
from counter_app.models.case import CaseState
from counter_app.rules import case_commands as commands
from counter_app.store import checks, queries
from counter_app.workplace import Workplace

ITEM = "11421321MB9026282R5000511004000"
PLACES = ("421321000000", "421321101000", "421321101215", "421321102000")
#: Few people, so that the same matter comes up at several places every now and then.
PEOPLE = tuple(person_id(index) for index in range(60))
_ROUNDS = 200


def main() -> None:
    root, work_no, log, seed, seconds = sys.argv[1:]
    place = Workplace.open(Path(root), work_no, os.environ["COUNTER_PASSWORD"])
    chance = random.Random(int(seed))
    print("ready", flush=True)
    if float(seconds):
        with open(log, "a", encoding="utf-8") as file:
            work(place, chance, file, time.monotonic() + float(seconds))
    else:
        settle(place)
    place.close()


def work(place: Workplace, chance: random.Random, log: IO[str], until: float) -> None:
    while time.monotonic() < until:
        for _ in range(chance.randrange(1, 4)):
            try:
                act(place, chance)
            except CounterError:
                continue  # not allowed now: nothing was recorded
            note(place, log)
        if chance.random() < 0.7:
            try:
                place.sync()
            except CounterError as error:
                print(type(error).__name__, flush=True)
        time.sleep(chance.uniform(0, 0.4))


def act(place: Workplace, chance: random.Random) -> None:
    """Anything a clerk may do: a new case, or the next step of one that is here."""
    known = queries.cases(place.store, limit=30)
    if not known or chance.random() < 0.4:
        take_in(place, chance)
        return
    number = chance.choice(known).number
    state = queries.by_number(place.store, number)
    assert state is not None
    cases.carry_out(place.desk, number, wish(state, chance), papers=chance.random() < 0.2)


def wish(state: CaseState, chance: random.Random) -> object:
    return chance.choice(
        (
            commands.Accept(),
            acts.Forwarded(chance.choice(PLACES), purpose="report"),
            acts.Forwarded(chance.choice(PLACES)),
            acts.Declined("not_eligible", "不符合条件"),
            acts.Withdrawn("申请人撤回"),
            acts.CorrectedOnSpot("phone", state.applicant.phone, "13900000000"),
            acts.Linked("other", str(chance.randrange(1000))),
            acts.Revealed("phone"),
        )
    )


def take_in(place: Workplace, chance: random.Random) -> None:
    desk = place.desk
    intake_ = Intake(
        item_code=ITEM,
        applicant=IntakeParty(name="王𬱖", id_number=chance.choice(PEOPLE), phone="13800000000"),
        materials=(IntakeMaterial(name="居民身份证", form="original"),),
        note=str(chance.random()),
    )
    checked, problems = check_intake(intake_, desk.catalogue(), desk.today, whole_form=False)
    assert checked is not None, problems
    intake.take_in(desk, checked, papers=chance.random() < 0.3)


def note(place: Workplace, log: IO[str]) -> None:
    head = place.store.head
    line = {"device": place.store.identity.device, "n": head.n, "chain": head.chain.hex()}
    log.write(json.dumps(line) + "\n")
    log.flush()
    os.fsync(log.fileno())


def settle(place: Workplace) -> None:
    """Sync until nothing moves; everybody else does the same meanwhile, told by lines."""
    for line in sys.stdin:
        if line.strip() == "end":
            break
        result = None
        for _ in range(_ROUNDS):
            try:
                result = place.sync()
                break
            except CounterError as error:
                print(str(error), file=sys.stderr, flush=True)
                time.sleep(0.2)
        moved = None if result is None else [result.pushed, result.pulled, result.agreed]
        print(json.dumps({"moved": moved}), flush=True)
    health = checks.examine(place.store)
    identity = place.store.identity
    told = {
        "device": identity.device,
        "place": identity.place,
        "n": place.store.head.n,
        "unsent": health.unsent,
        "cases": health.cases,
        "disputed": health.disputed,
        "digest": health.digest,
        "ok": health.ok,
        "set_aside": health.set_aside,
        "problems": list(health.problems),
    }
    print(json.dumps(told, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()

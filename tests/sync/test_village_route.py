"""The village route: one line of help and its case, from the village to the county and back.

The village never has a line: what it does travels on a stick, which the town passes on, and
the answer travels back. The town and the county's department are online. Papers change hands
on foot beside it, and both hands stand in the story.
"""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest
from county_rig import COUNTY, CountyRig, NoPostgres, start_postgres
from msgspec.structs import replace
from stick_rig import bring
from sync_rig import TOWN, VILLAGE, Hall, Window

from counter_app.county import admin
from counter_app.county.database import Database
from counter_app.county.server import wall_ms
from counter_app.desk import cases, help as helping, intake
from counter_app.desk.help_check import HelpTyped, check_help
from counter_app.desk.intake_check import (
    Intake,
    IntakeAgent,
    IntakeMaterial,
    IntakeParty,
    check_intake,
)
from counter_app.models.acts import case as acts, help as help_acts
from counter_app.models.acts.papers_moved import PapersSent
from counter_app.models.case import CaseState, CaseStatus, CorrectionPoint, MaterialForm
from counter_app.models.help import Authorisation, Handed, HelpState, HelpStatus
from counter_app.rules import case_commands as commands
from counter_app.store import queries, relays
from counter_app.sync.bundle_in import Imported
from counter_app.sync.bundle_out import export_down, export_up
from counter_app.ui.case_story import Names, Step, steps

pytestmark = pytest.mark.slow

ITEM = "11421321MB9026282R5000511004000"
PERSON, AGENT = "421321194503150015", "421321199001010015"
CARD, BOOK = "居民身份证", "居民户口簿"


class Stick:
    """What is carried between the village and the town."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._trips = 0

    def up(self, village: Window, town: Window) -> Imported:
        """The village's records to the county, and the answer back in the same trip."""
        self._trips += 1
        file = self._folder / f"up-{self._trips}.sync"
        export_up(village.workplace.store, file)
        relayed = bring(town, file)
        assert relayed.relayed
        assert (relayed.device, relayed.place) == (village.workplace.store.identity.device, VILLAGE)
        assert relayed.answer is not None
        (last, *_) = relays.recent(town.workplace.store)
        assert (last.device, last.place, last.entries) == (relayed.device, VILLAGE, relayed.entries)
        taken = bring(village, Path(relayed.answer)).taken
        assert taken is not None
        assert taken.agreed
        assert village.unsent == 0
        return relayed

    def down(self, town: Window, village: Window) -> None:
        """What the county holds for the village, fetched by the town."""
        self._trips += 1
        file = self._folder / f"down-{self._trips}.sync"
        export_down(town.workplace.store, file, VILLAGE, transport=town.line)
        taken = bring(village, file).taken
        assert taken is not None
        assert taken.agreed


def case_at(window: Window, number: str) -> CaseState:
    state = queries.by_number(window.workplace.store, number)
    assert state is not None
    return state


def help_at(window: Window, number: str) -> HelpState:
    state = helping.line(window.workplace.desk, number)
    assert state is not None
    return state


def story(window: Window, number: str) -> list[Step]:
    """The case's story as a page tells it, oldest first."""
    desk = window.workplace.desk
    told = steps(
        queries.timeline(desk.store, f"case:{number}"),
        Names(desk.catalogue()),
        desk.today,
        desk.store.identity.device,
    )
    return list(reversed(told))


def as_department(window: Window) -> None:
    """The person at the county's counter decides as well."""
    desk = window.workplace.desk
    everything = desk.actor.roles | {"approval", "delivery", "intake"}
    actor = replace(desk.actor, roles=everything)
    window.workplace.desk = dataclasses.replace(desk, actor=actor)


def begin_help(village: Window) -> HelpState:
    desk = village.workplace.desk
    typed = HelpTyped(
        name="王𬱖",
        kind="agency",
        group="elderly",
        id_number=PERSON,
        phone="13800000000",
        item_code=ITEM,
        item_name="高龄津贴申领",
    )
    ask, problems = check_help(typed, asked_ms=desk.store.now_ms(), today=desk.today)
    assert ask is not None, problems
    mine = help_acts.Registered(desk.actor.work_no, desk.actor.name)
    number = helping.open_line(desk, help_acts.Asked(ask), mine).state.number
    today = desk.today
    given = Authorisation(("submit", "collect"), today, today + timedelta(60), "paper")
    back = today + timedelta(30)
    handed = (
        Handed(CARD, MaterialForm.ORIGINAL, 1, back),
        Handed(BOOK, MaterialForm.COPY, 1),
    )
    done = helping.carry_out(
        desk,
        number,
        help_acts.SuitabilityChecked(True),
        help_acts.Authorised(given),
        help_acts.MaterialsTaken(handed, "王𬱖本人"),
    )
    assert len(done.papers) == 2, "authorisation and list of what was taken over"
    return done.state


def receive(village: Window, helper: HelpState) -> CaseState:
    """The helper takes the case in at the village, as the person's agent."""
    desk = village.workplace.desk
    person = helper.ask.person
    wish = Intake(
        item_code=ITEM,
        applicant=IntakeParty(name=person.name, id_number=person.id_number, phone=person.phone),
        agent=IntakeAgent(IntakeParty(name="李代办", id_number=AGENT), "代办员", "授权委托书"),
        materials=(IntakeMaterial(CARD, "original"), IntakeMaterial(BOOK, "missing")),
    )
    checked, problems = check_intake(wish, desk.catalogue(), desk.today, whole_form=False)
    assert checked is not None, problems
    state = intake.take_in(desk, checked, intake.RECEIVE_ONLY).state
    number = state.number
    helping.carry_out(desk, helper.number, help_acts.Submitted(number))
    lines = tuple(line for line in state.materials if line.form is MaterialForm.ORIGINAL)
    cases.carry_out(desk, number, PapersSent(TOWN, lines, "李代办", "随U盘同去"))
    return cases.carry_out(desk, number, acts.Forwarded(TOWN, purpose="report")).state


def live(hall: Hall, folder: Path) -> None:
    village, town, county = (hall.window(place) for place in (VILLAGE, TOWN, COUNTY))
    as_department(county)
    stick = Stick(folder)

    helper = begin_help(village)
    number = receive(village, helper).number
    assert case_at(village, number).links["help"] == helper.number
    stick.up(village, town)

    assert town.sync().agreed
    arrived = case_at(town, number)
    assert (arrived.owner, arrived.place) == (TOWN, VILLAGE)
    assert arrived.agent is not None
    assert help_at(village, helper.number).cases == (number,)
    assert arrived.links["help"] == helper.number
    desk = town.workplace.desk
    cases.carry_out(desk, number, commands.TakePapers((CARD,)))
    point = CorrectionPoint(BOOK, "未提交", "复印件1份", "本人家中")
    cases.carry_out(desk, number, commands.AskCorrection((point,)))
    assert town.sync().agreed

    stick.down(town, village)
    asked = case_at(village, number)
    assert asked.status is CaseStatus.CORRECTING
    assert asked.correction is not None
    assert asked.correction.points == (point,)
    brought = (replace(asked.materials[1], form=MaterialForm.COPY),)
    desk = village.workplace.desk
    cases.carry_out(desk, number, commands.MakeCorrection(brought, "入户取来"))
    cases.carry_out(desk, number, PapersSent(TOWN, brought, "李代办"))
    stick.up(village, town)

    assert town.sync().agreed
    desk = town.workplace.desk
    cases.carry_out(desk, number, commands.TakePapers((BOOK,)))
    cases.carry_out(desk, number, commands.Accept())
    cases.carry_out(desk, number, acts.Forwarded(COUNTY, department="民政", purpose="review"))
    assert town.sync().agreed

    assert county.sync().agreed
    desk = county.workplace.desk
    assert case_at(county, number).owner == COUNTY
    granted = acts.Decided(True, "符合条件", result_name="高龄津贴审批表")
    cases.carry_out(desk, number, granted)
    cases.carry_out(desk, number, acts.Closed("高龄津贴审批表"))
    cases.carry_out(desk, number, acts.Ready(VILLAGE, "送到村里发给本人"))
    assert county.sync().agreed

    assert town.sync().agreed
    stick.down(town, village)
    desk = village.workplace.desk
    ready = case_at(village, number)
    assert ready.status is CaseStatus.READY
    assert ready.ready_at == VILLAGE
    cases.carry_out(desk, number, acts.Delivered("hand", "王𬱖", id_number=PERSON))
    back = (Handed(CARD, MaterialForm.ORIGINAL, 1), Handed(BOOK, MaterialForm.COPY, 1))
    helping.carry_out(
        desk,
        helper.number,
        help_acts.ResultHanded("高龄津贴审批表", "hand", "王𬱖"),
        help_acts.MaterialsReturned(back, "王𬱖"),
        help_acts.CalledBack("very_good", "不用跑镇里"),
        help_acts.Closed("结果已交本人", 90),
    )
    stick.up(village, town)
    assert town.sync().agreed
    assert county.sync().agreed
    check(hall, (village, town, county), number, helper.number)


def check(hall: Hall, windows: tuple[Window, ...], number: str, helper: str) -> None:
    """One number, the same story everywhere, with time and person of every hand-over."""
    verdict = hall.verify()
    assert verdict.ok, verdict.findings
    for window in windows:
        place = window.workplace.store.identity.place
        assert window.digest == verdict.places[place]
        state = case_at(window, number)
        assert (state.status, state.disputes) == (CaseStatus.DELIVERED, ())
        assert state.links["help"] == helper
        assert [(m.from_place, m.to_place) for m in state.papers_moved] == [(VILLAGE, TOWN)] * 2
        assert all(m.sent_by and m.taken_by and m.taken_ms > m.sent_ms for m in state.papers_moved)
        told = story(window, number)
        assert all(step.who and step.place and step.when for step in told)
        titles = [step.title for step in told if step.title not in ("出具文书", "关联编号")]
        assert titles == [
            "收件", "交出材料", "上报", "接收材料", "一次性告知补正", "补正完成", "交出材料",
            "接收材料", "受理", "移送审核", "准予", "办结", "转待取件", "送达",
        ]  # fmt: skip
        places = {step.place for step in told}
        assert len(places) == 3
    line = help_at(windows[0], helper)
    assert (line.status, line.cases) == (HelpStatus.FINISHED, (number,))
    assert line.disputes == ()
    assert not any(each.left for each in line.custody)


def test_from_the_village_to_the_county_and_back(hall: Hall, tmp_path: Path) -> None:
    live(hall, tmp_path / "stick")


def test_the_same_on_postgres(tmp_path: Path) -> None:
    try:
        server = start_postgres()
    except NoPostgres as reason:
        pytest.skip(str(reason))
    try:
        url = server.fresh_database()
        database = Database.open(url, create=True)
        people = admin.init(database, wall_ms(), sample=True).staff
        database.close()
        hall = Hall(CountyRig(url, people), tmp_path)
        with hall.rig.serve() as hall.server:
            live(hall, tmp_path / "stick")
            hall.close_all()
    finally:
        server.stop()

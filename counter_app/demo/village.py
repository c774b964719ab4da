"""The chapter of the village: no line for days, a stick that goes to and fro, papers on foot.

Three real windows on three profiles: the village's never has a line, the town's and the
county's do. What a stick carries lies in files of the walkthrough's folder.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Qt

from counter_app.demo import sample
from counter_app.demo.hall import COUNTY, PLACE, VILLAGE, Elsewhere
from counter_app.demo.stations import station, turn_to
from counter_app.desk import cases, help as helping
from counter_app.errors import Bug
from counter_app.models.acts import Act, case as acts, help as help_acts
from counter_app.models.case import CaseStatus, CorrectionPoint, MaterialForm, MaterialLine
from counter_app.models.help import Authorisation, Handed, HelpStatus
from counter_app.protocol.ledgers import HELP
from counter_app.rules import case_commands as commands
from counter_app.store import ledger_queries, queries
from counter_app.store.store import Store

if TYPE_CHECKING:
    from counter_app.demo.walkthrough import Day

Key = Qt.Key
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
CARD, BOOK = "居民身份证", "居民户口簿"


def village_route(town: Day) -> None:
    """From the village to the county and back, each hand-over with its picture."""
    village, county = (station(town, each) for each in (Elsewhere.VILLAGE, Elsewhere.DEPARTMENT))
    stick = town.folder / "U盘"
    stick.mkdir(exist_ok=True)
    for old in stick.glob("*.sync"):
        old.unlink()
    try:
        _live(village, town, county, stick)
    finally:
        for each in (village, county):
            each.window.close()
        turn_to(town)


def _live(village: Day, town: Day, county: Day, stick: Path) -> None:
    turn_to(village)
    village.enter_password()
    helper = _asked_at_the_village(village)
    number = _taken_in(village, helper)
    _carried(village, town, stick / "1-村到镇.sync")
    _counted(town, number, "镇-接收材料")
    missing = tuple(line.name for line in town.state(number).materials if _lacks(line))
    points = tuple(CorrectionPoint(name, "未提交", "复印件1份") for name in missing)
    _do(town, number, commands.AskCorrection(points))
    town.go("case", number=number)
    town.shot("镇-告知补正")
    _answered(town, village, stick / "2-镇到村.sync")
    _brought(village, helper, number)
    _carried(village, town, stick / "3-村到镇.sync")
    _counted(town, number, "镇-补正材料到")
    _do(town, number, commands.Accept())
    _do(town, number, acts.Forwarded(COUNTY, department="民政", purpose="review"))
    town.go("case", number=number)
    town.shot("镇-受理并移送")
    town.hand.until("镇上传", lambda: not town.place.store.head.unsent)
    _decided(county, number)
    _answered(town, village, stick / "4-镇到村.sync")
    _delivered(village, helper, number)
    _carried(village, town, stick / "5-村到镇.sync")
    _told_everywhere(village, town, number)


def _asked_at_the_village(village: Day) -> str:
    """A help that goes on: authorisation signed, materials taken over; their papers."""
    store = village.place.store
    before = len(_helps(store))
    village.go("help")
    village.hand.type(sample.VILLAGER["applicant.name"])
    village.hand.press(Key.Key_Return)
    village.hand.type("4")
    village.hand.type("1")
    village.hand.press(Key.Key_F8)
    village.hand.until("登记", lambda: len(_helps(store)) > before)
    helper = _helps(store)[-1]
    today = village.place.desk.today
    given = Authorisation(("submit", "collect"), today, today + timedelta(60), "paper")
    back = today + timedelta(30)
    handed = (
        Handed(CARD, MaterialForm.ORIGINAL, 1, back),
        Handed(BOOK, MaterialForm.COPY, 1),
    )
    _help(village, helper, help_acts.SuitabilityChecked(True), help_acts.Authorised(given))
    _help(village, helper, help_acts.MaterialsTaken(handed, "本人"))
    village.go("help_line", number=helper)
    village.shot("村-帮代办-已接收材料")
    return helper


def _helps(store: Store) -> list[str]:
    """Numbers of the lines of help, the earliest first."""
    return [state.number for state in ledger_queries.every_state(store, HELP)]


def _taken_in(village: Day, helper: str) -> str:
    """The matter becomes a case of the village, its papers leave for the town."""
    village.fresh_form()
    village.choose_item(sample.PROMISED)
    village.fill(sample.VILLAGER, all_materials=False)
    number = village.save(Key.Key_F8)
    village.shot("村-收件")
    _help(village, helper, help_acts.Submitted(number))
    _do(village, number, acts.Forwarded(PLACE, purpose="report"))
    _papers_leave(village, number, "村-交出材料")
    return number


def _lacks(line: MaterialLine) -> bool:
    return line.required and line.form is MaterialForm.MISSING


def _papers_leave(village: Day, number: str, name: str) -> None:
    """By keys: everything is ticked and the place is known; what remains is who carries it."""
    before = len(village.state(number).papers_moved)
    village.go("case", number=number)
    village.hand.press(Key.Key_Y, SHIFT)
    village.hand.settle(0.5)
    village.shot(name)
    village.hand.press(Key.Key_F9)
    village.hand.until("交出", lambda: len(village.state(number).papers_moved) > before)


def _counted(town: Day, number: str, name: str) -> None:
    """What came by hand is counted line by line."""
    town.go("case", number=number)
    town.hand.press(Key.Key_W, SHIFT)
    town.hand.settle(0.5)
    town.hand.press(Key.Key_F9)
    town.hand.until("接收", lambda: all(m.taken_ms for m in town.state(number).papers_moved))
    town.rest()
    town.shot(name)


def _carried(village: Day, town: Day, file: Path) -> None:
    """Out of the village, in at the town, and the answer back with the same stick."""
    turn_to(village)
    village.go("sync")
    if file.name.startswith("1"):
        village.shot("村-待带走")
    _stick(village, "on_export_chosen", file)
    village.shot(f"村-导出-{file.stem[0]}")
    turn_to(town)
    town.go("sync")
    _stick(town, "on_import_chosen", file)
    town.shot(f"镇-导入-{file.stem[0]}")
    answer = max(file.parent.glob("回执-*.sync"), key=lambda path: path.stat().st_mtime_ns)
    place = village.place.store.identity.place
    town.hand.until("镇收到", lambda: not town.place.store.head.unsent)
    town.window.loop.wake()  # type: ignore[union-attr]
    turn_to(village)
    _stick(village, "on_import_chosen", answer)
    if village.place.store.head.unsent:
        raise Bug(f"演练停在：{place} 的回执没有收全")
    turn_to(town)
    known = {view.subject for view in queries.cases(village.place.store)}
    town.hand.until(
        "镇看到村里的件",
        lambda: known <= {view.subject for view in queries.cases(town.place.store)},
    )


def _answered(town: Day, village: Day, file: Path) -> None:
    """The town fetches what the county holds for the village; the village takes it in."""
    town.hand.until("镇上传", lambda: not town.place.store.head.unsent)
    town.go("sync")
    _stick(town, "on_answer_chosen", file)
    town.shot(f"镇-取回执-{file.stem[0]}")
    turn_to(village)
    village.go("sync")
    _stick(village, "on_import_chosen", file)
    village.shot(f"村-导入回执-{file.stem[0]}")


def _brought(village: Day, helper: str, number: str) -> None:
    """The village sees what is missing, fetches it from the person's home, and sends it."""
    village.go("help_line", number=helper)
    village.shot("村-看到补正")
    asked = village.state(number)
    if asked.status is not CaseStatus.CORRECTING:
        raise Bug("演练停在：村里没有看到补正")
    lacking = (line for line in asked.materials if _lacks(line))
    brought = tuple(replace(line, form=MaterialForm.COPY) for line in lacking)
    _do(village, number, commands.MakeCorrection(brought, "入户取来"))
    _papers_leave(village, number, "村-交出补正材料")


def _decided(county: Day, number: str) -> None:
    """The county's department decides at its own window."""
    turn_to(county)
    county.enter_password()
    county.hand.until("县里看到", lambda: queries.by_number(county.place.store, number))
    county.go("approvals", number=number)
    county.shot("县-待审")
    county.hand.press(Key.Key_G)
    county.hand.settle(0.6)
    county.hand.press(Key.Key_F9)
    county.hand.until("决定", lambda: county.state(number).outcome is not None)
    county.rest()
    if county.state(number).closed_ms == 0:
        _do(county, number, acts.Closed("高龄津贴审批表"))
    _do(county, number, acts.Ready(VILLAGE, "送到村里发给本人"))
    county.go("case", number=number)
    county.shot("县-办结转村里")
    county.hand.until("县上传", lambda: not county.place.store.head.unsent)


def _delivered(village: Day, helper: str, number: str) -> None:
    """Into the person's hands, at the village; what was in custody goes back."""
    village.go("delivery")
    village.hand.type(number)
    village.hand.press(Key.Key_Return)
    village.hand.settle(0.6)
    village.shot("村-待送达")
    village.hand.press(Key.Key_F9)
    village.hand.until("送达", lambda: village.state(number).status is CaseStatus.DELIVERED)
    name = sample.VILLAGER["applicant.name"]
    back = (Handed(CARD, MaterialForm.ORIGINAL, 1), Handed(BOOK, MaterialForm.COPY, 1))
    _help(village, helper, help_acts.ResultHanded("高龄津贴审批表", "hand", name))
    _help(village, helper, help_acts.MaterialsReturned(back, name))
    _help(village, helper, help_acts.CalledBack("very_good", "没有跑一趟镇里"))
    _help(village, helper, help_acts.Closed("结果已交本人", 90))
    line = helping.line(village.place.desk, helper)
    if line is None or line.status is not HelpStatus.FINISHED:
        raise Bug("演练停在：帮代办没有办结")
    village.go("help_line", number=helper)
    village.shot("村-帮代办-办结")
    village.keep_papers(line)


def _told_everywhere(village: Day, town: Day, number: str) -> None:
    """One number, the same story at both ends."""
    for day, name in ((village, "村-全过程"), (town, "镇-全过程")):
        turn_to(day)
        day.go("case", number=number)
        day.hand.press(Key.Key_4)  # 办理经过
        day.rest()
        day.shot(name)
        state = day.state(number)
        if state.status is not CaseStatus.DELIVERED or state.disputes:
            raise Bug(f"演练停在：{name}不一致")
    state = village.state(number)
    village.keep_papers(state)


# ---- parts of steps


def _stick(day: Day, slot: str, file: Path) -> None:
    """What follows when somebody has chosen a file on the stick."""
    page = day.window.shell.page
    if page is None or page.id != "sync":
        day.go("sync")
        page = day.window.shell.page
    card = page.bundles  # type: ignore[union-attr]
    day.hand.until("U盘空闲", lambda: not card.busy)
    getattr(card, slot)(str(file))
    day.hand.until("U盘", lambda: not card.busy)
    day.rest()


def _do(day: Day, number: str, command: object) -> None:
    """One step whose page was shown before, done as the page does it."""
    done = cases.carry_out(day.place.desk, number, command)
    day.window.shell.changed(done.changes)
    day.rest()


def _help(day: Day, number: str, *wishes: Act) -> None:
    done = helping.carry_out(day.place.desk, number, *wishes)
    day.window.shell.changed(done.changes)
    day.rest()

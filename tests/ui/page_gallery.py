"""Draws every page of the registry as PNGs, to be looked at by a person.

    QT_QPA_PLATFORM=offscreen python tests/ui/page_gallery.py [OUT] [PAGE …]

Each page empty and full, in both looks, at 1366 × 768, 1920 × 1080 and 1366 × 768 at 200 %
(half of it in logical pixels). Names: page-state-look-size.png.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from case_pages_rig import checked, person_id, real_paper, take_in  # noqa: E402
from desk_rig import INSTANT, LICENCE, PROMISE, TOWN, Rig, make_workplace  # noqa: E402
from page_rig import Window, open_window  # noqa: E402
from PIL import Image  # noqa: E402
from policy_pages_rig import fill_policies, of as policy_of  # noqa: E402
from policy_samples import ROWS  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402
from rating_pages_rig import fill_ratings, of  # noqa: E402
from trouble_pages_rig import fill_troubles  # noqa: E402

from counter_app.desk import cases, help as helping, intake  # noqa: E402
from counter_app.desk.help_bulk import Common  # noqa: E402
from counter_app.desk.help_check import HelpTyped, check_help  # noqa: E402
from counter_app.models.acts import case as acts, help as help_acts  # noqa: E402
from counter_app.models.case import CorrectionPoint, MaterialForm  # noqa: E402
from counter_app.models.help import Authorisation, Handed  # noqa: E402
from counter_app.models.reference import Role, Staff  # noqa: E402
from counter_app.protocol.ledgers import HELP, TROUBLE  # noqa: E402
from counter_app.rules import case_commands as commands  # noqa: E402
from counter_app.store import ledger_queries  # noqa: E402
from counter_app.ui import look as looks  # noqa: E402
from counter_app.ui.application import complete, dress  # noqa: E402
from counter_app.ui.look import Look  # noqa: E402
from counter_app.ui.registry import PAGES  # noqa: E402

SIZES = {"1366": (1366, 768), "1920": (1920, 1080), "200": (683, 384)}
LOOKS = {"light": Look(), "contrast": Look("high_contrast")}
#: May do everything, so that no page is left out.
EVERYBODY = "SXX0999"
ALL_ROLES = tuple(role for role in Role if role is not Role.OTHER)
NAMES = ("张三", "李四", "王𬱖", "欧阳建国", "阿卜杜热合曼·麦麦提", "赵小红", "周大福", "陈静")

#: Pages of one case or one help: there is nothing to see without it.
OF_ONE = ("case", "paper", "help_line", "rating_line", "trouble_line", "policy_line")


@dataclass
class Scene:
    """A window with every page, on a desk that is empty or has cases in many states."""

    window: Window
    numbers: list[str]

    @property
    def page(self) -> Any:
        return self.window.page

    def settle(self) -> None:
        for _ in range(4):
            while not self.window.counter.tasks.idle():
                QApplication.processEvents()
            QApplication.processEvents()

    @property
    def line(self) -> str:
        """Number of a help under way, "" for none."""
        states = list(ledger_queries.every_state(self.window.rig.store, HELP))
        return states[-1].number if states else ""

    @property
    def matter(self) -> str:
        """Number of a reported matter that has gone some way, "" for none."""
        return self.far_matter if self.numbers else ""

    @property
    def far_matter(self) -> str:
        """The reported matter that has gone furthest."""
        states = ledger_queries.every_state(self.window.rig.store, TROUBLE)
        return str(max(states, key=lambda each: each.acts).number)

    def go(self, page_id: str, **params: object) -> Any:
        self.window.shell.go(page_id, **params)
        self.settle()
        return self.page

    def shoot(self, path: Path) -> None:
        self.settle()
        self.window.shell.grab().save(str(path))
        print(path, flush=True)

    def close(self) -> None:
        self.window.close()


def open_scene(*, full: bool, size: tuple[int, int] = SIZES["1366"]) -> Scene:
    person = Staff(EVERYBODY, "样样能", TOWN, ALL_ROLES, 1)
    rig = make_workplace(Path(tempfile.mkdtemp()), work_no=EVERYBODY, more=(person, *ROWS))
    rig.desk.make_paper = real_paper
    numbers = fill(rig) if full else []
    return Scene(open_window(rig, PAGES, size=size), numbers)


def fill(rig: Rig) -> list[str]:
    """A few dozen cases, of which at least one is in each usual state."""
    items = (PROMISE, LICENCE, INSTANT)
    numbers = []
    for index in range(24):
        then = intake.Then.ACCEPT if index % 4 else intake.Then.RECEIVE
        if items[index % 3] == INSTANT:
            then = intake.Then.RECEIVE
        what = checked(
            rig,
            NAMES[index % len(NAMES)],
            item=items[index % 3],
            id_number=person_id(index),
            phone=f"138{index:08d}",
        )
        numbers.append(take_in(rig, what, intake.Outcome(then)).state.number)
    do = [
        (0, commands.AskCorrection((CorrectionPoint("居民户口簿", "缺户主页"),))),
        (3, commands.Suspend("现场踏勘", "食品经营许可审查通则", 10, "王主任")),
        (7, acts.Decided(True, "符合条件，准予", result_name="食品经营许可证")),
        (9, acts.Decided(True, "符合条件，准予", result_name="高龄津贴审批表")),
        (9, acts.Closed("高龄津贴审批表")),
        (10, acts.Decided(False, "不予", reasons="场所不符合要求")),
        (10, acts.Closed("")),
        (13, acts.Decided(True, "准予", result_name="食品经营许可证")),
        (13, acts.Closed("食品经营许可证")),
        (13, acts.Ready(TOWN)),
        (15, acts.Decided(True, "准予")),
        (15, acts.Closed("高龄津贴审批表")),
        (15, acts.Ready(TOWN)),
        (15, acts.Delivered("hand", "王𬱖")),
        (19, acts.Withdrawn("家庭原因")),
    ]
    for index, command in do:
        cases.carry_out(rig.desk, numbers[index], command)
    for name in NAMES[:3]:
        typed = HelpTyped(name=name, kind="agency", group="elderly")
        ask, problems = check_help(typed, asked_ms=rig.store.now_ms(), today=rig.desk.today)
        assert ask is not None, problems
        due = rig.desk.today + timedelta(NAMES.index(name) - 1)
        mine = help_acts.Registered(rig.desk.actor.work_no, rig.desk.actor.name, due=due)
        opened = helping.open_line(rig.desk, help_acts.Asked(ask), mine).state
    given = Authorisation(("submit",), rig.desk.today, rig.desk.today + timedelta(30), "paper")
    booklet = Handed("居民户口簿", MaterialForm.ORIGINAL, 1, rig.desk.today + timedelta(6))
    helping.carry_out(
        rig.desk,
        opened.number,
        help_acts.SuitabilityChecked(True),
        help_acts.Authorised(given),
        help_acts.MaterialsTaken((booklet,), "本人"),
        papers=False,
    )
    for name in ("走访照片", "居民户口簿（首页）"):
        out = io.BytesIO()
        Image.new("RGB", (900 + len(name), 1200), "white").save(out, "JPEG")
        rig.workplace.attach(opened.number, out.getvalue(), name=name)
    fill_ratings(rig, numbers)
    fill_troubles(rig, numbers[1])
    fill_policies(rig, numbers[2])
    for index, reason in ((1, "elderly"), (9, "disabled"), (13, "elderly")):
        cases.carry_out(rig.desk, numbers[index], commands.Prioritise(reason))
    return numbers


def params_of(page_id: str, numbers: list[str]) -> dict[str, object]:
    """What a page that is reached from others is opened with."""
    if not numbers:
        return {}
    if page_id == "paper":
        return {"number": numbers[0], "paper": None}
    return {"number": numbers[1]} if page_id == "case" else {}


def pages(chosen: Iterable[str]) -> list[str]:
    wanted = set(chosen)
    return [page.id for page in PAGES if not wanted or page.id in wanted]


def open_page(scene: Scene, page_id: str) -> None:
    params = params_of(page_id, scene.numbers)
    if page_id == "help_line":
        params = {"number": scene.line}
    if page_id == "rating_line" and scene.numbers:
        params = {"number": of(scene.window.rig, scene.numbers[6])}
    if page_id == "trouble_line":
        params = {"number": scene.matter}
    if page_id == "policy_line":
        params = {"number": policy_of(scene.window.rig)}
    if page_id == "paper" and scene.numbers:
        from counter_app.store import queries

        state = queries.by_number(scene.window.rig.store, scene.numbers[0])
        assert state is not None
        params["paper"] = state.papers[0].number
    scene.go(page_id, **params)
    if page_id == "help_bulk" and scene.numbers:
        common = Common(scene.window.rig.desk.today, "home", "elderly", "双寨村党员群众服务中心")
        scene.page.common.fill(common)
        lines = ("王秀英 13812345678 帮填津贴表", "李四 4213211990010100", "王𬱖", "王𬱖")
        scene.page.on_given("\n".join(lines))
        scene.settle()


def main() -> None:
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "out/pages")
    out.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    dress(application)
    complete(application)
    for look_name, look in LOOKS.items():
        looks.wear(application, look)
        for state in ("full", "empty"):
            scene = open_scene(full=state == "full")
            for page_id in pages(sys.argv[2:]):
                if page_id in OF_ONE and state == "empty":
                    continue
                open_page(scene, page_id)
                for size_name, size in SIZES.items():
                    scene.window.shell.resize(*size)
                    scene.shoot(out / f"{page_id}-{state}-{look_name}-{size_name}.png")
                scene.window.shell.resize(*SIZES["1366"])
            scene.close()


if __name__ == "__main__":
    main()

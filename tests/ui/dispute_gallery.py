"""Draws the page of disputes as PNGs at 1366 × 768 and at 200 %, to be looked at by a person.

QT_QPA_PLATFORM=offscreen python tests/ui/dispute_gallery.py [OUT]
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from case_pages_rig import checked, person_id, real_paper, take_in  # noqa: E402
from desk_rig import MANAGER, VILLAGE, make_workplace  # noqa: E402
from dispute_rig import DECLINED, WITHDRAWN, Elsewhere  # noqa: E402
from help_samples import ASK  # noqa: E402
from msgspec.structs import replace  # noqa: E402
from page_rig import open_window  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from counter_app.desk import cases, help as helping, intake  # noqa: E402
from counter_app.models.acts import case as acts, help as helps  # noqa: E402
from counter_app.ui.application import complete, dress  # noqa: E402
from counter_app.ui.pages import disputes  # noqa: E402


def main() -> None:
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "out/disputes")
    out.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    dress(application)
    complete(application)
    rig = make_workplace(Path(tempfile.mkdtemp()), work_no=MANAGER)
    rig.desk.make_paper = real_paper
    window = open_window(rig, (disputes.PAGE,))

    def shoot(name: str) -> None:
        for _ in range(3):
            while not window.counter.tasks.idle():
                application.processEvents()
            application.processEvents()
        window.shell.grab().save(str(out / f"{name}.png"))
        print(out / f"{name}.png")

    shoot("empty")
    village = Elsewhere(rig)
    made = [
        take_in(rig, checked(rig, name, id_number=person_id(n)), intake.Outcome(then))
        for n, (name, then) in enumerate(
            (
                ("张三", intake.Then.ACCEPT),
                ("王𬱖", intake.Then.ACCEPT),
                ("阿卜杜热合曼·麦麦提", intake.Then.ACCEPT),
                ("李四", intake.Then.ACCEPT),
            )
        )
    ]
    numbers = [done.state.number for done in made]
    village.act(numbers[0], DECLINED)
    cases.carry_out(rig.desk, numbers[1], WITHDRAWN)
    decided = acts.Decided(True, "符合条件，同意", result_name="高龄津贴审批表")
    village.act(numbers[1], decided, acts.Closed("高龄津贴审批表"))
    village.twin_of(made[2])
    cases.carry_out(rig.desk, numbers[3], acts.Forwarded(VILLAGE))
    village.act(numbers[3], acts.Extended(10, "情况复杂", "SXX0102"), acts.Declined("x", "y"))
    rig.desk.make_paper = rig.workplace.make_paper
    ask = replace(ASK, kind="accompanying", asked_ms=rig.store.now_ms())
    line = helping.open_line(rig.desk, helps.Asked(ask), helps.Registered("", "李敏")).state.number
    helping.carry_out(rig.desk, line, helps.Terminated("principal", "自己去办"))
    village.act(line, helps.Visited("home", 1, "材料已备齐，约好明天上门取", "曙岗村三组"))
    helping.carry_out(rig.desk, line, helps.Continued("家里又请代办"))
    with rig.store.write() as tx:
        tx.take_in([(1, b"\xc1")])
    window.shell.go("disputes")
    window.shell.page.refresh(disputes.PAGE.watches)
    page = window.page
    for row in range(6):
        page.table.go_to_row(row)
        shoot(f"row-{row}")
    page.table.go_to_row(0)
    shoot("again")
    page.choose(1)
    page.record()
    shoot("taken")
    window.shell.resize(683, 384)
    shoot("small")
    window.close()


if __name__ == "__main__":
    main()

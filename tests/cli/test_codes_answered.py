"""Every code on every document leads to a page that the county answers, before and after sync."""

from __future__ import annotations

import io
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import zxingcpp
from cli_rig import County, enrol, person_id
from PIL import Image

from counter_app.desk import cases, intake
from counter_app.desk.intake import Outcome, Then
from counter_app.desk.intake_check import Intake, IntakeMaterial, IntakeParty, check_intake
from counter_app.documents.paper import thaw
from counter_app.documents.preview import page_images
from counter_app.documents.render import render_pdf
from counter_app.models.acts import case as acts
from counter_app.models.case import CorrectionPoint
from counter_app.models.reference import Handling
from counter_app.store import queries
from counter_app.workplace import Workplace

ALL_KINDS = {"receipt", "acceptance", "correction", "refusal", "return_slip", "delivery"}


def take_in(place: Workplace, index: int, outcome: Outcome, *, instant: bool = False) -> str:
    item = next(
        item
        for item in place.catalogue().items.values()
        if (item.handling is Handling.INSTANT) is instant and len(item.materials) >= 2
    )
    typed = Intake(
        item_code=item.code,
        applicant=IntakeParty(name=f"王𬱖{index}", id_number=person_id(index)),
        materials=tuple(IntakeMaterial(each.name, "original") for each in item.materials),
    )
    desk = place.desk
    checked, problems = check_intake(typed, desk.catalogue(), desk.today, whole_form=False)
    assert checked is not None, problems
    return intake.take_in(desk, checked, outcome).state.number


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def codes_of(place: Workplace) -> dict[str, set[str]]:
    """URLs read from the drawn pages, by kind of document."""
    found: dict[str, set[str]] = {}
    for view in queries.cases(place.store):
        state = queries.by_number(place.store, view.number)
        assert state is not None
        for paper in state.papers:
            act, _ = cases.snapshot(place.desk, state, paper.number)
            pdf = render_pdf(thaw(act.snapshot)).pdf
            urls = found.setdefault(paper.kind, set())
            for page in page_images(pdf, dpi=150):
                picture = Image.open(io.BytesIO(page.png())).convert("L")
                for code in zxingcpp.read_barcodes(picture):
                    if code.text.startswith("http"):
                        urls.add(code.text)
    return found


@pytest.mark.slow
def test_every_code_is_answered(county: County, tmp_path: Path) -> None:
    with county.serving():
        # A place of its own: the other profiles of the session would receive these cases.
        commands = enrol(county, tmp_path / "profile", "421321102000")
        with Workplace.open(commands.profile, commands.staff, commands.password) as place:
            point = CorrectionPoint("户口簿", "未提交")
            take_in(place, 1, Outcome(Then.RECEIVE))
            take_in(place, 2, Outcome(Then.ACCEPT))
            take_in(place, 3, Outcome(Then.CORRECT, (point,)))
            refusal = acts.Declined("not_eligible", "不符合条件")
            take_in(place, 4, Outcome(Then.DECLINE, refusal=refusal))
            done = take_in(place, 5, Outcome(Then.INSTANT), instant=True)
            cases.carry_out(place.desk, done, acts.Delivered("hand", "王𬱖5"))
            found = codes_of(place)
            assert set(found) == ALL_KINDS
            urls = set().union(*found.values())
            assert all(found[kind] for kind in ALL_KINDS - {"delivery"}), found
            assert {status(url) for url in urls} == {200}, "before the record has arrived"
            assert place.sync().agreed
            assert {status(url) for url in urls} == {200}, "after it has"
            query = next(url for url in urls if "/q/" in url)
            wrong = "A" if query[-20] != "A" else "B"
            assert status(query[:-20] + wrong + query[-19:]) == 404

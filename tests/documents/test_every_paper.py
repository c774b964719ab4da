"""Every paper that a counter hands out: names come back from the PDF, codes are answered.

The cases go through the real desk and its encrypted store; the county is a running server.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import cycle
from pathlib import Path

import httpx
import pypdfium2
import pytest
import zxingcpp
from cli_rig import TOWN, VILLAGE, person_id
from county_rig import CountyRig
from msgspec import structs
from PIL import Image

from counter_app.desk import cases, intake
from counter_app.desk.desk import Desk
from counter_app.desk.intake_check import (
    Intake,
    IntakeAgent,
    IntakeMaterial,
    IntakeParty,
    check_intake,
)
from counter_app.documents.paper import thaw
from counter_app.documents.papers import PAPERS
from counter_app.documents.preview import page_images
from counter_app.documents.render import render_pdf
from counter_app.models.acts import case as acts
from counter_app.models.acts.papers_moved import PapersSent
from counter_app.models.case import CaseState, CorrectionPoint, MaterialForm, MaterialLine
from counter_app.papers import in_size
from counter_app.rules import case_commands as wishes
from counter_app.rules.masking import mask_id, mask_name, mask_phone
from counter_app.store.profile import Profile
from counter_app.sync.enrol import enrol
from counter_app.workplace import Workplace

PHONE = "13812345678"
COLLECTOR = person_id(900)
#: 高龄津贴申领 of the towns
ITEM = "11421321MB9026282R5000511004000"
EVERY = [(kind.kind, size) for kind in PAPERS for size in kind.sizes]
QR, BARS = zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128
#: Codes on a paper that has not two of them: for progress, and for the guide or a rating.
CODES = {"delivery": 1, "papers_moved": 0}
#: The one character of the list that no font has: it is printed as the name of its code point.
NOBODY_HAS = ("U+E170",)


@dataclass
class Hall:
    """A counter at work and its running county; ``states``: one case for every rare name."""

    place: Workplace
    url: str
    states: list[CaseState] = field(default_factory=list)
    pdfs: dict[tuple[str, str, str], bytes] = field(default_factory=dict)

    def drawn(self, kind: str, size: str) -> list[tuple[CaseState, bytes]]:
        """Every paper of this kind as PDF in this size, with its case."""
        owing = [s for s in self.states if any(paper.kind == kind for paper in s.papers)]
        return [(state, self._pdf(state, kind, size)) for state in owing]

    def snapshot(self, state: CaseState, kind: str) -> acts.PaperIssued:
        number = next(paper.number for paper in state.papers if paper.kind == kind)
        return cases.snapshot(self.place.desk, state, number)[0]

    def urls(self, state: CaseState, kind: str) -> set[str]:
        """What the codes of a paper should say."""
        paper = thaw(self.snapshot(state, kind).snapshot)
        return {code.url for block in paper.blocks for code in getattr(block, "codes", ())}

    def _pdf(self, state: CaseState, kind: str, size: str) -> bytes:
        key = (state.number, kind, size)
        if key not in self.pdfs:
            made = render_pdf(in_size(thaw(self.snapshot(state, kind).snapshot), size))
            assert made.missing in ((), NOBODY_HAS), state.applicant.name
            self.pdfs[key] = made.pdf
        return self.pdfs[key]


@pytest.fixture(scope="module")
def hall(rare_names: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    folder = tmp_path_factory.mktemp("hall")
    county = CountyRig.sample(folder)
    person = county.person_at(TOWN)
    with county.serve() as server:
        enrol(Profile(folder / "profile"), server.url, county.enrol_code(TOWN))
        with Workplace.open(folder / "profile", person.work_no, person.password) as place:
            made = Hall(place, server.url)
            take_all(made, rare_names)
            yield made


def take_all(hall: Hall, names: list[str]) -> None:
    """One case a name; they end in four ways, so that every paper is owed to some of them."""
    everything = frozenset({"intake", "approval", "delivery"})
    actor = structs.replace(hall.place.desk.actor, roles=everything)
    desk = replace(hall.place.desk, actor=actor)
    for index, (name, end) in enumerate(zip(names, cycle(ENDS), strict=False)):
        state = received(desk, index, name, names[-index - 1])
        for wish in end(name):
            state = cases.carry_out(desk, state.number, wish).state
        assert state.applicant.name == name
        hall.states.append(state)


def received(desk: Desk, index: int, name: str, other: str) -> CaseState:
    """A case of this applicant; every third has an agent with another rare name."""
    agent = IntakeParty(name=other, id_number=person_id(500 + index), phone=PHONE)
    materials = (IntakeMaterial("居民身份证", "original"), IntakeMaterial("居民户口簿", "later"))
    typed = Intake(
        item_code=ITEM,
        applicant=IntakeParty(name=name, id_number=person_id(index), phone=PHONE),
        agent=IntakeAgent(agent, "子女", "委托书") if index % 3 == 0 else None,
        materials=materials,
    )
    checked, problems = check_intake(typed, desk.catalogue(), desk.today, whole_form=False)
    assert checked is not None, (name, problems)
    return intake.take_in(desk, checked).state


LINE = MaterialLine("居民身份证", MaterialForm.COPY)
#: name of the applicant -> what is done to the case after it was received
ENDS: tuple[Callable[[str], tuple[object, ...]], ...] = (
    lambda name: (wishes.Accept(), PapersSent(VILLAGE, (LINE,), name)),
    lambda name: (
        wishes.AskCorrection((CorrectionPoint("居民户口簿", "未提交", "复印件1份", "本人"),)),
    ),
    lambda name: (acts.Declined("not_eligible", "申请人不满八十周岁", returned=("居民身份证",)),),
    lambda name: (
        wishes.Accept(),
        acts.Decided(True, "同意", result_name="高龄津贴审批表"),
        acts.Closed(),
        acts.Delivered("hand", name, id_number=COLLECTOR),
    ),
)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def joined(pdfs: list[bytes]) -> tuple[bytes, list[int]]:
    """All of them as one file, and how many pages each has: poppler is started once."""
    whole, counts = pypdfium2.PdfDocument.new(), []
    for pdf in pdfs:
        part = pypdfium2.PdfDocument(pdf)
        whole.import_pages(part)
        counts.append(len(part))
        part.close()
    out = io.BytesIO()
    whole.save(out)
    whole.close()
    return out.getvalue(), counts


def names_on(state: CaseState) -> list[str]:
    """Whose names stand on the papers of a case, in full."""
    names = [state.applicant.name]
    if state.agent is not None:
        names.append(state.agent.party.name)
    return names


def numbers_of(state: CaseState) -> list[str]:
    """What must stand on no paper."""
    numbers = [state.applicant.id_number, PHONE, COLLECTOR]
    if state.agent is not None:
        numbers.append(state.agent.party.id_number)
    return numbers


def unbroken(text: str) -> str:
    """A narrow column breaks long names; nothing else is forgiven."""
    return text.replace("\r", "").replace("\n", "")


def test_every_kind_of_paper_is_owed_to_many_kinds_of_names(
    hall: Hall, rare_names: list[str]
) -> None:
    assert [state.applicant.name for state in hall.states] == rare_names
    owed = [paper.kind for state in hall.states for paper in state.papers]
    assert owed.count("receipt") == len(rare_names)
    assert min(owed.count(kind.kind) for kind in PAPERS) >= len(rare_names) // 4


@pytest.mark.parametrize(("kind", "size"), EVERY)
def test_every_name_comes_back_and_no_number_does(hall: Hall, kind: str, size: str) -> None:
    for state, pdf in hall.drawn(kind, size):
        text = text_of(pdf)
        flat = unbroken(text)
        for name in names_on(state):
            assert name in flat, (kind, size, name)
            assert len(name) > 6 or name in text, (kind, size, name)
        assert mask_id(state.applicant.id_number) in flat
        assert mask_phone(PHONE) in flat
        for number in numbers_of(state):
            assert number not in flat
            assert number[6:14] not in flat or number == PHONE  # the day of birth in it
            assert number.encode() not in pdf


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
@pytest.mark.parametrize(("kind", "size"), EVERY)
def test_another_reader_gives_the_same_names(
    hall: Hall, kind: str, size: str, tmp_path: Path
) -> None:
    drawn = hall.drawn(kind, size)
    whole, counts = joined([pdf for _, pdf in drawn])
    (tmp_path / "all.pdf").write_bytes(whole)
    subprocess.run(["pdftotext", "-enc", "UTF-8", "all.pdf"], cwd=tmp_path, check=True)
    pages = (tmp_path / "all.txt").read_text(encoding="utf-8").split("\f")
    for (state, _), count in zip(drawn, counts, strict=True):
        text = unbroken("".join(pages[:count]))
        del pages[:count]
        for name in names_on(state):
            assert name in text, (kind, size, name)
        assert not any(number in text for number in numbers_of(state))


def codes_on(pdf: bytes, dpi: int, symbol: zxingcpp.BarcodeFormat) -> set[str]:
    found = set()
    for page in page_images(pdf, dpi):
        image = Image.frombytes("RGBA", (page.width, page.height), page.rgba).convert("L")
        found |= {code.text for code in zxingcpp.read_barcodes(image, formats=symbol)}
    return found


@pytest.mark.parametrize(("kind", "size"), EVERY)
def test_every_code_is_read_from_dots(hall: Hall, kind: str, size: str) -> None:
    """Two papers of each kind and size at both densities; of receipts every name's at 150."""
    for index, (state, pdf) in enumerate(hall.drawn(kind, size)):
        wanted = hall.urls(state, kind)
        assert len(wanted) == CODES.get(kind, 2), kind
        if index < 2 or (kind, size) == ("receipt", "A5"):
            assert codes_on(pdf, 150, QR) == wanted, (kind, size, state.number)
        if index < 2:
            assert codes_on(pdf, 200, QR) == wanted, (kind, size, state.number)
            assert codes_on(pdf, 200, BARS) == {state.number}, (kind, size)


def test_every_code_is_answered_before_and_after_sync(hall: Hall) -> None:
    codes = {
        url: state
        for state in hall.states
        for paper in state.papers
        for url in hall.urls(state, paper.kind)
    }
    pages = tuple(f"{hall.url}/{page}/" for page in "qgr")
    assert all(url.startswith(pages) for url in codes)
    progress = {url: state for url, state in codes.items() if "/q/" in url}
    assert len(progress) >= len(hall.states)
    assert hall.place.store.head.acked == 0
    with httpx.Client() as citizen:
        for url in codes:
            answer = citizen.get(url)
            assert answer.status_code == 200, url
            assert ("资料正在上传" in answer.text) == (url in progress), url
        for url in list(progress)[:5]:
            forged(citizen, url)

        assert hall.place.sync().unsent == 0
        for url, state in progress.items():
            answer = citizen.get(url)
            assert answer.status_code == 200, url
            assert "资料正在上传" not in answer.text
            assert state.item.name in answer.text
            name, number = state.applicant.name, state.applicant.id_number
            assert mask_name(name) in answer.text or len(name) == 1, name
            assert name not in answer.text
            assert number not in answer.text
        for url in list(progress)[:5]:
            forged(citizen, url)
    assert hall.place.sync().agreed


def forged(citizen: httpx.Client, url: str) -> None:
    """Any character of the token changed: nobody at the county made that out."""
    head, token = url.rsplit("/", 1)
    for at in (0, 5, len(token) // 2, len(token) - 2):
        other = "A" if token[at] != "A" else "B"
        wrong = f"{head}/{token[:at]}{other}{token[at + 1 :]}"
        assert citizen.get(wrong).status_code == 404
    assert citizen.get(f"{head}/{token[:-5]}").status_code == 404
    assert citizen.get(f"{head}/").status_code == 404

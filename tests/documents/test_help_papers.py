"""Documents of help and agency: every one in each size, with rare names and no whole numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from desk_rig import MANAGER, TOWN, make_workplace
from document_texts import text_of
from help_samples import ASK, AUTHORISATION, ORIGINAL, SAMPLES, state
from msgspec.structs import replace
from signature_samples import written

from counter_app.desk import help as helping
from counter_app.desk.cases import snapshot
from counter_app.desk.desk import Desk
from counter_app.documents.paper import PaperSize, SignedLines, decode, encode, thaw
from counter_app.documents.papers import help_ledger
from counter_app.documents.papers.help_papers import HELP_PAPERS, build
from counter_app.documents.papers.help_parts import HelpContext
from counter_app.documents.render import render_pdf
from counter_app.documents.signature import signed
from counter_app.errors import BadInput, Refused
from counter_app.help_papers import ledger_pdf
from counter_app.models.acts import help as acts
from counter_app.models.help import HelpState, HelpStatus, Result, Visit
from counter_app.store.attachment_outbox import owed

ID, PHONE = "421321199001010015", "13812345678"
EVERY = [(each.kind, size) for each in HELP_PAPERS for size in each.sizes]


def full(name: str = "王𬱖") -> HelpState:
    """A line that went all the way; one original is still here."""
    person = replace(ASK.person, name=name, phone=PHONE, address="随县厉山镇双寨村三组十二号")
    return state(
        HelpStatus.FINISHED,
        ask=replace(ASK, person=person, item_name="高龄津贴申领", project="", note="腿脚不便"),
        authorisation=AUTHORISATION,
        continuations=1,
        cases=("4213210017260000427",),
        visits=(Visit("phone", 1_795_600_000_000, "SX1", "告知已受理"),),
        result=Result("高龄津贴证", "agent", "欧阳㴋", 1_795_700_000_000, "子女", "", 1250),
        registered_ms=1_795_500_000_000,
        ended_ms=1_795_800_000_000,
        disputes=(),
    )


def context(of: HelpState) -> HelpContext:
    return HelpContext(
        state=of,
        number="随县委托〔2026〕0017-00003号",
        now_ms=1_795_500_000_000,
        organ="随县厉山镇便民服务中心",
        place="厉山镇便民服务中心",
        window=3,
        clerk="样一(SX1)",
        helper="李敏(SX1)",
        consult_phone="0722-3338866",
    )


@pytest.mark.parametrize(("kind", "size"), EVERY)
def test_every_paper_in_each_size(rare_names: list[str], kind: str, size: PaperSize) -> None:
    for name in ("王𬱖", *rare_names[:12]):
        paper = build(kind, context(full(name)), size)
        assert decode(encode(paper)) == paper
        text = text_of(render_pdf(paper).pdf)
        assert name in text, name
        assert ID not in text
        assert PHONE not in text
        assert "4213**********0015" in text


def test_the_authorisation_ticks_what_was_agreed_and_comes_twice() -> None:
    paper = build("help_authorisation", context(full()))
    text = text_of(render_pdf(paper).pdf)
    assert "■递交申请材料" in text
    assert "□代缴费用" in text
    assert "2026年11月23日至2026年12月23日" in text
    assert paper.copies == 2


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (HelpStatus.FINISHED, "帮办代办办结单"),
        (HelpStatus.STOPPED, "帮办代办终止单"),
        (HelpStatus.UNSUITABLE, "不宜代办告知单"),
    ],
)
def test_the_end_is_called_what_it_is(status: HelpStatus, title: str) -> None:
    paper = build("help_closing", context(replace(full(), status=status)))
    assert paper.title == title
    assert "尚未退还的原件" in text_of(render_pdf(paper).pdf)


def test_what_there_is_nothing_to_say_in_is_refused() -> None:
    early = state(HelpStatus.REGISTERED, custody=())
    for kind in ("help_authorisation", "help_continuation", "help_handover", "help_closing"):
        with pytest.raises(Refused):
            build(kind, context(early))


def test_the_ledger_lies_on_its_side_and_goes_on() -> None:
    rows = [(str(n), "王𬱖", "老年人") for n in range(1, 80)]
    headings = (("序号", 1.0), ("服务对象", 4.0), ("对象类别", 4.0))
    paper = help_ledger.build("随县", "2026年11月", headings, rows, "样一", "2026年11月26日")
    drawn = render_pdf(paper)
    document = pypdfium2.PdfDocument(drawn.pdf)
    width, height = document[0].get_size()
    document.close()
    assert width > height
    assert drawn.pages > 1
    assert text_of(drawn.pdf).count("王𬱖") == 79


def test_acts_owe_their_papers_at_a_real_desk(tmp_path: Path) -> None:
    rig = make_workplace(tmp_path, TOWN, work_no=MANAGER)
    try:
        desk = rig.desk
        asked = replace(ASK, asked_ms=rig.store.now_ms())
        number = helping.open_line(
            desk, acts.Asked(asked), acts.Registered(desk.actor.work_no)
        ).state.number
        today = desk.today
        given = replace(AUTHORISATION, since=today, until=date(today.year + 1, 1, 1))
        done = helping.carry_out(
            desk, number, acts.Authorised(given), acts.MaterialsTaken((ORIGINAL,), "王𬱖")
        )
        assert [each.title for each in done.state.papers] == ["帮办代办委托书", "材料交接清单"]
        assert len(done.papers) == 2
        act, copies = snapshot(desk, done.state, done.papers[0])
        assert copies == 1
        assert "王𬱖" in text_of(render_pdf(thaw(act.snapshot)).pdf)
        helping.issue_paper(desk, number, "help_registration")
        stopped = helping.carry_out(desk, number, SAMPLES[acts.Terminated]).state
        assert stopped.papers[-1].title == "帮办代办终止单"
        ended = told(desk, stopped)
        assert "提出终止 服务对象" in ended
        assert f"委托书{stopped.papers[0].number}终止" in ended
        lines, pages = ledger_pdf(desk, tmp_path / "台账.pdf")
        assert (lines, pages) == (1, 1)
        assert "王𬱖" in text_of((tmp_path / "台账.pdf").read_bytes())
    finally:
        rig.close()


def told(desk: Desk, of: HelpState) -> str:
    """The words of the newest paper."""
    act, _ = snapshot(desk, of, of.papers[-1].number)
    return text_of(render_pdf(thaw(act.snapshot)).pdf)


def test_going_on_is_signed_like_the_authorisation(tmp_path: Path) -> None:
    rig = make_workplace(tmp_path, TOWN, work_no=MANAGER)
    try:
        desk = rig.desk
        asked = acts.Asked(replace(ASK, asked_ms=rig.store.now_ms()))
        mine = acts.Registered(desk.actor.work_no)
        number = helping.open_line(desk, asked, mine).state.number
        today = desk.today
        until = date(today.year + 1, 1, 1)
        given = acts.Authorised(replace(AUTHORISATION, since=today, until=until))
        signature = signed(written(), "帮办代办委托书", "委托人")
        done = helping.carry_out(desk, number, given, signed=signature).state
        (file,) = done.attachments
        assert done.authorisation is not None
        assert done.authorisation.evidence == file.hash
        assert rig.store.attachments.read(file.hash) == signature.picture.data
        assert [each.hash for each in owed(rig.store.attachments)] == [file.hash]
        act, _ = snapshot(desk, done, done.papers[-1].number)
        lines = [each for each in thaw(act.snapshot).blocks if isinstance(each, SignedLines)]
        assert lines[0].inks[0]
        # without another day there is nothing to sign
        assert not helping.carry_out(desk, number, acts.Continued("换人跟进")).papers
        later = acts.Continued("材料还没补齐", until.replace(month=6))
        after = helping.carry_out(desk, number, later)
        assert after.state.papers[-1].title == "代办续办委托书"
        words = told(desk, after.state)
        assert "材料还没补齐" in words
        assert done.papers[-1].number in words
        assert f"续至{until.year}年6月1日" in words
        before = rig.store.head.n
        wrong = acts.Continued("", until)
        with pytest.raises(BadInput):
            helping.carry_out(desk, number, wrong, signed=signed(written(2), "代办续办委托书"))
        assert rig.store.head.n == before, "no signature of what was refused"
    finally:
        rig.close()

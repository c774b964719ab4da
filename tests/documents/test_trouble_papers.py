"""Documents of the "办不成事" window: every one in each size, with rare names, nothing unmasked."""

from __future__ import annotations

import pytest
from document_texts import text_of
from msgspec.structs import replace
from trouble_samples import AT, COUNTY, REPORT, TERMS, TOWN, state

from counter_app.documents.paper import PaperSize, decode, encode
from counter_app.documents.papers.trouble_papers import TROUBLE_PAPERS, build
from counter_app.documents.papers.trouble_parts import TroubleContext
from counter_app.documents.render import render_pdf
from counter_app.errors import Refused
from counter_app.models.trouble import (
    Answer,
    Heard,
    Measure,
    Step,
    TroubleState,
    TroubleStatus as S,
)

ID, PHONE = "421321199001010015", "13812345678"
EVERY = [(each.kind, size) for each in TROUBLE_PAPERS for size in each.sizes]
PLACES = {TOWN: "厉山镇便民服务中心", COUNTY: "随县政务服务中心"}


def full(name: str = "王𬱖", **changes: object) -> TroubleState:
    """A matter that went all the way, and was found outside at last (no paper asks for sense)."""
    person = replace(REPORT.person, name=name, phone=PHONE, address="随县厉山镇双寨村三组十二号")
    made = state(
        S.CLOSED,
        report=replace(REPORT, person=person),
        steps=(Step("dispatched", AT, "SX1", COUNTY, "SX5", "何平", "县档案馆", "请调档"),),
        measures=(Measure("查阅 1998 年登记簿,找到存根", AT, "SX5", COUNTY, "县档案馆"),),
        answers=(Answer("solved", "已凭存根补录档案,可以受理", "phone", AT, "SX5", COUNTY),),
        opinions=(Heard("satisfied", AT, "SX1", 1, "很好"),),
        causes=("history_file",),
        improvement="建立补录流程",
        outside="petition",
        remedy=TERMS.remedy("petition"),
        ended_ms=AT,
        disputes=(),
    )
    return replace(made, **changes)


def context(of: TroubleState) -> TroubleContext:
    return TroubleContext(
        state=of,
        number="随县反映〔2026〕0017-00003号",
        now_ms=AT,
        organ="随县厉山镇便民服务中心",
        place=PLACES[TOWN],
        window=3,
        clerk="样一(SX1)",
        consult_phone="0722-3338866",
        terms=TERMS,
        place_name=lambda code: PLACES.get(code, code),
        staff_name={"SX5": "何平", "SX7": "刘某"}.get,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(("kind", "size"), EVERY)
def test_every_paper_in_each_size(rare_names: list[str], kind: str, size: PaperSize) -> None:
    for name in ("王𬱖", *rare_names[:6]):
        paper = build(kind, context(full(name)), size)
        assert decode(encode(paper)) == paper
        text = text_of(render_pdf(paper).pdf)
        assert name in text, name
        assert ID not in text
        assert PHONE not in text
        assert "138****5678" in text


def test_the_dispatch_names_neither_the_unnamed_nor_whom_it_is_about() -> None:
    unnamed = full(report=replace(full().report, anonymous=True))
    text = text_of(render_pdf(build("trouble_dispatch", context(unnamed))).pdf)
    assert "匿名" in text
    assert "王𬱖" not in text
    assert "刘某" not in text
    assert "县档案馆 何平（SX5）" in text


@pytest.mark.parametrize("kind", [each.kind for each in TROUBLE_PAPERS])
def test_whoever_stays_unnamed_is_named_only_where_he_came_to(kind: str) -> None:
    unnamed = context(full(report=replace(full().report, anonymous=True)))
    elsewhere = text_of(render_pdf(build(kind, replace(unnamed, at_home=False))).pdf)
    assert "王𬱖" not in elsewhere
    assert "138****5678" not in elsewhere
    at_home = text_of(render_pdf(build(kind, unnamed)).pdf)
    assert ("王𬱖" in at_home) is (kind != "trouble_dispatch")


def test_a_step_up_is_called_so() -> None:
    step = Step("escalated", AT, "SX1", COUNTY, department="县政数局", reason="两次不满意")
    up = build("trouble_dispatch", context(full(steps=(step,))))
    assert up.title == "“办不成事”反映提级办理单"


def test_the_slip_names_the_remedy() -> None:
    text = text_of(render_pdf(build("trouble_outside", context(full()))).pdf)
    assert "信访事项" in text
    assert "县信访局" in text


def test_what_there_is_nothing_to_say_in_is_refused() -> None:
    early = state(S.REPORTED, steps=(), answers=())
    for kind in ("trouble_dispatch", "trouble_answer", "trouble_outside"):
        with pytest.raises(Refused):
            build(kind, context(early))

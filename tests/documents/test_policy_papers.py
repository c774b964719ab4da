"""Documents of the policy ledger: in each size, with rare names and no whole phone numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from desk_rig import TOWN, make_workplace
from document_texts import text_of
from msgspec.structs import replace
from policy_samples import FIRM, INQUIRY, ROWS, state

from counter_app.desk import policy as advising
from counter_app.documents.paper import PaperSize, decode, encode
from counter_app.documents.papers.policy_answer import SIZES, PolicyContext, build
from counter_app.documents.render import render_pdf
from counter_app.errors import Refused
from counter_app.models.acts import policy as acts
from counter_app.models.policy import Answer, PolicyState, PolicyStatus
from counter_app.models.reference import Policy
from counter_app.policy_papers import ledger_pdf

PHONE = "13812345678"


def answered(name: str = "随县曾氏香菇有限公司") -> PolicyState:
    firm = replace(FIRM, name=name, phone=PHONE)
    return state(
        PolicyStatus.ANSWERED,
        inquiry=replace(INQUIRY, firm=firm, question="今年还要不要自己申请?" * 8),
        answers=(
            Answer(
                "免申即享,名单公示后直接拨付。" * 6,
                1_795_500_000_000,
                "SX1",
                TOWN,
                "鄂人社函〔2026〕1号",
            ),
            Answer("补充:账户要先核对。", 1_795_600_000_000, "SX2", TOWN, "", "张𬭎", "县人社局"),
        ),
    )


def context(of: PolicyState, policy: Policy | None = None) -> PolicyContext:
    return PolicyContext(
        state=of,
        number="随县惠企〔2026〕0017-00003号",
        now_ms=1_795_500_000_000,
        organ="随县厉山镇便民服务中心",
        place="厉山镇便民服务中心",
        window=3,
        clerk="样一(SX1)",
        policy=policy,
        names={"SX1": "李敏"},
        consult_phone="0722-3338866",
    )


@pytest.mark.parametrize("size", SIZES)
def test_the_answer_in_each_size(rare_names: list[str], size: PaperSize) -> None:
    for name in (f"{each}商行" for each in rare_names[:6]):
        paper = build(context(answered(name), ROWS[0]), size)
        assert decode(encode(paper)) == paper
        text = text_of(render_pdf(paper).pdf)
        assert name in text
        assert PHONE not in text
        for word in ("鄂人社函〔2026〕1号", "李敏", "县人社局 张𬭎", "适用条件", "0722-3330001"):
            assert word in text, word


def test_a_sample_says_that_it_is_one() -> None:
    sample = Policy("S", "稳岗返还(样例)", "随县人社局", until=date(2026, 12, 31), sample=True)
    text = text_of(render_pdf(build(context(answered(), sample), PaperSize.A4)).pdf)
    assert "不得据此答复企业" in text
    assert "2026年12月31日止" in text


def test_nothing_to_hand_over_before_an_answer() -> None:
    with pytest.raises(Refused):
        build(context(state()), PaperSize.A4)


def test_the_ledger_on_wide_sheets(tmp_path: Path) -> None:
    rig = make_workplace(tmp_path, TOWN, more=ROWS)
    for index in range(40):
        firm = replace(FIRM, name=f"第{index}号曾𬭎商行")
        asked = replace(INQUIRY, firm=firm, asked_ms=rig.store.now_ms())
        advising.open_line(rig.desk, acts.AnsweredAtOnce(asked, "免申即享,等公示名单"))
    lines, pages = ledger_pdf(rig.desk, tmp_path / "台账.pdf")
    rig.close()
    assert lines == 40
    assert pages >= 2
    text = text_of((tmp_path / "台账.pdf").read_bytes())
    assert "惠企政策咨询台账" in text
    assert "第39号曾𬭎商行" in text

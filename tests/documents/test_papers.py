"""The seven documents: every prescribed field, nothing personal unmasked, golden words."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
import zxingcpp
from paper_cases import (
    accepted,
    closed,
    context,
    contexts,
    correcting,
    declined,
    delivered,
    lines_of,
    received,
)
from PIL import Image

from counter_app.documents.paper import PaperSize, freeze, thaw
from counter_app.documents.papers import PAPERS, build
from counter_app.documents.preview import page_images
from counter_app.documents.render import render_pdf
from counter_app.errors import Refused
from counter_app.models.acts.case import Declined
from counter_app.models.party import Party, PartyKind
from counter_app.models.reference_terms import ItemType

GOLDEN = Path(__file__).parent / "golden"
EVERY = [(paper.kind, size) for paper in PAPERS for size in paper.sizes]
replace = msgspec.structs.replace

#: What must stand on every document.
COMMON = (
    "随县殷店镇便民服务中心",
    "随县收件〔2026〕0017-00042号",
    "421321-0017-26-000042-7",
    "王𬱖",
    "4213**********0015",
    "欧阳㴋",
    "11421321MB901111XL5000117051000",
    "3 号窗口",
    "样一（SXX0317）",
    "0722-3338866",
    "0722-3339977",
    "2026年11月24日",
)
#: What each document must say besides.
MUST = {
    "receipt": (
        "收件凭证",
        "2026年11月23日 09:10",
        "2026年11月30日",
        "收件不等于受理",
        "原件核验+复印件",
        "核验后退还",
        "电子证照",
        "免提交",
        "尚未提交的材料",
        "村民委员会评议记录",
        "医疗机构诊断证明（容缺后补）",
        "收件人（签名）",
        "交件人（签名）",
        "一式两份",
        "7K3M9P",
    ),
    "acceptance": (
        "受理通知书",
        "2026年11月24日起予以受理",
        "受理人员",
        "法定时限",
        "30个工作日，至2027年1月6日（暂定）",
        "20个工作日，至2026年12月22日（暂定）",
        "不计算在",
        "不收费",
        "领取方式",
        "容缺受理的材料",
        "受理的申请材料",
        "盖章处",
        "一式两份",
        "7K3M9P",
    ),
    "correction": (
        "一次性补正告知书",
        "应当提交",
        "获取途径",
        "2026年12月21日",
        "视为放弃",
        "首次提交日期",
        "签收人（签名）",
        "扫码看指南",
        "盖章处",
        "一式两份",
    ),
    "refusal": (
        "不予受理通知书",
        "不属于本机关职权范围",
        "户籍和经常居住地",
        "社会救助暂行办法",
        "曾都区南郊街道办事处便民服务中心",
        "退回的申请材料",
        "居民身份证复印件",
        "六十日内",
        "随县人民政府",
        "六个月内",
        "人民法院",
        "盖章处",
    ),
    "return_slip": (
        "办件回执",
        "7K3M9P",
        "2026年12月22日",
        "领取方式",
        "扫码查进度",
        "扫码评服务",
        "已受理",
    ),
    "delivery": (
        "送达回证",
        "受送达人：王𬱖",
        "准予决定书",
        "随民审〔2026〕第00123号",
        "SX-DB-2026-00123",
        "■代收",
        "□直接送达",
        "□公告送达",
        "2026年11月30日 09:10",
        "子女",
        "代收理由",
        "拒收事由",
        "见证人（签名）",
        "送达人（签名）",
        "邮件单号",
    ),
    "papers_moved": (
        "材料交接单",
        "殷店镇火光村",
        "2026年11月23日 11:00",
        "2026年11月24日 09:30",
        "样带货",
        "未收到",
        "已收到",
        "次日补送",
        "交出人（签名）",
        "带送人（签名）",
        "接收人（签名）",
        "一式两份",
    ),
}


def words(paper) -> str:
    return "".join(lines_of(paper))


def test_seven_documents_each_with_a_size():
    assert [paper.kind for paper in PAPERS] == list(MUST)
    assert all(paper.sizes and paper.title for paper in PAPERS)


@pytest.mark.parametrize(("kind", "size"), EVERY)
def test_every_prescribed_field_is_there(kind, size):
    said = words(build(kind, contexts()[kind], size))
    common = [text for text in COMMON if text not in said]
    own = [text for text in MUST[kind] if text not in said]
    assert (common, own) == ([], [])


@pytest.mark.parametrize(("kind", "size"), EVERY)
def test_numbers_of_persons_are_masked(kind, size):
    stored = freeze(build(kind, contexts()[kind], size))
    raw = msgspec.json.encode(thaw(stored)).decode()
    for number in ("421321199001010015", "421321196503152027", "13812345678", "19900101"):
        assert number not in raw


@pytest.mark.parametrize(("kind", "size"), EVERY)
def test_the_words_are_golden(kind, size):
    """After an intended change: gallery.py OUT, look at the pictures, copy the .txt files."""
    golden = (GOLDEN / f"{kind}-{size}.txt").read_text(encoding="utf-8")
    assert "\n".join(lines_of(build(kind, contexts()[kind], size))) + "\n" == golden


@pytest.mark.parametrize(("kind", "size"), EVERY)
def test_chinese_is_written_with_chinese_marks(kind, size):
    said = words(build(kind, contexts()[kind], size))
    assert re.findall(r"[\u4e00-\u9fff][,:;()?!]|[,;()?!][\u4e00-\u9fff]", said) == []


@pytest.mark.parametrize(("kind", "size"), EVERY)
def test_every_code_is_read(kind, size):
    paper = build(kind, contexts()[kind], size)
    wanted = {code.url for block in paper.blocks for code in getattr(block, "codes", ())}
    read = set()
    for page in page_images(render_pdf(paper).pdf, 150):
        image = Image.frombytes("RGBA", (page.width, page.height), page.rgba).convert("L")
        read |= {code.text for code in zxingcpp.read_barcodes(image)}
    assert wanted <= read
    assert wanted or kind in ("delivery", "papers_moved")


def test_a_usual_case_takes_one_sheet():
    usual = {"agent": None, "materials": received().materials[:3]}
    sure = {"tolerated": (), "due_provisional": False}
    plain = replace(received(), **usual)
    papers = [
        build("receipt", context(plain), PaperSize.A5),
        build("acceptance", context(replace(accepted(), **sure, **usual))),
        build("correction", context(replace(correcting(1), item=plain.item, **usual))),
        build("refusal", contexts()["refusal"], PaperSize.A4),
        build("return_slip", context(accepted()), PaperSize.A5),
        build("delivery", context(delivered()), PaperSize.A4),
    ]
    assert {paper.title: render_pdf(paper).pages for paper in papers} == {
        paper.title: 1 for paper in papers
    }


def test_nothing_is_made_out_that_did_not_happen():
    plain = context(received())
    for kind in ("acceptance", "correction", "refusal"):
        with pytest.raises(Refused):
            build(kind, plain)
    with pytest.raises(Refused, match="没有"):
        build("licence", plain)


def test_a_permit_cites_the_law_and_other_items_do_not():
    for kind, state in (("acceptance", accepted()), ("correction", correcting())):
        benefit = context(state)
        permit = replace(benefit, item=replace(benefit.item, item_type=ItemType.PERMIT))
        assert "行政许可法》第三十二条" in words(build(kind, permit))
        assert "行政许可法" not in words(build(kind, benefit))


def test_the_hall_is_named_only_where_it_is_another_one():
    own = words(build("acceptance", context(accepted(), place="殷店镇便民服务中心")))
    assert "受理窗口：3 号窗口" in own
    assert "到本中心领取" in own
    other = words(build("acceptance", context(accepted(), organ="随县民政局")))
    assert "受理窗口：随县殷店镇便民服务中心 3 号窗口" in other


def test_deemed_acceptance_says_so():
    said = words(build("acceptance", context(accepted(deemed=True))))
    assert "视为受理" in said
    assert "未在规定期限内告知补正" in said


def test_a_closed_case_gets_its_result_on_the_slip():
    said = words(build("return_slip", context(closed())))
    assert "SX-DB-2026-00123" in said
    assert "承诺办结日期" not in said


def test_an_organisation_shows_who_acts_for_it():
    party = Party(
        PartyKind.ORGANISATION,
        "随县九里岗食用菌专业合作社",
        "uscc",
        "93421321MA0000001X",
        legal_person="郑㙓",
    )
    said = words(build("receipt", context(replace(received(), applicant=party, agent=None))))
    assert "统一社会信用代码" in said
    assert "法定代表人" in said
    assert "郑㙓" in said


def test_a_delivery_form_can_be_printed_before_the_delivery():
    said = words(build("delivery", context(closed())))
    assert "■" not in said
    assert "准予决定书" in said


def test_a_document_without_a_line_has_no_codes_and_keeps_the_look_up_code():
    plain = context(received(), query_url="", guide_url="", rating_url="")
    paper = build("receipt", plain)
    assert not any(getattr(block, "codes", ()) for block in paper.blocks)
    assert "7K3M9P" in words(paper)


def test_a_refusal_whose_act_is_not_at_hand_keeps_to_the_state():
    state, act = declined()
    assert isinstance(act, Declined)
    said = words(build("refusal", context(state)))
    assert "户籍和经常居住地" in said
    assert "居民身份证" in said

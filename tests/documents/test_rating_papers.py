"""Paper about ratings: the rectification sheet and the ledger, with nobody's identity on them."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from case_pages_rig import take_in
from desk_rig import MANAGER, make_workplace
from rating_pages_rig import rate
from rating_samples import state

from counter_app.desk import intake
from counter_app.documents.paper import decode, encode
from counter_app.documents.papers import rectification
from counter_app.documents.papers.rectification import RatingContext, build
from counter_app.documents.render import render_pdf
from counter_app.errors import BadInput, Refused
from counter_app.models.rating import Grade, Rater
from counter_app.models.rating_state import (
    Appeal,
    Assignment,
    Facts,
    FixDone,
    FixExtension,
    FixPlan,
    RaterCall,
    RatingState,
    RatingStatus,
    Review,
    Revisit,
)
from counter_app.papers import print_document
from counter_app.rating_papers import write_ratings
from counter_app.rules.rating_reasons import said

AT = 1_795_500_000_000
DAY = 86_400_000
NAMES = {"SX1": "李敏", "SX2": "张伟", "SX9": "王𬱖"}


def full() -> RatingState:
    """A rating that went all the way, with an extension and an appeal."""
    from datetime import date

    return state(
        RatingStatus.REVIEWED,
        text="跑了三趟,每次说的都不一样,第三次才收下",
        reasons=("again", "trips"),
        rater=Rater("欧阳㴋", "13812345678"),
        given_ms=AT,
        assigned=Assignment("SX2", AT + DAY, "SX9", "张伟", "请当天联系"),
        calls=(
            RaterCall("phone", False, AT + DAY, "SX2"),
            RaterCall("phone", True, AT + 2 * DAY, "SX2", "来了三次才收下,要的材料每次不一样"),
        ),
        found=Facts("partly", "第二次漏告知户口簿;第三次材料齐全当场收件", AT + 3 * DAY, "SX2"),
        plan=FixPlan("in_time", "当面道歉,窗口张贴一次性告知单", AT + 4 * DAY, "SX2"),
        fix_due=date(2026, 12, 20),
        extension=FixExtension(date(2026, 12, 25), "告知单要县里统一印制", AT + 5 * DAY, "SX9"),
        done=FixDone("已上门道歉,告知单已张贴", AT + 9 * DAY, "SX2"),
        revisit=Revisit("content", AT + 10 * DAY, "SX2", "满意", Grade.SATISFIED),
        appeal=Appeal("untrue", "登记只来过两次", AT + 2 * DAY, "SX1", None, AT + 6 * DAY, False,
                      "监控显示来过三次", "SX9"),
        review=Review(True, AT + 11 * DAY, "SX9", "同意"),
        disputes=(),
    )  # fmt: skip


def context(of: RatingState) -> RatingContext:
    return RatingContext(
        state=of,
        number="随县评改〔2026〕0017-00003号",
        now_ms=AT,
        organ="随县厉山镇便民服务中心",
        place="厉山镇便民服务中心",
        window=3,
        served_at="厉山镇便民服务中心",
        clerk="张伟(SX2)",
        reasons=said((), of.reasons),
        name_of=lambda work_no: NAMES.get(work_no, work_no),
    )


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return "".join(pages).replace("\r", "").replace("\n", "")


def test_every_field_stands_on_the_sheet_but_not_who_rated() -> None:
    paper = build(context(full()))
    assert decode(encode(paper)) == paper
    drawn = render_pdf(paper)
    text = text_of(drawn.pdf)
    assert drawn.pages == 1
    assert drawn.missing == ()
    for words in (
        "差评整改单", "不满意", "同一材料要求重复提交；跑动次数超过承诺", "第三次才收下",
        "李敏（SX1）",
        "张伟（SX2）", "请当天联系", "没有联系上", "部分属实", "第二次漏告知户口簿", "限期整改",
        "当面道歉", "2026年12月20日", "告知单要县里统一印制", "王𬱖",
        "已上门道歉", "满意", "申诉", "不成立",
        "监控显示来过三次", "纳入统计", "承办人（签名）", "审核人（签名）",
    ):  # fmt: skip
        assert words in text, words
    assert "欧阳㴋" not in text
    assert "13812345678" not in text


def test_a_fresh_one_has_room_to_write() -> None:
    drawn = render_pdf(build(context(state())))
    assert drawn.pages == 1
    text = text_of(drawn.pdf)
    for label in ("核实结论", "整改措施", "完成期限", "整改结果", "审核意见"):
        assert label in text


def test_there_is_none_for_a_good_rating() -> None:
    good = state(grade=Grade.SATISFIED, assigned=None)
    with pytest.raises(Refused, match="不是差评"):
        build(context(good))
    assert rectification.KIND == "rectification"


def test_an_empty_ledger_is_said_and_not_hidden(tmp_path: Path) -> None:
    rig = make_workplace(tmp_path, work_no=MANAGER)
    try:
        assert write_ratings(rig.desk, tmp_path / "empty.pdf") == 0
        assert "共0件" in text_of((tmp_path / "empty.pdf").read_bytes())
    finally:
        rig.close()


def test_the_sheet_is_printed_by_its_number_and_again_as_a_copy(tmp_path: Path) -> None:
    rig = make_workplace(tmp_path, work_no=MANAGER)
    try:
        case = take_in(rig, outcome=intake.Outcome(intake.Then.ACCEPT)).state
        number = rate(rig, case.number, Grade.DISSATISFIED).number
        for copy in (1, 2):
            out = tmp_path / f"{copy}.pdf"
            told = print_document(rig.workplace, number, "差评整改单", out)
            assert (told["document"], told["copy"], told["pages"]) == ("rectification", copy, 1)
            assert "差评整改单" in text_of(out.read_bytes())
        with pytest.raises(BadInput, match="没有“收件凭证”这种文书"):
            print_document(rig.workplace, number, "收件凭证", tmp_path / "none.pdf")
    finally:
        rig.close()

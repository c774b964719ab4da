"""一次性告知单: everything at once, before there is a case; on either size of paper."""

from __future__ import annotations

import re

import msgspec
import pypdfium2
import pytest
import zxingcpp
from paper_cases import at, lines_of
from PIL import Image

from counter_app.documents.paper import PaperSize, freeze, thaw
from counter_app.documents.papers.advice import SIZES, AdviceContext, build
from counter_app.documents.preview import page_images
from counter_app.documents.render import render_pdf
from counter_app.forms.situations import chosen, materials_for, open_questions
from counter_app.models.reference import (
    Handling,
    Item,
    ItemType,
    Level,
    Material,
    Need,
    PaperForm,
    Result,
    ResultKind,
    Situation,
)

replace = msgspec.structs.replace
WHO = Situation("situation_who", "由谁来办?", ("本人", "家人代办"))
ITEM = Item(
    "11421321MB901111XL5000117051000",
    "㙓水村王𬱖纪念馆命名核准",
    Level.TOWN,
    "镇社会事务办公室(民政)",
    ItemType.BENEFIT,
    Handling.PROMISE,
    legal_days=30,
    promised_days=10,
    conditions="本县户籍,年满80周岁;\n持有本人社会保障卡(账户已激活)。",
    basis="老年人权益保障法",
    tips="账户不是老人本人的社保卡。",
    result=Result("核准书", ResultKind.APPROVAL),
    materials=(
        Material("申请表", originals=1, note="窗口提供空白表和样表"),
        Material("居民身份证", PaperForm.CHECKED, originals=1, copies=1, certificate="居民身份证"),
        Material("平面图", PaperForm.ORIGINAL, originals=1, required=Need.LATER),
        Material(
            "委托书(㴋)", PaperForm.ORIGINAL, originals=1, when={"situation_who": ("家人代办",)}
        ),
    ),
    situations=(WHO,),
    online=True,
)


def sheet(size: PaperSize, answers: dict[str, str], item: Item = ITEM):
    context = AdviceContext(
        item=item,
        materials=materials_for(item, answers),
        answers=chosen(item, answers),
        open_questions=tuple(spec.label for spec in open_questions(item, answers)),
        where=("县级（随县民政局）",),
        organ="随县殷店镇便民服务中心",
        place="殷店镇便民服务中心",
        window=3,
        clerk="样一（SXX0317）",
        now_ms=at(24),
        address="殷店镇政府街12号",
        hours="周一至周五 8:30-17:30",
        consult_phone="0722-3338866",
        supervise_phone="0722-3339977",
        guide_url=f"https://example.gov.cn/g/{item.code}",
    )
    return build(context, size)


def words(paper) -> str:
    return "".join(lines_of(paper))


@pytest.mark.parametrize("size", SIZES)
def test_everything_is_told_at_once(size: PaperSize) -> None:
    said = words(sheet(size, {"situation_who": "家人代办"}))
    for text in (
        "一次性告知单",
        "㙓水村王𬱖纪念馆命名核准",
        "由谁来办",
        "家人代办",
        "申请表",
        "原件1份、复印件1份",
        "有电子证照可以免交纸质",
        "容缺后补",
        "委托书（㴋）",
        "10个工作日",
        "30个工作日",
        "不收费",
        "年满80周岁；持有本人社会保障卡（账户已激活）",
        "容易出错的地方",
        "殷店镇便民服务中心3号窗口",
        "县级（随县民政局）",
        "周一至周五 8:30-17:30",
        "0722-3338866",
        "2026年11月24日 09:10",
        "不是收件或者受理凭证",
    ):
        assert text in said
    assert re.findall(r"[\u4e00-\u9fff][,:;()?!]|[,;()?!][\u4e00-\u9fff]", said) == []


@pytest.mark.parametrize("size", SIZES)
def test_rare_names_come_back_and_the_code_is_read(size: PaperSize) -> None:
    paper = thaw(freeze(sheet(size, {"situation_who": "家人代办"})))
    drawn = render_pdf(paper)
    assert drawn.missing == ()
    read = ""
    with pypdfium2.PdfDocument(drawn.pdf) as pdf:
        for page in pdf:
            read += page.get_textpage().get_text_range()
    for character in "㙓𬱖㴋":
        assert character in read
    codes = set()
    for page in page_images(drawn.pdf, 150):
        image = Image.frombytes("RGBA", (page.width, page.height), page.rgba).convert("L")
        codes |= {code.text for code in zxingcpp.read_barcodes(image)}
    assert codes == {f"https://example.gov.cn/g/{ITEM.code}"}


def test_a_usual_item_takes_one_sheet() -> None:
    plain = replace(ITEM, name="高龄津贴申领")
    for size in SIZES:
        assert render_pdf(sheet(size, {"situation_who": "本人"}, plain)).pages == 1


def test_an_open_question_is_told_and_its_material_left_out() -> None:
    said = words(sheet(PaperSize.A4, {}))
    assert "还没有确定：由谁来办" in said
    assert "委托书" not in said


def test_nothing_to_bring_is_said() -> None:
    said = words(sheet(PaperSize.A5, {}, replace(ITEM, materials=(), situations=())))
    assert "不需要另带材料" in said

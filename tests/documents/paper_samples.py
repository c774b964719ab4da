"""Documents that use every block, short and long, for tests and for the gallery."""

from __future__ import annotations

import base64
import hashlib

from counter_app.documents.paper import (
    Align,
    Code,
    Codes,
    Column,
    Footer,
    Heading,
    KeyValues,
    Notice,
    Numbered,
    Pair,
    Paper,
    PaperSize,
    Paragraph,
    Point,
    SealArea,
    Signature,
    Signatures,
    Table,
)

ORGAN = "随县殷店镇便民服务中心"
LONG_ITEM = (
    "建设工程消防设计审查验收备案与特殊建设工程消防设计技术审查（含既有建筑改造利用及室内装修工程）"
    "——跨省通办、免证办、告知承诺制办理"
)
MATERIALS = (
    ("居民身份证（申请人及代理人）", "原件核验+复印件", "1", "核验后退还"),
    ("城乡居民基本养老保险参保登记表", "原件", "2", "留存"),
    ("居民户口簿首页及本人页", "电子证照", "1", "免提交"),
    (
        "《特殊建设工程消防设计审查申请表》及设计单位资质证明文件、特种作业人员名册",
        "复印件",
        "3",
        "留存",
    ),
    ("银行卡（社会保障卡）", "复印件", "1", "留存"),
)


def url(seed: str, kind: str = "q") -> str:
    """An address as long as a real one: 86 signed bytes in base64url."""
    raw = hashlib.sha512(seed.encode()).digest() + hashlib.sha256(seed.encode()).digest()
    token = base64.urlsafe_b64encode(raw[:80]).decode().rstrip("=")
    return f"https://zwfw.suixian.example/{kind}/{token}"


def footer() -> Footer:
    return Footer(
        pairs=(
            Pair("受理窗口", "3 号综合窗口"),
            Pair("经办人", "工号 SX0317"),
            Pair("咨询电话", "0722-3338866"),
            Pair("监督电话", "0722-3339977"),
        ),
        note="本凭证一式两份，申请人、受理机关各执一份。",
        date="2026年11月23日",
    )


def receipt(size: PaperSize, name: str = "王𬱖", rows: int = 5) -> Paper:
    """A receipt (收件凭证)."""
    return Paper(
        kind="receipt",
        title="收件凭证",
        organ=ORGAN,
        size=size,
        number="随殷政收〔2026〕第00042号",
        case_number="4213210017260000427",
        case_spoken="421321-0017-26-000042-7",
        blocks=(
            KeyValues(
                (
                    Pair("申请人", name),
                    Pair("证件号码", "4213**********0012"),
                    Pair("事项名称", "城乡居民基本养老保险参保登记", wide=True),
                    Pair("实施编码", "11421321MB0000001G4000117051000"),
                    Pair("收件时间", "2026年11月23日 09:10"),
                    Pair("联系电话", "138****5678"),
                    Pair("预计审查完成", "2026年11月30日"),
                )
            ),
            Table(
                columns=(
                    Column("序号", 1.1, Align.CENTER),
                    Column("材料名称", 7),
                    Column("形式", 3, Align.CENTER),
                    Column("份数", 1.3, Align.CENTER),
                    Column("处理", 2.2, Align.CENTER),
                ),
                rows=tuple((str(n + 1), *MATERIALS[n % len(MATERIALS)]) for n in range(rows)),
                caption="已收材料清单",
            ),
            Notice(
                "收件不等于受理。本中心将在5个工作日内审查材料，逾期不告知的，自收到申请材料之日起即为受理。",
                title="请注意",
            ),
            Codes(
                (
                    Code(url("q"), "扫码查进度", "查询码 7K3M9P"),
                    Code(url("g", "g"), "服务指南", "一码告知"),
                )
            ),
            Signatures((Signature("收件人"), Signature("交件人（签名）"))),
        ),
        footer=footer(),
        copies=2,
    )


def correction(size: PaperSize, points: int = 4) -> Paper:
    """A long notice: running text, points with details, seal and signatures."""
    point = Point(
        "《特殊建设工程消防设计审查申请表》未加盖建设单位公章，“设计单位”一栏与资质证书所载名称不一致，"
        "请重新填写（更正处须由填表人签名）。",
        (
            Pair("应当提交", "加盖公章的原件 2 份，A4 纸双面打印"),
            Pair(
                "获取途径",
                "随县人民政府门户网站“办事服务—表格下载”，或到3号综合窗口领取；"
                "样表可扫描本告知书上的二维码",
            ),
        ),
    )
    return Paper(
        kind="correction",
        title="申请材料补正一次性告知书",
        organ="随县行政审批局",
        size=size,
        number="随审补〔2026〕第00017号",
        case_number="421321001726000043X",
        case_spoken="421321-0017-26-000043-X",
        blocks=(
            Paragraph("阿卜杜热合曼·买买提（九里岗食用菌合作社）：", indent=False, strong=True),
            Paragraph(
                "你（单位）于2026年11月23日向本机关提出的“" + LONG_ITEM + "”申请收悉。经审查，"
                "申请材料不齐全或者不符合法定形式。根据《中华人民共和国行政许可法》第三十二条第一款第四项的规定，"
                "现将需要补正的全部内容一次性告知如下："
            ),
            Numbered((point,) * points),
            Paragraph("请于2026年12月21日前将上述材料补正后提交至原受理窗口。"),
            Heading("逾期未补正的后果"),
            Paragraph("无正当理由逾期不补正的，视为放弃申请，本机关将依法终止办理并退还已收材料。"),
            KeyValues(
                (
                    Pair("事项名称", LONG_ITEM),
                    Pair("首次提交日期", "2026年11月23日"),
                    Pair("补正期限", "2026年12月21日"),
                )
            ),
            Codes(
                (
                    Code(url("a"), "扫码查进度", "查询码 7K3M9P"),
                    Code(url("b", "g"), "空白表格与样表下载"),
                    Code(url("c", "r"), "评价本次服务"),
                )
            ),
            Signatures(
                (Signature("签收人"), Signature("与申请人关系", dated=False), Signature("经办人"))
            ),
            SealArea("随县行政审批局", "2026年11月23日"),
        ),
        footer=footer(),
        copies=2,
    )


def gallery() -> dict[str, Paper]:
    """Name → document."""
    papers: dict[str, Paper] = {}
    for size in PaperSize:
        papers[f"receipt-{size}"] = receipt(size)
        papers[f"correction-{size}"] = correction(size)
        papers[f"long-{size}"] = receipt(size, "吴𠮷、\U000323b0面、帕提古丽·艾合麦提江", rows=48)
    return papers

"""Cases at the moments at which a document is owed, with rare names and long values."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from paper_samples import LONG_ITEM, url

from counter_app.documents.context import PaperContext
from counter_app.documents.flow import lay_out
from counter_app.documents.marks import TextMark
from counter_app.documents.paper import Paper
from counter_app.documents.text import Setter
from counter_app.models.acts.case import Declined
from counter_app.models.case import (
    CaseState,
    CaseStatus,
    Correction,
    CorrectionPoint,
    Delivery,
    ItemRef,
    MaterialForm,
    MaterialLine,
    Outcome,
    PapersMoved,
)
from counter_app.models.party import Agent, Party, PartyKind
from counter_app.models.reference_items import Fee, Item
from counter_app.models.reference_terms import Handling, ItemType, Level
from counter_app.settings import LOCAL_ZONE

replace = msgspec.structs.replace

CODE = "11421321MB901111XL5000117051000"
MATERIALS = (
    MaterialLine("居民身份证", MaterialForm.CHECKED, returned=True),
    MaterialLine("最低生活保障申请表", MaterialForm.ORIGINAL, count=2),
    MaterialLine("居民户口簿", MaterialForm.ECERT, certificate="居民户口簿"),
    MaterialLine("家庭经济状况核对授权书", MaterialForm.COPY, note="全体共同生活家庭成员签字"),
    MaterialLine("医疗机构诊断证明", MaterialForm.LATER),
    MaterialLine("村民委员会评议记录", MaterialForm.MISSING),
)


def at(day: int, hour: int = 9, minute: int = 10) -> int:
    """An instant of November 2026, in ms."""
    return int(datetime(2026, 11, day, hour, minute, tzinfo=LOCAL_ZONE).timestamp() * 1000)


def received(name: str = "王𬱖", item_name: str = "最低生活保障审核确认") -> CaseState:
    return CaseState(
        number="4213210017260000427",
        status=CaseStatus.RECEIVED,
        item=ItemRef(
            CODE, item_name, 3, "随县民政局", "行政给付", False, 20, 30,
            result_name="最低生活保障金领取证",
        ),
        applicant=Party(
            PartyKind.PERSON, name, "resident_id", "421321199001010015", "13812345678"
        ),
        received_ms=at(23),
        place="421321109000",
        owner="421321109000",
        places=("421321109000",),
        window=3,
        clerk="SXX0317",
        lookup_code="7K3M9P",
        channel="window",
        agent=Agent(
            Party(PartyKind.PERSON, "欧阳㴋", "resident_id", "421321196503152027", "0722-3338866"),
            "子女",
            "授权委托书",
        ),
        materials=MATERIALS,
        check_due=date(2026, 11, 30),
    )  # fmt: skip


def accepted(**changes: object) -> CaseState:
    return replace(
        received(),
        status=CaseStatus.ACCEPTED,
        accepted_on=date(2026, 11, 24),
        promise_due=date(2026, 12, 22),
        legal_due=date(2027, 1, 6),
        due_provisional=True,
        tolerated=("医疗机构诊断证明",),
        check_due=None,
        **changes,
    )


def correcting(points: int = 3) -> CaseState:
    point = CorrectionPoint(
        "家庭经济状况核对授权书",
        "未由全体共同生活的家庭成员签字，“与申请人关系”一栏未填写",
        "原件1份，全体共同生活家庭成员签字或者按指印",
        "随县人民政府门户网站下载，或者到3号综合窗口领取",
    )
    return replace(
        received(item_name=LONG_ITEM),
        status=CaseStatus.CORRECTING,
        correction=Correction((point,) * points, date(2026, 12, 21), at(25)),
    )


def declined() -> tuple[CaseState, Declined]:
    act = Declined(
        ground="not_competent",
        reason="申请人户籍和经常居住地均不在本镇，本中心无权受理",
        competent_office="曾都区南郊街道办事处便民服务中心",
        returned=("居民身份证复印件", "最低生活保障申请表"),
    )
    return replace(received(), status=CaseStatus.DECLINED, end_reason=act.reason), act


def closed() -> CaseState:
    return accepted(closed_ms=at(28), outcome=OUTCOME)


OUTCOME = Outcome(
    granted=True,
    opinion="同意",
    decision_no="随民审〔2026〕第00123号",
    result_name="最低生活保障金领取证",
    result_no="SX-DB-2026-00123",
    valid_until="2027-11-27",
)


def delivered(way: str = "agent") -> CaseState:
    return replace(
        closed(),
        status=CaseStatus.DELIVERED,
        delivery=Delivery(way, "欧阳㴋", "子女", "421321196503152027", delivered_ms=at(30)),
    )


def moved() -> CaseState:
    """Its papers came from a village; one copy was not there."""
    lines = tuple(line for line in MATERIALS if line.form in _PAPER)
    handed = PapersMoved(
        "d0021", 3, "421321109201", "421321109000", lines, at(23, 11, 0), "SXX0912", "样带货",
        taken_ms=at(24, 9, 30), taken_by="SXX0317", missing=(lines[-1].name,),
        taken_note="次日补送",
    )  # fmt: skip
    return replace(accepted(), papers_moved=(handed,))


_PAPER = (MaterialForm.ORIGINAL, MaterialForm.COPY, MaterialForm.CHECKED)


def context(state: CaseState, **changes: object) -> PaperContext:
    given = PaperContext(
        state=state,
        number="随县收件〔2026〕0017-00042号",
        now_ms=at(24, 10, 5),
        organ="随县殷店镇便民服务中心",
        place="随县殷店镇便民服务中心",
        window=3,
        clerk="样一（SXX0317）",
        consult_phone="0722-3338866",
        supervise_phone="0722-3339977",
        address="随县殷店镇府前街18号",
        hours="工作日8:30—12:00，14:30—17:30",
        query_url=url("q"),
        rating_url=url("r", "r"),
        guide_url=f"https://zwfw.suixian.example/g/{CODE}",
        item=Item(
            CODE, state.item.name, Level.TOWN, "镇社会事务办公室（民政）", ItemType.BENEFIT,
            Handling.PROMISE, fee=Fee(False, "不收费"), basis="《社会救助暂行办法》第十一条",
        ),
    )  # fmt: skip
    return replace(given, **changes)


def lines_of(paper: Paper) -> list[str]:
    """The lines of every page as they are set, without the place on the page."""
    lines: list[str] = []
    for number, page in enumerate(lay_out(paper, Setter()), start=1):
        lines.append(f"--- {number}")
        for placed in page.placed:
            lines += [mark.line.text for mark in placed.marks if isinstance(mark, TextMark)]
    return lines


def contexts() -> dict[str, PaperContext]:
    """Kind of document → a moment at which it is owed."""
    refused, act = declined()
    return {
        "receipt": context(received()),
        "acceptance": context(accepted()),
        "correction": context(correcting()),
        "refusal": context(refused, declined=act),
        "return_slip": context(accepted()),
        "delivery": context(delivered()),
        "papers_moved": context(
            moved(),
            place_names={"421321109000": "殷店镇便民服务中心", "421321109201": "殷店镇火光村"},
        ),
    }

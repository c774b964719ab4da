"""What a file must hold before it is put away: cases as a table; numbers that count on."""

from __future__ import annotations

from datetime import date

import pytest
from case_samples import state
from msgspec.structs import replace

from counter_app.models.case import (
    Attachment,
    CaseState,
    CaseStatus as S,
    Delivery,
    IssuedPaper,
    MaterialForm,
    MaterialLine,
)
from counter_app.rules.archiving import following, gaps, volume

CARD = MaterialLine("身份证", MaterialForm.CHECKED, count=2)
BOOK = MaterialLine("户口簿", MaterialForm.LATER)
CERT = MaterialLine("营业执照", MaterialForm.ECERT)
NOT_THERE = MaterialLine("照片", MaterialForm.MISSING, required=False)
ACCEPTED = {"accepted_on": date(2026, 11, 23)}


def paper(kind: str) -> IssuedPaper:
    return IssuedPaper(kind, f"{kind}-1", kind, 1_790_000_000_000)


def scan(material: str, pages: int = 1) -> Attachment:
    return Attachment("扫描", b"\x01" * 32, 10, "image/webp", material, pages)


def case(status: S, *kinds: str, **more: object) -> CaseState:
    values = {"materials": (), **more, "papers": tuple(map(paper, kinds))}
    return replace(state(status), **values)


@pytest.mark.parametrize(
    ("here", "missing"),
    [
        (case(S.WITHDRAWN, "receipt"), []),
        (case(S.WITHDRAWN), ["paper receipt"]),
        (case(S.DECLINED, "receipt"), ["paper refusal"]),
        (case(S.CLOSED, "acceptance", **ACCEPTED), ["delivery "]),
        (
            case(S.DELIVERED, "acceptance", **ACCEPTED, delivery=Delivery("hand", "甲")),
            ["paper delivery"],
        ),
        (
            case(S.DELIVERED, "acceptance", "delivery", **ACCEPTED, corrections_asked=1,
                 delivery=Delivery("hand", "甲")),
            ["paper correction"],
        ),
        (case(S.VOID, "receipt", materials=(CARD, CERT, NOT_THERE)), ["scan 身份证"]),
        (case(S.VOID, "receipt", materials=(CARD,), attachments=(scan("身份证"),)), []),
        (case(S.VOID, "receipt", materials=(BOOK,)), ["later 户口簿"]),
    ],
)  # fmt: skip
def test_gaps(here: CaseState, missing: list[str]) -> None:
    assert [f"{gap.kind} {gap.name}" for gap in gaps(here)] == missing


def test_the_volume_names_papers_materials_and_other_scans() -> None:
    here = case(
        S.DELIVERED, "receipt", materials=(CARD, NOT_THERE),
        attachments=(scan("身份证", 2), scan("身份证"), scan("")),
    )  # fmt: skip
    lines = [(line.kind, line.name, line.pages) for line in volume(here)]
    assert lines == [("paper", "receipt", 0), ("material", "身份证", 3), ("file", "扫描", 1)]
    assert volume(here)[1].note == "原件核验+复印件 2 份"


@pytest.mark.parametrize(
    ("number", "then"),
    [("2026-0009", "2026-0010"), ("民99", "民100"), ("无", "无-2"), ("", ""), ("007", "008")],
)
def test_numbers_count_on(number: str, then: str) -> None:
    assert following(number) == then

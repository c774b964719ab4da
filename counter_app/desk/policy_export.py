"""The policy ledger as a spreadsheet (导出政策咨询台账)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from counter_app.desk.ledger_sheet import iso_day, write_sheet
from counter_app.models.help import Satisfaction
from counter_app.models.labels import label_of
from counter_app.models.policy import FirmSize, GrantKind, PolicySource, PolicyState
from counter_app.protocol.ledgers import POLICY
from counter_app.rules.masking import mask_id, mask_phone
from counter_app.rules.numbers import spoken
from counter_app.rules.policy_figures import yuan
from counter_app.store import ledger_queries
from counter_app.store.store import Store

#: Headings of the ledger, each with the width of its column in characters.
COLUMNS = (
    ("序号", 6),
    ("编号", 26),
    ("日期", 12),
    ("企业名称", 24),
    ("统一社会信用代码", 22),
    ("规模", 8),
    ("行业", 14),
    ("联系人", 10),
    ("联系电话", 14),
    ("咨询政策", 28),
    ("发文机关", 20),
    ("咨询问题", 36),
    ("咨询渠道", 10),
    ("答复内容", 36),
    ("政策依据", 22),
    ("答复人", 12),
    ("答复日期", 12),
    ("转办部门", 18),
    ("经办人", 12),
    ("进度", 10),
    ("申报日期", 12),
    ("办件编号", 24),
    ("兑现方式", 12),
    ("兑现金额(元)", 16),
    ("兑现日期", 12),
    ("未兑现原因", 24),
    ("满意度", 10),
    ("办结日期", 12),
    ("备注", 20),
)


def ledger_rows(
    states: Iterable[PolicyState],
    name_of: Callable[[str], str],
    *,
    masked: bool = True,
) -> Iterator[tuple[str, ...]]:
    """The lines as texts, in the order of :data:`COLUMNS`. ``name_of``: work number -> name.

    An enterprise's code is public and never masked; a person's phone is.
    """
    for index, state in enumerate(states, 1):
        inquiry, firm = state.inquiry, state.inquiry.firm
        answer = state.answers[-1] if state.answers else None
        applied, grant = state.application, state.grant
        heard = state.satisfaction
        yield (
            str(index),
            spoken(state.number),
            iso_day(inquiry.asked_ms),
            firm.name,
            firm.id_number if firm.id_type == "uscc" else mask_id(firm.id_number),
            label_of(FirmSize, inquiry.size) if inquiry.size else "",
            inquiry.industry,
            inquiry.contact,
            mask_phone(firm.phone) if masked else firm.phone,
            inquiry.title,
            inquiry.issuer,
            inquiry.question,
            label_of(PolicySource, inquiry.source),
            answer.text if answer else "",
            answer.ground if answer else "",
            (answer.by or name_of(answer.staff)) if answer else "",
            iso_day(answer.at_ms) if answer else "",
            state.passings[-1].department if state.passings else "",
            state.staff_name or name_of(state.staff),
            state.status.label,
            applied.applied_on.isoformat() if applied else "",
            spoken(applied.case) if applied and applied.case else "",
            label_of(GrantKind, grant.kind) if grant else "",
            yuan(grant.cents) if grant and grant.cents else (grant.what if grant else ""),
            grant.granted_on.isoformat() if grant else "",
            state.refusal,
            label_of(Satisfaction, heard) if heard else "",
            iso_day(state.ended_ms) if state.ended_ms else "",
            inquiry.note,
        )


def export_sheet(
    store: Store,
    path: Path,
    name_of: Callable[[str], str],
    *,
    masked: bool = True,
    since_ms: int = 0,
    until_ms: int | None = None,
) -> int:
    """Write the ledger to an .xlsx file; returns the number of lines. Phones are masked unless
    asked for otherwise."""
    states = ledger_queries.every_state(store, POLICY, since_ms=since_ms, until_ms=until_ms)
    return write_sheet(path, "政策咨询台账", COLUMNS, ledger_rows(states, name_of, masked=masked))

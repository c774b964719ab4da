"""Half-typed cases (暂存) as lines of a list, the same on every page that lists them."""

from __future__ import annotations

from datetime import date

import msgspec

from counter_app.desk import intake
from counter_app.desk.desk import Desk
from counter_app.desk.intake_check import Intake
from counter_app.errors import CounterError
from counter_app.store import drafts
from counter_app.store.catalogue import Catalogue
from counter_app.ui.case_words import moment
from counter_app.ui.widgets.columns import Column

#: Under which the desk keeps them.
KIND = "intake"


class DraftView(msgspec.Struct, frozen=True):
    """One draft, ready to be shown. ``when`` in words, ``ticked``: materials so far."""

    id: str
    when: str
    applicant: str
    item: str
    ticked: str
    intake: Intake


def draft_views(desk: Desk, catalogue: Catalogue, today: date) -> list[DraftView]:
    """This person's drafts, the latest first; blocking. What cannot be read is left out."""
    found = []
    for draft in drafts.listed(desk.store, KIND, desk.actor.work_no):
        try:
            typed = intake.read_draft(draft)
        except (msgspec.DecodeError, msgspec.ValidationError, CounterError):
            continue  # of a newer program; it stays in the store
        item = catalogue.items.get(typed.item_code)
        ticked = sum(each.form != "missing" for each in typed.materials)
        found.append(
            DraftView(
                id=draft.id,
                when=moment(draft.changed_ms, today),
                applicant=typed.applicant.name or "（未填姓名）",
                item=item.name if item is not None else "（未选事项）",
                ticked=f"{ticked}/{len(typed.materials)}" if typed.materials else "",
                intake=typed,
            )
        )
    return found


def draft_key(view: DraftView) -> str:
    return view.id


COLUMNS: tuple[Column[DraftView], ...] = (
    Column("when", "保存时间", lambda each: each.when, 10),
    Column("applicant", "申请人", lambda each: each.applicant, 10, bold=True),
    Column("item", "事项", lambda each: each.item),
    Column("ticked", "已收材料", lambda each: each.ticked, 5, right=True),
)

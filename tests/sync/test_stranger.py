"""A client made from the documents alone works with the county and with our own windows."""

from __future__ import annotations

import sys
from pathlib import Path

from stranger import Stranger
from sync_rig import COUNTY, TOWN, opened_hall

from counter_app.desk import cases
from counter_app.models.case import CaseStatus
from counter_app.rules import case_commands as commands
from counter_app.rules.numbers import case_number
from counter_app.store import queries

ROOT = Path(__file__).resolve().parent.parent.parent


def test_a_client_written_from_the_documents_alone_syncs(tmp_path: Path) -> None:
    with opened_hall(tmp_path) as hall, Stranger(hall.url) as stranger:
        told = stranger.enrol(hall.rig.enrol_code(TOWN))
        number = case_number(told["county_code"], told["serial"], 2026, 1)
        subject = f"case:{number}"
        stranger.record(
            "SXX0101",
            subject,
            "case.received",
            {
                "item": {
                    "code": "X1", "name": "高龄津贴申领", "edition": 1, "department": "民政局",
                    "item_type": "benefit", "instant": False, "promised_days": 5,
                },
                "applicant": {"kind": "person", "name": "王𬱖", "id_type": "resident_id"},
                "received_ms": 1_795_569_000_000,
                "lookup_code": "123456",
                "window": 1,
                "materials": [{"name": "居民身份证", "form": "original"}],
                "check_due": "2026-12-02",
            },
        )  # fmt: skip
        stranger.record("SXX0101", subject, "case.linked", {"system": "other", "number": "9"})
        assert stranger.push()["acked"] == 2
        assert any(row[0] == "item" for row in stranger.editions())

        ours = hall.window(TOWN)
        ours.sync()
        seen = queries.by_number(ours.workplace.store, number)
        assert seen is not None
        assert (seen.applicant.name, seen.links) == ("王𬱖", {"other": "9"})
        cases.carry_out(ours.workplace.desk, number, commands.Accept(), papers=False)
        assert ours.sync().agreed

        told = stranger.pull()
        assert [entry[6] for _, entry in stranger.pulled] == ["case.accepted"]
        assert told["cases"] == 1
        assert told["digest"].hex() == ours.digest
        assert hall.verify().ok
        county = hall.window(COUNTY)
        assert queries.by_number(county.workplace.store, number) is None
        again = queries.by_number(ours.workplace.store, number)
        assert again is not None
        assert again.status is CaseStatus.ACCEPTED


def test_the_page_of_acts_is_what_the_types_say() -> None:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        from describe_acts import PAGE, page
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    assert PAGE.read_text(encoding="utf-8") == page(), "run scripts/describe_acts.py"

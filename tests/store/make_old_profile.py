"""Writes the small profile that later programs must still open. Run once for each new format.

``python make_old_profile.py FOLDER``: from the folder of the tests, on the program of that time.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from case_samples import PERSON, SAMPLES, received
from help_samples import ASK, SAMPLES as HELP_SAMPLES
from policy_samples import INQUIRY, SAMPLES as POLICY_SAMPLES
from store_rig import actor, new_store

from counter_app.models.acts import case as acts, policy, priority
from counter_app.models.acts.help import Asked, Authorised, MaterialsTaken, Registered
from counter_app.store import drafts
from counter_app.store.migrate import HEAD

#: No secret: the profile holds invented people only.
KEY = bytes(range(32))

HELPING = [HELP_SAMPLES[kind] for kind in (Registered, Authorised, MaterialsTaken)]


def make(folder: Path) -> Path:
    """A profile with a closed, a corrected and a disputed case, a line of help, a question
    about a policy, and a draft."""
    store = new_store(folder, key=KEY, now_ms=lambda: 1_795_400_000_000)
    follow_ups = (
        (acts.Accepted(date(2026, 11, 23)), acts.Decided(True, "同意"), acts.Closed("确认书")),
        (
            SAMPLES[acts.CorrectionAsked],
            SAMPLES[acts.CorrectionMade],
            SAMPLES[priority.Prioritised],
        ),
        (SAMPLES[acts.PaperIssued], SAMPLES[acts.PaperReprinted], SAMPLES[acts.Resumed]),
    )
    for index, following in enumerate(follow_ups, 1):
        subject = f"case:42132100012600000{index}X"
        with store.write() as tx:
            tx.allocate("case", 2026)
            state = tx.record(subject, received(applicant=PERSON), actor(), None)
            tx.record_all(subject, following, actor(), state)
    with store.write() as tx:
        state = tx.record("help:B4213210001260000019", Asked(ASK), actor(), None)
        tx.record_all("help:B4213210001260000019", HELPING, actor(), state)
    with store.write() as tx:
        asked = "policy:Z4213210001260000019"
        state = tx.record(asked, policy.Asked(INQUIRY), actor(), None)
        tx.record_all(asked, [POLICY_SAMPLES[policy.Answered]], actor(), state)
    drafts.save(store, "x", "intake", "SX1", b"half typed")
    with store.write() as tx:
        tx.connection.exec_driver_sql("SELECT 1")
    store.tidy()
    store.close()
    return folder / "counter.db"


if __name__ == "__main__":
    made = make(Path(sys.argv[1]) / HEAD)
    print(made, made.stat().st_size)

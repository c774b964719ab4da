"""Documents of help and agency: which act owes which (帮代办文书)."""

from __future__ import annotations

from counter_app.models.acts import Act, help as acts

#: papers that an act owes, made out in the same transaction
OWED: dict[type[Act], str] = {
    acts.Authorised: "help_authorisation",
    acts.Continued: "help_continuation",
    acts.MaterialsTaken: "help_handover",
    acts.MaterialsReturned: "help_handover",
    acts.Closed: "help_closing",
    acts.Terminated: "help_closing",
}


def owed(act: Act) -> str:
    """The paper that this act owes, "" for none: going on without an authorisation needs none."""
    if isinstance(act, acts.Continued) and act.until is None:
        return ""
    return OWED.get(type(act), "")

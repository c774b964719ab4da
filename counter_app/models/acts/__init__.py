"""The vocabulary of the journal: one module a ledger, one registry of all acts."""

from counter_app.models.acts.base import Act, UnknownAct
from counter_app.models.acts.case import CASE_ACTS
from counter_app.models.acts.help import HELP_ACTS
from counter_app.models.acts.policy import POLICY_ACTS
from counter_app.models.acts.rating import RATING_ACTS
from counter_app.models.acts.trouble import TROUBLE_ACTS

#: (kind, version) -> type. A version stays here for ever, or its entries become unreadable.
REGISTRY: dict[tuple[str, int], type[Act]] = {
    (act.KIND, act.VERSION): act
    for act in (
        *CASE_ACTS,
        *HELP_ACTS,
        *RATING_ACTS,
        *POLICY_ACTS,
        *TROUBLE_ACTS,
    )
}

__all__ = [
    "CASE_ACTS",
    "HELP_ACTS",
    "POLICY_ACTS",
    "RATING_ACTS",
    "REGISTRY",
    "TROUBLE_ACTS",
    "Act",
    "UnknownAct",
]

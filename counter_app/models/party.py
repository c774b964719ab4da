"""People and bodies as they stand on a form: applicant (申请人) and agent (代理人)."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class PartyKind(StrEnum):
    """Natural person (自然人) or any kind of body (法人和其他组织)."""

    PERSON = "person"
    ORGANISATION = "organisation"


class Party(msgspec.Struct, frozen=True, omit_defaults=True):
    """One applicant or agent, as typed and normalised at the counter.

    ``id_type`` is a value of :class:`counter_app.rules.identity.IdType`, kept as text so
    that a kind of document added later does not make an older record unreadable.
    """

    kind: PartyKind
    name: str
    id_type: str
    id_number: str = ""
    phone: str = ""
    address: str = ""
    #: whose phone it is when not the applicant's own (many elderly have none)
    phone_relation: str = ""
    #: 法定代表人 of an organisation
    legal_person: str = ""


class Agent(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody who acts for the applicant (代理人), with the ground for it (授权)."""

    party: Party
    relation: str = ""
    authorisation: str = ""

"""Reference data (基础数据) as numbered rows: which kinds there are, their keys and bytes.

Reference data flow one way, county to device. A row is (kind, code, edition, withdrawn,
body); the body is msgpack of one of the structs named here. This module is the one place to
import them from.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from counter_app.errors import Trouble
from counter_app.models.reference_authority import Authorisation
from counter_app.models.reference_items import (
    Certificate,
    Condition,
    Fee,
    FieldSpec,
    Item,
    Material,
    Phrase,
    Result,
    SharedField,
    Situation,
    Theme,
    ThemeItem,
)
from counter_app.models.reference_places import (
    CalendarDay,
    Credential,
    Division,
    IdArea,
    Nation,
    Partner,
    Place,
    Staff,
    Window,
)
from counter_app.models.reference_ratings import RatingInterface, RatingReason, ReasonSide
from counter_app.models.reference_services import (
    EnterpriseOfficer,
    Policy,
    PriorityReason,
    StepLimit,
)
from counter_app.models.reference_terms import (
    INTAKE_WINDOWS,
    LEVELS,
    Audience,
    CrossRegion,
    DayKind,
    DayStatus,
    Employment,
    Handling,
    ItemType,
    Level,
    LimitUnit,
    MaterialSource,
    Need,
    PaperForm,
    Power,
    ResultKind,
    Role,
    Term,
    WindowKind,
)
from counter_app.models.reference_trouble import TroubleList, TroubleTerm

__all__ = [
    "INTAKE_WINDOWS",
    "KINDS",
    "LEVELS",
    "Audience",
    "Authorisation",
    "CalendarDay",
    "Certificate",
    "Condition",
    "Credential",
    "CrossRegion",
    "DayKind",
    "DayStatus",
    "Division",
    "Employment",
    "EnterpriseOfficer",
    "Fee",
    "FieldSpec",
    "Handling",
    "IdArea",
    "Item",
    "ItemType",
    "Kind",
    "Level",
    "LimitUnit",
    "Material",
    "MaterialSource",
    "Nation",
    "Need",
    "PaperForm",
    "Partner",
    "Phrase",
    "Place",
    "Policy",
    "Power",
    "PriorityReason",
    "RatingInterface",
    "RatingReason",
    "ReasonSide",
    "Result",
    "ResultKind",
    "Role",
    "SharedField",
    "Situation",
    "Staff",
    "StepLimit",
    "Term",
    "Theme",
    "ThemeItem",
    "TroubleList",
    "TroubleTerm",
    "Window",
    "WindowKind",
    "decode_row",
    "encode_row",
    "kind_named",
    "kind_of",
    "row_key",
]


class Kind(NamedTuple):
    """One kind of reference row: its name on the wire, its Chinese name, type and key."""

    name: str
    label: str
    type: type[msgspec.Struct]
    key: Callable[[Any], str]


#: In the order in which they build on each other: a row refers only to kinds above it.
KINDS: tuple[Kind, ...] = (
    Kind("division", "行政区划", Division, lambda row: row.code),
    Kind("id_area", "身份证地区码", IdArea, lambda row: row.code),
    Kind("nation", "民族", Nation, lambda row: row.code),
    Kind("calendar_day", "工作日历", CalendarDay, lambda row: row.date.isoformat()),
    Kind("place", "服务场所", Place, lambda row: row.code),
    Kind("window", "窗口", Window, lambda row: f"{row.place}/{row.number}"),
    Kind("staff", "人员", Staff, lambda row: row.work_no),
    Kind("credential", "登录钥匙", Credential, lambda row: row.work_no),
    Kind("certificate", "证照", Certificate, lambda row: row.code),
    Kind("shared_field", "共享字段", SharedField, lambda row: row.key),
    Kind("item", "事项", Item, lambda row: row.code),
    Kind("theme", "一件事主题", Theme, lambda row: row.code),
    Kind("phrase", "群众说法", Phrase, lambda row: row.phrase),
    Kind("authorisation", "首席服务官授权", Authorisation, lambda row: row.number),
    Kind("partner", "通办合作单位", Partner, lambda row: row.code),
    Kind("policy", "惠企政策", Policy, lambda row: row.code),
    Kind("priority_reason", "绿色通道事由", PriorityReason, lambda row: row.code),
    Kind("step_limit", "环节时限", StepLimit, lambda row: row.code),
    Kind("enterprise_officer", "企业一对一专员", EnterpriseOfficer, lambda row: row.code),
    Kind("rating_reason", "评价理由", RatingReason, lambda row: row.code),
    Kind("rating_interface", "评价接口", RatingInterface, lambda row: row.name),
    Kind("trouble_term", "反映窗口目录", TroubleTerm, lambda row: f"{row.list.value}/{row.code}"),
)

_by_name = {kind.name: kind for kind in KINDS}
_by_type = {kind.type: kind for kind in KINDS}
# Deterministic, so that an unchanged row has unchanged bytes: differences compare bytes.
_encoder = msgspec.msgpack.Encoder(order="deterministic")
_decoders = {kind.name: msgspec.msgpack.Decoder(kind.type) for kind in KINDS}


def kind_named(name: str) -> Kind:
    """The kind of this name. Raises :class:`Trouble` for one that this program does not know."""
    try:
        return _by_name[name]
    except KeyError:
        raise Trouble(f"本程序不认识的基础数据种类：{name}", hint="请升级程序") from None


def kind_of(row: msgspec.Struct) -> Kind:
    """The kind that a decoded row belongs to."""
    return _by_type[type(row)]


def row_key(row: msgspec.Struct) -> str:
    """The row's code within its kind."""
    return kind_of(row).key(row)


def encode_row(row: msgspec.Struct) -> bytes:
    """The row's body: the same value always gives the same bytes."""
    return _encoder.encode(row)


def decode_row(kind: str, body: bytes) -> Any:
    """The row in a body; what a newer program added is ignored, so old clients keep working.

    Raises :class:`Trouble` for an unknown kind or a body that lacks what the kind must have.
    """
    kind_named(kind)
    try:
        return _decoders[kind].decode(body)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise Trouble(f"一条基础数据（{kind}）无法读取", hint="请升级程序后再同步") from error

"""The kinds of field a form may have: how each reads, checks and shows its value.

A stored value is always text in one spelling (ISO date, plain decimal, 是/否), because a case
keeps ``dict[str, str]`` and must read the same on every program.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

import msgspec

from counter_app.errors import BadInput
from counter_app.forms.values import fold, read_date, read_money, read_number, read_yes_no
from counter_app.models.reference import FieldSpec
from counter_app.rules.contact import check_phone, clean_address
from counter_app.rules.identity import AreaCode, IdType, check_identity
from counter_app.rules.text import clean_text


class Setting(msgspec.Struct, frozen=True):
    """What a check may need to know beyond the value: the day, the known ID area codes."""

    today: date
    areas: Mapping[str, AreaCode] | None = None


class Reading(msgspec.Struct, frozen=True):
    """A value in its stored spelling, with what a person should look at again."""

    value: str
    warnings: tuple[str, ...] = ()


Reader = Callable[[FieldSpec, str, Setting], Reading]


class FieldKind(msgspec.Struct, frozen=True):
    """One kind of field. ``read`` raises ``ValueError`` with a Chinese reason.

    ``max_length`` in characters of the stored value; ``sensitive`` values are masked on
    screen until asked for; ``orders`` says whether minimum and maximum mean anything.
    """

    name: str
    label: str
    read: Reader
    max_length: int = 200
    sensitive: bool = False
    orders: bool = False
    show: Callable[[FieldSpec, str], str] = lambda spec, value: value


def kind_of(spec: FieldSpec) -> FieldKind:
    """The field's kind; one that this program does not know is treated as text."""
    return _by_name.get(spec.kind, FIELD_KINDS[0])


def is_known(name: str) -> bool:
    """Whether this program knows the kind."""
    return name in _by_name


def is_blank(text: str) -> bool:
    """Whether nothing was filled in."""
    return not fold(text)


def _text(spec: FieldSpec, text: str, setting: Setting) -> Reading:
    flat = " ".join(part.strip() for part in text.replace("\t", "\n").splitlines())
    return Reading(_cleaned(spec, flat, multiline=False))


def _multiline(spec: FieldSpec, text: str, setting: Setting) -> Reading:
    return Reading(_cleaned(spec, text, multiline=True))


def _cleaned(spec: FieldSpec, text: str, *, multiline: bool) -> str:
    limit = spec.max_length or kind_of(spec).max_length
    try:
        return clean_text(
            text, field=spec.label, max_len=limit, multiline=multiline, required=False
        )
    except BadInput as error:
        raise ValueError(error.why) from None


def _number(spec: FieldSpec, text: str, setting: Setting) -> Reading:
    return Reading(read_number(text, unit=spec.unit))


def _money(spec: FieldSpec, text: str, setting: Setting) -> Reading:
    amount = read_money(text)
    if amount.startswith("-") and not spec.minimum:
        raise ValueError("金额不能小于零")
    return Reading(amount)


def _date(spec: FieldSpec, text: str, setting: Setting) -> Reading:
    return Reading(read_date(text))


def _choice(spec: FieldSpec, text: str, setting: Setting) -> Reading:
    wanted = fold(text).casefold()
    for choice in spec.choices:
        if fold(choice).casefold() == wanted:
            return Reading(choice)
    raise ValueError(f"请从这些里选一个：{'、'.join(spec.choices)}")


def _yes_no(spec: FieldSpec, text: str, setting: Setting) -> Reading:
    return Reading(read_yes_no(text))


def _id_number(spec: FieldSpec, text: str, setting: Setting) -> Reading:
    # A form has one box for the number and none for the kind of document, so the number
    # itself must tell; old 15-digit numbers of parents and the deceased are still met.
    folded = fold(text).upper()
    kind = IdType.RESIDENT_ID
    if folded[:1] == "9" and len(folded) == 18:
        kind = IdType.FOREIGN_PERMANENT
    elif folded[:1].isascii() and folded[:1].isalpha():
        three = folded[:3].isalpha() and len(folded) == 15
        kind = IdType.FOREIGN_PERMANENT if three else IdType.PASSPORT
    elif folded[:2] in ("81", "82", "83") and len(folded) == 18:
        kind = IdType.HMT_RESIDENCE
    check = check_identity(kind, text, today=setting.today, archive=True, areas=setting.areas)
    if not check.ok:
        raise ValueError(check.problem)
    if kind is IdType.PASSPORT:
        return Reading(check.normal, ("按护照或其他证件的号码登记，请核对证件",))
    return Reading(check.normal, check.warnings)


def _uscc(spec: FieldSpec, text: str, setting: Setting) -> Reading:
    check = check_identity(IdType.USCC, text, today=setting.today)
    if not check.ok:
        raise ValueError(check.problem)
    return Reading(check.normal, check.warnings)


def _phone(spec: FieldSpec, text: str, setting: Setting) -> Reading:
    check = check_phone(text)
    if not check.ok:
        raise ValueError(check.problem)
    return Reading(check.normal)


def _address(spec: FieldSpec, text: str, setting: Setting) -> Reading:
    flat = " ".join(part.strip() for part in text.replace("\t", "\n").splitlines())
    try:
        return Reading(clean_address(flat, field=spec.label))
    except BadInput as error:
        raise ValueError(error.why) from None


def _bank_account(spec: FieldSpec, text: str, setting: Setting) -> Reading:
    digits = fold(text).replace("-", "")
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError("账号只能由数字组成，请核对")
    if not 8 <= len(digits) <= 30:
        raise ValueError(f"账号应为 8 至 30 位数字，现在是 {len(digits)} 位")
    return Reading(digits)


def _show_money(spec: FieldSpec, value: str) -> str:
    return f"{Decimal(value):,.2f} 元"


def _show_number(spec: FieldSpec, value: str) -> str:
    return f"{value} {spec.unit}" if spec.unit else value


def _show_date(spec: FieldSpec, value: str) -> str:
    day = date.fromisoformat(value)
    return f"{day.year}年{day.month}月{day.day}日"


#: Every kind, in the order in which an editor of catalogues offers them; text comes first.
FIELD_KINDS: tuple[FieldKind, ...] = (
    FieldKind("text", "文字", _text),
    FieldKind("multiline", "多行文字", _multiline, max_length=2000),
    FieldKind("number", "数字", _number, max_length=32, orders=True, show=_show_number),
    FieldKind("money", "金额(元)", _money, max_length=32, orders=True, show=_show_money),
    FieldKind("date", "日期", _date, max_length=10, orders=True, show=_show_date),
    FieldKind("choice", "单选", _choice, max_length=100),
    FieldKind("yesno", "是否", _yes_no, max_length=1),
    FieldKind("id_number", "身份证号", _id_number, max_length=18, sensitive=True),
    FieldKind("uscc", "统一社会信用代码", _uscc, max_length=18),
    FieldKind("phone", "电话", _phone, max_length=40, sensitive=True),
    FieldKind("address", "地址", _address, sensitive=True),
    FieldKind("bank_account", "银行账号", _bank_account, max_length=30, sensitive=True),
)

_by_name = {kind.name: kind for kind in FIELD_KINDS}

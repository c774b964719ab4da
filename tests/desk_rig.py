"""A real workplace for tests of desk and pages: encrypted store, sample catalogue, a clerk.

Plain functions, so that any folder's fixtures can use them. The store, the profile folder with
its lock and the desk are the real ones; documents are made by counter_app.papers where that is
installed, else by a plain function that keeps the case as its own snapshot.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from counter_app.desk.desk import Desk, MadePaper, PaperRequest
from counter_app.models.reference import (
    Audience,
    CalendarDay,
    DayKind,
    Fee,
    FieldSpec,
    Handling,
    Item,
    ItemType,
    Level,
    Material,
    Need,
    PaperForm,
    Place,
    Result,
    ResultKind,
    Role,
    Staff,
    Window,
    WindowKind,
    encode_row,
    kind_of,
    row_key,
)
from counter_app.protocol.wire import ReferenceRow
from counter_app.store import catalogue as reference
from counter_app.store.identity import Identity
from counter_app.store.profile import Profile
from counter_app.store.store import Store, wall_ms
from counter_app.workplace import Workplace

COUNTY = "421321000000"
TOWN = "421321101000"
VILLAGE = "421321101215"

CLERK = "SXX0101"
APPROVER = "SXX0102"
MANAGER = "SXX0103"

#: ID numbers of invented persons with right check digits, and one with a wrong digit.
ZHANG = "421321199001010015"
LI = "421321198503152027"
WRONG_DIGIT = "421321199001010016"

INSTANT = "11421321MB901111XL5000000000001"
PROMISE = "11421321MB901111XL5000000000002"
FIELDS = "11421321MB901111XL5000000000003"
LICENCE = "11421321MB901111XL5000000000004"


@dataclass
class Rig:
    """A workplace and what is needed to open it a second time."""

    workplace: Workplace
    root: Path
    data_key: bytes
    now_ms: Callable[[], int]

    @property
    def store(self) -> Store:
        return self.workplace.store

    @property
    def desk(self) -> Desk:
        return self.workplace.desk

    def catalogue(self) -> reference.Catalogue:
        return self.workplace.catalogue()

    def close(self) -> None:
        self.workplace.close()


def make_workplace(
    tmp_path: Path,
    place: str = TOWN,
    work_no: str = CLERK,
    *,
    now_ms: Callable[[], int] = wall_ms,
    more: Iterable[msgspec.Struct] = (),
    serial: int = 17,
) -> Rig:
    """A new profile below ``tmp_path`` with the sample rows and ``more``, signed in."""
    root = tmp_path / f"profile-{serial}"
    root.mkdir(parents=True, exist_ok=True)
    data_key = os.urandom(32)
    store = Store.create(Profile(root).database, data_key, identity(serial, place), now_ms)
    load_rows(store, [*sample_rows(), *more])
    store.close()
    return open_workplace(root, data_key, work_no, now_ms=now_ms)


def open_workplace(
    root: Path,
    data_key: bytes,
    work_no: str = CLERK,
    *,
    now_ms: Callable[[], int] = wall_ms,
) -> Rig:
    """Open a profile again, as after a restart of the program."""
    profile = Profile(root)
    lock = profile.lock()
    store = Store.open(profile.database, data_key, now_ms)
    workplace = Workplace(profile, lock, store, work_no, data_key)
    if importlib.util.find_spec("counter_app.papers") is None:
        workplace.desk = Desk(store, workplace.desk.actor, workplace.catalogue, plain_paper)
    return Rig(workplace, root, data_key, now_ms)


def plain_paper(request: PaperRequest) -> MadePaper:
    """A document in its simplest form: the request's own bytes."""
    title = f"{request.kind} {request.number}"
    return MadePaper(title, "A4", msgspec.msgpack.encode(request.state))


def identity(serial: int = 17, place: str = TOWN) -> Identity:
    key = Ed25519PrivateKey.generate()
    return Identity(
        device=f"d{serial:04d}",
        serial=serial,
        place=place,
        window=1,
        county_code="421321",
        county_url="http://127.0.0.1:9",
        public_url="http://127.0.0.1:9",
        # any county's: a point everybody may seal to, as the base points themselves are
        county_key=bytes.fromhex("58" + "66" * 31) + bytes([9]) + bytes(31),
        public_key=key.public_key().public_bytes_raw(),
        private_key=key.private_bytes_raw(),
    )


def load_rows(store: Store, rows: Iterable[msgspec.Struct], edition: int = 1) -> None:
    """Put reference rows into the store as one edition."""
    with store.write() as tx:
        reference.keep_rows(
            tx.connection,
            [
                ReferenceRow(kind_of(row).name, row_key(row), edition, False, encode_row(row))
                for row in rows
            ],
        )
        tx.head = replace(tx.head, edition=edition)


def sample_rows() -> list[msgspec.Struct]:
    """Three places, their windows and people, a holiday, and one item of every sort."""
    return [
        Place(COUNTY, "随县政务服务中心", Level.COUNTY, phone="0722-3333333"),
        Place(TOWN, "厉山镇便民服务中心", Level.TOWN, parent=COUNTY, phone="0722-3334444"),
        Place(VILLAGE, "神农村便民服务站", Level.VILLAGE, parent=TOWN),
        Window(COUNTY, 1, "综合窗口", WindowKind.GENERAL),
        Window(TOWN, 1, "综合窗口", WindowKind.GENERAL),
        Window(VILLAGE, 1, "综合窗口", WindowKind.GENERAL),
        Staff(CLERK, "王样一", TOWN, (Role.INTAKE, Role.DELIVERY), 1, sample=True),
        Staff(APPROVER, "李示安", TOWN, (Role.APPROVAL,), sample=True),
        Staff(
            MANAGER,
            "刘示平",
            TOWN,
            (Role.INTAKE, Role.DELIVERY, Role.APPROVAL, Role.ADMINISTRATION),
            1,
            sample=True,
        ),
        CalendarDay(date(2026, 1, 1), DayKind.HOLIDAY, "元旦"),
        CalendarDay(date(2027, 1, 1), DayKind.HOLIDAY, "元旦"),
        *sample_items(),
    ]


def sample_items() -> list[Item]:
    """An instant item, a promised one, one with a field of every kind, one for companies."""
    own = (
        FieldSpec("applicant_name", "申请人姓名", "text", True, "applicant_name"),
        FieldSpec("applicant_id", "申请人身份证号", "id_number", True, "applicant_id"),
        FieldSpec("applicant_phone", "联系电话", "phone", True, "applicant_phone"),
    )
    form = Material("申请表", PaperForm.ORIGINAL, originals=1, note="窗口提供空白表和样表")
    id_card = Material(
        "居民身份证", PaperForm.CHECKED, originals=1, copies=1, certificate="居民身份证"
    )
    booklet = Material("居民户口簿", PaperForm.COPY, copies=1, certificate="居民户口簿")
    proxy = Material(
        "委托书及代办人身份证(代办时)",
        PaperForm.CHECKED,
        originals=1,
        copies=1,
        required=Need.CONDITIONAL,
    )
    return [
        Item(
            INSTANT,
            "城乡居民基本养老保险参保登记",
            Level.TOWN,
            "镇人力资源和社会保障服务中心",
            ItemType.SERVICE,
            Handling.INSTANT,
            promised_days=1,
            materials=(id_card, booklet),
            fields=own,
            keywords=("养老保险", "交养老钱", "社保"),
            initials=("cxjmjbylbxcbdj",),
            tips="已参加职工养老保险的不能重复参保,先在系统里查一下。",
            fee=Fee(False, "不收费"),
        ),
        Item(
            PROMISE,
            "高龄津贴申领",
            Level.TOWN,
            "镇社会事务办公室(民政)",
            ItemType.BENEFIT,
            Handling.PROMISE,
            legal_days=30,
            promised_days=10,
            materials=(
                form,
                id_card,
                booklet,
                Material("本人社会保障卡或银行卡", PaperForm.COPY, copies=1),
                proxy,
            ),
            fields=(
                *own,
                FieldSpec("birth_date", "出生日期", "date", True, "birth_date"),
                FieldSpec(
                    "band",
                    "年龄段",
                    "choice",
                    True,
                    choices=("80至89岁", "90至99岁", "100岁以上"),
                ),
                FieldSpec("bank_account", "银行账号(社保卡账号)", "bank_account", True),
            ),
            keywords=("高龄补贴", "老人补贴", "八十岁老人"),
            initials=("gljtsl",),
            tips="账户不是老人本人的社保卡。",
            fee=Fee(False, "不收费"),
            result=Result("高龄津贴审批表", ResultKind.APPROVAL),
        ),
        Item(
            FIELDS,
            "临时救助申请",
            Level.TOWN,
            "镇社会事务办公室(民政)",
            ItemType.BENEFIT,
            Handling.PROMISE,
            legal_days=20,
            promised_days=7,
            materials=(form, id_card, booklet, proxy),
            fields=(
                *own,
                FieldSpec("family_size", "家庭人口", "number", True, unit="人", minimum="1"),
                FieldSpec("income", "家庭月收入", "money", True),
                FieldSpec("since", "困难发生日期", "date", True, maximum="today"),
                FieldSpec("kind", "救助类型", "choice", True, choices=("急难型", "支出型")),
                FieldSpec("low", "是否低保对象", "yesno", True),
                FieldSpec("spouse_id", "配偶身份证号", "id_number"),
                FieldSpec("contact", "紧急联系电话", "phone"),
                FieldSpec("home", "现住址", "address", True, note="到村（社区）、组（门牌）"),
                FieldSpec("reason", "困难情况说明", "multiline", True),
            ),
            keywords=("救急难", "突然有困难"),
            initials=("lsjzsq",),
            tips="困难发生日期写事情发生的那天,不是申请的日期。",
            result=Result("临时救助审批决定", ResultKind.APPROVAL),
        ),
        Item(
            LICENCE,
            "食品经营许可(新办)",
            Level.TOWN,
            "随县市场监督管理局",
            ItemType.PERMIT,
            Handling.PROMISE,
            legal_days=20,
            promised_days=5,
            audience=Audience.ORGANISATION,
            materials=(
                form,
                Material("营业执照", PaperForm.COPY, copies=1, certificate="营业执照"),
                Material("经营场所平面图", PaperForm.ORIGINAL, originals=1, required=Need.LATER),
            ),
            fields=(
                FieldSpec("org_name", "单位名称", "text", True, "org_name"),
                FieldSpec("uscc", "统一社会信用代码", "uscc", True, "uscc"),
                FieldSpec("staff_count", "从业人数", "number", True, unit="人"),
            ),
            keywords=("开饭馆", "卫生许可证", "餐馆执照"),
            initials=("spjyxkxb",),
            tips="平面图要标出操作间、洗消间的位置。",
            result=Result("食品经营许可证", ResultKind.CERTIFICATE),
        ),
    ]

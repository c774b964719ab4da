"""The rating page in a real browser of phone size: touched, with scripts and without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser_rig import PHONE, Browser, NoBrowser, Phone, browser
from county_rig import TOWN, CountyRig, TestDevice, enrol_directly
from rating_page_rig import CLOSED, card, case, code
from sqlalchemy import select

from counter_app.county.database import Database
from counter_app.county.server import wall_ms
from counter_app.models.acts.rating import Given
from counter_app.models.tables.county import entry
from counter_app.protocol.journal import decode_act, decode_entry

DAY_MS = 24 * 60 * 60 * 1000
#: Smallest side of what a finger touches, in CSS pixels.
FINGER = 44


@pytest.fixture(scope="module")
def phones() -> Iterator[Browser]:
    try:
        with browser() as running:
            yield running
    except NoBrowser as why:
        pytest.skip(str(why))


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> CountyRig:
    return CountyRig.sample(tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
def database(county: CountyRig) -> Iterator[Database]:
    with county.opened() as opened:
        yield opened


@pytest.fixture(scope="module")
def rate(county: CountyRig) -> Iterator[str]:
    """Where codes are opened."""
    with county.serve() as served:
        yield f"{served.url}/r/"


@pytest.fixture
def town(database: Database) -> TestDevice:
    made = enrol_directly(database, TOWN)
    made.now_ms = wall_ms()
    case(database, made, *CLOSED)
    return made


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def phone(phones: Browser, request: pytest.FixtureRequest) -> Iterator[Phone]:
    with phones.phone(scripts=request.param) as made:
        yield made


def ratings(database: Database, place: str = TOWN) -> list[Given]:
    with database.reading() as connection:
        rows = connection.execute(
            select(entry.c.data).where(entry.c.kind == Given.KIND).order_by(entry.c.received_ms)
        ).all()
    acts = [decode_act(decode_entry(bytes(row.data))) for row in rows]
    return [act for act in acts if isinstance(act, Given) and act.about.place == place]


def test_a_rating_then_a_second_attempt(
    phone: Phone, rate: str, database: Database, town: TestDevice
) -> None:
    before = len(ratings(database))
    phone.open(rate + code(town))
    assert not phone.shown("label[for=very_satisfied-warm_quick]")
    phone.tap("label[for=grade-very_satisfied]")
    assert phone.checked("#grade-very_satisfied")
    assert phone.shown("label[for=very_satisfied-warm_quick]")
    assert not phone.shown("label[for=dissatisfied-late]")
    phone.tap("label[for=very_satisfied-warm_quick]")
    phone.send()
    assert phone.status == 200
    assert "谢谢您的评价" in phone.words()
    act = ratings(database)[before]
    assert (act.grade, act.reasons) == ("very_satisfied", ("warm_quick",))
    phone.open(rate + code(town))
    assert "这件事已经评过了，谢谢" in phone.words()
    assert len(ratings(database)) == before + 1


def test_other_without_words_keeps_everything_until_it_is_told(
    phone: Phone, rate: str, database: Database, town: TestDevice
) -> None:
    before = len(ratings(database))
    phone.open(rate + code(town))
    phone.tap("label[for=grade-dissatisfied]")
    phone.tap("label[for=dissatisfied-other]")
    phone.tap("label[for=dissatisfied-late]")
    phone.tap("summary")
    phone.type("#phone", "13812345678")
    phone.tap("label[for=consent]")
    phone.send()
    assert phone.status == 422
    assert "选了“其他”，请写几句话说明" in phone.words(".problems")
    assert all(phone.checked(f"#dissatisfied-{each}") for each in ("other", "late"))
    assert phone.value("#phone") == "13812345678"
    assert phone.checked("#consent")
    assert len(ratings(database)) == before
    phone.type("#text", "让我跑了五趟")
    phone.send()
    assert phone.status == 200
    act = ratings(database)[before]
    assert (act.text, act.reasons) == ("让我跑了五趟", ("late", "other"))
    assert act.rater is not None
    assert act.rater.phone == "13812345678"


def test_changing_ones_mind_shows_the_other_reasons(
    phone: Phone, rate: str, town: TestDevice
) -> None:
    phone.open(rate + code(town))
    phone.tap("label[for=grade-fair]")
    phone.tap("label[for=fair-one_window]")
    phone.tap("label[for=grade-very_dissatisfied]")
    assert not phone.shown("label[for=fair-one_window]")
    assert phone.shown("label[for=very_dissatisfied-attitude]")


def test_a_windows_card_is_rated_by_many(
    phone: Phone, rate: str, database: Database, town: TestDevice
) -> None:
    before = len(ratings(database))
    for grade in ("satisfied", "fair"):
        phone.open(rate + card(town))
        assert "1 号窗口" in phone.words()
        phone.tap(f"label[for=grade-{grade}]")
        phone.send()
        assert "谢谢您的评价" in phone.words()
    assert [act.about.window for act in ratings(database)[before:]] == [1, 1]


@pytest.mark.parametrize(
    ("make", "status", "words"),
    [
        (lambda town: code(town, 7, issued_ms=town.now_ms - 60 * DAY_MS), 410, "评价时间已过"),
        (lambda town: "A" * 107, 404, "不是本县窗口出具的凭证"),
        (lambda town: card(town, 99), 410, "这个窗口已经停用"),
        (lambda town: code(town, 9), 200, "记录正在传送"),
    ],
    ids=["expired", "forged", "closed-window", "not-arrived"],
)
def test_other_codes(
    phone: Phone, rate: str, town: TestDevice, make: object, status: int, words: str
) -> None:
    phone.open(rate + make(town))  # type: ignore[operator]
    assert phone.status == status
    assert words in phone.words()


@pytest.mark.parametrize("text", [16, 20, 24, 32])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nothing_is_wider_than_the_phone_and_everything_is_big_enough_to_touch(
    phones: Browser, rate: str, town: TestDevice, text: int, dark: bool
) -> None:
    with phones.phone(dark=dark, text=text) as phone:
        phone.open(rate + code(town))
        phone.tap("label[for=grade-dissatisfied]")
        assert phone.width() <= PHONE[0]
        for selector in ("label[for=grade-fair]", "label[for=dissatisfied-late]", "button"):
            left, _, width, height = phone.box(selector)
            assert left >= 0
            assert left + width <= PHONE[0]
            assert height >= FINGER

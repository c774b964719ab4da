"""The public rating page: kept once, durably, whoever sends what how often."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlencode

import httpx
import pytest
from county_rig import TOWN, TestDevice, enrol_directly
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from live_rig import Hanging
from rating_page_rig import CLOSED, PERSON, TODAY, accepted, card, case, code, form_in, told
from sqlalchemy import select, update

from counter_app.county import rating_limits, rating_settings
from counter_app.county.database import Conflict, Database
from counter_app.county.devices import revoke
from counter_app.county.push import push
from counter_app.county.rating_form import MAX_FORM
from counter_app.county.rating_record import standing
from counter_app.county.rating_settings import RatingSettings
from counter_app.county.serve import ServerThread, run_in_thread
from counter_app.county.server import wall_ms
from counter_app.county.verify import verify
from counter_app.errors import Trouble
from counter_app.models.acts import case as acts
from counter_app.models.acts.rating import Given
from counter_app.models.rating import Grade, RatingStage
from counter_app.models.rating_state import RatingState
from counter_app.models.tables.county import device as devices, entry
from counter_app.protocol import derived, window_tokens
from counter_app.protocol.journal import Entry, decode_act, decode_entry
from counter_app.protocol.tokens import Purpose
from counter_app.protocol.window_tokens import WindowToken
from counter_app.rules.rating_numbers import of_case

DAY_MS = 24 * 60 * 60 * 1000
#: Far more than any answer takes; only there so that a lost wake-up fails instead of hanging.
GENEROUS_S = 20
HTML = '<script>alert(1)</script>"&amp;'


@pytest.fixture
def server(database: Database, database_url: str) -> Iterator[ServerThread]:
    with run_in_thread(database_url) as running:
        yield running


@pytest.fixture
def http(server: ServerThread) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url) as client:
        yield client


@pytest.fixture
def town(database: Database) -> TestDevice:
    made = enrol_directly(database, TOWN)
    made.now_ms = wall_ms() - 60_000
    return made


def send(http: httpx.Client, code: str, form: str = "", **fields: object) -> httpx.Response:
    """Open the page unless a form is at hand, and send it. ``reason_X`` stands for reason.X."""
    form = form or form_in(http.get(f"/r/{code}"))
    named = {name.replace("reason_", "reason."): value for name, value in fields.items()}
    body = urlencode({"form": form, **named}, doseq=True)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return http.post(f"/r/{code}", content=body, headers=kind)


def given(database: Database) -> list[tuple[Entry, Given]]:
    """Every rating that the county keeps."""
    with database.reading() as connection:
        rows = connection.execute(select(entry.c.data).where(entry.c.kind == Given.KIND)).all()
    found = []
    for row in rows:
        read = decode_entry(bytes(row.data))
        act = decode_act(read)
        assert isinstance(act, Given)
        found.append((read, act))
    return found


def rating_of(database: Database, number: str, stage: RatingStage) -> RatingState:
    with database.reading() as connection:
        state = standing(connection, f"rating:{of_case(number, stage)}")
    assert state is not None
    return state


def test_a_rating_is_kept_and_told_to_the_place(
    database: Database, http: httpx.Client, town: TestDevice
) -> None:
    case(database, town, *CLOSED)
    answer = send(
        http,
        code(town),
        grade="very_dissatisfied",
        reason_very_dissatisfied=["late", "other"],
        reason_satisfied="warm_quick",
        text=f"  等了两个月\r\n{HTML}  ",
        phone="138 1234 5678",
        consent="yes",
    )
    assert answer.status_code == 200
    assert "谢谢您的评价" in told(answer)
    assert "会按您留的电话回访" in told(answer)
    ((recorded, act),) = given(database)
    assert act.grade is Grade.VERY_DISSATISFIED
    assert act.reasons == ("late", "other")
    assert act.text == f"等了两个月\n{HTML}"
    assert act.rater is not None
    assert act.rater.phone == "13812345678"
    assert (act.channel, act.about.place, act.about.clerk) == ("qr", TOWN, "SXX0001")
    assert act.due is not None
    assert act.due > TODAY
    assert recorded.staff == derived.STAFF
    state = rating_of(database, town.number(1), RatingStage.FINISHED)
    assert (state.case, state.stage, state.owner) == (town.number(1), "finished", TOWN)
    verdict = verify(database)
    assert verdict.findings == ()
    assert verdict.entries == len(town.entries) + 1


def test_each_stage_once(database: Database, http: httpx.Client, town: TestDevice) -> None:
    case(database, town, *CLOSED)
    acceptance, conclusion = code(town, purpose=Purpose.RATING_ACCEPTANCE), code(town)
    late = form_in(http.get(f"/r/{conclusion}"))
    assert send(http, acceptance, grade="satisfied").status_code == 200
    assert send(http, conclusion, grade="fair").status_code == 200
    again = http.get(f"/r/{conclusion}")
    assert "这件事已经评过了，谢谢" in told(again)
    assert "<form" not in again.text
    refused = send(http, conclusion, late, grade="very_dissatisfied")
    assert refused.status_code == 409
    assert "这件事已经评过了，谢谢" in told(refused)
    assert sorted(act.grade for _, act in given(database)) == [Grade.FAIR, Grade.SATISFIED]


def test_the_same_form_twice_is_one_rating_and_thanks_twice(
    database: Database, http: httpx.Client, town: TestDevice
) -> None:
    case(database, town, *CLOSED)
    form = form_in(http.get(f"/r/{code(town)}"))
    answers = [send(http, code(town), form, grade="satisfied") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert all("谢谢您的评价" in told(answer) for answer in answers)
    assert len(given(database)) == 1


def test_what_is_wrong_is_told_at_once_and_nothing_typed_is_lost(
    database: Database, http: httpx.Client, town: TestDevice
) -> None:
    case(database, town, *CLOSED)
    answer = send(
        http, code(town), grade="fair", reason_fair=["other", "one_window"], phone=HTML, text=" "
    )
    assert answer.status_code == 422
    words = told(answer)
    assert "还没有提交" in words
    assert "选了“其他”，请写几句话说明" in words
    assert "电话号码只能由数字组成，请核对" in words
    assert "<script>" not in answer.text
    assert 'value="&lt;script&gt;alert(1)&lt;/script&gt;&#34;&amp;amp;"' in answer.text
    for name in ("grade-fair", "fair-other", "fair-one_window"):
        assert f'id="{name}" value="{name.partition("-")[2]}" checked' in answer.text
    assert given(database) == []
    mended = send(
        http, code(town), form_in(answer), grade="fair", reason_fair="other", text="还可以"
    )
    assert mended.status_code == 200
    assert len(given(database)) == 1


@pytest.mark.parametrize(
    ("fields", "told_so"),
    [
        ({}, "请先选一个评价"),
        ({"grade": "excellent"}, "请先选一个评价"),
        ({"grade": "fair", "phone": "13812345678"}, "请勾选同意回访"),
        ({"grade": "fair", "consent": "yes"}, "请填写电话"),
        ({"grade": "fair", "text": "字" * 501}, "500"),
        ({"grade": "fair", "text": "a\u202eb"}, "text"),
    ],
)
def test_wrong_answers(
    database: Database,
    http: httpx.Client,
    town: TestDevice,
    fields: dict[str, str],
    told_so: str,
) -> None:
    case(database, town, *CLOSED)
    answer = send(http, code(town), **fields)
    assert answer.status_code == 422
    assert told_so in answer.text
    assert given(database) == []


@pytest.mark.parametrize("reason", ["late", "nonsense"])
def test_reasons_that_are_not_offered_for_the_grade_are_left_out(
    database: Database, http: httpx.Client, town: TestDevice, reason: str
) -> None:
    case(database, town, *CLOSED)
    assert send(http, code(town), grade="satisfied", reason_satisfied=reason).status_code == 200
    ((_, act),) = given(database)
    assert act.reasons == ()


# ---- whom a code lets in, and until when


@pytest.mark.parametrize(("ago", "open_"), [(0, True), (30, True), (31, False)])
def test_the_time_to_rate_counts_from_the_stage(
    database: Database, http: httpx.Client, town: TestDevice, ago: int, open_: bool
) -> None:
    case(database, town, accepted(TODAY - timedelta(days=ago)))
    answer = http.get(f"/r/{code(town, purpose=Purpose.RATING_ACCEPTANCE)}")
    assert answer.status_code == (200 if open_ else 410)
    assert ("评价时间已过" in told(answer)) is not open_


@pytest.mark.parametrize(("ago", "open_"), [(0, True), (9, True), (11, False), (10**6, False)])
def test_the_time_of_a_case_that_has_not_arrived_counts_from_its_paper(
    database: Database, http: httpx.Client, town: TestDevice, ago: int, open_: bool
) -> None:
    with database.writing() as connection:
        rating_settings.save(connection, RatingSettings(days=10))
    issued_ms = max(wall_ms() - ago * DAY_MS, 0)
    answer = http.get(f"/r/{code(town, issued_ms=issued_ms)}")
    assert answer.status_code == (200 if open_ else 410)
    assert ("记录正在传送" in told(answer)) is open_


def test_a_paper_from_a_clock_far_ahead_opens(http: httpx.Client, town: TestDevice) -> None:
    assert http.get(f"/r/{code(town, issued_ms=(2**40 - 1) * 1000)}").status_code == 200


def test_forged_codes_and_codes_for_other_pages_open_nothing(
    database: Database, http: httpx.Client, town: TestDevice
) -> None:
    case(database, town, *CLOSED)
    stranger = TestDevice(town.id, town.serial, town.place)
    other_page = code(town, purpose=Purpose.PROGRESS)
    for text in (code(stranger), card(stranger), other_page, "A" * 107, "x", code(town)[:-2]):
        for answer in (http.get(f"/r/{text}"), send(http, text, "x", grade="fair")):
            assert answer.status_code == 404, text
            assert "不是本县窗口出具的凭证" in told(answer)
    assert http.get(f"/q/{code(town)}").status_code == 404
    assert given(database) == []


def test_of_stopped_devices_only_what_is_known_or_long_printed_counts(
    database: Database, http: httpx.Client, town: TestDevice
) -> None:
    case(database, town, *CLOSED)
    revoke(database, town.id, wall_ms())
    assert http.get(f"/r/{code(town)}").status_code == 200
    assert http.get(f"/r/{code(town, 2)}").status_code == 404
    revoke(database, town.id, wall_ms(), lost=True)
    assert http.get(f"/r/{code(town)}").status_code == 404
    assert http.get(f"/r/{card(town)}").status_code == 404


def test_a_void_case_is_not_rated(database: Database, http: httpx.Client, town: TestDevice) -> None:
    case(database, town, *CLOSED)
    case(database, town, acts.Voided(reason="录错", approver="SXX0002"), running=2)
    answer = http.get(f"/r/{code(town, 2)}")
    assert answer.status_code == 410
    assert "已经作废" in told(answer)


def test_a_rating_waits_for_its_case(
    database: Database, http: httpx.Client, town: TestDevice
) -> None:
    page = http.get(f"/r/{code(town)}")
    assert "本服务点已开具，记录正在传送" in told(page)
    assert send(http, code(town), grade="satisfied").status_code == 200
    case(database, town, *CLOSED)
    assert "已经评过了" in told(http.get(f"/r/{code(town)}"))
    state = rating_of(database, town.number(1), RatingStage.FINISHED)
    assert (state.case, state.places) == (town.number(1), (TOWN,))
    assert verify(database).findings == ()


def test_names_are_masked(database: Database, http: httpx.Client, town: TestDevice) -> None:
    case(database, town, *CLOSED)
    answer = http.get(f"/r/{code(town)}")
    assert "欧阳*国" in told(answer)
    for secret in (PERSON.name, PERSON.id_number, PERSON.phone, PERSON.address):
        assert secret not in answer.text


# ---- the line


def test_headers_of_the_form(database: Database, http: httpx.Client, town: TestDevice) -> None:
    case(database, town, *CLOSED)
    answer = http.get(f"/r/{code(town)}")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "script" not in policy
    assert "<script" not in answer.text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_on_another_page_is_refused(
    database: Database, http: httpx.Client, town: TestDevice, site: str
) -> None:
    case(database, town, *CLOSED)
    http.headers["Sec-Fetch-Site"] = site
    answer = send(http, code(town), grade="satisfied")
    assert answer.status_code == 400
    assert "没有收到评价" in told(answer)
    assert given(database) == []


def test_only_a_form_of_this_page_is_taken(
    database: Database, http: httpx.Client, town: TestDevice
) -> None:
    case(database, town, *CLOSED)
    case(database, town, *CLOSED, running=2)
    other = form_in(http.get(f"/r/{code(town, 2)}"))
    for form in (other, other[:-1], "x", "签"):
        answer = send(http, code(town), form, grade="satisfied", text="还在")
        assert answer.status_code == 422
        assert "这一页打开得太久了" in told(answer)
        assert "还在" in told(answer)
    assert given(database) == []
    assert send(http, code(town), form_in(answer), grade="satisfied").status_code == 200


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 400),
        (b"grade=fair", "", 400),
        (b"text=%FF", "application/x-www-form-urlencoded", 400),
        (b"text=" + b"a" * MAX_FORM, "application/x-www-form-urlencoded", 413),
    ],
)
def test_what_is_no_form_is_refused_in_words(
    database: Database, http: httpx.Client, town: TestDevice, body: bytes, kind: str, status: int
) -> None:
    case(database, town, *CLOSED)
    answer = http.post(f"/r/{code(town)}", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert "没有收到评价" in told(answer)


def test_who_only_opens_the_page_sends_nothing(
    database: Database, http: httpx.Client, town: TestDevice
) -> None:
    case(database, town, *CLOSED)
    form = form_in(http.get(f"/r/{code(town)}"))
    body = urlencode({"form": form, "grade": "satisfied"})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = http.request("GET", f"/r/{code(town)}", content=body, headers=kind)
    assert "<form" in answer.text
    empty = http.post(f"/r/{code(town)}", headers=kind)
    assert empty.status_code == 422
    assert given(database) == []


def test_floods_are_told_to_wait(database: Database, http: httpx.Client, town: TestDevice) -> None:
    case(database, town, *CLOSED)
    form = form_in(http.get(f"/r/{code(town)}"))
    answers = [
        send(http, code(town), form, text="x").status_code
        for _ in range(rating_limits.SENT_BY_BOTH + 1)
    ]
    assert set(answers[:-1]) == {422}
    assert answers[-1] == 429
    answer = send(http, code(town), form, grade="satisfied")
    assert answer.status_code == 429
    assert "请过几分钟再试" in told(answer)
    assert int(answer.headers["retry-after"]) > 0
    assert given(database) == []
    opened = [http.get("/r/x").status_code for _ in range(rating_limits.OPENED_BY_CODE + 1)]
    assert opened == [404] * rating_limits.OPENED_BY_CODE + [429]


def test_a_busy_county_keeps_what_was_typed_on_the_page(
    database: Database, server: ServerThread, http: httpx.Client, town: TestDevice
) -> None:
    case(database, town, *CLOSED)
    form = form_in(http.get(f"/r/{code(town)}"))
    ready = server.county.database.transact

    def busy(work: object) -> None:
        raise Conflict("县库正忙，这一次没有保存")

    server.county.database.transact = busy  # type: ignore[method-assign, assignment]
    answer = send(http, code(town), form, grade="satisfied", text="都还在")
    assert answer.status_code == 503
    assert "评价还没有记下" in told(answer)
    assert "都还在" in told(answer)
    server.county.database.transact = ready  # type: ignore[method-assign]
    assert send(http, code(town), form_in(answer), grade="satisfied").status_code == 200
    assert len(given(database)) == 1


def test_a_county_whose_store_is_away_says_so(
    server: ServerThread, http: httpx.Client, town: TestDevice
) -> None:
    @contextmanager
    def away(**_: object) -> Iterator[None]:
        raise Trouble("县库暂时不能用")
        yield

    server.county.database.reading = away  # type: ignore[method-assign, assignment]
    for answer in (http.get(f"/r/{code(town)}"), send(http, code(town), "x", grade="fair")):
        assert answer.status_code == 503
        assert "暂时不能评价" in told(answer)
        assert int(answer.headers["retry-after"]) > 0


def test_devices_of_the_place_are_woken(
    database: Database, server: ServerThread, http: httpx.Client, town: TestDevice
) -> None:
    case(database, town, *CLOSED)

    async def wait_and_rate() -> int:
        asked = await Hanging.ask(server.url, town, cursor=len(town.entries))
        answer = await asyncio.to_thread(send, http, code(town), grade="satisfied")
        assert answer.status_code == 200
        async with asyncio.timeout(GENEROUS_S):
            return (await asked.answer()).position

    assert asyncio.run(wait_and_rate()) == len(town.entries) + 1


# ---- the county's own signature


def test_a_forged_rating_of_the_county_is_found_out(
    database: Database, http: httpx.Client, town: TestDevice, server: ServerThread
) -> None:
    case(database, town, *CLOSED)
    send(http, code(town), grade="dissatisfied")
    ((recorded, act),) = given(database)
    county_key = server.county.county.public_keys[:32]
    assert derived.vouched(recorded, county_key)
    stolen = derived.rating_given(town.key, recorded.subject, TOWN, wall_ms(), act)
    assert derived.genuine(stolen)
    assert not derived.vouched(stolen, county_key)


# ---- windows' cards


def test_a_card_of_the_county_itself_or_of_a_device(
    database: Database, http: httpx.Client, town: TestDevice, server: ServerThread
) -> None:
    key = Ed25519PrivateKey.from_private_bytes(server.county.county.signing_key)
    own = window_tokens.issue(key, WindowToken(TOWN, 1, window_tokens.COUNTY, 1))
    for text in (own, card(town)):
        answer = http.get(f"/r/{text}")
        # This county has no reference data: the window is not there (any more).
        assert answer.status_code == 410
        assert "这个窗口已经停用" in told(answer)
    with database.writing() as connection:
        connection.execute(update(devices).values(lost=True, revoked_ms=1))
    assert http.get(f"/r/{card(town)}").status_code == 404
    assert http.get(f"/r/{own}").status_code == 410


def test_pushing_goes_on_beside_ratings(
    database: Database, http: httpx.Client, town: TestDevice
) -> None:
    case(database, town, *CLOSED)
    send(http, code(town), grade="fair")
    town.receive(2)
    push(database, town.id, town.push(), wall_ms)
    assert verify(database).findings == ()

"""Public pages: plain words, masked names, nothing without a genuine token."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from pathlib import Path

import httpx
import pytest
from county_rig import TOWN, CountyRig, TestDevice, enrol_directly

from counter_app.county.database import Database
from counter_app.county.devices import revoke
from counter_app.county.push import push
from counter_app.county.server import wall_ms
from counter_app.county.wording import _WORDS, STEPS
from counter_app.models.acts import Act, case as acts
from counter_app.models.case import CaseStatus, CorrectionPoint
from counter_app.models.party import Party, PartyKind
from counter_app.protocol import tokens
from counter_app.protocol.tokens import Purpose, Token

DAY = date(2026, 11, 25)
LATER = date(2026, 12, 23)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> CountyRig:
    return CountyRig.sample(tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
def database(county: CountyRig) -> Iterator[Database]:
    with county.opened() as opened:
        yield opened


@pytest.fixture(scope="module")
def get(county: CountyRig) -> Iterator[Callable[[str], httpx.Response]]:
    with county.serve() as served, httpx.Client(base_url=served.url) as http:
        yield http.get


@pytest.fixture
def device(database: Database) -> TestDevice:
    made = enrol_directly(database, TOWN)
    made.now_ms = wall_ms() - 60_000
    return made


def token(device: TestDevice, running: int, purpose: Purpose = Purpose.PROGRESS) -> str:
    return tokens.issue(
        device.key, Token(purpose, device.serial, 26, running, device.now_ms // 1000)
    )


def told(answer: httpx.Response) -> str:
    """The words of a page."""
    assert answer.headers["content-type"].startswith("text/html")
    text = re.sub(r"<(style|title|head).*?</\1>", " ", answer.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def case(database: Database, device: TestDevice, *more: Act, name: str = "欧阳建国") -> str:
    party = Party(
        PartyKind.PERSON, name, "resident_id", "421321195505120034", "13812345678", "随县厉山镇"
    )
    subject = device.receive(1, applicant=party)
    for act in more:
        device.record(subject, act)
    push(database, device.id, device.push(), wall_ms)
    return token(device, 1)


ACCEPTED = acts.Accepted(accepted_on=DAY, promise_due=LATER, legal_due=date(2027, 1, 8))
YES = acts.Decided(granted=True, opinion="符合条件")
CLOSED = acts.Closed(result="通知书")
POINTS = (CorrectionPoint("居民户口簿", "缺少户主页复印件", "复印件", "派出所"),)

STORIES: dict[CaseStatus, tuple[Act, ...]] = {
    CaseStatus.RECEIVED: (),
    CaseStatus.CORRECTING: (acts.CorrectionAsked(points=POINTS, due=LATER),),
    CaseStatus.DECLINED: (acts.Declined(ground="not_eligible", reason="不符合条件"),),
    CaseStatus.ACCEPTED: (ACCEPTED,),
    CaseStatus.REVIEW: (ACCEPTED, acts.Forwarded(to_place="421321000000", department="民政")),
    CaseStatus.SUPPLEMENT: (ACCEPTED, acts.CorrectionAsked(points=POINTS, due=LATER)),
    CaseStatus.DECIDED_YES: (ACCEPTED, YES),
    CaseStatus.DECIDED_NO: (
        ACCEPTED,
        acts.Decided(granted=False, opinion="不符合", reasons="收入超过标准"),
    ),
    CaseStatus.CLOSED: (ACCEPTED, YES, CLOSED),
    CaseStatus.READY: (ACCEPTED, YES, CLOSED, acts.Ready(at=TOWN)),
    CaseStatus.DELIVERED: (
        ACCEPTED,
        YES,
        CLOSED,
        acts.Delivered(way="hand", collector="欧阳建国", id_number="421321195505120034"),
    ),
    CaseStatus.ARCHIVED: (acts.Withdrawn(reason="不办了"), acts.Archived()),
    CaseStatus.WITHDRAWN: (acts.Withdrawn(reason="家里人已代办"),),
    CaseStatus.TERMINATED: (acts.Terminated(ground="逾期未补正"),),
    CaseStatus.VOID: (acts.Voided(reason="录错", approver="SXX0002"),),
}


def test_every_status_has_its_story_and_words() -> None:
    assert set(STORIES) == set(CaseStatus) == set(_WORDS)


@pytest.mark.parametrize("status", list(CaseStatus))
def test_progress_of_a_case(
    database: Database,
    device: TestDevice,
    get: Callable[[str], httpx.Response],
    status: CaseStatus,
) -> None:
    answer = get(f"/q/{case(database, device, *STORIES[status])}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    words = told(answer)
    assert _WORDS[status].headline in words
    assert "最低生活保障审核确认" in words
    assert "欧阳*国" in words
    assert "窗口收下材料" in words
    for act in STORIES[status]:
        assert STEPS[type(act)] in words
    for secret in ("欧阳建国", "0034", "13812345678", "厉山镇神农", "收入超过标准", "家里人"):
        assert secret not in words
    assert "厉山镇便民服务中心" in words or status is CaseStatus.REVIEW
    if status in (CaseStatus.CORRECTING, CaseStatus.SUPPLEMENT):
        assert "居民户口簿" in words
        assert "缺少户主页复印件" in words
        assert "请在此日前补齐 2026年12月23日" in words
    if status in (CaseStatus.ACCEPTED, CaseStatus.REVIEW):
        assert "承诺办结日期 2026年12月23日" in words


def test_a_suspended_case_says_why_the_clock_stands(
    database: Database, device: TestDevice, get: Callable[[str], httpx.Response]
) -> None:
    stopped = acts.Suspended("专家评审", "行政许可法第四十五条", DAY, 10, "SXX0002")
    words = told(get(f"/q/{case(database, device, ACCEPTED, stopped)}"))
    assert "正在进行专家评审" in words
    assert "承诺办结日期" not in words


def test_acts_without_effect_are_not_told(
    database: Database, device: TestDevice, get: Callable[[str], httpx.Response]
) -> None:
    text = case(database, device, acts.Withdrawn(reason="不办了"), ACCEPTED)
    words = told(get(f"/q/{text}"))
    assert "申请已撤回" in words
    assert STEPS[acts.Accepted] not in words


def test_a_genuine_receipt_is_known_before_its_case_arrives(
    database: Database, device: TestDevice, get: Callable[[str], httpx.Response]
) -> None:
    text = token(device, 77)
    answer = get(f"/q/{text}")
    assert answer.status_code == 200
    words = told(answer)
    assert "凭证有效，资料正在上传" in words
    assert "厉山镇便民服务中心" in words
    assert re.search(r"出具时间 20\d\d年\d+月\d+日 \d\d:\d\d", words)
    revoke(database, device.id, wall_ms())
    assert get(f"/q/{text}").status_code == 404


def test_forged_and_broken_tokens_are_told_apart_from_nothing(
    database: Database, device: TestDevice, get: Callable[[str], httpx.Response]
) -> None:
    genuine = case(database, device)
    assert get(f"/q/{genuine}").status_code == 200
    forger = TestDevice(device.id, device.serial, TOWN)
    unknown = TestDevice("d8888", 8888, TOWN)
    changed = genuine[:10] + ("A" if genuine[10] != "A" else "B") + genuine[11:]
    wrong = [
        token(forger, 1),
        token(unknown, 1),
        token(device, 1, Purpose.RATING),
        token(device, 0),
        changed,
        genuine[:-1],
        genuine + "A",
        genuine.lower(),
        "x",
        "a" * 5000,
        "%00",
        "../../etc/passwd",
        "<script>alert(1)</script>",
        "𠮷" * 40,
    ]
    for text in wrong:
        answer = get(f"/q/{text}")
        assert answer.status_code == 404, text[:20]
        assert "<script" not in answer.text
    assert "不是本县窗口出具的凭证" in told(get(f"/q/{changed}"))


def test_a_time_that_no_calendar_has_is_left_out(
    database: Database, device: TestDevice, get: Callable[[str], httpx.Response]
) -> None:
    subject = f"case:{device.number(1)}"
    from county_rig import received

    device.record(subject, received("张三", 2**62))
    push(database, device.id, device.push(), wall_ms)
    assert get(f"/q/{token(device, 1)}").status_code == 200
    far = tokens.issue(device.key, Token(Purpose.PROGRESS, device.serial, 26, 5, 2**40 - 1))
    assert get(f"/q/{far}").status_code == 200


def test_markup_in_data_stays_text(
    database: Database, device: TestDevice, get: Callable[[str], httpx.Response]
) -> None:
    evil = CorrectionPoint("<img src=x onerror=alert(1)>", "</dl><script>", "", "\"'&")
    asked = acts.CorrectionAsked(points=(evil,), due=LATER)
    answer = get(f"/q/{case(database, device, asked, name='<b>张')}")
    assert "<img" not in answer.text
    assert "<script" not in answer.text
    assert "<b>" not in answer.text


def test_guides_of_items(
    database: Database, county: CountyRig, get: Callable[[str], httpx.Response]
) -> None:
    from counter_app.county import rows

    with database.reading() as connection:
        items = rows.decoded(connection, "item")
    seen = set()
    for code, item in items.items():
        shape = (item.level, item.handling, bool(item.materials), item.promised_days is None)
        if shape in seen:
            continue
        seen.add(shape)
        answer = get(f"/g/{code}")
        assert answer.status_code == 200
        words = told(answer)
        assert item.name in words
        assert item.department in words
        for material in item.materials:
            assert material.name in words
            assert material.required.label in words
    assert len(seen) > 5


@pytest.mark.parametrize("code", ["11421321NOSUCHITEM", "x" * 3000, "%00", "一二三"])
def test_unknown_items_are_a_polite_404(get: Callable[[str], httpx.Response], code: str) -> None:
    answer = get(f"/g/{code}")
    assert answer.status_code == 404
    assert "没有这个事项" in told(answer)


def test_pages_need_no_script_and_load_nothing_from_elsewhere(
    database: Database, device: TestDevice, get: Callable[[str], httpx.Response]
) -> None:
    pages = [get(target) for target in ("/", f"/q/{case(database, device)}", "/q/x", "/nowhere")]
    for answer in pages:
        assert "<script" not in answer.text
        assert "style=" not in answer.text
        links = re.findall(r'(?:href|src)="([^"]*)"', answer.text)
        assert all(link == "/page.css" or link.startswith("tel:") for link in links)
        assert 'name="viewport"' in answer.text
    style = get("/page.css")
    assert style.headers["content-type"].startswith("text/css")
    assert "url(" not in style.text
    assert get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_templates_are_all_used() -> None:
    from counter_app.county import pages
    from counter_app.settings import resource

    folder = Path(pages.__file__).parent
    users = [*folder.glob("*pages.py"), folder / "app.py", *resource("pages").glob("*.html")]
    sources = "".join(path.read_text("utf-8") for path in users)
    for path in resource("pages").glob("*.html"):
        assert f'"{path.name}"' in sources


def test_pages_are_asked_for_by_head_as_by_get(
    database: Database, county: CountyRig, device: TestDevice
) -> None:
    """Messengers look at a link by HEAD before they show it."""
    from counter_app.county import rows

    with database.reading() as connection:
        guide = f"/g/{next(iter(rows.decoded(connection, 'item')))}"
    paths = ("/", "/page.css", guide, "/g/none", f"/q/{token(device, 1)}", "/q/x", "/r/x")
    with county.serve() as served, httpx.Client(base_url=served.url) as http:
        for path in paths:
            whole, head = http.get(path), http.head(path)
            assert (head.status_code, head.content) == (whole.status_code, b"")
            for name in ("content-type", "content-length", "content-security-policy"):
                assert head.headers[name] == whole.headers[name]
        assert http.head("/api/v1/pull").status_code == 405
        assert http.get("/page.css").headers["content-type"] == "text/css; charset=utf-8"


def test_other_methods_are_told_what_is_allowed(county: CountyRig) -> None:
    with county.serve() as served, httpx.Client(base_url=served.url) as http:
        for path, allowed in (
            ("/", "GET, HEAD"),
            ("/q/x", "GET, HEAD"),
            ("/r/x", "GET, HEAD, POST"),
        ):
            answer = http.request("DELETE", path)
            assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
            assert "text/html" in answer.headers["content-type"]

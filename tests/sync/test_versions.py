"""Programs of other versions on a real server: what is refused, and what is lost (nothing)."""

from __future__ import annotations

import httpx
import msgspec
import pytest
from county_rig import TOWN, enrol_directly
from sync_rig import Hall
from watch_rig import watched

from counter_app.models.sync_state import SyncState
from counter_app.protocol import version, wire
from counter_app.sync import line
from counter_app.sync.line import Rejected

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("header", "status", "reason"),
    [
        (None, 200, ""),
        ("1", 200, ""),
        ("0", 426, "protocol"),
        ("2", 426, "protocol"),
        ("99", 426, "protocol"),
        ("-1", 400, "bad_request"),
        ("1.0", 400, "bad_request"),
        ("²", 400, "bad_request"),
        ("9" * 50, 400, "bad_request"),
    ],
)
def test_the_header_on_every_signed_request(
    hall: Hall, header: str | None, status: int, reason: str
) -> None:
    with hall.rig.opened() as database:
        device = enrol_directly(database, TOWN)
    for method, target in (
        ("GET", "/api/v1/pull?cursor=0"),
        ("GET", "/api/v1/editions?since=999999"),
        ("GET", "/api/v1/live?cursor=99&edition=0"),
        ("POST", "/api/v1/push"),
    ):
        device.entries.clear()
        device.receive(1)
        body = wire.pack(device.push()) if method == "POST" else b""
        headers = device.headers(method, target, body)
        if header is not None:
            headers[version.PROTOCOL_HEADER] = header
        encoded = {name: text.encode() for name, text in headers.items()}
        answer = httpx.request(method, hall.url + target, headers=encoded, content=body)
        assert answer.status_code == status
        if reason:
            told = msgspec.json.decode(answer.content, type=wire.Refusal)
            assert told.reason == reason
            if status == 426:
                assert told.expected == version.PROTOCOL
                assert str(int(header or 0)) in told.message
                assert f"{version.OLDEST} 到 {version.PROTOCOL}" in told.message


def test_a_newer_device_speaks_the_countys_protocol(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = hall.window(TOWN)
    # Only the device's side: the county took its own number when it was imported.
    monkeypatch.setattr(line.version, "PROTOCOL", 7)
    monkeypatch.setattr(line.version.common, "__defaults__", (7, 1))
    window.take_in()
    assert window.workplace.sync().pushed
    assert window.unsent == 0
    kept = window.workplace._line
    assert kept is not None
    assert kept.protocol == 1
    # A county too old for this program: nothing to be done here, nothing is lost.
    monkeypatch.setattr(line.version, "common", lambda county, own: None)
    window.workplace.hang_up()
    window.take_in("421321198507064411")
    with pytest.raises(Rejected, match="县平台的程序较旧"):
        window.workplace.sync()
    assert window.unsent


def test_an_ancient_device_keeps_its_work_until_it_is_upgraded(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = hall.window(TOWN)
    monkeypatch.setattr(line.version, "PROTOCOL", 0)
    with watched(window.workplace) as watch:
        told = watch.state(SyncState.STOPPED)
        assert "请升级程序；本机记录都在，升级后自动上传" in told.detail
        window.take_in()  # work goes on
        assert watch.until(lambda each: each.unsent == 1).state is not SyncState.ONLINE
        monkeypatch.undo()
        window.workplace.hang_up()
        watch.watcher.wake()
        assert watch.state(SyncState.ONLINE).unsent == 0
    assert hall.verify().ok

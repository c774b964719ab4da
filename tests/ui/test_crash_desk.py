"""What nobody caught: a sentence for the person, a report without values for the maintainers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer, qWarning
from pytestqt.qtbot import QtBot

from counter_app.errors import BadInput, Bug, Refused, Trouble
from counter_app.ui.crash import KEPT, CrashDesk
from counter_app.ui.crash_report import describe, without_values

SECRET = "421321199003071234"


@pytest.fixture
def told() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def desk(told: list[tuple[str, str]], tmp_path: Path, qtbot: QtBot) -> Iterator[CrashDesk]:
    made = CrashDesk(lambda kind, text: told.append((kind, text)), lambda: tmp_path / "logs")
    made.install()
    yield made
    made.remove()
    made.deleteLater()


def fail(number: str) -> None:
    name = "周晓琴" + number
    raise KeyError(name)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Refused("此刻不能受理"), "warning"),
        (BadInput("证件号码", "校验码不对"), "warning"),
        (Trouble("磁盘已满", hint="请清理后再试"), "error"),
    ],
)
def test_expected_errors_are_told_as_they_are(
    desk: CrashDesk, told: list[tuple[str, str]], tmp_path: Path, error: Exception, kind: str
) -> None:
    desk.handle(error)
    assert told == [(kind, str(error))]
    assert not (tmp_path / "logs").exists()


@pytest.mark.qt_no_exception_capture
def test_a_fault_in_a_slot_is_reported_without_values(
    desk: CrashDesk, told: list[tuple[str, str]], tmp_path: Path, qtbot: QtBot
) -> None:
    QTimer.singleShot(0, lambda: fail(SECRET))
    qtbot.waitUntil(lambda: bool(told))
    kind, text = told[0]
    assert kind == "error"
    assert "已保存的办件和草稿不受影响" in text
    (report,) = (tmp_path / "logs").glob("crash-*.txt")
    assert report.stem.removeprefix("crash-") in text
    written = report.read_text(encoding="utf-8")
    assert "KeyError" in written
    assert "fail" in written
    assert "test_crash_desk.py:" in written
    for value in (SECRET, "周晓琴", str(Path.home()), str(tmp_path)):
        assert value not in written
        assert value not in text


def test_a_fault_on_another_thread_arrives_too(
    desk: CrashDesk, told: list[tuple[str, str]], qtbot: QtBot
) -> None:
    thread = threading.Thread(target=fail, args=(SECRET,))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(told))
    assert SECRET not in told[0][1]


def test_causes_are_told_and_our_own_messages_kept() -> None:
    try:
        try:
            fail(SECRET)
        except KeyError as error:
            raise Bug("登录时出错") from error
    except Bug as bug:
        written = describe(bug)
    assert "Bug: 登录时出错" in written
    assert "KeyError" in written
    assert SECRET not in written


def test_without_a_profile_nothing_is_written(told: list[tuple[str, str]], qtbot: QtBot) -> None:
    made = CrashDesk(lambda kind, text: told.append((kind, text)), lambda: None)
    made.handle(ValueError(SECRET))
    assert told[0][0] == "error"
    assert "报告编号" not in told[0][1]
    made.deleteLater()


def test_a_folder_that_cannot_be_written_does_not_hide_the_notice(
    told: list[tuple[str, str]], tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "file").write_text("")
    made = CrashDesk(lambda kind, text: told.append((kind, text)), lambda: tmp_path / "file")
    made.handle(ValueError())
    assert told[0][0] == "error"
    made.deleteLater()


def test_old_reports_go(desk: CrashDesk, tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    for number in range(KEPT + 5):
        (logs / f"crash-0101-{number:06}.txt").write_text("")
    desk.report(ValueError())
    assert len(list(logs.glob("crash-*.txt"))) == KEPT


def test_warnings_of_qt_are_logged_without_values(desk: CrashDesk, tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    qWarning(f"QLabel: {SECRET} 周晓琴 is odd")
    qWarning("This plugin does not support propagateSizeHints()")
    written = (logs / "qt.log").read_text(encoding="utf-8")
    assert written.strip().endswith("QtWarningMsg QLabel: # ? is odd")
    assert without_values("x" * 900) == "x" * 300

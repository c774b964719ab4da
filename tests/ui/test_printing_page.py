"""The page of printing by keys: the queue and its failures, printers, and what was chosen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from case_pages_rig import take_in, use_real_papers
from cups_rig import PrintService, outputs, print_service, why_not
from desk_rig import MANAGER, Rig, make_workplace
from msgspec.structs import replace
from page_rig import Window, open_window
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from slip_rig import slip_printer

from counter_app.devices.printers.slip import SlipPrinter
from counter_app.models.print_job import PrintJob, PrintStage
from counter_app.store import print_jobs, queries
from counter_app.ui import print_settings
from counter_app.ui.devices.printer_row import PrinterRow
from counter_app.ui.pages import printing
from counter_app.ui.print_settings import DocumentChoice, Offset, PrintSettings

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(scope="module")
def running() -> Iterator[PrintService]:
    with print_service() as service:
        service.add_queue("laser")
        service.add_queue("second")
        service.run("lpadmin", "-d", "laser")
        yield service


@pytest.fixture
def service(running: PrintService, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrintService]:
    """As new: both queues run, nothing was printed."""
    monkeypatch.setenv("CUPS_SERVER", running.environment["CUPS_SERVER"])
    yield running
    for name in ("laser", "second"):
        running.run("cancel", "-a", name)
        running.run("cupsenable", name)
        running.run("cupsaccept", name)
        for path in (running.root / "out" / name).iterdir():
            path.unlink()


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    made = make_workplace(tmp_path, work_no=MANAGER)
    use_real_papers(made)
    return made


@pytest.fixture
def window(qapp: QApplication, rig: Rig, service: PrintService, qtbot: QtBot) -> Iterator[Window]:
    opened = open_window(rig, (printing.PAGE,), "paper", "case")
    opened.settle(qtbot)
    yield opened
    opened.close()


def add(qtbot: QtBot, window: Window, printer: str = "") -> PrintJob:
    """Print the receipt of a new case and wait for what becomes of it."""
    state = take_in(window.rig).state
    window.page.desk.add(state.number, (state.papers[0].number,), printer)
    window.settle(qtbot)
    return next(job for job in print_jobs.listed(window.rig.store) if job.number == state.number)


def job_of(window: Window, job_id: str) -> PrintJob:
    job = print_jobs.get(window.rig.store, job_id)
    assert job is not None
    return job


def chosen(window: Window) -> PrintSettings:
    return print_settings.read(window.counter.settings)


def notices(window: Window) -> str:
    return " ".join(window.shell.notices.texts)


def enabled(window: Window, action: str) -> bool:
    return bool(window.page.keys.bound(f"printing.{action}").isEnabled())


def test_an_empty_queue_says_where_printing_begins(window: Window) -> None:
    assert window.page.queue.table.rows == ()
    assert not enabled(window, "retry")
    assert not enabled(window, "cancel")


def test_a_failure_is_told_and_retried_by_a_key(
    qtbot: QtBot, window: Window, service: PrintService
) -> None:
    service.run("cupsreject", "laser")
    job = add(qtbot, window)
    assert "没有打出" in notices(window)
    assert "没有丢失" in notices(window)
    page = window.page
    assert page.queue.facts.text("why") == "打印队列不接收新任务"
    assert "恢复接收" in page.queue.facts.text("next")
    service.run("cupsaccept", "laser")
    window.press(Key.Key_F9)
    qtbot.waitUntil(lambda: job_of(window, job.id).stage is PrintStage.DONE, timeout=10_000)
    window.settle(qtbot)
    assert len(outputs(service.root / "out/laser")) == 1


def test_a_stopped_printer_is_left_for_another(
    qtbot: QtBot, window: Window, service: PrintService
) -> None:
    service.run("cupsdisable", "-r", "换硒鼓", "laser")
    job = add(qtbot, window)
    assert "打印队列已停止（换硒鼓）" in notices(window)
    assert window.page.queue.printer == "second", "the other one is offered"
    window.press(Key.Key_F8)
    qtbot.waitUntil(lambda: job_of(window, job.id).stage is PrintStage.DONE, timeout=10_000)
    assert len(outputs(service.root / "out/second")) == 1
    assert service.run("lpstat", "-o", "laser") == ""
    window.settle(qtbot)


def test_cancel_by_a_key(qtbot: QtBot, window: Window, service: PrintService) -> None:
    service.run("cupsdisable", "laser")
    job = add(qtbot, window)
    window.press(Key.Key_Delete)
    qtbot.waitUntil(lambda: job_of(window, job.id).stage is PrintStage.CANCELLED)
    window.settle(qtbot)
    assert service.run("lpstat", "-o", "laser") == ""
    assert "文书还在办件里" in notices(window)


def test_a_reprint_is_counted(qtbot: QtBot, window: Window) -> None:
    job = add(qtbot, window)
    qtbot.waitUntil(lambda: job_of(window, job.id).stage is PrintStage.DONE, timeout=10_000)
    window.page.read_jobs()
    window.settle(qtbot)
    window.press(Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: len(print_jobs.listed(window.rig.store)) == 2, timeout=10_000)
    window.settle(qtbot)
    state = queries.by_number(window.rig.store, job.number)
    assert state is not None
    assert state.papers[0].copies == 2
    assert {each.copy_no for each in print_jobs.listed(window.rig.store)} == {1, 2}


def test_enter_opens_the_document(qtbot: QtBot, window: Window) -> None:
    job = add(qtbot, window)
    window.page.queue.table.setFocus()
    window.press(Key.Key_Return)
    assert window.page.told == {"number": job.number, "paper": job.paper}


def test_a_count_is_told_of_what_needs_somebody(
    qtbot: QtBot, window: Window, service: PrintService
) -> None:
    service.run("cupsreject", "laser")
    desk = window.page.desk
    with qtbot.waitSignal(desk.counted, check_params_cb=lambda count: count == 1):
        add(qtbot, window)


# ---- printers


def test_printers_and_their_state(qtbot: QtBot, window: Window, service: PrintService) -> None:
    service.run("cupsdisable", "second")
    window.press(Key.Key_F3)
    window.page.look()
    window.settle(qtbot)
    rows = {row.info.name: row for row in window.page.printers.table.rows}
    assert rows["laser"].info.default
    assert "收件凭证" in rows["laser"].used
    assert rows["second"].info.reason == "stopped"


def test_offset_is_typed_and_the_test_page_moves(
    qtbot: QtBot, window: Window, service: PrintService
) -> None:
    window.press(Key.Key_F3)
    window.press(Key.Key_Return)
    window.type("2.5")
    window.press(Key.Key_Return)
    window.type("99")
    window.press(Key.Key_Return)
    assert window.page.printers.form.row("y").problem
    window.page.printers.down.setText("-1")
    window.page.printers.on_shift_typed()
    assert chosen(window).offset("laser") == (2.5, -1.0)
    window.press(Key.Key_F10)
    qtbot.waitUntil(lambda: bool(outputs(service.root / "out/laser")), timeout=10_000)
    window.settle(qtbot)
    assert outputs(service.root / "out/laser")[0].startswith(b"%PDF")
    assert "测试页已送到" in notices(window)


def test_a_slip_printer_is_added_tried_changed_and_removed(qtbot: QtBot, window: Window) -> None:
    with slip_printer() as printer:
        window.press(Key.Key_F3)
        window.press(Key.Key_N, CTRL)
        window.press(Key.Key_Return)
        window.press(Key.Key_Return)
        window.press(Key.Key_Return)
        form = window.page.printers.slip_form
        assert form.form.row("name").problem
        assert form.form.row("address").problem
        window.type("小票机")
        window.press(Key.Key_Return)
        window.press(Key.Key_Return)
        window.type(printer.address)
        window.press(Key.Key_Return)
        window.settle(qtbot)
        assert chosen(window).slip_printers == (SlipPrinter("小票机", address=printer.address),)
        window.page.printers.table.select_key("小票机")
        window.press(Key.Key_F10)
        window.settle(qtbot)
        assert "测试页已送到打印机“小票机”" in notices(window)
    assert printer.slips[-1].startswith(b"\x1b@\x1c&\x1dv0")
    window.press(Key.Key_Delete, CTRL)
    window.settle(qtbot)
    assert chosen(window).slip_printers == ()
    window.press(Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    window.settle(qtbot)
    assert len(chosen(window).slip_printers) == 1


def test_a_slip_printer_that_is_off_says_so(qtbot: QtBot, window: Window) -> None:
    settings = window.counter.settings
    lost = SlipPrinter("小票机", address="127.0.0.1:9")
    print_settings.keep(settings, print_settings.read(settings).with_slip_printer(lost))
    window.press(Key.Key_F3)
    window.press(Key.Key_F5)
    window.settle(qtbot)
    rows = {row.info.name: row for row in window.page.printers.table.rows}
    assert rows["小票机"].info.reason == "no_network"


# ---- documents


def test_choices_hold_at_once(qtbot: QtBot, window: Window) -> None:
    window.press(Key.Key_F4)
    tab = window.page.documents
    assert tab.row.kind == "receipt"
    window.press(Key.Key_F7)
    assert chosen(window).document("receipt").silent
    window.press(Key.Key_Return)
    assert tab.printer.hasFocus()
    tab.printer.setCurrentText("second")
    tab.printer.activated.emit(tab.printer.currentIndex())
    tab.copies.setCurrentIndex(1)
    tab.copies.activated.emit(1)
    window.settle(qtbot)
    assert chosen(window).document("receipt") == DocumentChoice("second", copies=2, silent=True)
    window.press(Key.Key_F7)
    assert not chosen(window).document("receipt").silent


# ---- without another key


def silent(window: Window, kind: str = "receipt", **choice: object) -> None:
    settings = window.counter.settings
    wanted = DocumentChoice(silent=True, **choice)  # type: ignore[arg-type]
    print_settings.keep(settings, print_settings.read(settings).with_document(kind, wanted))


def test_what_is_made_out_is_printed_by_itself(
    qtbot: QtBot, window: Window, service: PrintService
) -> None:
    silent(window, printer="second")
    done = take_in(window.rig)
    job = print_jobs.listed(window.rig.store)[0]
    assert (job.stage, job.silent, job.paper) == (PrintStage.WAITING, True, done.papers[0])
    window.page.desk.wake()
    qtbot.waitUntil(lambda: bool(outputs(service.root / "out/second")), timeout=10_000)
    window.settle(qtbot)


def test_the_wish_is_kept_exactly_when_the_case_is(window: Window) -> None:
    rig = window.rig
    state = take_in(rig).state
    silent(window)

    def cut_short() -> None:
        with rig.store.write() as tx:
            rig.desk.issue(tx, f"case:{state.number}", state, "receipt")
            raise RuntimeError("the power fails")

    with pytest.raises(RuntimeError):
        cut_short()
    assert print_jobs.listed(rig.store) == []
    with rig.store.write() as tx:
        rig.desk.issue(tx, f"case:{state.number}", state, "receipt")
    assert [job.stage for job in print_jobs.listed(rig.store)] == [PrintStage.WAITING]


def test_a_clock_in_doubt_holds_them_back(
    qtbot: QtBot, window: Window, service: PrintService
) -> None:
    silent(window)
    with window.rig.store.write() as tx:
        tx.head = replace(tx.head, drift_ms=90 * 60_000)
    take_in(window.rig)
    window.page.desk.wake()
    window.settle(qtbot)
    assert "确认日期后再打" in notices(window)
    assert outputs(service.root / "out/laser") == []
    window.press(Key.Key_F9)
    panel = window.page.guard.panel
    assert panel is not None
    assert panel.isVisible()
    panel.on_yes()
    qtbot.waitUntil(lambda: bool(outputs(service.root / "out/laser")), timeout=10_000)
    window.settle(qtbot)


# ---- on the page of devices


def test_the_receipts_printer_is_also_a_device(
    qtbot: QtBot, window: Window, service: PrintService
) -> None:
    row = PrinterRow(window.counter, window.shell)
    assert row.state().words == "正在找打印机"
    row.look()
    window.settle(qtbot)
    assert row.drivers()[0].id == ""
    assert row.state().words == "laser：空闲"
    row.choose("second")
    assert chosen(window).document("receipt").printer == "second"
    service.run("cupsdisable", "second")
    row.look()
    window.settle(qtbot)
    assert row.state().tone == "warning"
    row.choose("")
    row.test()
    qtbot.waitUntil(lambda: bool(outputs(service.root / "out/laser")), timeout=10_000)
    window.settle(qtbot)
    assert "测试页已送出" in row.result()
    row.actions()[0].run()
    assert window.page.tabs.currentIndex() == 1


def test_offsets_have_names() -> None:
    assert printing.page.shift_words(Offset(0, 0)) == "不移动"
    assert printing.page.shift_words(Offset(2.5, -1)) == "右 2.5 上 1"

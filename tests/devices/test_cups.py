"""The driver for CUPS against a real print service: same bytes out, and every reason told."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cups_rig import PrintService, outputs, print_service, why_not

from counter_app.devices.printers import (
    JobReport,
    JobStage,
    PrinterStage,
    PrinterTrouble,
    Reason,
    Request,
)
from counter_app.devices.printers.cups import CupsDriver

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())

PDF = b"%PDF-1.4 not really\n%%EOF\n"


@pytest.fixture(scope="module")
def service() -> Iterator[PrintService]:
    with print_service() as running:
        yield running


@pytest.fixture
def cups(service: PrintService, monkeypatch: pytest.MonkeyPatch) -> CupsDriver:
    monkeypatch.setenv("CUPS_SERVER", service.environment["CUPS_SERVER"])
    return CupsDriver()


@pytest.fixture
def queue(service: PrintService, request: pytest.FixtureRequest) -> tuple[str, Path]:
    """A fresh queue of its own for each test: (name, folder of what it printed)."""
    name = f"q{abs(hash(request.node.name)) % 10**8}"
    return name, service.add_queue(name)


def until(look: Callable[[], JobReport], wanted: Callable[[JobReport], bool]) -> JobReport:
    """Look again and again until the report is as wanted."""
    for _ in range(400):
        report = look()
        if wanted(report):
            return report
        time.sleep(0.02)
    raise AssertionError(f"still {report}")


def done(report: JobReport) -> bool:
    return report.stage is JobStage.DONE


def stands(report: JobReport) -> bool:
    return bool(report.reason)


def test_the_bytes_come_out_as_they_are(cups: CupsDriver, queue: tuple[str, Path]) -> None:
    name, folder = queue
    job = cups.submit(name, Request(PDF, "counter-app 0a1b", copies=2, media="A5"))
    assert until(lambda: cups.watch(name, job), done) == JobReport(JobStage.DONE)
    assert outputs(folder) == [PDF]
    _, _, title, copies, options = (folder / "1.words").read_text().splitlines()
    assert (title, copies) == ("counter-app 0a1b", "2")
    assert "media=A5" in options
    assert cups.find(name, "counter-app 0a1b") == job
    assert cups.find(name, "counter-app ffff") == ""


def test_a_queue_with_a_chinese_name(cups: CupsDriver, service: PrintService) -> None:
    folder = service.add_queue("前台激光")
    job = cups.submit("前台激光", Request(PDF, "counter-app"))
    until(lambda: cups.watch("前台激光", job), done)
    assert outputs(folder) == [PDF]
    assert "前台激光" in [each.name for each in cups.printers()]


def test_the_printers_and_their_state(
    cups: CupsDriver, service: PrintService, queue: tuple[str, Path]
) -> None:
    name, _ = queue

    def state() -> tuple[PrinterStage, Reason, str]:
        found = next(each for each in cups.printers() if each.name == name)
        return found.stage, found.reason, found.detail

    assert state() == (PrinterStage.IDLE, Reason.NONE, "")
    service.run("cupsdisable", "-r", "换硒鼓", name)
    assert state() == (PrinterStage.STOPPED, Reason.STOPPED, "换硒鼓")
    service.run("cupsenable", name)
    service.run("cupsreject", name)
    assert state()[1] is Reason.REJECTING
    service.run("lpadmin", "-d", name)
    assert [each.name for each in cups.printers() if each.default] == [name]


def test_a_stopped_queue_takes_the_job_and_says_so(
    cups: CupsDriver, service: PrintService, queue: tuple[str, Path]
) -> None:
    name, folder = queue
    service.run("cupsdisable", name)
    job = cups.submit(name, Request(PDF, "counter-app"))
    assert cups.watch(name, job).reason is Reason.STOPPED
    service.run("cupsenable", name)
    until(lambda: cups.watch(name, job), done)
    assert outputs(folder) == [PDF], "nothing was lost"


def test_paper_out_and_back(cups: CupsDriver, queue: tuple[str, Path]) -> None:
    name, folder = queue
    (folder / "empty").touch()
    job = cups.submit(name, Request(PDF, "counter-app"))
    report = until(lambda: cups.watch(name, job), stands)
    assert (report.stage, report.reason) == (JobStage.PRINTING, Reason.PAPER_OUT)
    (folder / "empty").unlink()
    until(lambda: cups.watch(name, job), done)
    assert outputs(folder) == [PDF]


def test_a_printer_that_breaks_stops_its_queue(cups: CupsDriver, queue: tuple[str, Path]) -> None:
    name, folder = queue
    (folder / "broken").touch()
    job = cups.submit(name, Request(PDF, "counter-app"))
    report = until(lambda: cups.watch(name, job), stands)
    assert (report.reason, report.detail) == (Reason.STOPPED, "the cable is out")


def test_a_held_job(cups: CupsDriver, service: PrintService, queue: tuple[str, Path]) -> None:
    name, folder = queue
    (folder / "empty").touch()
    first = cups.submit(name, Request(PDF, "counter-app"))
    job = cups.submit(name, Request(PDF, "counter-app"))
    service.run("lp", "-i", job, "-H", "hold")
    (folder / "empty").unlink()
    until(lambda: cups.watch(name, first), done)
    assert cups.watch(name, job) == JobReport(JobStage.QUEUED, Reason.HELD)


def test_cancelled_here_and_elsewhere(
    cups: CupsDriver, service: PrintService, queue: tuple[str, Path]
) -> None:
    name, folder = queue
    service.run("cupsdisable", name)
    here = cups.submit(name, Request(PDF, "counter-app"))
    there = cups.submit(name, Request(PDF, "counter-app"))
    cups.cancel(name, here)
    service.run("cancel", there)
    for job in (here, there):
        assert cups.watch(name, job) == JobReport(JobStage.CANCELLED, Reason.WITHDRAWN)
    cups.cancel(name, here)  # once more is no error
    service.run("cupsenable", name)
    assert outputs(folder) == []


def test_a_queue_that_takes_nothing(
    cups: CupsDriver, service: PrintService, queue: tuple[str, Path]
) -> None:
    service.run("cupsreject", queue[0])
    with pytest.raises(PrinterTrouble) as caught:
        cups.submit(queue[0], Request(PDF, "counter-app"))
    assert caught.value.reason is Reason.REJECTING


def test_an_unknown_queue(cups: CupsDriver, queue: tuple[str, Path]) -> None:
    with pytest.raises(PrinterTrouble) as caught:
        cups.submit("nobody", Request(PDF, "counter-app"))
    assert caught.value.reason is Reason.UNKNOWN_PRINTER
    assert cups.watch("nobody", "nobody-1").reason is Reason.UNKNOWN_PRINTER


def test_no_service(monkeypatch: pytest.MonkeyPatch) -> None:
    with print_service() as alone:
        alone.add_queue("laser")
        monkeypatch.setenv("CUPS_SERVER", alone.environment["CUPS_SERVER"])
        cups = CupsDriver()
        alone.run("cupsdisable", "laser")
        job = cups.submit("laser", Request(PDF, "counter-app"))
        alone.stop()
        assert cups.printers() == ()
        with pytest.raises(PrinterTrouble) as caught:
            cups.submit("laser", Request(PDF, "counter-app"))
        assert caught.value.reason is Reason.NO_SERVICE
        assert cups.watch("laser", job).reason is Reason.NO_SERVICE
        assert cups.find("laser", "counter-app") == ""


def test_trays_of_a_queue_with_a_driver(
    cups: CupsDriver, service: PrintService, tmp_path: Path
) -> None:
    ppd = tmp_path / "tray.ppd"
    ppd.write_text(_PPD)
    try:
        service.run("lpadmin", "-p", "trays", "-E", "-v", "paper:/trays", "-P", str(ppd))
    except subprocess.CalledProcessError as error:
        pytest.skip(f"this CUPS takes no drivers any more: {error.stderr}")
    found = cups.trays("trays")
    assert [(each.code, each.default) for each in found] == [
        ("InputSlot=Upper", True),
        ("InputSlot=Lower", False),
    ]
    assert cups.trays("nobody") == ()


_PPD = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "TRAY.PPD"
*Manufacturer: "Test"
*Product: "(Test)"
*ModelName: "Test"
*ShortNickName: "Test"
*NickName: "Test"
*PSVersion: "(3010.000) 0"
*cupsFilter: "application/pdf 0 -"
*OpenUI *PageSize: PickOne
*DefaultPageSize: A4
*PageSize A4: ""
*CloseUI: *PageSize
*OpenUI *PageRegion: PickOne
*DefaultPageRegion: A4
*PageRegion A4: ""
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4: "0 0 595 842"
*DefaultPaperDimension: A4
*PaperDimension A4: "595 842"
*OpenUI *InputSlot/Media Source: PickOne
*DefaultInputSlot: Upper
*InputSlot Upper/Upper Tray: ""
*InputSlot Lower/Lower Tray: ""
*CloseUI: *InputSlot
"""

"""The print queue on a real profile and a real print service: nothing is lost or kept silent."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from case_pages_rig import take_in, use_real_papers
from cups_rig import PrintService, outputs, print_service, why_not
from desk_rig import MANAGER, Rig, make_workplace, open_workplace
from msgspec.structs import replace
from PIL import Image
from slip_rig import NO_PAPER, OFFLINE, STOPPED_BY_PAPER, slip_printer

from counter_app.desk import cases
from counter_app.desk.intake import Outcome, Then
from counter_app.devices.printers import PrinterTrouble, Reason
from counter_app.devices.printers.slip import SlipPrinter
from counter_app.documents.copy_mark import marked_copy
from counter_app.errors import Refused
from counter_app.models.print_job import PrintJob, PrintStage
from counter_app.store import print_jobs
from counter_app.ui import print_settings, print_words
from counter_app.ui.print_queue import PrintQueue
from counter_app.ui.print_settings import DocumentChoice, Offset
from counter_app.ui.printing import paper_file

needs_cups = pytest.mark.skipif(bool(why_not()), reason=why_not())


@pytest.fixture(scope="module")
def service() -> Iterator[PrintService]:
    with print_service() as running:
        yield running


@pytest.fixture
def laser(
    service: PrintService, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> tuple[str, Path]:
    """A queue of this test's own: (name, folder of what it printed)."""
    monkeypatch.setenv("CUPS_SERVER", service.environment["CUPS_SERVER"])
    name = f"q{abs(hash(request.node.name)) % 10**8}"
    return name, service.add_queue(name)


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = make_workplace(tmp_path, work_no=MANAGER)
    use_real_papers(made)
    yield made
    made.close()


def queue_of(rig: Rig) -> PrintQueue:
    return PrintQueue(rig.desk, rig.workplace.settings)


def choose(rig: Rig, kind: str = "receipt", **chosen: object) -> None:
    settings = rig.workplace.settings
    choice = DocumentChoice(**chosen)  # type: ignore[arg-type]
    print_settings.keep(settings, print_settings.read(settings).with_document(kind, choice))


def only(jobs: tuple[PrintJob, ...]) -> PrintJob:
    assert len(jobs) == 1, jobs
    return jobs[0]


def printed(queue: PrintQueue, number: str, paper: str, printer: str = "") -> PrintJob:
    queue.add(number, (paper,), printer)
    return only(queue.work_off())


def until(queue: PrintQueue, wanted: Callable[[PrintJob], bool]) -> PrintJob:
    """Look after the newest job until it is as wanted."""
    for _ in range(400):
        job = queue.listed()[-1]
        if wanted(job):
            return job
        queue.look()
        time.sleep(0.02)
    raise AssertionError(f"still {job}")


def receipt(rig: Rig) -> tuple[str, str]:
    state = take_in(rig).state
    return state.number, state.papers[0].number


# ---- with the system's print service


@needs_cups
def test_the_archived_pdf_comes_out(rig: Rig, laser: tuple[str, Path]) -> None:
    number, paper = receipt(rig)
    queue = queue_of(rig)
    job = printed(queue, number, paper, laser[0])
    assert job.stage.out or job.stage is PrintStage.DONE
    done = until(queue, lambda job: job.stage is PrintStage.DONE)
    assert (done.reason, done.copies, done.tries) == ("", 1, 1)
    assert outputs(laser[1]) == [paper_file(rig.desk, number, paper).pdf]
    words = (laser[1] / "1.words").read_text()
    assert f"counter-app {job.id}" in words
    assert "张三" not in words


@needs_cups
def test_choices_of_a_document(rig: Rig, service: PrintService, laser: tuple[str, Path]) -> None:
    number, paper = receipt(rig)
    choose(rig, printer=laser[0], size="A5", copies=2, tray="InputSlot=Lower")
    queue = queue_of(rig)
    printed(queue, number, paper)
    until(queue, lambda job: job.stage is PrintStage.DONE)
    _, _, _, copies, options = (laser[1] / "1.words").read_text().splitlines()
    assert copies == "2"
    assert "media=A5" in options
    assert "InputSlot=Lower" in options
    assert outputs(laser[1]) != [paper_file(rig.desk, number, paper).pdf]


@needs_cups
def test_offset_is_drawn(rig: Rig, laser: tuple[str, Path]) -> None:
    from counter_app.documents.render import render_pdf
    from counter_app.ui.printing import frozen_paper

    number, paper = receipt(rig)
    settings = rig.workplace.settings
    print_settings.keep(
        settings, print_settings.read(settings).with_offset(laser[0], Offset(2.5, -1.0))
    )
    queue = queue_of(rig)
    printed(queue, number, paper, laser[0])
    until(queue, lambda job: job.stage is PrintStage.DONE)
    drawn = render_pdf(frozen_paper(rig.desk, number, paper)[0], offset_mm=(2.5, -1.0))
    assert outputs(laser[1]) == [drawn.pdf]


@needs_cups
def test_stopped_queue_is_told_and_goes_on(
    rig: Rig, service: PrintService, laser: tuple[str, Path]
) -> None:
    service.run("cupsdisable", laser[0])
    queue = queue_of(rig)
    job = printed(queue, *receipt(rig), laser[0])
    assert job.stuck
    assert job.reason == Reason.STOPPED
    assert "打印队列已停止" in print_words.stopped(job)
    service.run("cupsenable", laser[0])
    until(queue, lambda job: job.stage is PrintStage.DONE)
    assert len(outputs(laser[1])) == 1


@needs_cups
def test_paper_out_is_told_and_goes_on(rig: Rig, laser: tuple[str, Path]) -> None:
    (laser[1] / "empty").touch()
    queue = queue_of(rig)
    printed(queue, *receipt(rig), laser[0])
    job = until(queue, lambda job: job.stuck)
    assert (job.stage, job.reason) == (PrintStage.PRINTING, Reason.PAPER_OUT)
    (laser[1] / "empty").unlink()
    until(queue, lambda job: job.stage is PrintStage.DONE)
    assert len(outputs(laser[1])) == 1


@needs_cups
def test_a_printer_that_says_nothing_for_minutes(tmp_path: Path, laser: tuple[str, Path]) -> None:
    now = [1_790_000_000_000]
    rig = make_workplace(tmp_path, work_no=MANAGER, now_ms=lambda: now[0])
    use_real_papers(rig)
    (laser[1] / "slow").touch()
    queue = queue_of(rig)
    printed(queue, *receipt(rig), laser[0])
    until(queue, lambda job: job.stage is PrintStage.PRINTING)
    queue.look()
    assert queue.listed()[-1].reason == ""
    now[0] += 4 * 60_000
    queue.look()
    job = queue.listed()[-1]
    assert (job.stage, job.reason) == (PrintStage.PRINTING, Reason.TIMEOUT)
    assert queue.look() == (), "told once"
    (laser[1] / "slow").unlink()
    until(queue, lambda job: job.stage is PrintStage.DONE)
    assert queue.listed()[-1].reason == ""
    rig.close()


@needs_cups
def test_refused_then_sent_elsewhere(
    rig: Rig, service: PrintService, laser: tuple[str, Path]
) -> None:
    service.run("cupsreject", laser[0])
    queue = queue_of(rig)
    number, paper = receipt(rig)
    job = printed(queue, number, paper, laser[0])
    assert (job.stage, job.reason) == (PrintStage.FAILED, Reason.REJECTING)
    assert "没有丢失" in print_words.failed(job)
    assert printed(queue, number, paper, "nobody").reason == Reason.UNKNOWN_PRINTER
    service.run("cupsaccept", laser[0])
    queue.retry(job.id, laser[0])
    again = only(queue.work_off())
    assert (again.id, again.tries) == (job.id, 2)
    until(queue, lambda each: print_jobs.get(rig.store, job.id).stage is PrintStage.DONE)  # type: ignore[union-attr]
    assert outputs(laser[1]) == [paper_file(rig.desk, number, paper).pdf]


@needs_cups
def test_redirect_takes_it_from_the_first_printer(
    rig: Rig, service: PrintService, laser: tuple[str, Path]
) -> None:
    second = service.add_queue("second")
    service.run("cupsdisable", laser[0])
    queue = queue_of(rig)
    job = printed(queue, *receipt(rig), laser[0])
    queue.retry(job.id, "second")
    queue.work_off()
    until(queue, lambda job: job.stage is PrintStage.DONE)
    service.run("cupsenable", laser[0])
    assert len(outputs(second)) == 1
    assert service.run("lpstat", "-o", laser[0]) == "", "not printed twice"
    assert outputs(laser[1]) == []


@needs_cups
def test_cancel(rig: Rig, service: PrintService, laser: tuple[str, Path]) -> None:
    service.run("cupsdisable", laser[0])
    queue = queue_of(rig)
    job = printed(queue, *receipt(rig), laser[0])
    assert queue.cancel(job.id).stage is PrintStage.CANCELLED
    assert service.run("lpstat", "-o", laser[0]) == ""
    other = printed(queue, *receipt(rig), laser[0])
    service.run("cancel", other.queue_job)
    gone = until(queue, lambda job: job.stage is PrintStage.CANCELLED)
    assert gone.reason == Reason.WITHDRAWN
    with pytest.raises(Refused):
        queue.cancel("nobody")


@needs_cups
def test_a_crash_while_handing_over(
    tmp_path: Path, service: PrintService, laser: tuple[str, Path]
) -> None:
    """What the print service has is found there; of the rest a person is asked."""
    rig = make_workplace(tmp_path, work_no=MANAGER)
    use_real_papers(rig)
    service.run("cupsdisable", laser[0])
    queue = queue_of(rig)
    known = printed(queue, *receipt(rig), laser[0])
    number, paper = receipt(rig)
    lost = only(queue.add(number, (paper,), laser[0])[0])
    number, paper = receipt(rig)
    waiting = only(queue.add(number, (paper,), laser[0])[0])
    print_jobs.save(
        rig.store,
        [replace(job, stage=PrintStage.SENDING, queue_job="") for job in (known, lost)],
    )
    rig.close()

    rig = open_workplace(rig.root, rig.data_key, MANAGER)
    queue = queue_of(rig)
    found = {job.id: job for job in queue.recover()}
    assert found[known.id].stage is PrintStage.SENT
    assert found[known.id].queue_job == known.queue_job
    assert (found[lost.id].stage, found[lost.id].reason) == (
        PrintStage.FAILED,
        Reason.INTERRUPTED,
    )
    assert only(queue.work_off()).id == waiting.id
    service.run("cupsenable", laser[0])
    until(queue, lambda job: job.stage is PrintStage.DONE)
    assert len(outputs(laser[1])) == 2
    rig.close()


@needs_cups
def test_no_service(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", "127.0.0.1:9")
    queue = queue_of(rig)
    assert queue.printers() == ()
    assert printed(queue, *receipt(rig)).reason == Reason.NO_PRINTER
    assert printed(queue, *receipt(rig), "laser").reason == Reason.NO_SERVICE


# ---- with a slip printer


def test_slip_over_the_network(rig: Rig) -> None:
    with slip_printer() as printer:
        use_slip_printer(rig, printer.address)
        job = printed(queue_of(rig), *receipt(rig))
        assert (job.stage, job.printer) == (PrintStage.DONE, "小票机")
    assert printer.slips[0].startswith(b"\x1b@\x1c&")


def test_slip_printer_without_paper_and_retry(rig: Rig) -> None:
    with slip_printer(states={1: OFFLINE, 2: STOPPED_BY_PAPER, 4: NO_PAPER}) as printer:
        use_slip_printer(rig, printer.address)
        queue = queue_of(rig)
        job = printed(queue, *receipt(rig))
        assert (job.stage, job.reason) == (PrintStage.FAILED, Reason.PAPER_OUT)
        printer.states = {}
        queue.retry(job.id)
        assert only(queue.work_off()).stage is PrintStage.DONE
    assert len([slip for slip in printer.slips if slip]) == 1


def test_a_document_that_is_no_slip(rig: Rig) -> None:
    with slip_printer() as printer:
        use_slip_printer(rig, printer.address)
        state = take_in(rig, outcome=Outcome(Then.ACCEPT)).state
        paper = next(each for each in state.papers if each.kind == "acceptance")
        job = printed(queue_of(rig), state.number, paper.number, "小票机")
        assert (job.stage, job.reason) == (PrintStage.FAILED, Reason.WRONG_PAPER)
    assert printer.slips == []


def test_a_marked_copy_never_goes_to_a_slip_printer(rig: Rig) -> None:
    with slip_printer() as printer:
        use_slip_printer(rig, printer.address)
        with pytest.raises(PrinterTrouble) as refused:
            queue_of(rig).send_pages(b"%PDF-1.4")
    assert refused.value.reason is Reason.NO_PRINTER
    assert printer.slips == []


@needs_cups
def test_a_marked_copy_comes_out_of_a_printer(rig: Rig, laser: tuple[str, Path]) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(picture, "JPEG")
    pdf = marked_copy(picture.getvalue(), "image/jpeg", "仅供办理高龄津贴使用")
    printer, _ = queue_of(rig).send_pages(pdf, laser[0])
    assert printer == laser[0]
    for _ in range(400):
        if outputs(laser[1]):
            break
        time.sleep(0.02)
    assert outputs(laser[1]) == [pdf]


def use_slip_printer(rig: Rig, address: str) -> None:
    settings = rig.workplace.settings
    made = SlipPrinter("小票机", address=address)
    print_settings.keep(settings, print_settings.read(settings).with_slip_printer(made))
    choose(rig, printer="小票机")


def test_killed_while_a_printer_is_being_spoken_to(tmp_path: Path) -> None:
    """The document is safe, the job is not lost, and nobody claims to know what came out."""
    rig = make_workplace(tmp_path, work_no=MANAGER)
    use_real_papers(rig)
    number, paper = receipt(rig)
    with slip_printer(no_finish=True) as printer:
        use_slip_printer(rig, printer.address)
        job = only(queue_of(rig).add(number, (paper,))[0])
        rig.close()
        child = Path(__file__).resolve().parent.parent / "printing_child.py"
        words = [sys.executable, str(child), str(rig.root), rig.data_key.hex(), MANAGER]
        with subprocess.Popen(words, stdout=subprocess.PIPE, env=child_environment()) as other:
            while not printer.printed and other.poll() is None:
                time.sleep(0.01)
            assert other.poll() is None, "it ended before it could be killed"
            other.kill()
    rig = open_workplace(rig.root, rig.data_key, MANAGER)
    left = print_jobs.get(rig.store, job.id)
    assert left is not None
    assert left.stage is PrintStage.SENDING
    after = only(queue_of(rig).recover())
    assert (after.id, after.stage, after.reason) == (
        job.id,
        PrintStage.FAILED,
        Reason.INTERRUPTED,
    )
    assert paper_file(rig.desk, number, paper).pdf
    rig.close()


def child_environment() -> dict[str, str]:
    here = Path(__file__).resolve().parent.parent
    paths = (str(here), str(here.parent), os.environ.get("PYTHONPATH", ""))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(each for each in paths if each)}


# ---- the queue itself


def test_a_reprint_has_its_number(rig: Rig, tmp_path: Path) -> None:
    number, paper = receipt(rig)
    cases.reprint(rig.desk, number, paper)
    job = only(queue_of(rig).add(number, (paper,))[0])
    assert job.copy_no == 2
    assert print_words.named(job) == "收件凭证（补打 第 2 份）"


def test_the_same_copy_is_not_asked_for_twice(rig: Rig) -> None:
    number, paper = receipt(rig)
    queue = queue_of(rig)
    first, _ = queue.add(number, (paper,))
    second, there = queue.add(number, (paper,))
    assert (second, there) == ((), first)
    with pytest.raises(Refused):
        queue.add(number, ("随县受理〔2026〕0017-00009号",))


def test_what_printed_itself_is_only_repeated_on_purpose(rig: Rig) -> None:
    number, paper = receipt(rig)
    queue = queue_of(rig)
    out = PrintJob(
        "", number, paper, "receipt", "收件凭证", stage=PrintStage.DONE, silent=True, copies=1
    )
    print_jobs.save(rig.store, [out])
    new, there = queue.add(number, (paper,))
    assert new == ()
    assert "已自动打印" in print_words.needless(there)
    assert len(queue.add(number, (paper,), repeat=True)[0]) == 1


def test_nothing_personal_is_plain_on_the_disk(rig: Rig) -> None:
    number, paper = receipt(rig)
    choose(rig, printer="laser")
    queue_of(rig).add(number, (paper,))
    for path in rig.root.rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            assert number.encode() not in raw
            assert paper.encode() not in raw


def test_old_jobs_are_forgotten_but_failures_stay(tmp_path: Path) -> None:
    now = [1_790_000_000_000]
    rig = make_workplace(tmp_path, now_ms=lambda: now[0])
    jobs = [
        PrintJob("", "1", str(stage), "receipt", "收件凭证", stage=stage) for stage in PrintStage
    ]
    print_jobs.save(rig.store, jobs)
    now[0] += 25 * 60 * 60 * 1000
    print_jobs.prune(rig.store)
    left = {job.stage for job in print_jobs.listed(rig.store)}
    assert left == set(PrintStage) - {PrintStage.DONE, PrintStage.CANCELLED}
    rig.close()

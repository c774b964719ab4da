"""Receipt printers over the network, a device file and a plain file: reasons, and what arrives."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest
from slip_rig import (
    COVER,
    CUTTER,
    ERROR,
    NO_PAPER,
    OFFLINE,
    STOPPED_BY_PAPER,
    slip_printer,
)

from counter_app.devices.printers import PrinterTrouble, Reason, Request, slip
from counter_app.devices.printers.slip import SlipDriver, SlipPrinter
from counter_app.devices.printers.wires import Way, host_and_port

DATA = b"\x1b@\x1c&" + "收件凭证\n".encode("gbk") * 40
SLIP = Request(DATA, "counter-app")


def driver(address: str, way: Way = Way.NETWORK) -> SlipDriver:
    return SlipDriver((SlipPrinter("小票", way, address),))


def refused(made: SlipDriver, request: Request = SLIP) -> PrinterTrouble:
    with pytest.raises(PrinterTrouble) as caught:
        made.submit("小票", request)
    return caught.value


def test_everything_arrives_and_is_confirmed() -> None:
    with slip_printer() as printer:
        made = driver(printer.address)
        assert made.submit("小票", Request(DATA, "counter-app", copies=2)) == ""
        assert made.ask("小票").reason is Reason.NONE
    assert printer.slips[0] == DATA * 2


def test_a_printer_that_never_answers_is_believed() -> None:
    with slip_printer(mute=True) as printer:
        driver(printer.address).submit("小票", SLIP)
    assert printer.slips == [DATA]


def test_a_printer_that_cannot_say_when_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slip, "_FINISH_S", 0.2)
    with slip_printer(no_finish=True) as printer:
        made = driver(printer.address)
        made.submit("小票", SLIP)
        monkeypatch.setattr(slip, "_FINISH_S", 3600.0)
        made.submit("小票", SLIP)  # it is not waited for again
    assert printer.slips == [DATA, DATA]


@pytest.mark.parametrize(
    ("states", "reason"),
    [
        ({1: OFFLINE, 2: STOPPED_BY_PAPER, 4: NO_PAPER}, Reason.PAPER_OUT),
        ({4: NO_PAPER}, Reason.PAPER_OUT),
        ({1: OFFLINE, 2: COVER}, Reason.COVER_OPEN),
        ({1: OFFLINE, 2: ERROR, 3: CUTTER}, Reason.CUTTER),
        ({1: OFFLINE, 2: ERROR}, Reason.FAULT),
        ({1: OFFLINE}, Reason.OFFLINE),
    ],
)
def test_what_stands_in_the_way_is_told_before_a_byte_goes(
    states: dict[int, int], reason: Reason
) -> None:
    with slip_printer(states=states) as printer:
        made = driver(printer.address)
        assert refused(made).reason is reason
        assert made.ask("小票").reason is reason
    assert set(printer.slips) == {b""}


def test_paper_out_in_the_middle() -> None:
    with slip_printer(stops_after=100) as printer:
        assert refused(driver(printer.address)).reason is Reason.CUT_SHORT


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    made = driver(f"127.0.0.1:{port}")
    assert refused(made).reason is Reason.NO_NETWORK
    assert made.ask("小票").reason is Reason.NO_NETWORK


def test_no_such_address() -> None:
    assert refused(driver("a:b:c")).reason is Reason.NO_NETWORK
    assert host_and_port("192.168.1.9") == ("192.168.1.9", 9100)
    assert host_and_port("printer.local:9101") == ("printer.local", 9101)


def test_plain_file(tmp_path: Path) -> None:
    made = driver(str(tmp_path / "slips"), Way.FILE)
    made.submit("小票", SLIP)
    made.submit("小票", SLIP)
    assert (tmp_path / "slips").read_bytes() == DATA * 2


def test_no_such_device(tmp_path: Path) -> None:
    made = driver(str(tmp_path / "lp0"), Way.DEVICE)
    assert made.printers()[0].reason is Reason.NO_DEVICE
    assert refused(made).reason is Reason.NO_DEVICE


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no pseudo terminals here")
def test_device_file() -> None:
    """A pseudo terminal stands for /dev/usb/lp0: it takes as much as it can hold at a time."""
    import tty  # only where there are any

    ours, theirs = os.openpty()
    tty.setraw(theirs)
    got = bytearray()
    large = Request(DATA * 100, "counter-app")

    def read() -> None:
        while len(got) < len(large.data) + 3:
            got.extend(os.read(ours, 4096))

    reader = threading.Thread(target=read)
    reader.start()
    driver(os.ttyname(theirs), Way.DEVICE).submit("小票", large)
    reader.join(20)
    os.close(ours)
    os.close(theirs)
    assert bytes(got) == b"\x10\x04\x01" + large.data, "asked once, then the slip, nothing else"


def test_unknown_printer() -> None:
    with pytest.raises(PrinterTrouble) as caught:
        SlipDriver(()).submit("小票", SLIP)
    assert caught.value.reason is Reason.UNKNOWN_PRINTER


def test_every_reason_has_its_sentence() -> None:
    assert set(PrinterTrouble.SENTENCES) == set(Reason) - {Reason.NONE}

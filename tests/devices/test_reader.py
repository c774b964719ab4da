"""The ID reader against the software reader, over a real pseudo-terminal."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from devices_rig import ZHANG, Listener, chip, connect

from counter_app.devices.idcard.sdt import SdtOptions, open_reader
from counter_app.devices.idcard.software import ChipCard, Quirk, SoftwareReader
from counter_app.devices.serial_port import serial_ports
from counter_app.devices.trouble import DeviceTrouble, Fault
from counter_app.devices.watch import Standing, Watch
from counter_app.rules.cards import CardKind, judged

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")

TODAY = dt.date(2026, 11, 26)


@pytest.fixture
def software() -> Iterator[SoftwareReader]:
    reader = SoftwareReader()
    yield reader
    reader.close()


@pytest.fixture
def listener(software: SoftwareReader) -> Iterator[Listener]:
    made = Listener(software)
    yield made
    assert made.watch.stop()


def test_a_good_card_is_read_once(software: SoftwareReader, listener: Listener) -> None:
    software.put(chip())
    card = listener.card()
    assert (card.name, card.id_number, card.nation) == ("张三", ZHANG["id_number"], "汉")
    assert len(card.photo) == 1024
    assert judged(card, TODAY).warnings == ()
    # Only when it was lifted and another one laid down there is a second.
    software.put(chip(name="李四"))
    assert listener.card().name == "李四"
    assert [each.value.name for each in listener.heard if each.value] == ["张三", "李四"]


def test_no_card_is_no_news(software: SoftwareReader) -> None:
    reader = connect(software)
    assert reader.poll() is None
    reader.close()


@pytest.mark.parametrize("quirk", [Quirk.WRONG_CHECK, Quirk.CUT, Quirk.GARBAGE, Quirk.SLOW])
def test_a_damaged_answer_is_asked_for_again(software: SoftwareReader, quirk: Quirk) -> None:
    reader = connect(software)
    software.put(chip(), quirk)
    card = reader.poll()
    assert card is not None
    assert card.name == "张三"
    reader.close()


def test_a_line_that_is_always_bad_is_told(software: SoftwareReader, listener: Listener) -> None:
    listener.until(standing=Standing.READY)
    software.put(chip(), *[Quirk.WRONG_CHECK] * 3)
    trouble = listener.trouble()
    assert trouble.fault is Fault.GARBLED
    assert trouble.hint
    # The quirks are used up: opened anew, it reads.
    assert listener.card().name == "张三"


def test_a_card_that_cannot_be_read_keeps_the_reader(
    software: SoftwareReader, listener: Listener
) -> None:
    listener.until(standing=Standing.READY)
    software.put(chip(), Quirk.UNREADABLE)
    said = listener.next()
    assert said.standing is Standing.READY
    assert said.trouble is not None
    assert said.trouble.fault is Fault.CARD
    assert listener.card().name == "张三"


def test_foreign_and_rare_cards(software: SoftwareReader, listener: Listener) -> None:
    software.put(
        chip(CardKind.FOREIGN_2023, name="", latin_name="SAMPLE, ANNA", id_number="9" * 18)
    )
    assert listener.card().latin_name == "SAMPLE, ANNA"
    software.put(chip(name="𬱖㛃\ue81e"))
    assert listener.card().name == "𬱖㛃\u9fb4"


def test_the_appended_address_counts(software: SoftwareReader, listener: Listener) -> None:
    software.put(ChipCard(chip().text, new_address="湖北省随县尚市镇".encode("utf-16-le")))
    assert listener.card().address == "湖北省随县尚市镇"


def test_unplugged_in_the_middle_and_back_again(
    software: SoftwareReader, listener: Listener
) -> None:
    listener.until(standing=Standing.READY)
    software.put(chip(), Quirk.PULLED)
    said = listener.until(standing=Standing.TROUBLE)
    assert said.trouble is not None
    assert said.trouble.fault is Fault.UNPLUGGED
    software.unplug()
    software.plug()
    # The card still lies there.
    assert listener.card().name == "张三"


def test_a_trouble_that_lasts_is_told_once(software: SoftwareReader, listener: Listener) -> None:
    listener.until(standing=Standing.READY)
    software.unplug()
    listener.until(standing=Standing.TROUBLE)
    software.plug()
    listener.until(standing=Standing.READY)
    told = [each.trouble.message for each in listener.heard if each.trouble]
    assert len(told) == len(set(told))


def test_it_ends_at_once_while_it_waits_for_an_answer() -> None:
    """A port that says nothing at all, with an hour of patience: stopping does not wait for it."""
    master, slave = os.openpty()
    port = SdtOptions(port=os.ttyname(slave), patience_s=3600)
    watch = Watch("silent", lambda: open_reader(port), lambda news: None)
    watch.start()
    assert os.read(master, 100)  # it asks
    assert watch.stop(20)
    os.close(master)
    os.close(slave)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", Fault.NOT_CHOSEN),
        ("/dev/there-is-none", Fault.UNPLUGGED),
        ("/dev/null", Fault.SILENT),
    ],
)
def test_wrong_ports(name: str, fault: Fault) -> None:
    with pytest.raises(DeviceTrouble) as said:
        open_reader(SdtOptions(port=name, patience_s=0.1)).poll()
    assert said.value.fault is fault
    assert said.value.hint


def test_another_device_on_the_port_says_nothing() -> None:
    master, slave = os.openpty()
    reader = open_reader(SdtOptions(port=os.ttyname(slave), patience_s=0.1))
    with pytest.raises(DeviceTrouble) as said:
        reader.poll()
    reader.close()
    assert said.value.fault is Fault.SILENT
    os.close(master)
    os.close(slave)


def test_a_port_that_is_taken(software: SoftwareReader) -> None:
    first = connect(software)
    with pytest.raises(DeviceTrouble) as said:
        connect(software)
    assert said.value.fault is Fault.BUSY
    first.close()


def test_a_port_that_is_not_allowed(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        import errno

        from counter_app.devices.serial_port import _not_opened

        said = _not_opened(str(tmp_path), PermissionError(errno.EACCES, "no"))
    else:
        shut = tmp_path / "tty"
        shut.touch(mode=0)
        with pytest.raises(DeviceTrouble) as caught:
            open_reader(SdtOptions(port=str(shut)))
        said = caught.value
    assert said.fault is Fault.NO_PERMISSION
    assert "组" in said.hint


def test_the_ports_of_this_machine_can_be_listed() -> None:
    for port in serial_ports():
        assert port.name

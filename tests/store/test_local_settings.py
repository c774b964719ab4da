"""What is chosen for a PC stays chosen, and a spoilt file never keeps anybody from work."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from counter_app.errors import Trouble
from counter_app.store.local_settings import LocalSettings


class Look(msgspec.Struct, frozen=True):
    scale: int = 100
    contrast: bool = False


class Paper(msgspec.Struct, frozen=True):
    printer: str = ""


def test_a_section_comes_back_and_leaves_the_others_alone(tmp_path: Path) -> None:
    one = LocalSettings(tmp_path / "settings.json")
    other = LocalSettings(tmp_path / "settings.json")
    one.put("look", Look(200, True))
    other.put("paper", Paper("窗口打印机"))
    assert other.get("look", Look) == Look(200, True)
    assert one.get("paper", Paper) == Paper("窗口打印机")


@pytest.mark.parametrize("spoilt", [b"", b"{", b"[]", b"\xff\xfe", b'{"look": 3}'])
def test_an_unreadable_file_counts_as_nothing_chosen(tmp_path: Path, spoilt: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(spoilt)
    settings = LocalSettings(path)
    assert settings.get("look", Look) == Look()
    settings.put("look", Look(150))
    assert settings.get("look", Look) == Look(150)


def test_one_wrong_value_does_not_cost_the_others(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"look": {"scale": "big", "contrast": true, "from_later": 1}}')
    assert LocalSettings(path).get("look", Look) == Look(100, True)


def test_a_disk_that_takes_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(Trouble):
        LocalSettings(tmp_path / "missing" / "settings.json").put("look", Look())

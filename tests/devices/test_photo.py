"""Portraits through a vendor's library: a small one is compiled here, and one that crashes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from counter_app.devices.idcard.photo import HEIGHT, WIDTH, LibraryDecoder, portrait_of
from counter_app.devices.trouble import DeviceTrouble

COMPILER = shutil.which("cc") or shutil.which("gcc")
#: Like a vendor's: raw pixels whose first byte is the first of the source.
SOURCE = """
int unpack(unsigned char *from, unsigned char *to, int kind) {
    for (int i = 0; i < 38556; i++) to[i] = 7;
    to[0] = from[0]; to[2] = 9;
    return 1;
}
int refuses(unsigned char *from, unsigned char *to, int kind) { return -1; }
int crashes(unsigned char *from, unsigned char *to, int kind) { return *(volatile int *)0; }
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> str:
    if COMPILER is None:
        pytest.skip("no C compiler here")
    folder = tmp_path_factory.mktemp("vendor")
    source, made = folder / "wlt.c", folder / "libwlt.so"
    source.write_text(SOURCE)
    subprocess.run([COMPILER, "-shared", "-fPIC", "-o", str(made), str(source)], check=True)
    return str(made)


def test_a_vendors_library_decodes(library: str) -> None:
    made = LibraryDecoder(library).decode(bytes([5]) + bytes(1023))
    assert (made.width, made.height, len(made.rgb)) == (WIDTH, HEIGHT, WIDTH * HEIGHT * 3)
    assert made.rgb[:3] == bytes([9, 7, 5])  # it came as blue, green, red
    assert "5" not in repr(made)


@pytest.mark.parametrize("function", ["refuses", "crashes", "is_not_there"])
def test_what_a_library_may_do_is_not_our_end(library: str, function: str) -> None:
    with pytest.raises(DeviceTrouble) as said:
        LibraryDecoder(library, function).decode(bytes(1024))
    assert "文字内容不受影响" in said.value.hint


def test_no_library(tmp_path: Path) -> None:
    with pytest.raises(DeviceTrouble):
        LibraryDecoder(str(tmp_path / "none.so")).decode(bytes(1024))


def test_a_bmp_stands_on_its_head() -> None:
    row = WIDTH * 3
    filled = (row + 3) // 4 * 4
    rows = [bytes([n] * row) + bytes(filled - row) for n in range(HEIGHT)]
    head = b"BM" + bytes(8) + (54).to_bytes(4, "little") + bytes(40)
    made = portrait_of(head + b"".join(rows))
    assert made.rgb[0] == HEIGHT - 1
    assert made.rgb[-1] == 0
    with pytest.raises(DeviceTrouble):
        portrait_of(b"BM")

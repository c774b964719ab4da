"""One counter day by the real command: windows, keys, a killed process, the line lost and back."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pypdfium2
import pytest
from cli_rig import PROGRAM, environment


@pytest.mark.slow
def test_the_day_ends_with_pictures_and_documents(tmp_path: Path) -> None:
    out = tmp_path / "day"
    done = subprocess.run(
        [*PROGRAM, "demo", "--profile", str(tmp_path / "p"), "--walkthrough", str(out)],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    pictures = sorted(path.name for path in out.glob("*.png"))
    assert len(pictures) >= 60, pictures
    told = " ".join(pictures)
    village = ("村-待带走", "镇-接收材料", "村-看到补正", "县-待审", "村-全过程")
    assert [step for step in (*village, "评价-督导审核完成") if step not in told] == []
    assert all((out / name).stat().st_size > 5_000 for name in pictures)
    words: dict[str, str] = {}
    for path in out.glob("*.pdf"):
        document = pypdfium2.PdfDocument(path)
        title = path.stem.split("-")[1]
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
        words[title] = words.get(title, "") + text
        document.close()
    assert {"收件凭证", "受理通知书", "一次性补正告知书", "办件回执", "送达回证"} <= set(words)
    assert {"帮办代办委托书", "材料交接清单", "材料交接单", "差评整改单"} <= set(words)
    for name, title in (
        ("王𬱖", "送达回证"),
        ("李㛃", "受理通知书"),
        ("张䶮𠮷", "一次性补正告知书"),
    ):
        assert name in words[title]
    assert "高龄津贴" in (out / "citizen.html").read_text(encoding="utf-8")

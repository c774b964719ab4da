"""Chinese texts of the program have full-width marks; numbers, codes and patterns have not."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


def _script() -> ModuleType:
    path = ROOT / "scripts" / "full_width.py"
    spec = importlib.util.spec_from_file_location("full_width", path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = made
    spec.loader.exec_module(made)
    return made


full_width = _script()


def test_every_text_keeps_the_rule() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{row}: {stands} -> {should}"
        for path in sorted(full_width.PROGRAM.rglob("*.py"))
        if not full_width.kept(path)
        for row, _, _, stands, should in full_width.breaches(path)
    ]
    assert not found, "\n".join([*found, "python scripts/full_width.py --mend"])


@pytest.mark.parametrize(
    ("stands", "should"),
    [
        ('"输入后用 ↑↓ 选择,Enter 选定"', '"输入后用 ↑↓ 选择，Enter 选定"'),
        ('"打印服务(CUPS)"', '"打印服务（CUPS）"'),
        ('"密码: "', '"密码："'),
        ('f"共 {count:,} 件,超期 {late}"', 'f"共 {count:,} 件，超期 {late}"'),
        ('f",{count} 处没有收"', 'f"，{count} 处没有收"'),
        ('f"今天 {hour}:00 收件"', 'f"今天 {hour}:00 收件"'),
        ('"表格 (*.xlsx)"', '"表格 (*.xlsx)"'),
        ('"2026-11-23T09:10 起"', '"2026-11-23T09:10 起"'),
        ('"用时(分钟)"', '"用时(分钟)"'),
    ],
)
def test_what_is_full_width_and_what_is_not(stands: str, should: str) -> None:
    assert full_width.mend_literal(stands) == should
    assert full_width.mend_literal(should) == should

"""``troubles import|list|export`` and printing, through the real commands."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
from cli_rig import Commands

ROWS = (
    ("随县“办不成事”台账", "", "", "", "", "", ""),
    ("序号", "反映日期", "反映人", "反映内容", "问题类别", "办理结果", "原因分析"),
    (1, "2025-03-14", "王𬱖", "社保转不进来", "很难办", "已解决", "系统故障"),
    (2, "2025年3月15日", "匿名", "窗口推诿", "不给办", "办理中", ""),
    (3, "三月", "张三", "办不下来", "很难办", "已解决", ""),
    (4, "2025-03-16", "李四", "办不下来", "飞行", "飞走了", ""),
)


def sheet(folder: Path) -> Path:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    path = folder / "台账.xlsx"
    book.save(path)
    return path


def test_a_ledger_comes_in_once_and_goes_out(commands: Commands, tmp_path: Path) -> None:
    path = sheet(tmp_path)
    done = commands.run("troubles", "import", str(path), "--json", check=False)
    assert done.returncode == 3
    told = json.loads(done.stdout)
    assert (told["imported"], told["skipped"]) == (2, 0)
    assert {(each["line"], each["field"]) for each in told["refused"]} == {
        (5, "B 列“反映日期”"), (6, "E 列“问题类别”"), (6, "F 列“办理结果”"),
    }  # fmt: skip
    again = json.loads(commands.run("troubles", "import", str(path), "--json", check=False).stdout)
    assert (again["imported"], again["skipped"]) == (0, 2)

    listed = json.loads(commands.run("troubles", "list", "--open", "--json").stdout)
    assert [(each["person"], each["status"]) for each in listed] == [("匿名", "taken")]
    spoken = commands.run("troubles", "list").stdout
    assert "已受理" in spoken
    assert "共 2 条" in spoken
    for name in ("出.xlsx", "出.pdf"):
        out = commands.run("troubles", "export", str(tmp_path / name), "--json")
        assert json.loads(out.stdout) == {"exported": 2}
        assert (tmp_path / name).stat().st_size > 1000
    number = listed[0]["number"]
    out = str(tmp_path / "表.pdf")
    made = commands.run(
        "print", number, "--document", "trouble_registration", "--out", out, "--json"
    )
    assert json.loads(made.stdout)["title"] == "“办不成事”反映登记表"
    early = commands.run("print", number, "--document", "trouble_answer", "--out", out, check=False)
    assert early.returncode == 1
    assert "还没有答复" in early.stderr
    health = json.loads(commands.run("doctor", "--json").stdout)
    assert (health["ok"], health["cases"], health["others"]) == (True, 0, 2)


def test_what_is_no_ledger_is_told_in_one_line(commands: Commands, tmp_path: Path) -> None:
    for name, content in (("没有.xlsx", None), ("字.txt", b"x"), ("坏.xlsx", b"x")):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        done = commands.run("troubles", "import", str(path), check=False)
        assert done.returncode == 1
        assert len(done.stderr.strip().splitlines()) == 1
    book = openpyxl.Workbook()
    book.active.append(["甲", "乙"])
    book.save(tmp_path / "空.xlsx")
    done = commands.run("troubles", "import", str(tmp_path / "空.xlsx"), check=False)
    assert "没有找到“反映日期”、“反映人”、“反映内容”列" in done.stderr

"""``ratings import|list|export|figures`` through the real commands, used rightly and wrongly."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from cli_rig import TOWN, Commands, County

TABLE = f"""\
评价时间,窗口编码,评价等级,渠道,留言
2026-03-02,{TOWN}/1,非常满意,扫码,
2026-03-02,{TOWN}/1,5,短信,等了很久
2026-03-02,{TOWN}/99,满意,扫码,
2026-03-02,{TOWN}/1,默认好评,扫码,
"""


@pytest.fixture
def supervisor(commands: Commands, county: County) -> Commands:
    """Somebody of the town who may import; the people of a place may open its profiles."""
    person = next(
        each
        for each in county.staff
        if each["place"] == TOWN and {"administration", "supervision"} & set(each["roles"])
    )
    environment = commands.environment | {"COUNTER_PASSWORD": person["password"]}
    return replace(
        commands,
        staff=person["work_no"],
        password=person["password"],
        environment=environment,
    )


def table(folder: Path) -> Path:
    path = folder / "评价.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_ratings_come_in_once_and_are_counted(supervisor: Commands, tmp_path: Path) -> None:
    words = ("ratings", "import", str(table(tmp_path)), "--interface", "gbt39046", "--json")
    done = supervisor.run(*words, check=False)
    assert done.returncode == 3
    told = json.loads(done.stdout)
    assert (told["imported"], told["skipped"]) == (2, 0)
    assert [(each["line"], each["field"]) for each in told["refused"]] == [
        (4, "B 列“窗口编码”"),
        (5, "C 列“评价等级”"),
    ]
    again = json.loads(supervisor.run(*words, check=False).stdout)
    assert (again["imported"], again["skipped"]) == (0, 2)
    (bad,) = json.loads(supervisor.run("ratings", "list", "--open", "--json").stdout)
    assert (bad["status"], bad["person"]) == ("given", "")
    listed = supervisor.run("ratings", "list", "--query", "等了很久").stdout
    assert "非常不满意" in listed
    assert listed.strip().endswith("共 1 条")
    period = ("--since", "2026-03-01", "--until", "2026-03-31")
    figures = json.loads(supervisor.run("ratings", "figures", *period, "--json").stdout)
    assert (figures["counted"], figures["bad"]) == (2, 1)
    assert figures["measures"]["good"]["percent"] == "50.00"
    assert figures["measures"]["active"]["percent"] is None
    for name in ("出.xlsx", "出.pdf"):
        out = supervisor.run("ratings", "export", str(tmp_path / name), *period, "--json")
        assert json.loads(out.stdout) == {"exported": 2}
        assert (tmp_path / name).stat().st_size > 1000
    assert "÷" in supervisor.run("ratings", "figures", *period).stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("ratings", "figures", "--since", "2026-13-01"), 2),
        (("ratings", "figures", "--since", "2026-03-02", "--until", "2026-03-01"), 1),
        (("ratings", "figures", "--place", "nowhere"), 1),
        (("ratings", "import", "nowhere.csv"), 1),
        (("ratings", "import", "评价.csv", "--interface", "unknown"), 1),
        (("ratings", "export"), 2),
    ],
)
def test_wrong_use_is_one_line(
    supervisor: Commands, tmp_path: Path, words: tuple, code: int
) -> None:
    table(tmp_path)
    words = tuple(str(tmp_path / each) if each.endswith(".csv") else each for each in words)
    done = supervisor.run(*words, check=False)
    assert done.returncode == code
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1

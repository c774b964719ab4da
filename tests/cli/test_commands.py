"""The commands on a profile (design §6): what each prints, for machines and for people."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from cli_rig import Commands, person_id
from msgspec import structs
from saying import Say

from counter_app.desk import cases
from counter_app.desk.backfill import import_rows
from counter_app.documents.papers import PAPERS, PaperKind
from counter_app.models.acts import case as acts
from counter_app.models.acts.papers_moved import PapersSent
from counter_app.models.case import CorrectionPoint, MaterialForm, MaterialLine
from counter_app.rules import case_commands as wishes
from counter_app.rules.numbers import spoken
from counter_app.store import queries
from counter_app.workplace import Workplace

NAMES = ("王𬱖", "李㛃", "张䶮𠮷")
#: What ``doctor`` must at least tell.
HEALTH = {
    "ok", "entries", "unsent", "cases", "disputed", "digest",
    "chain_ok", "projection_ok", "integrity_ok",
}  # fmt: skip


@pytest.fixture(scope="module")
def worked(enrolled: Commands, tmp_path_factory: pytest.TempPathFactory) -> Commands:
    """A counter with three cases: delivered, waiting for materials, declined."""
    here = replace(enrolled, profile=tmp_path_factory.mktemp("worked") / "profile")
    shutil.copytree(enrolled.profile, here.profile)
    with Workplace.open(here.profile, here.staff, here.password) as place:
        assert import_rows(place.desk, rows(here)).imported == len(NAMES)
        first, second, third = numbers_of(place)
        cases.carry_out(place.desk, first, wishes.Accept())
        point = CorrectionPoint("居民户口簿", "未提交")
        cases.carry_out(place.desk, second, wishes.AskCorrection((point,)))
        card = MaterialLine("居民身份证", MaterialForm.COPY)
        cases.carry_out(place.desk, second, PapersSent("421321000000", (card,)))
        cases.carry_out(
            place.desk,
            third,
            acts.Declined(
                "not_competent",
                "不属于本机关职权范围",
                competent_office="曾都区南郊街道办事处便民服务中心",
                returned=("居民身份证",),
            ),
        )
        everything = frozenset({"approval", "delivery", "intake"})
        officer = replace(place.desk, actor=structs.replace(place.desk.actor, roles=everything))
        for act in (
            acts.Decided(True, "同意", result_name="高龄津贴审批表"),
            acts.Closed(),
            acts.Delivered("hand", NAMES[0]),
        ):
            cases.carry_out(officer, first, act)
    return here


def rows(here: Commands) -> Iterator[tuple[int, dict[str, Any]]]:
    for index, name in enumerate(NAMES):
        yield (
            index + 1,
            {
                "item": here.item,
                "applicant": {"name": name, "id_number": person_id(index)},
                "materials": [{"name": "居民身份证"}],
                "received_at": "2026-11-20T09:10:00+08:00",
                "note": "电话补录",
            },
        )


def numbers_of(place: Workplace) -> list[str]:
    found = {each.applicant.name: each.number for each in queries.every_case(place.store)}
    return [found[name] for name in NAMES]


@pytest.fixture(scope="module")
def numbers(worked: Commands) -> list[str]:
    """Of the three cases, in the order of NAMES."""
    with Workplace.open(worked.profile, worked.staff, worked.password) as place:
        return numbers_of(place)


def test_cases_are_listed_searched_and_shown(
    say: Say, worked: Commands, numbers: list[str]
) -> None:
    listed = say("cases", "list", "--json", on=worked).json
    assert {each["number"] for each in listed} == set(numbers)
    assert {each["status"] for each in listed} == {"delivered", "correcting", "declined"}
    found = say("cases", "list", "--json", "--query", "王𬱖", on=worked).json
    assert [(each["number"], each["applicant"]) for each in found] == [(numbers[0], "王𬱖")]
    found = say("cases", "list", "--json", "--open", on=worked).json
    assert [each["number"] for each in found] == [numbers[1]]
    assert len(say("cases", "list", "--json", "--limit", "2", on=worked).json) == 2
    told = say("cases", "list", on=worked)
    assert spoken(numbers[0]) in told.out
    assert "共 3 件" in told.out
    for name in NAMES:
        assert name not in told.out  # a list for reading over a shoulder tells no names

    for written in (numbers[0], spoken(numbers[0])):
        shown = say("cases", "show", written, "--json", on=worked).json
        assert shown["number"] == numbers[0]
        assert shown["applicant"]["name"] == "王𬱖"
        kinds = [each["kind"] for each in shown["timeline"]]
        assert kinds[:2] == ["case.received", "case.accepted"]
        assert kinds.count("paper.issued") == 3
        assert {"case.decided", "case.closed", "case.delivered"} < set(kinds)
    text = say("cases", "show", numbers[0], on=worked)
    assert json.loads(text.out)["number"] == numbers[0]


def test_cases_are_exported_for_their_owner_alone(
    say: Say, worked: Commands, numbers: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "cases.jsonl"
    assert say("cases", "export", str(out), "--json", on=worked).json == {"exported": 3}
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert {each["number"] for each in lines} == set(numbers)
    assert {each["applicant"]["name"] for each in lines} == set(NAMES)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "导出 3 件" in say("cases", "export", str(out), on=worked).out


@pytest.mark.parametrize("words", ["高龄津贴", "gljt", "八十岁老人补贴"])
def test_items_are_found(say: Say, worked: Commands, words: str) -> None:
    found = say("items", "search", words, "--json", on=worked).json
    assert (found[0]["code"], found[0]["name"]) == (worked.item, "高龄津贴申领")
    assert worked.item in say("items", "search", words, on=worked).out.splitlines()[0]


def test_items_are_found_by_code_and_nothing_is_an_empty_list(say: Say, worked: Commands) -> None:
    found = say("items", "search", worked.item, "--json", "--limit", "1", on=worked).json
    assert [each["code"] for each in found] == [worked.item]
    assert say("items", "search", "", "--json", on=worked).json == []
    assert say("items", "search", "¿¡", "--json", on=worked).json == []


#: document -> which of the three cases it was made out for
_OF = {
    "receipt": 0, "acceptance": 0, "correction": 1, "refusal": 2, "return_slip": 0, "delivery": 0,
    "papers_moved": 1,
}  # fmt: skip


@pytest.mark.parametrize("paper", PAPERS, ids=lambda each: each.kind)
def test_every_document_is_printed(
    say: Say, worked: Commands, numbers: list[str], tmp_path: Path, paper: PaperKind
) -> None:
    which = _OF[paper.kind]
    out = tmp_path / "打印 件.pdf"
    number = numbers[which]
    made = say("print", number, "--document", paper.kind, "--out", str(out), "--json", on=worked)
    facts = made.json
    assert (facts["case"], facts["document"], facts["title"]) == (number, paper.kind, paper.title)
    assert facts["missing_glyphs"] == []
    document = pypdfium2.PdfDocument(out)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert facts["pages"] == len(document)
    document.close()
    for words in (paper.title, NAMES[which], facts["number"], spoken(number)):
        assert words in text, words
    assert person_id(which) not in text
    # by its Chinese title, as it is said at the counter: a reprint of the same paper
    again = say("print", spoken(number), "--document", paper.title, "--out", str(out), on=worked)
    assert again.code == 0
    assert facts["number"] in again.out
    third = say("print", number, "--document", paper.kind, "--out", str(out), "--json", on=worked)
    assert third.json["number"] == facts["number"]
    assert third.json["copy"] == facts["copy"] + 2


def test_a_receipt_is_printed_on_the_paper_that_is_there(
    say: Say, worked: Commands, numbers: list[str], tmp_path: Path
) -> None:
    out = tmp_path / "receipt.pdf"
    widths = {}
    for size in ("A4", "A5", "SLIP80"):
        words = ("print", numbers[0], "--document", "receipt", "--size", size, "--out", str(out))
        assert say(*words, on=worked).code == 0
        document = pypdfium2.PdfDocument(out)
        widths[size] = round(document[0].get_width() / 72 * 25.4)
        assert NAMES[0] in document[0].get_textpage().get_text_bounded()
        document.close()
    assert widths == {"A4": 210, "A5": 148, "SLIP80": 80}


def test_doctor_tells_machines_and_people(say: Say, worked: Commands) -> None:
    facts = say("doctor", "--json", on=worked).json
    assert set(facts) >= HEALTH
    assert facts["ok"]
    assert facts["cases"] == 3
    assert facts["unsent"] == facts["entries"] > 0
    assert len(facts["digest"]) == 64
    told = say("doctor", on=worked)
    assert told.code == 0
    assert facts["digest"] in told.out
    assert "数据完好" in told.out


def test_the_last_person_need_not_be_named(say: Say, commands: Commands) -> None:
    assert say("doctor", "--json", on=commands).code == 0
    assert say("doctor", "--json", "--profile", str(commands.profile)).json["ok"]


def test_a_figure_is_measured(say: Say) -> None:
    said = say("bench", "receipt", "--quick", "--json")
    figures = said.json
    assert set(figures["figures"]) == {"receipt"}
    assert figures["figures"]["receipt"]["ratio"] > 0

"""Reading reference data as people have them: every format, every kind of mistake."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from counter_app.county.reference_batch import BadRows, RowBatch, join, refuse_if_bad
from counter_app.county.reference_diff import diff
from counter_app.county.reference_files import read_rows
from counter_app.county.reference_settle import settle
from counter_app.models.reference import (
    Audience,
    DayKind,
    DayStatus,
    Employment,
    EnterpriseOfficer,
    Handling,
    Item,
    ItemType,
    Level,
    LimitUnit,
    MaterialSource,
    Need,
    PaperForm,
    Place,
    Role,
    Staff,
    TroubleList,
    TroubleTerm,
    Window,
    WindowKind,
    encode_row,
    kind_of,
    row_key,
)

COUNTY = Place("421321000000", "随县政务服务中心", Level.COUNTY)
TOWN = Place("421321101000", "厉山镇便民服务中心", Level.TOWN, parent=COUNTY.code)
WINDOW = Window(TOWN.code, 1, "综合窗口", WindowKind.GENERAL)
ITEM_HEADER = "实施编码,事项名称,行使层级,实施主体,事项类型,办件类型,法定时限,承诺时限,受理窗口\n"
ITEM_LINE = "A001,低保,县级,随县民政局,行政给付,承诺件,30,20,综合窗口\n"


def in_force(*rows: Any) -> dict[tuple[str, str], bytes]:
    return {(kind_of(row).name, row_key(row)): encode_row(row) for row in rows}


TERMS = "目录,编码,名称,上级,工作日,救济途径\n"

OFFICERS = "企业名称,专员工号,场所编码,起始日期,截止日期,替补工号\n"

OFFICER = Staff("S1", "李敏", COUNTY.code, (Role.HELP,))
BASE = in_force(COUNTY, TOWN, WINDOW, OFFICER)


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def workbook(folder: Path, **sheets: Iterable[Iterable[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append(list(line))
    path = folder / "表.xlsx"
    book.save(path)
    return path


def load(path: Path, current: dict[tuple[str, str], bytes] = BASE, **more: Any) -> RowBatch:
    return settle(read_rows(path, **more), current)


def values(batch: RowBatch) -> list[Any]:
    assert [str(problem) for problem in batch.problems] == []
    return [row.value for row in batch.rows]


def told(batch: RowBatch) -> list[tuple[int, str, str]]:
    return [(p.origin.row, p.column, p.why) for p in batch.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    (item,) = values(load(written(tmp_path, "导出.csv", ITEM_HEADER + ITEM_LINE, encoding)))
    assert item == Item(
        "A001",
        "低保",
        Level.COUNTY,
        "随县民政局",
        ItemType.BENEFIT,
        Handling.PROMISE,
        base="A001",
        legal_days=30,
        promised_days=20,
        initials=("db",),
    )


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_other_delimiters_and_a_title_above(tmp_path: Path, delimiter: str) -> None:
    text = "随县政务服务事项清单\n制表日期:2026年\n" + ITEM_HEADER + ITEM_LINE
    (item,) = values(load(written(tmp_path, "a.csv", text.replace(",", delimiter))))
    assert item.name == "低保"


def test_rare_characters_survive(tmp_path: Path) -> None:
    text = "工号,姓名,场所编码,岗位\nSX1,𠮷𬱖,421321101000,受理\n"
    (person,) = values(load(written(tmp_path, "人员.csv", text, "gb18030")))
    assert person.name == "𠮷𬱖"


def test_places_windows_and_staff_of_one_workbook(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        说明=[["请在下面各表中填写"], ["不要改表头"]],
        场所=[
            ["场所编码", "场所名称", "层级", "上级", "联系电话", "备忘"],
            [421321102000, "高城镇便民服务中心", "乡镇", "随县政务服务中心", "0722-0000002", "x"],
        ],
        窗口=[
            ["所属场所", "窗口号", "窗口名称", "窗口类别"],
            ["高城镇", 1, "综合窗口", "综合"],
            ["高城镇", 2.0, "派出所窗口", "派出所窗口"],
        ],
        人员=[
            ["工号", "姓名", "所在场所", "岗位", "窗口号", "用工性质", "状态"],
            ["SX7", "样七", "高城镇便民服务中心", "受理、帮代办", 1, "劳务外包", "在岗"],
            ["SX8", "样八", "高城镇", "管理员", None, "在编", "停用"],
        ],
    )
    batch = load(path)
    place, one, two, seven, eight = values(batch)
    assert place == Place(
        "421321102000",
        "高城镇便民服务中心",
        Level.TOWN,
        parent=COUNTY.code,
        phone="0722-0000002",
    )
    assert one == Window(place.code, 1, "综合窗口", WindowKind.GENERAL)
    assert two.kind is WindowKind.POLICE_STATION
    assert seven == Staff(
        "SX7", "样七", place.code, (Role.INTAKE, Role.HELP), 1, Employment.OUTSOURCED
    )
    assert (eight.active, eight.roles, eight.window) == (False, (Role.ADMINISTRATION,), None)
    assert [str(warning) for warning in batch.warnings] == [
        "表.xlsx《说明》：不是基础数据，没有读取",
        "表.xlsx《场所》 备忘：不认识这一列，没有读取",
    ]


def test_items_with_materials_and_fields_on_other_sheets(tmp_path: Path) -> None:
    header = ["实施编码", "事项名称", "行使层级", "实施主体", "事项类型", "办件类型"]
    path = workbook(
        tmp_path,
        事项=[
            [*header, "法定时限", "承诺时限(工作日)", "服务对象", "是否收费", "收费标准"],
            [
                "A001",
                "低保",
                "镇级",
                "民政办",
                "行政给付",
                "承诺",
                "30个工作日",
                "即时",
                "个人",
                "否",
                "不收费",
            ],
        ],
        材料=[
            ["事项编码", "材料名称", "材料形式", "份数", "必要性", "电子证照", "来源"],
            ["A001", "身份证", "原件核验、复印件", 2, "必要", "居民身份证", "申请人自备"],
            ["A001", "委托书", "原件", 1, "非必要(委托办理时)", None, "医疗机构出具"],
        ],
        表单=[
            ["事项编码", "栏目键名", "栏目名称", "栏目类型", "必填", "选项"],
            ["A001", "why", "致困原因", "单选", "是", "重病、残疾、其他"],
        ],
    )
    (item,) = values(load(path))
    assert (item.legal_days, item.promised_days, item.audience) == (30, 0, Audience.PERSON)
    assert (item.fee.charged, item.fee.note) == (False, "不收费")
    card, letter = item.materials
    assert (card.form, card.originals, card.copies) == (PaperForm.CHECKED, 1, 2)
    assert card.certificate == "居民身份证"
    assert (letter.required, letter.source) == (Need.CONDITIONAL, MaterialSource.OTHER)
    assert letter.note == "非必要(委托办理时);来源:医疗机构出具"
    (field,) = item.fields
    assert (field.kind, field.required, field.choices) == ("choice", True, ("重病", "残疾", "其他"))


def test_situations_on_a_sheet_of_their_own(tmp_path: Path) -> None:
    header = ["实施编码", "事项名称", "行使层级", "实施主体", "事项类型", "办件类型"]
    sheets = {
        "事项": [header, ["A001", "变更登记", "镇级", "民政办", "行政给付", "承诺"]],
        "情形": [
            ["事项编码", "情形键名", "情形问题", "选项", "前提"],
            ["A001", "situation_change", "变更什么?", "名称、场所", None],
            ["A001", "situation_owned", "场所是谁的?", "自有、租用", "situation_change=场所"],
        ],
        "材料": [
            ["事项编码", "材料名称", "材料形式", "份数", "适用情形"],
            ["A001", "申请表", "原件", 1, None],
            ["A001", "合同", "复印件", 1, "situation_change=场所;situation_owned=租用/自有"],
        ],
    }
    (item,) = values(load(workbook(tmp_path, **sheets)))
    change, owned = item.situations
    assert (change.question, change.choices) == ("变更什么?", ("名称", "场所"))
    assert owned.when == {"situation_change": ("场所",)}
    assert item.materials[1].when == {
        "situation_change": ("场所",),
        "situation_owned": ("租用", "自有"),
    }
    sheets["材料"][2][4] = "situation_change=颜色"
    assert "颜色" in str(told(load(workbook(tmp_path, **sheets))))
    sheets["材料"][2][4] = "租用的"
    assert "键名=答案" in str(told(load(workbook(tmp_path, **sheets))))


def test_materials_in_repeated_columns_or_one_cell(tmp_path: Path) -> None:
    header = ITEM_HEADER.strip()
    line = ITEM_LINE.strip()
    repeated = f"{header},材料1名称,材料1形式,材料1份数,材料2名称,材料2形式,材料2份数\n"
    repeated += f"{line},身份证,复印件,2,申请表,,\n"
    (item,) = values(load(written(tmp_path, "a.csv", repeated)))
    assert [(m.name, m.originals, m.copies) for m in item.materials] == [
        ("身份证", 0, 2),
        ("申请表", 1, 0),
    ]
    one_cell = f'{header},申请材料\n{line},"1.身份证\n2、户口簿;(3)申请表"\n'
    (item,) = values(load(written(tmp_path, "b.csv", one_cell)))
    assert [material.name for material in item.materials] == ["身份证", "户口簿", "申请表"]


def test_merged_departments_and_real_dates(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "事项"
    sheet.append(["2026年随县事项清单"])
    sheet.merge_cells("A1:F1")
    sheet.append(["实施部门", "事项编码", "事项名称", "层级", "事项类型", "办件类型"])
    sheet.append(["随县民政局", "A001", "低保", "县级", "行政给付", "承诺件"])
    sheet.append([None, "A002", "临时救助", "县级", "行政给付", "承诺件"])
    sheet.merge_cells("A3:A4")
    days = book.create_sheet("工作日历")
    days.append(["日期", "类型", "名称", "状态"])
    days.append([datetime(2028, 1, 3), "休", "元旦", "本县"])
    days.append([date(2028, 1, 8), "调休", "元旦", "正式"])
    path = tmp_path / "表.xlsx"
    book.save(path)
    one, two, off, work = values(load(path))
    assert one.department == two.department == "随县民政局"
    assert (off.date, off.kind, off.status) == (date(2028, 1, 3), DayKind.HOLIDAY, DayStatus.COUNTY)
    assert (work.date, work.kind) == (date(2028, 1, 8), DayKind.MAKEUP)


def test_json_forms(tmp_path: Path) -> None:
    row = {"code": "421321S01", "name": "经开区", "level": "town", "parent": COUNTY.code}
    plain = written(tmp_path, "places.json", json.dumps([row]))
    told_kind = written(tmp_path, "x.json", json.dumps({"kind": "place", "rows": [row]}))
    assert values(load(plain)) == values(load(told_kind))
    like = {
        "kind": "item",
        "defaults": {"provenance": "样例"},
        "rows": [
            {
                "code": "A001",
                "name": "低保",
                "level": "county",
                "department": "民政局",
                "item_type": "行政给付",
                "handling": "即办",
                "promised_days": 0,
                "materials": [{"name": "表", "form": "原件"}],
                "fields": [{"key": "a", "label": "甲", "type": "text", "when": {}}],
            },
            {"code": "A002", "like": "A001", "level": "村", "department": "村委会"},
        ],
    }
    one, two = values(load(written(tmp_path, "y.json", json.dumps(like))))
    assert (one.handling, one.provenance) == (Handling.INSTANT, "样例")
    assert (two.level, two.department, two.materials) == (Level.VILLAGE, "村委会", one.materials)


def test_rows_may_name_their_kind(tmp_path: Path) -> None:
    text = (
        "数据种类,编码,名称,层级,上级,所属场所,窗口号,窗口名称,窗口类别\n"
        "场所,421321S01,经开区,镇级,421321000000,,,,\n"
        "window,,,,,421321S01,1,综合窗口,综合\n"
    )
    place, window = values(load(written(tmp_path, "混合.csv", text)))
    assert (place.code, window.place, window.kind) == ("421321S01", "421321S01", WindowKind.GENERAL)


ITEM_FAULTS = [
    ("A001,,县级,民政局,行政给付,承诺件,30,20,综合", "事项名称", "没有填写"),
    ("A001,低保,省级,民政局,行政给付,承诺件,30,20,综合", "行使层级", "“省级”不在可选范围"),
    ("A001,低保,县级,民政局,行政命令,承诺件,30,20,综合", "事项类型", "“行政命令”不在可选范围"),
    ("A001,低保,县级,民政局,行政给付,快办件,30,20,综合", "办件类型", "“快办件”不在可选范围"),
    ("A001,低保,县级,民政局,行政给付,承诺件,三十左右,20,综合", "法定时限", "不是数字"),
    ("A001,低保,县级,民政局,行政给付,承诺件,30,2.5,综合", "承诺时限", "应为整数"),
    ("A001,低保,县级,民政局,行政给付,承诺件,20,30,综合", "承诺时限", "大于法定时限"),
    ("A001,低保,县级,民政局,行政给付,承诺件,30,-1,综合", "承诺时限", "应在 0 至 3650 之间"),
    ("A001,低保,村级,村委会,行政给付,承诺件,30,20,税务", "受理窗口", "村级没有税务窗口"),
    ("A 1/?,低保,县级,民政局,行政给付,承诺件,30,20,综合", "实施编码", "字母、数字或短横线"),
    ("1.1421E+30,低保,县级,民政局,行政给付,承诺件,30,20,综合", "实施编码", "科学计数法"),
    ("A001,低\x07保,县级,民政局,行政给付,承诺件,30,20,综合", "事项名称", "控制字符"),
]


@pytest.mark.parametrize(("line", "column", "why"), ITEM_FAULTS)
def test_bad_items_by_row_and_column(tmp_path: Path, line: str, column: str, why: str) -> None:
    good = ITEM_LINE.replace("A001", "G001")
    batch = load(written(tmp_path, "a.csv", f"{ITEM_HEADER}{good}{line}\n"))
    ((row, where, reason),) = told(batch)
    assert (row, where) == (3, column)
    assert why in reason


def test_all_bad_rows_are_told_and_nothing_is_loaded(tmp_path: Path) -> None:
    lines = "".join(f"{line}\n" for line, _, _ in ITEM_FAULTS)
    batch = load(written(tmp_path, "a.csv", ITEM_HEADER + lines))
    rows = {row for row, _, _ in told(batch)}
    assert set(range(2, 2 + len(ITEM_FAULTS))) <= rows
    with pytest.raises(BadRows, match="现有数据没有改动") as refused:
        refuse_if_bad(batch)
    assert len(refused.value.problems) == len(batch.problems)


@pytest.mark.parametrize(
    ("name", "text", "row", "column", "why"),
    [
        (
            "窗口.csv",
            "场所编码,窗口号,窗口名称,窗口类别\n421321999000,1,综合,综合\n",
            2,
            "场所编码",
            "没有",
        ),
        (
            "窗口.csv",
            "场所编码,窗口号,窗口名称,窗口类别\n421321101000,0,综合,综合\n",
            2,
            "窗口号",
            "1 至 999",
        ),
        (
            "窗口.csv",
            "场所编码,窗口号,窗口名称,窗口类别\n421321101000,4,税务,税务\n",
            2,
            "窗口类别",
            "镇级只设综合、派出所、市场监管",
        ),
        (
            "窗口.csv",
            "场所编码,窗口号,窗口名称,窗口类别\n厉山镇,5,甲,服务类\n421321101000,5,乙,服务类\n",
            3,
            "421321101000/5",
            "编码重复",
        ),
        ("场所.csv", "编码,名称,层级,上级\n4213,甲,镇级,421321000000\n", 2, "场所编码", "12 位"),
        ("场所.csv", "编码,名称,层级,上级\n421321102000,甲,村级,421321000000\n", 2, "层级", "镇级"),
        ("场所.csv", "编码,名称,层级,上级\n421321102000,甲,镇级,\n", 2, "上级", "没有填写"),
        ("场所.csv", "编码,名称,层级,上级\n421321102000,甲,镇级,厉山镇\n", 2, "上级", "不能作"),
        ("人员.csv", "工号,姓名,场所编码,岗位\nSX1,样,421321101000,打杂\n", 2, "岗位", "打杂"),
        ("人员.csv", "工号,姓名,场所编码,岗位\nSX1,样,火星,受理\n", 2, "场所编码", "火星"),
        (
            "人员.csv",
            "工号,姓名,场所编码,岗位,窗口号\nSX1,样,421321101000,受理,9\n",
            2,
            "窗口号",
            "没有 9 号窗口",
        ),
        ("人员.csv", "工号,姓名,场所编码,岗位,状态\nSX1,样,厉山镇,受理,睡觉\n", 2, "状态", "睡觉"),
        ("日历.csv", "日期,类型\n2026-02-30,休\n", 2, "日期", "没有这一天"),
        ("材料.csv", "事项编码,材料名称,材料形式\nZ9,表,原件\n", 2, "Z9", "没有这个编码的事项"),
        ("themes.json", '[{"code":"Y1","name":"甲","items":[]}]', 1, "事项", "至少要有一个"),
        (
            "items.json",
            '[{"code":"A01","name":"甲","level":"county","department":"局","item_type":"permit",'
            '"handling":"promise","fields":[{"key":"a","label":"甲","kind":"魔法"}]}]',
            1,
            "表单栏目 a",
            "魔法",
        ),
        (
            "items.json",
            '[{"code":"A01","name":"甲","level":"county","department":"局","item_type":"permit",'
            '"handling":"promise","materials":[{"name":"表","colour":"红"}]}]',
            1,
            "materials[1].colour",
            "没有这一项",
        ),
        ("办不成事.csv", TERMS + "具体情形,r,推诿,k,,\n", 2, "上级", "没有编码为“k”的反映类别"),
        ("办不成事.csv", TERMS + "成因,c,系统,c,,\n", 2, "上级", "成因"),
        ("办不成事.csv", TERMS + "反映类别,k,慢,k,1,\n", 2, "上级", "不分上下级"),
        ("办不成事.csv", TERMS + "反映类别,k,办不了,,,\n", 2, "工作日", "答复时限"),
        ("办不成事.csv", TERMS + "不属受理范围,o,信访,,,\n", 2, "救济途径", "应当怎样办"),
        ("专员.csv", OFFICERS + "甲公司,S9,421321000000,,,\n", 2, "专员工号", "没有工号为 S9"),
        ("专员.csv", OFFICERS + "甲公司,S1,1,,,\n", 2, "场所编码", "没有编码为 1 的场所"),
        (
            "专员.csv",
            OFFICERS + "甲公司,S1,421321000000,2026-12-01,2026-01-01,\n",
            2,
            "截止日期",
            "早于起始日期",
        ),
        ("专员.csv", OFFICERS + "甲公司,S1,421321000000,,,S1\n", 2, "替补工号", "同一人"),
        ("环节时限.csv", "环节编码,环节,工作日\nhelp.check,审核,0\n", 2, "工作日", "1 到 400"),
    ],
)
def test_bad_rows(tmp_path: Path, name: str, text: str, row: int, column: str, why: str) -> None:
    batch = load(written(tmp_path, name, text))
    ((where, field, reason),) = told(batch)
    assert (where, field) == (row, column)
    assert why in reason


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.pdf", b"%PDF", "只认 csv、xlsx、json"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "另存为 xlsx"),
        ("a.xlsx", b"not a zip", "不是完好的 xlsx"),
        ("a.json", b"{", "JSON 第 1 行"),
        ("a.json", b"[1, 2]", "记录的列表"),
        ("a.json", b'[{"code": "1", "like": "2"}]', "like"),
        ("a.json", b"[" * 100_000, "JSON"),
        ("a.csv", b"", "没有数据"),
        ("a.csv", "甲,乙\n1,2\n".encode(), "看不出是哪一种数据"),
        ("a.csv", b'a,b\n"1,2\n', "分不成列"),
        ("a.csv", b"\x81\xff\xff\x00", "编码无法识别"),
    ],
)
def test_unreadable_files(tmp_path: Path, name: str, data: bytes, why: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    ((row, _, reason),) = told(read_rows(path))
    assert row == 0
    assert why in reason


def test_missing_file_and_unknown_kind(tmp_path: Path) -> None:
    assert "打不开" in told(read_rows(tmp_path / "nowhere.csv"))[0][2]
    path = written(tmp_path, "a.csv", ITEM_HEADER + ITEM_LINE)
    assert "没有“credential”" in told(read_rows(path, "credential"))[0][2]


def test_oddities_warn_but_load(tmp_path: Path) -> None:
    line = "A001,低保,县级,民政局,行政给付,即办件,30,5,综合\n"
    batch = load(written(tmp_path, "a.csv", ITEM_HEADER + line))
    assert len(values(batch)) == 1
    assert [warning.why for warning in batch.warnings] == ["即办件的承诺时限大于 1 个工作日"]
    header = ITEM_HEADER.strip() + ",时限单位\n"
    line = "A002,低保,县级,民政局,行政给付,承诺件,1个月,25个工作日,综合,\n"
    batch = load(written(tmp_path, "b.csv", header + line))
    (item,) = values(batch)
    assert (item.legal_unit, item.promised_unit) == (LimitUnit.MONTH, LimitUnit.WORKING_DAY)
    assert [warning.why for warning in batch.warnings] == ["大于法定时限"]


def test_the_words_of_the_trouble_window_in_a_spreadsheet(tmp_path: Path) -> None:
    lines = "反映类别,slow,办得慢,,4,\n具体情形,queue,排队太久,slow,,\n"
    kind, reason = values(load(written(tmp_path, "办不成事.csv", TERMS + lines)))
    assert kind == TroubleTerm(TroubleList.KIND, "slow", "办得慢", days=4)
    assert (reason.list, reason.parent) == (TroubleList.REASON, "slow")


def test_officers_of_enterprises(tmp_path: Path) -> None:
    lines = "甲公司,S1,421321000000,2026-01-01,,\n乙公司,S1,421321101000,,,\n"
    first, second = values(load(written(tmp_path, "企业专员.csv", OFFICERS + lines)))
    assert isinstance(first, EnterpriseOfficer)
    assert (first.enterprise, first.officer, first.since) == ("甲公司", "S1", date(2026, 1, 1))
    assert row_key(second) == "乙公司/S1"


def test_difference(tmp_path: Path) -> None:
    text = (
        "场所编码,场所名称,层级,上级,状态\n"
        "421321000000,随县政务服务中心,县级,,在用\n"
        "421321101000,厉山镇便民服务大厅,镇级,421321000000,在用\n"
        "421321102000,高城镇便民服务中心,镇级,421321000000,在用\n"
    )
    found = diff(BASE, load(written(tmp_path, "场所.csv", text)))
    assert [change.key for change in found.added] == ["421321102000"]
    assert [change.key for change in found.changed] == ["421321101000"]
    assert found.unchanged == 1
    assert found.withdrawn == ()
    summary = json.loads(json.dumps(found.summary(), ensure_ascii=False))
    assert summary["kinds"] == {"place": {"added": 1, "changed": 1}}
    assert summary["changes"][1] == {
        "what": "changed",
        "kind": "place",
        "key": "421321101000",
        "name": "厉山镇便民服务大厅",
        "fields": [
            {"field": "name", "before": "厉山镇便民服务中心", "after": "厉山镇便民服务大厅"}
        ],
    }


def test_withdrawn_by_status_or_by_a_complete_file(tmp_path: Path) -> None:
    (item,) = values(load(written(tmp_path, "a.csv", ITEM_HEADER + ITEM_LINE)))
    current = BASE | in_force(item)
    stopped = f"{ITEM_HEADER.strip()},状态\n{ITEM_LINE.strip()},停用\n"
    found = diff(current, load(written(tmp_path, "b.csv", stopped), current))
    assert [change.key for change in found.withdrawn] == ["A001"]
    only_key = written(tmp_path, "c.csv", "实施编码,事项名称,办件类型,状态\nA001,,,取消\n")
    assert [c.key for c in diff(current, load(only_key, current)).withdrawn] == ["A001"]
    other = written(tmp_path, "d.csv", ITEM_HEADER + ITEM_LINE.replace("A001", "A002"))
    assert diff(current, load(other, current)).withdrawn == ()
    whole = diff(current, load(other, current, complete=True))
    assert [change.key for change in whole.withdrawn] == ["A001"]
    assert [change.key for change in whole.added] == ["A002"]
    absent = load(written(tmp_path, "e.csv", stopped.replace("A001", "A009")), current)
    assert diff(current, absent).empty
    assert "现有数据中没有" in absent.warnings[0].why


def test_a_place_that_goes_while_it_is_used(tmp_path: Path) -> None:
    path = written(tmp_path, "场所.csv", "场所编码,场所名称,层级,上级,状态\n421321101000,,,,撤销\n")
    batch = load(path)
    assert [change.key for change in diff(BASE, batch).withdrawn] == ["421321101000"]
    assert [warning.why for warning in batch.warnings] == ["场所停用后，仍有 1 个窗口或人员属于它"]


def test_columns_a_spreadsheet_lacks_stay_as_they_are(tmp_path: Path) -> None:
    full = f"{ITEM_HEADER.strip()},关键词,申请材料\n{ITEM_LINE.strip()},吃低保,申请表\n"
    (item,) = values(load(written(tmp_path, "a.csv", full)))
    current = BASE | in_force(item)
    shorter = written(tmp_path, "b.csv", ITEM_HEADER + ITEM_LINE.replace(",20,", ",15,"))
    (changed,) = diff(current, load(shorter, current)).changed
    assert [change.field for change in changed.fields] == ["promised_days"]
    same = written(tmp_path, "c.csv", ITEM_HEADER + ITEM_LINE)
    assert diff(current, load(same, current)).empty
    more = full.replace("吃低保", "吃低保、困难").replace("申请表", "申请表;证明")
    (changed,) = diff(current, load(written(tmp_path, "d.csv", more), current)).changed
    shown = {change.field: (change.before, change.after) for change in changed.fields}
    assert shown["keywords"] == ("[]", '["困难"]')
    assert shown["initials"] == ("[]", '["kn"]')
    assert "证明" in shown["materials"][1]


def test_several_files_are_one_load(tmp_path: Path) -> None:
    items = written(tmp_path, "a.csv", ITEM_HEADER + ITEM_LINE)
    materials = written(tmp_path, "b.csv", "事项编码,材料名称,材料形式\nA001,申请表,原件\n")
    themes = written(
        tmp_path,
        "theme_items.csv",
        "主题编码,主题名称,序号,事项编码,事项名称\nY1,身后,1,A001,低保\n",
    )
    item, theme = values(settle(join(map(read_rows, (themes, materials, items))), BASE))
    assert [material.name for material in item.materials] == ["申请表"]
    assert (theme.name, theme.items[0].item_base) == ("身后", "A001")
    again = settle(read_rows(materials), BASE | in_force(item))
    assert diff(BASE | in_force(item), again).unchanged == 1


def test_theme_conditions_and_order(tmp_path: Path) -> None:
    (item,) = values(load(written(tmp_path, "a.csv", ITEM_HEADER + ITEM_LINE)))
    current = BASE | in_force(item)

    def theme(**part: Any) -> list[str]:
        row = {
            "code": "Y1",
            "name": "甲",
            "situations": [{"key": "s", "question": "吗", "choices": ["是", "否"]}],
            "items": [{"item_base": "A001", "name": "低保"} | part],
        }
        path = written(tmp_path, "themes.json", json.dumps([row]))
        return [why for _, _, why in told(load(path, current))]

    assert theme(when={"s": "是/否"}) == []
    assert theme(when="always") == []
    assert theme(when={"s": "也许"}) == ["条件“s=也许”不是情形的选项"]
    assert theme(after=["别的"]) == ["前置事项“别的”不在本主题中"]
    assert theme(after=["低保"]) == ["事项互为前置，无法排出先后"]
    assert theme(item_base="B9") == ["没有编码为 B9 的事项（低保）"]

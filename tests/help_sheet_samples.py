"""A year's ledger of help as a hall keeps it in a spreadsheet, with the faults that such have.

python tests/help_sheet_samples.py OUT.xlsx [ROWS [FAULTS]]
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl

from counter_app.rules.check_digits import mod_11_2

TITLE = "厉山镇便民服务中心 2025 年帮办代办服务台账"
HEADINGS = (
    "序号", "登记日期", "服务对象", "身份证号", "联系电话", "家庭住址", "对象类别", "帮办方式",
    "事项编码", "办理事项", "帮代办员", "办理结果", "办结日期", "满意度", "用时(分钟)",
    "陪同人", "备注",
)  # fmt: skip
(
    NUMBER, DAY, NAME, ID, PHONE, ADDRESS, GROUP, KIND, CODE, ITEM, HELPER, OUTCOME, FINISHED,
    HEARD, MINUTES, WITH, NOTE,
) = range(len(HEADINGS))  # fmt: skip

_FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗𬱖龑"
_GIVEN = "秀英桂兰建国玉珍淑华德明志强春梅国庆𠮷䶮小红"
_GROUPS = ("老年人", "残疾人", "孕妇", "重病患者", "退役军人", "企业", "群众", "")
_KINDS = ("帮办", "代办", "上门服务", "陪同", "全程代办", "咨询", "")
_ITEMS = ("高龄津贴申领", "城乡居民养老保险参保登记", "残疾人证办理", "食品经营许可", "医保缴费")
_VILLAGES = ("星炬村", "神农社区", "双利村", "灯塔村", "王岗村")
_HEARD = ("非常满意", "满意", "基本满意", "", "")
_FIRST = date(2025, 1, 2)


def _sound(row: int, chance: random.Random) -> list[Any]:
    """One row without a fault; every row says something else."""
    day = _FIRST + timedelta(days=chance.randrange(355))
    done = day + timedelta(days=chance.choice((0, 0, 0, 1, 3, 8)))
    group = chance.choice(_GROUPS)
    name = chance.choice(_FAMILY) + "".join(chance.sample(_GIVEN, chance.choice((1, 2))))
    if group == "企业":
        name = f"随县{name}商贸有限公司"
    born = date(1940, 1, 1) + timedelta(days=chance.randrange(24_000))
    body = f"421321{born:%Y%m%d}{row % 1000:03d}"
    number = "" if group == "企业" or row % 3 == 0 else body + mod_11_2(body)
    return [
        row,
        # people type days in every way there is
        chance.choice((datetime(day.year, day.month, day.day), f"{day:%Y.%m.%d}",
                       f"{day.year}年{day.month}月{day.day}日", day.isoformat())),
        name,
        number,
        f"138{row:08d}" if row % 4 else "",
        f"厉山镇{chance.choice(_VILLAGES)}{row % 9 + 1}组",
        group,
        chance.choice(_KINDS),
        "",
        chance.choice(_ITEMS),
        chance.choice(("李敏", "张伟", "志愿者小周")),
        chance.choice(("已办结", "已办结", "已告知材料", "办理中")),
        f"{done:%Y-%m-%d}",
        chance.choice(_HEARD),
        chance.choice((5, 10, 20, 45, "")),
        chance.choice(("", "", "女儿陪同")),
        f"第 {row} 条",
    ]  # fmt: skip


def _put(column: int, value: Any) -> Callable[[list[Any]], None]:
    def spoil(row: list[Any]) -> None:
        row[column] = value

    return spoil


def _wrong_digit(row: list[Any]) -> None:
    row[ID], row[GROUP] = "421321199001010016", "群众"


def _ends_before(row: list[Any]) -> None:
    row[DAY], row[FINISHED] = "2025-06-10", "2025-06-01"


def _two_faults(row: list[Any]) -> None:
    row[NAME], row[PHONE] = "", "12"


#: what is wrong -> (how it comes about, the columns that must be named)
FAULTS: dict[str, tuple[Callable[[list[Any]], None], tuple[int, ...]]] = {
    "no name": (_put(NAME, ""), (NAME,)),
    "check digit": (_wrong_digit, (ID,)),
    "no such day": (_put(DAY, "2025-02-30"), (DAY,)),
    "no day": (_put(DAY, ""), (DAY,)),
    "day without year": (_put(DAY, "3月5日"), (DAY,)),
    "future day": (_put(DAY, "2089-01-05"), (DAY,)),
    "ends before it began": (_ends_before, (FINISHED,)),
    "no such ending day": (_put(FINISHED, "2025-11-31"), (FINISHED,)),
    "unknown kind": (_put(KIND, "飞行"), (KIND,)),
    "unknown group": (_put(GROUP, "外星人"), (GROUP,)),
    "unknown item": (_put(CODE, "11421321MB901111XL9999999999999"), (CODE,)),
    "wrong phone": (_put(PHONE, "1380000"), (PHONE,)),
    "a name that is a number": (_put(NAME, "13800000000"), (NAME,)),
    "two faults": (_two_faults, (NAME, PHONE)),
}


def write_ledger(
    path: Path, rows: int = 5000, faults: int = 200, repeats: int = 20
) -> dict[int, tuple[int, ...]]:
    """Write a ledger; returns row number in the sheet -> columns at fault.

    ``rows`` counts everything: ``faults`` of them are wrong in turn in each way of
    :data:`FAULTS`, ``repeats`` say word for word what an earlier one says.
    """
    chance = random.Random(20251231)
    body = [_sound(row + 1, chance) for row in range(rows - repeats)]
    wrong: dict[int, tuple[int, ...]] = {}
    ways = list(FAULTS.values())
    above = 2  # title and headings
    bad = chance.sample(range(len(body)), faults)
    for turn, index in enumerate(sorted(bad)):
        spoil, columns = ways[turn % len(ways)]
        spoil(body[index])
        wrong[above + index + 1] = columns
    sound = [index for index in range(len(body)) if index not in set(bad)]
    body += [list(body[index]) for index in chance.sample(sound, repeats)]
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("2025")
    sheet.append([TITLE])
    sheet.append(HEADINGS)
    for each in body:
        sheet.append(each)
    book.save(path)
    return wrong


if __name__ == "__main__":
    told = write_ledger(Path(sys.argv[1]), *(int(each) for each in sys.argv[2:4]))
    print(f"{len(told)} rows are wrong")

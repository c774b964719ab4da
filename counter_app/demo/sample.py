"""Who comes to the demo counter, and what for. All persons and numbers are invented."""

from __future__ import annotations

#: everyday words that find an instant item, a promised one, and one whose material is missing
INSTANT = "异地就医备案"
PROMISED = "高龄津贴"
MISSING = "最低生活保障"

#: applicants by field name; the ID numbers have right check digits
PEOPLE: tuple[dict[str, str], ...] = (
    {
        "applicant.id_number": "421321195503060022",
        "applicant.name": "王𬱖",
        "applicant.phone": "13800000001",
        "applicant.address": "随县厉山镇双寨村二组",
    },
    {
        "applicant.id_number": "421321193802072382",
        "applicant.name": "李㛃",
        "applicant.phone": "13800000002",
        "applicant.address": "随县厉山镇星升社区",
    },
    {
        "applicant.id_number": "42130319630324104X",
        "applicant.name": "张䶮𠮷",
        "applicant.phone": "13800000003",
        "applicant.address": "随县厉山镇神农社区",
    },
)
#: who is helped at the village
VILLAGER = {
    "applicant.id_number": "421321194503150015",
    "applicant.name": "刘秀英",
    "applicant.phone": "13800000004",
    "applicant.address": "随县厉山镇星炬村三组",
}
#: what is typed when the process is killed
HALF_TYPED = {
    "applicant.id_number": "421321193802072382",
    "applicant.name": "吉𠮷",
}
#: an answer for any field of an item's own that the walk meets, by field name
ANYTHING: dict[str, str] = {
    "form.kind": "1",
    "form.place": "湖北省武汉市江岸区",
    "form.start": "2026-12-01",
    "form.band": "1",
    "form.birth_date": "1938-02-07",
    "form.bank_name": "农商银行",
    "form.bank_account": "6228480012345678908",
    "form.hukou_address": "随县厉山镇神农社区",
    "form.family_size": "3",
    "form.income": "1800",
    "form.reason": "1",
}

#: typed into the search over everything
FOUND_BY = "gljt"
#: who was helped on the hall floor
HELPED = "欧阳秀英"

#: what is said and done about a bad rating
RATING_NOTE = "请当天联系本人，核实等候时间"
RATER_SAID = "等了四十多分钟，没有人告诉我要先取号"
RATING_FACTS = "当天上午只开一个窗口，引导人员临时离岗，等候 43 分钟属实，未告知取号不属实"
RATING_MEASURE = "上午增开一个综合窗口，引导岗实行顶岗"
RATING_RESULT = "已增开窗口并排出引导岗顶岗表"
RATER_CONTENT = "本人认可整改结果"
RATING_REVIEW = "整改到位，纳入统计"

#: (page id, picture name) of every page shown at the end
PAGES: tuple[tuple[str, str], ...] = (
    ("workbench", "工作台"),
    ("intake", "收件"),
    ("cases", "办件列表"),
    ("case", "办件详情"),
    ("delivery", "送达"),
    ("sync", "同步"),
    ("disputes", "争议与重复"),
    ("help", "帮代办"),
    ("ratings", "评价"),
    ("printing", "打印"),
    ("devices", "设备"),
    ("archive", "归档"),
    ("settings", "设置"),
)

"""What each deed asks for, by declared fields and ticks, from the case as it stands."""

from __future__ import annotations

import msgspec

from counter_app.forms.kinds import kind_of
from counter_app.models.case import CaseState, CaseStatus, MaterialForm
from counter_app.models.reference import FieldSpec
from counter_app.rules import case_commands as commands
from counter_app.ui import case_words as words
from counter_app.ui.case.answers import mask_value
from counter_app.ui.case.deed import Asked, Seat, Tick, Ticks


def _field(key: str, label: str, kind: str = "text", **more: object) -> FieldSpec:
    return FieldSpec(key, label, kind, **more)  # type: ignore[arg-type]


_REASON = _field("reason", "理由", "multiline", required=True)
_APPROVER = _field("approver", "批准人", required=True, note="姓名或工号")

_HANDED_IN = (
    MaterialForm.ORIGINAL,
    MaterialForm.COPY,
    MaterialForm.CHECKED,
    MaterialForm.ELECTRONIC,
    MaterialForm.ECERT,
)
FORM_OF = {form.label: form for form in _HANDED_IN}
GROUND_OF = {label: code for code, label in words.GROUNDS.items()}

#: procedures named by 行政许可法 article 45, and what item guides add
PROCEDURES = (
    "听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审", "公示", "现场踏勘", "其他",
)  # fmt: skip
OTHER_PROCEDURE = PROCEDURES[-1]

REVIEW, REPORT = "移送部门审核", "上报，由对方受理"
GRANT, REFUSE = "准予", "不予"


def missing(state: CaseState) -> tuple[str, ...]:
    """Required materials that were not handed in and not let off."""
    return tuple(
        line.name for line in state.materials if line.required and line.form is MaterialForm.MISSING
    )


def ask_accept(state: CaseState, seat: Seat) -> Asked:
    lacking = missing(state)
    if not lacking:
        return Asked()
    return Asked(
        note="还缺下面的必要材料。勾选的按容缺受理，由申请人在承诺期限内补交。",
        ticks=Ticks("容缺后补", tuple(Tick(name) for name in lacking)),
    )


def ask_correction(state: CaseState, seat: Seat) -> Asked:
    lacking = set(missing(state))
    lines = tuple(
        Tick(line.name, line.name in lacking, "未提交" if line.name in lacking else "")
        for line in state.materials
    )
    fields = [
        _field("days", "补正期限", "number", required=True, unit="个工作日", minimum="1"),
        _field("where", "办理提示", note="例如：到户籍所在派出所开具"),
    ]
    if state.corrections_asked:
        fields += [_REASON, _APPROVER]
    return Asked(
        fields=tuple(fields),
        values={"days": str(seat.correction_days)},
        note="请把全部问题一次写清。"
        + ("本件已告知过一次补正。" if state.corrections_asked else ""),
        ticks=Ticks("需要补正的材料", lines, write="问题和要求", more=True),
    )


def ask_brought(state: CaseState, seat: Seat) -> Asked:
    points = state.correction.points if state.correction else ()
    names = tuple(dict.fromkeys(point.material for point in points))
    return Asked(
        fields=(_field("note", "备注"),),
        note="逐项勾选申请人补交的材料。",
        ticks=Ticks(
            "补交的材料",
            tuple(Tick(name, False, MaterialForm.ORIGINAL.label) for name in names),
            choices=tuple(FORM_OF),
        ),
    )


def ask_declined(state: CaseState, seat: Seat) -> Asked:
    competent = words.GROUNDS["not_competent"]
    return Asked(
        fields=(
            _field("ground", "情形", "choice", required=True, choices=tuple(GROUND_OF)),
            _field(
                "competent_office", "应向何处申请", required=True, when={"ground": (competent,)}
            ),
            _REASON,
            _field("basis", "依据"),
        ),
        ticks=_to_return(state),
    )


def _to_return(state: CaseState) -> Ticks | None:
    handed = tuple(Tick(line.name, True) for line in state.materials if line.form.present)
    return Ticks("退还的材料", handed, last=True) if handed else None


def ask_forward(state: CaseState, seat: Seat) -> Asked:
    ways = (REPORT,) if state.status is CaseStatus.RECEIVED else (REVIEW, REPORT)
    fields = (
        *(
            (_field("purpose", "送去做什么", "choice", required=True, choices=ways),)
            if ways[1:]
            else ()
        ),
        _field("department", "承办部门"),
        _field("note", "说明"),
    )
    return Asked(
        fields=fields,
        values={"purpose": ways[0], "department": state.department},
        place="送往",
    )


def ask_send_back(state: CaseState, seat: Seat) -> Asked:
    home = state.place if state.place != state.owner else ""
    return Asked(fields=(_REASON,), place="退到", place_code=home)


def ask_suspend(state: CaseState, seat: Seat) -> Asked:
    return Asked(
        fields=(
            _field("procedure", "种类", "choice", required=True, choices=PROCEDURES),
            _field("other", "程序名称", required=True, when={"procedure": (OTHER_PROCEDURE,)}),
            _field("ground", "依据", required=True, note="法律法规条款"),
            _field(
                "expected_days", "预计时间", "number", required=True, unit="个工作日", minimum="1"
            ),
            _field("since", "开始日期", "date", required=True),
            _APPROVER,
        ),
        values={"since": seat.today.isoformat()},
        note="从开始日期次日起暂停计时。",
    )


def ask_resume(state: CaseState, seat: Seat) -> Asked:
    return Asked(
        fields=(
            _field("on", "结束日期", "date", required=True),
            _field("result", "结果", "multiline", required=True),
        ),
        values={"on": seat.today.isoformat()},
    )


def ask_extend(state: CaseState, seat: Seat) -> Asked:
    return Asked(
        fields=(
            _field("days", "延长", "number", required=True, unit="个工作日", minimum="1"),
            _REASON,
            _APPROVER,
        ),
        note="只能延长一次。理由要告知申请人。",
    )


def ask_decide(state: CaseState, seat: Seat) -> Asked:
    granted, refused = {"granted": (GRANT,)}, {"granted": (REFUSE,)}
    fields = [
        _field("granted", "决定", "choice", required=True, choices=(GRANT, REFUSE)),
        _field("opinion", "意见"),
        _field("reasons", "不予的理由", "multiline", required=True, when=refused),
        _field("decision_no", "决定文号"),
        _field("result_name", "结果名称", when=granted),
        _field("result_no", "结果编号", when=granted),
        _field("valid_until", "有效期至", when=granted, note="日期或“长期”"),
    ]
    if "chief_officer" in seat.roles:
        fields.append(_field("chief", "首席服务官直接决定", "yesno"))
    return Asked(fields=tuple(fields), values={"result_name": state.item.result_name})


def ask_close(state: CaseState, seat: Seat) -> Asked:
    result = state.outcome.result_name if state.outcome else ""
    return Asked(fields=(_field("result", "办理结果"),), values={"result": result})


def ask_instant(state: CaseState, seat: Seat) -> Asked:
    return Asked(
        fields=(
            _field("opinion", "意见", required=True),
            _field("result_no", "结果编号"),
        ),
        values={"opinion": commands.CloseInstant().opinion},
        note="即办件：受理、决定、办结一次完成。",
    )


def ask_ready(state: CaseState, seat: Seat) -> Asked:
    fields = (_field("note", "说明"),)
    return Asked(fields=fields, place="取件地点", place_code=seat.place, stay=True)


def ask_withdrawn(state: CaseState, seat: Seat) -> Asked:
    return Asked(fields=(_REASON,), ticks=_to_return(state), note="须有申请人的书面申请。")


def ask_terminated(state: CaseState, seat: Seat) -> Asked:
    return Asked(fields=(_field("ground", "理由", "multiline", required=True),))


def ask_voided(state: CaseState, seat: Seat) -> Asked:
    second = _field("approver", "第二人工号", required=True, note="须由另一位同事确认")
    return Asked(fields=(_REASON, second), note="只用于录错的办件。编号保留，不再使用。")


def ask_linked(state: CaseState, seat: Seat) -> Asked:
    return Asked(
        fields=(
            _field("system", "系统名称", required=True, note="例如：省一体化平台"),
            _field("number", "对方编号", required=True, max_length=60),
        )
    )


def ask_archived(state: CaseState, seat: Seat) -> Asked:
    return Asked(fields=(_field("file_no", "卷号"),), note="归档后只能查看。")


#: kind of editor for the number of an applicant's document; others are plain text
_ID_KINDS = {"resident_id": "id_number", "uscc": "uscc"}


def _amendable(state: CaseState, fields: tuple[FieldSpec, ...]) -> tuple[FieldSpec, ...]:
    """What may be corrected on the spot: the applicant's facts and every field of the form."""
    kinds = {"id_number": _ID_KINDS.get(state.applicant.id_type, "text"), "phone": "phone"}
    person = tuple(
        _field(key, label, kinds.get(key, "address" if key == "address" else "text"))
        for key, label in words.PARTY_FIELDS.items()
    )
    return person + tuple(spec for spec in fields if spec.key not in words.PARTY_FIELDS)


def amend_old(state: CaseState, key: str) -> str:
    """What stands there now."""
    if key in words.PARTY_FIELDS:
        return str(getattr(state.applicant, key))
    return state.form.get(key, "")


def ask_amend(state: CaseState, seat: Seat) -> Asked:
    known = _amendable(state, seat.fields)
    fields = [_field("field", "更正哪一项", "choice", required=True, choices=_labels(known))]
    values, hints = {}, {}
    for spec, label in zip(known, _labels(known), strict=True):
        key = f"new_{spec.key}"
        old = amend_old(state, spec.key)
        asked = msgspec.structs.replace(
            spec, key=key, label="改为", required=True, when={"field": (label,)}
        )
        fields.append(asked)
        if kind_of(spec).sensitive:
            hints[key] = f"原来：{mask_value(spec, old)}" if old else "原来没有填写"
        else:
            values[key] = old
    fields.append(_field("note", "说明"))
    return Asked(
        fields=tuple(fields),
        values=values,
        hints=hints,
        note="更正前后的内容都会记入办理经过，由申请人确认。",
    )


def _labels(specs: tuple[FieldSpec, ...]) -> tuple[str, ...]:
    """Labels with which fields can be told apart."""
    seen: dict[str, int] = {}
    made = []
    for spec in specs:
        seen[spec.label] = seen.get(spec.label, 0) + 1
        made.append(spec.label if seen[spec.label] == 1 else f"{spec.label}（{seen[spec.label]}）")
    return tuple(made)

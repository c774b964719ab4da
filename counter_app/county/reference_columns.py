"""What columns and values are called in the files people really have.

Headings are compared after :func:`heading`; the English field names of the structs always
work besides these. A dotted target goes into a nested struct; a target with ``@`` is handled
by the reader itself (``@status``, ``@kind``, ``@parent`` …).
"""

from __future__ import annotations

import re
import unicodedata

import msgspec

from counter_app.models.reference import (
    Audience,
    Authorisation,
    CalendarDay,
    Certificate,
    CrossRegion,
    DayKind,
    DayStatus,
    Division,
    Employment,
    Fee,
    FieldSpec,
    Handling,
    IdArea,
    Item,
    ItemType,
    Level,
    LimitUnit,
    Material,
    MaterialSource,
    Nation,
    Need,
    PaperForm,
    Partner,
    Phrase,
    Place,
    Power,
    Result,
    ResultKind,
    Role,
    SharedField,
    Situation,
    Staff,
    Term,
    Theme,
    ThemeItem,
    Window,
    WindowKind,
)

_SUFFIX = re.compile(r"[(\[【][^)\]】]*[)\]】]$")


def heading(text: str) -> str:
    """A column heading as it is compared: half-width, no blanks, star or bracketed remark."""
    folded = "".join(unicodedata.normalize("NFKC", text).split()).strip("*:").casefold()
    return _SUFFIX.sub("", folded).strip("*:") or folded


def _table(**groups: str) -> dict[str, str]:
    """``field="名称|别名"`` turned around; ``__`` in a keyword stands for a dot, ``at_`` for @."""
    table: dict[str, str] = {}
    for target, names in groups.items():
        path = target.replace("__", ".")
        path = f"@{path.removeprefix('at_')}" if path.startswith("at_") else path
        table |= {heading(name): path for name in names.split("|")}
    return table


_STATUS = {"at_status": "状态|status|事项状态|启用状态", "at_withdrawn": "withdrawn|是否停用"}

#: struct -> heading -> field path.
COLUMNS: dict[type[msgspec.Struct], dict[str, str]] = {
    Place: _table(
        **_STATUS,
        code="场所编码|场所代码|站点编码|中心编码|机构编码|编码|代码",
        name="场所名称|站点名称|中心名称|名称",
        level="层级|级别|场所层级",
        division="行政区划|行政区划代码|区划代码",
        parent="上级|上级编码|上级场所|上级场所编码|所属中心|所属镇编码",
        address="地址|详细地址|办公地址|办理地点",
        phone="电话|联系电话|咨询电话|服务电话",
        supervise_phone="监督电话|投诉电话|监督投诉电话",
        hours="办公时间|工作时间|服务时间|办理时间",
        active="启用|是否启用",
        provenance="数据来源|来源",
    ),
    Window: _table(
        **_STATUS,
        place="场所编码|所属场所|场所代码|站点编码|中心编码|所在场所",
        number="窗口号|窗口编号|窗口序号|号",
        name="窗口名称|名称",
        kind="窗口类别|窗口类型|类别",
        code="服务编码|窗口类别编码|窗口代码",
        purpose="职责|窗口职责|办理内容|用途|业务范围",
        active="启用|是否启用",
    ),
    Staff: _table(
        **_STATUS,
        work_no="工号|人员编号|人员工号",
        name="姓名|人员姓名",
        place="场所编码|所属场所|所在场所|场所代码|单位编码",
        roles="岗位|角色|职责|岗位角色",
        window="窗口号|所在窗口|窗口编号",
        employment="用工性质|人员性质|编制|身份",
        active="启用|是否启用|在岗",
        sample="样例|是否样例",
        at_level="level|层级",
    ),
    Item: _table(
        **_STATUS,
        code="实施编码|事项编码|实施清单编码|业务办理项编码|item_id|item_code",
        base="基本编码|事项基本编码",
        name="事项名称|业务办理项名称|办理项名称|item_name",
        level="行使层级|层级|事项层级|级别",
        department="实施主体|实施部门|部门|办理部门|责任部门|dept|dept_group",
        lead_department="县级主管部门|主管部门|牵头部门|业务指导部门",
        item_type="事项类型|权力类型",
        handling="办件类型|办理类型|case_type",
        audience="服务对象|办理对象|target",
        legal_days="法定时限|法定办结时限|法定期限",
        promised_days="承诺时限|承诺办结时限|承诺期限|promise_days",
        legal_unit="法定时限单位",
        promised_unit="承诺时限单位",
        at_unit="时限单位|limit_unit",
        fee__charged="是否收费|收费",
        fee__note="收费标准|收费依据及标准|收费说明",
        window="受理窗口|办理窗口|窗口|窗口类别",
        result__name="结果名称|办理结果|审批结果|审批结果名称",
        result__kind="结果类型|审批结果类型",
        online="是否网办|网上办理|可网办",
        app="是否掌办|掌上办理|可掌办",
        visits="到现场次数|跑动次数|到办事现场次数",
        cross_region="通办方式|跨域通办|通办范围",
        conditions="受理条件|办理条件|申请条件",
        basis="设定依据|法律依据|实施依据",
        basis_sure="依据已核|依据是否核对",
        keywords="关键词|别名|群众说法|俗称",
        tips="易错提示|注意事项|提示|温馨提示",
        provenance="数据来源",
        at_materials="申请材料|材料清单|所需材料|提交材料",
    ),
    Material: _table(
        at_parent="实施编码|事项编码|业务办理项编码|item_id|item_code",
        at_parent_name="事项名称|item_name",
        at_order="序号|seq",
        name="材料名称|材料|material|名称",
        form="材料形式|形式|材料类型|纸质形式",
        originals="原件份数|原件",
        copies="复印件份数|复印件",
        at_count="份数|材料份数|数量",
        required="材料必要性|必要性|是否必要|是否必需|necessity",
        source="来源渠道|材料来源|来源",
        certificate="电子证照|证照名称|关联证照|e_cert",
        exempt="是否免提交|免提交",
        note="备注|材料说明|填报须知",
        when="适用情形|适用条件",
    ),
    FieldSpec: _table(
        at_parent="实施编码|事项编码|item_id|item_code",
        at_parent_name="事项名称",
        at_order="序号|seq",
        key="栏目键名|字段键名|键名|字段编码",
        label="栏目名称|字段名称|栏目",
        kind="栏目类型|字段类型|类型|type",
        required="必填|是否必填",
        shared="共享字段|共享键名",
        choices="选项|可选值",
        unit="单位",
        note="填写说明|说明",
        pattern="格式|格式规则",
        pattern_note="格式说明",
        minimum="最小值|最小|min",
        maximum="最大值|最大|max",
        max_length="最大字数|字数",
        at_from_card="from_idcard",
        when="适用情形|显示条件",
    ),
    Certificate: _table(
        **_STATUS,
        code="证照编码|证照代码|证照类型代码|cert_id",
        name="证照名称",
        issuer="发证机关|颁发机构|签发机关|issuing_authority",
        holder="持证主体|持有人|持证人",
        common_validity="有效期|一般有效期",
        provenance="数据来源",
    ),
    SharedField: _table(
        key="键名|字段键名", label="字段名称|栏目名称", kind="类型|字段类型|type", choices="选项"
    ),
    Theme: _table(
        **_STATUS,
        code="主题编码|主题代码|theme_id",
        name="主题名称|theme",
        audience="服务对象|target",
        lead="牵头部门|牵头单位",
        at_basis="basis",
    ),
    Situation: _table(
        at_parent="实施编码|事项编码|item_id|item_code",
        at_parent_name="事项名称|item_name",
        at_order="序号|seq",
        key="情形键名|键名",
        question="情形问题|情形|问题",
        choices="选项|答案|可选值",
        when="前提|前提情形",
    ),
    ThemeItem: _table(
        at_parent="主题编码|主题代码|theme_id",
        at_parent_name="主题名称|theme",
        at_order="序号|seq",
        item_base="事项基本编码|基本编码|事项编码|实施编码|item_id",
        name="事项名称|item_name",
        after="前置事项|前置",
        at_level="level|层级",
    ),
    Phrase: _table(phrase="群众说法|说法", expect="对应事项|事项名称"),
    CalendarDay: _table(
        at_withdrawn="withdrawn|删除",
        date="日期",
        kind="类型|type|日期类型|放假或上班",
        name="节日|名称|节假日|说明",
        status="状态|性质",
        at_weekday="星期|weekday",
    ),
    Authorisation: _table(
        **_STATUS,
        number="授权文号|授权编号|授权书编号|文号",
        officer="工号|首席服务官工号|被授权人工号|被授权人|首席服务官",
        department="授权部门|授权单位|部门|实施主体",
        powers="授权范围|授权权限|权限|scope",
        since="生效日期|授权开始日期|起始日期",
        until="失效日期|授权截止日期|截止日期|到期日期",
        items="授权事项|授权事项编码|事项编码|实施编码",
        deputy="代理人工号|代理人|B角工号|B角",
        away_since="离岗日期|离岗开始日期",
        away_until="离岗截止日期|离岗结束日期",
        own_cases="可决定本人受理的办件|可办本人受理",
        active="启用|是否启用",
        provenance="数据来源|来源",
    ),
    Partner: _table(
        **_STATUS,
        code="合作单位编码|单位编码",
        name="合作单位|合作单位名称|单位名称",
        region="地区|所属地区",
        agreement="协议编号|协议|协议名称",
        since="生效日期|签订日期",
        until="失效日期|到期日期",
        ways="通办方式|合作方式",
        contact="联系人",
        phone="联系电话|电话",
        address="地址|邮寄地址",
        postcode="邮编|邮政编码",
        active="启用|是否启用",
        provenance="数据来源",
    ),
    Division: _table(
        code="区划代码|行政区划代码|code12|编码",
        name="区划名称|行政区划名称",
        short_name="简称",
        kind="区划类型|类别",
        parent="上级代码|上级区划代码|town_code9",
        at_code9="code9",
        at_county="county_code",
        at_county_name="county_name",
        at_city="city_code",
    ),
    IdArea: _table(
        code="地区码|code6", name="地区名称|名称", since="启用年份|from", until="停用年份|to"
    ),
    Nation: _table(code="民族代码", name="民族名称|民族"),
    Fee: _table(charged="是否收费", note="收费标准"),
    Result: _table(name="结果名称", kind="结果类型"),
}

#: What a value may be called besides the member's own value and label.
TERMS: dict[type[Term], dict[str, Term]] = {
    Level: {
        **dict.fromkeys(("县", "区县", "区", "县(市、区)级", "县本级"), Level.COUNTY),
        **dict.fromkeys(("镇", "乡镇", "乡镇级", "乡级", "街道", "镇(街)级"), Level.TOWN),
        **dict.fromkeys(("村", "社区", "村居", "村(社区)", "村(社区)级", "村居级"), Level.VILLAGE),
    },
    Role: {
        **dict.fromkeys(("综合受理", "受理员", "综窗受理", "窗口受理"), Role.INTAKE),
        "出件员": Role.DELIVERY,
        **dict.fromkeys(("帮办代办", "帮办", "代办", "代办员", "帮代办员"), Role.HELP),
        **dict.fromkeys(("党员先锋队", "志愿者"), Role.VANGUARD),
        **dict.fromkeys(("审批员", "部门审批"), Role.APPROVAL),
        "督查": Role.SUPERVISION,
        **dict.fromkeys(("管理员", "大厅主管", "值班长"), Role.ADMINISTRATION),
    },
    Power: {
        **dict.fromkeys(("审查", "审核权"), Power.REVIEW),
        **dict.fromkeys(("决定权", "审批", "批准"), Power.DECIDE),
        **dict.fromkeys(("用印", "盖章", "用章权"), Power.SEAL),
        "受理权": Power.ACCEPT,
    },
    Employment: {
        **dict.fromkeys(("编内", "公务员", "事业编"), Employment.PERMANENT),
        **dict.fromkeys(("劳务外包", "购买服务", "聘用", "外聘"), Employment.OUTSOURCED),
        "村(社区)干部": Employment.VILLAGE,
    },
    WindowKind: {
        "综合窗口": WindowKind.GENERAL,
        "村级综合窗口": WindowKind.GENERAL,
        **dict.fromkeys(("公安专区", "公安窗口"), WindowKind.POLICE),
        **dict.fromkeys(("税务专区", "税务窗口"), WindowKind.TAX),
        "派出所窗口": WindowKind.POLICE_STATION,
        **dict.fromkeys(("市场监管窗口", "市场监管所窗口", "市场监督管理"), WindowKind.MARKET),
        **dict.fromkeys(("服务", "服务类窗口"), WindowKind.SERVICE),
        "自助服务": WindowKind.SELF_SERVICE,
    },
    Handling: {"即办": Handling.INSTANT, "承诺": Handling.PROMISE},
    Audience: {
        **dict.fromkeys(("个人", "群众"), Audience.PERSON),
        **dict.fromkeys(("法人", "企业", "单位", "非自然人", "其他组织"), Audience.ORGANISATION),
        **dict.fromkeys(
            ("自然人,法人", "自然人、法人", "个人和法人", "个人、法人", "不限", "全部"),
            Audience.BOTH,
        ),
    },
    ItemType: {"其他权力": ItemType.OTHER_POWER, "其他类": ItemType.OTHER},
    LimitUnit: {
        **dict.fromkeys(("个工作日", "工作天"), LimitUnit.WORKING_DAY),
        **dict.fromkeys(("天", "日历日", "日历天"), LimitUnit.CALENDAR_DAY),
        "月": LimitUnit.MONTH,
    },
    PaperForm: {
        **dict.fromkeys(("原件核验、复印件", "原件及复印件", "原件和复印件"), PaperForm.CHECKED),
        **dict.fromkeys(("电子件", "电子文件", "电子版"), PaperForm.ELECTRONIC),
        **dict.fromkeys(("查验原件", "核验原件"), PaperForm.SHOWN),
        "纸质": PaperForm.ORIGINAL,
    },
    Need: {
        **dict.fromkeys(("必需", "必须", "是", "必要(可告知承诺)"), Need.REQUIRED),
        **dict.fromkeys(("容缺", "可容缺", "必要(可容缺)"), Need.LATER),
        "否": Need.OPTIONAL,
    },
    MaterialSource: {
        "自备": MaterialSource.APPLICANT,
        "政府核发": MaterialSource.GOVERNMENT,
    },
    CrossRegion: {"无": CrossRegion.NONE, "否": CrossRegion.NONE},
    ResultKind: {"许可证照": ResultKind.CERTIFICATE, "批复": ResultKind.APPROVAL},
    DayKind: {
        **dict.fromkeys(("休息", "休", "放假日", "节假日"), DayKind.HOLIDAY),
        **dict.fromkeys(("调休", "上班", "班", "调休工作日", "workday"), DayKind.MAKEUP),
    },
    DayStatus: {"本地": DayStatus.COUNTY, "本县": DayStatus.COUNTY, "预计": DayStatus.PROVISIONAL},
}

"""Column names of tables for the service windows (政策、绿色通道、时限、反映窗口)."""

from __future__ import annotations

import msgspec

from counter_app.county.reference_headings import STATUS, table
from counter_app.models.reference import (
    EnterpriseOfficer,
    Policy,
    PriorityReason,
    RatingInterface,
    RatingReason,
    StepLimit,
    TroubleTerm,
)

#: struct -> heading -> field path.
SERVICE_COLUMNS: dict[type[msgspec.Struct], dict[str, str]] = {
    Policy: table(
        **STATUS,
        code="政策编码|编码|代码",
        title="政策名称|政策标题|政策",
        issuer="发文机关|发文单位|制定机关|牵头部门",
        number="文号|发文字号|政策文号",
        since="生效日期|开始日期|施行日期",
        until="失效日期|截止日期|有效期至",
        benefit="扶持内容|政策内容|补贴标准|优惠内容",
        conditions="适用条件|申报条件|条件",
        how="申报方式|申报流程|怎样申报|办理方式",
        contact="联系人",
        phone="联系电话|咨询电话|电话",
        keywords="关键词|别名",
        answer_days="答复工作日|答复时限|答复天数",
        active="启用|是否启用",
        sample="样例",
        provenance="数据来源|来源",
    ),
    PriorityReason: table(
        **STATUS,
        code="事由编码|编码|代码",
        name="事由|事由名称|优先事由|名称",
        order="序号|排序",
        by_itself="窗口可定|窗口直接确定|受理员可定",
        proof="凭证|核验凭证|证明",
        active="启用|是否启用",
        provenance="数据来源|来源",
    ),
    RatingReason: table(
        **STATUS,
        code="理由编码|编码|代码",
        side="适用评价|适用|好评或差评",
        text="评价理由|理由|内容",
        needs_text="须填文字|需说明|必填说明",
        order="序号|排序",
        active="启用|是否启用",
    ),
    RatingInterface: table(
        **STATUS,
        name="评价接口|接口|接口名称",
        direction="编码方向|方向",
        note="说明|备注",
    ),
    EnterpriseOfficer: table(
        **STATUS,
        enterprise="企业名称|企业|项目单位|服务企业",
        officer="专员工号|工号|服务专员|一对一专员",
        place="场所编码|所属场所|所在场所|场所代码|单位编码",
        uscc="统一社会信用代码|信用代码",
        projects="重点项目|项目|项目名称",
        deputy="替补工号|后备专员|b岗工号",
        since="起始日期|开始日期|生效日期",
        until="截止日期|结束日期|失效日期",
        contact="企业联系人|联系人",
        phone="联系电话|电话",
        active="启用|是否启用",
        sample="样例",
        provenance="数据来源|来源",
    ),
    StepLimit: table(
        code="环节编码|编码|代码",
        name="环节|环节名称|名称",
        days="工作日|时限|天数",
        provenance="数据来源|来源",
    ),
    TroubleTerm: table(
        **STATUS,
        list="目录|清单|目录类别",
        code="编码|代码",
        name="名称|用语|情形",
        parent="上级|上级编码|所属",
        days="工作日|天数|时限",
        order="顺序|排序",
        remedy="救济途径|应当怎样办|告知内容",
        active="启用|是否启用",
        provenance="数据来源|来源",
    ),
}

"""How a column heading is compared, and how the headings of a kind are written down."""

from __future__ import annotations

import re
import unicodedata

_SUFFIX = re.compile(r"[(\[【][^)\]】]*[)\]】]$")


def heading(text: str) -> str:
    """A column heading as it is compared: half-width, no blanks, star or bracketed remark."""
    folded = "".join(unicodedata.normalize("NFKC", text).split()).strip("*:").casefold()
    return _SUFFIX.sub("", folded).strip("*:") or folded


def table(**groups: str) -> dict[str, str]:
    """``field="名称|别名"`` turned around; ``__`` in a keyword stands for a dot, ``at_`` for @."""
    table: dict[str, str] = {}
    for target, names in groups.items():
        path = target.replace("__", ".")
        path = f"@{path.removeprefix('at_')}" if path.startswith("at_") else path
        table |= {heading(name): path for name in names.split("|")}
    return table


#: Columns of every kind that can be taken out of use.
STATUS = {"at_status": "状态|status|事项状态|启用状态", "at_withdrawn": "withdrawn|是否停用"}

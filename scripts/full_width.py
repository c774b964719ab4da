"""One rule for the punctuation of Chinese sentences: ，；：？！（） are full-width.

    python scripts/full_width.py            names every text of the program that breaks it
    python scripts/full_width.py --mend     writes those texts anew

Numbers, times, codes, keys and file filters keep the half-width marks. What is read from tables
and what is kept in the journal is data and stays as it is (``DATA``, ``KEPT``).
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "counter_app"
FULL = dict(zip(",;:?!()", "，；：？！（）", strict=True))

#: Why an act was disputed or set aside is kept with the entry, on every replica alike; what
#: tables are read and written by, and what was typed, is data.
KEPT = (
    "rules/*_transitions.py",
    "rules/case_commands.py",
    "rules/case_taking.py",
    "rules/ledger_effects.py",
    "rules/papers_moved.py",
    "rules/search_words.py",
    "protocol/*.py",
    "store/entries.py",
    "desk/signing.py",
    "bench/*.py",
    "county/reference_columns.py",
    "county/reference_prepare.py",
    "county/serve.py",
)
#: Heads of columns and of remarks in tables that are imported again.
DATA = (
    "用时(分钟)",
    "兑现金额(元)",
    "金额(元)",
    "证件号码:",
    "满意度:",
    "联系电话:",
    "渠道:",
    "来源:",
)

_HAN = "\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_HAN_ANY = re.compile(f"[{_HAN}]")
_CHINESE = re.compile(f"[{_HAN}，。；：？！（）《》“”、…]")
#: A pattern, a file filter, or a sample of JSON.
_PATTERN = re.compile(r"\\[dsw]|\(\?|\[[^\]]*\][+*]|\(\*|\)\?|\{[\"\u4e00-\u9fff]")
#: A value that an f-string puts in; never met in a text.
_HOLE = "\ue000"


def mended(text: str) -> str:
    """``text`` with full-width marks where it is Chinese; ``_HOLE`` stands for a put-in value."""
    if not _HAN_ANY.search(text) or _PATTERN.search(text) or text.rstrip(_HOLE) in DATA:
        return text
    out = list(text)
    opened: list[int] = []
    for at, mark in enumerate(text):
        if mark == "(":
            opened.append(at)
        elif mark == ")" and opened:
            _pair(text, out, opened.pop(), at)
        elif mark in FULL and _beside(text, at):
            out[at] = FULL[mark]
    for at in opened:
        if _beside(text, at):
            out[at] = FULL["("]
    return re.sub("([，；：？！（）]) +(?! )", r"\1", "".join(out)) if out != list(text) else text


def _beside(text: str, at: int) -> bool:
    """Whether the mark stands in Chinese: on one side a Chinese sign, or a put-in value on both."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] == ":" and after == "/":
        return False
    if _CHINESE.match(before) or (_CHINESE.match(after) and before != " "):
        return True
    return before in ("", _HOLE) and after in ("", _HOLE) and bool(before or after)


def _pair(text: str, out: list[str], left: int, right: int) -> None:
    inside = text[left + 1 : right]
    if _beside(text, left) or _beside(text, right) or _HAN_ANY.search(inside):
        out[left], out[right] = FULL["("], FULL[")"]


def literals(source: str) -> Iterator[tuple[int, int, int, str]]:
    """Row, first and last column of each one-line text that is not a docstring, and itself."""
    docs = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                docs.add(first.lineno)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        row, text = token.start[0], token.string
        if token.type != tokenize.STRING or row != token.end[0] or row in docs:
            continue
        if not text.startswith(("r", "b", "R")):
            yield row, token.start[1], token.end[1], text


def mend_literal(literal: str) -> str:
    """A text as it stands in the source; what an f-string puts in is left alone."""
    mark = literal.find('"') if '"' in literal else literal.find("'")
    prefix, body = literal[: mark + 1], literal[mark + 1 : -1]
    if "f" not in prefix.lower():
        return prefix + mended(body) + literal[-1]
    shown, holes, depth, start = "", [], 0, 0
    for at, sign in enumerate(body):
        if sign == "{":
            start, depth = (at if depth == 0 else start), depth + 1
        if depth == 0:
            shown += sign
        if sign == "}":
            depth -= 1
            if depth == 0:
                holes.append(body[start : at + 1])
                shown += _HOLE
    parts = mended(shown).split(_HOLE)
    woven = "".join(part + hole for part, hole in zip(parts, [*holes, ""], strict=True))
    return prefix + woven + literal[-1]


def kept(path: Path) -> bool:
    return any(path.relative_to(PROGRAM).match(pattern) for pattern in KEPT)


def breaches(path: Path) -> list[tuple[int, int, int, str, str]]:
    """Where a text of the file breaks the rule: row, columns, how it stands, how it should."""
    found = []
    for row, left, right, literal in literals(path.read_text(encoding="utf-8")):
        right_one = mend_literal(literal)
        if right_one != literal:
            found.append((row, left, right, literal, right_one))
    return found


def mend(path: Path) -> int:
    lines = path.read_text(encoding="utf-8").split("\n")
    found = breaches(path)
    for row, left, right, _, instead in reversed(found):
        lines[row - 1] = lines[row - 1][:left] + instead + lines[row - 1][right:]
    if found:
        path.write_text("\n".join(lines), encoding="utf-8")
    return len(found)


def main() -> int:
    paths = [path for path in sorted(PROGRAM.rglob("*.py")) if not kept(path)]
    if "--mend" in sys.argv[1:]:
        print(sum(mend(path) for path in paths), "texts mended")
        return 0
    count = 0
    for path in paths:
        for row, _, _, stands, should in breaches(path):
            print(f"{path.relative_to(ROOT)}:{row}: {stands} -> {should}")
            count += 1
    return 1 if count else 0


if __name__ == "__main__":
    raise SystemExit(main())

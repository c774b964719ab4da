"""Rewrite resources/reference/items.json with fresh pinyin initials, one record a line.

Run after editing names or keywords there: ``.venv/bin/python scripts/build_reference.py``.
Records with ``like`` take the initials of the record they are like.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from counter_app.county.reference_files import read_rows
from counter_app.settings import resource


def compact(value: Any) -> str:
    """JSON without blanks, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def rebuilt(path: Path) -> str:
    """The file's new text. Raises ``SystemExit`` when a record cannot be read."""
    content = json.loads(path.read_text(encoding="utf-8"))
    for record in content["rows"]:
        record.pop("initials", None)
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / path.name
        bare.write_text(compact(content), encoding="utf-8")
        batch = read_rows(bare, "item")
    if batch.problems:
        raise SystemExit("\n".join(str(problem) for problem in batch.problems))
    initials = {row.key: list(row.value.initials) for row in batch.rows}
    for record in content["rows"]:
        if "like" not in record:
            record["initials"] = initials[record["code"]]
    records = ",\n".join(compact(record) for record in content.pop("rows"))
    return f'{compact(content)[:-1]},"rows":[\n{records}\n]}}\n'


def main() -> None:
    path = resource("reference/items.json")
    text = rebuilt(path)
    path.write_text(text, encoding="utf-8")
    print(f"{path.name}: {len(text.encode())} bytes")


if __name__ == "__main__":
    main()

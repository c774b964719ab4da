"""The rules of the house that a machine can check: floors, sizes, doors, and what is shipped.

Each test says in its failure what to do. The import contracts themselves stand in
pyproject.toml; here they are run, and shown to bite on a tree that breaks each of them.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "counter_app"
SOURCES = sorted(PACKAGE.rglob("*.py"))

LINE_CAP = 400

CHINESE = re.compile("[\u3400-\u9fff]")
#: Rooms that speak to people; below them Chinese is a label or a message, never logic.
SPEAKING = {"ui", "documents", "county"}
#: Rooms that only pass things on: what they say in Chinese is why something failed.
QUIET = {"protocol", "store", "sync", "devices"}
SAID_IN_QUIET_ROOMS = {
    "store/catalogue.py": "the label of a window is made where the window is read",
    "store/checks.py": "the findings of doctor",
    "devices/__init__.py": "the names of the drivers",
    "devices/idcard/wedge.py": "what a reader spells out is data there",
    "sync/bundle_in.py": "the name of the file for the way back, read on the stick",
}


#: Files that read what people wrote in Chinese: there the words are data.
READERS = ("county/reference_", "desk/backfill", "forms/")


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def with_ancestors(
    node: ast.AST, above: tuple[ast.AST, ...] = ()
) -> Iterator[tuple[ast.AST, tuple[ast.AST, ...]]]:
    for child in ast.iter_child_nodes(node):
        yield child, (*above, node)
        yield from with_ancestors(child, (*above, node))


def strings(path: Path) -> Iterator[tuple[ast.Constant, str, tuple[ast.AST, ...]]]:
    """Every string literal that is not a docstring, with what stands around it."""
    for node, above in with_ancestors(tree_of(path)):
        if not isinstance(node, ast.Constant) or isinstance(above[-1], ast.Expr):
            continue
        if isinstance(node.value, str):
            yield node, node.value, above


def called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


def is_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def error_names() -> set[str]:
    """CounterError and every class that descends from it, by name."""
    bases = {
        node.name: {str(getattr(base, "id", getattr(base, "attr", ""))) for base in node.bases}
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
    }
    names = {"CounterError"}
    while more := {name for name, its in bases.items() if its & names} - names:
        names |= more
    return names


ERRORS = error_names()


def is_message(above: tuple[ast.AST, ...]) -> bool:
    """Whether the literal is part of an error, or of a function that makes one."""
    for node in above:
        if isinstance(node, ast.Raise) or called(node) in ERRORS:
            return True
        if isinstance(node, ast.ClassDef) and node.name in ERRORS:
            return True
    makers = [node for node in above if is_function(node)]
    return any(called(node) in ERRORS for maker in makers[-1:] for node in ast.walk(maker))


# ---------------------------------------------------------------- floors


def run_contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    program = (
        "import sys; from importlinter.cli import lint_imports; "
        "sys.exit(lint_imports(no_cache=True))"
    )
    return subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False
    )


def test_import_contracts_are_kept() -> None:
    answer = run_contracts(ROOT)
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("contract", "module", "text"),
    [
        ("floors", "models/wrong.py", "import counter_app.store"),
        ("floors", "documents/wrong.py", "import counter_app.sync"),
        ("floors", "utils/__init__.py", ""),
        ("qt", "desk/wrong.py", "def f():\n    from PySide6 import QtCore"),
        ("sql", "desk/wrong.py", "import sqlalchemy"),
        ("http", "county/wrong.py", "import httpx"),
        ("pages", "ui/pages/cases/wrong.py", "import counter_app.ui.pages.intake"),
        ("cycles", "store/wrong.py", "import counter_app.store.other"),
    ],
)
def test_import_contracts_bite(tmp_path: Path, contract: str, module: str, text: str) -> None:
    """A contract that refuses nothing protects nothing."""
    rooms = "models rules forms protocol store desk sync documents county ui ui/pages"
    for room in [*rooms.split(), "ui/pages/intake", "ui/pages/cases"]:
        (tmp_path / "counter_app" / room).mkdir(parents=True)
        (tmp_path / "counter_app" / room / "__init__.py").touch()
    for lone in ("__init__", "settings", "errors", "cli"):
        (tmp_path / "counter_app" / f"{lone}.py").touch()
    (tmp_path / "counter_app/store/other.py").write_text("import counter_app.store.wrong")
    (tmp_path / "counter_app/store/wrong.py").touch()
    wrong = tmp_path / "counter_app" / module
    wrong.parent.mkdir(exist_ok=True)
    wrong.write_text(text)
    config = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(config, encoding="utf-8")

    answer = run_contracts(tmp_path)

    contracts = tomllib.loads(config)["tool"]["importlinter"]["contracts"]
    name = next(each["name"] for each in contracts if each["id"] == contract)
    assert answer.returncode == 1
    assert re.search(rf"^{re.escape(name)} BROKEN", answer.stdout, re.MULTILINE), answer.stdout


def test_every_folder_is_a_package() -> None:
    """The contracts do not see a folder without __init__.py."""
    folders = {path.parent for path in SOURCES}
    # Alembic loads its revisions by path.
    hidden = [name_of(f) for f in folders if not (f / "__init__.py").exists()]
    assert [name for name in hidden if "migrations" not in name] == []


# ---------------------------------------------------------------- sizes and habits


def test_files_stay_short() -> None:
    lengths = {name_of(p): len(p.read_text(encoding="utf-8").splitlines()) for p in SOURCES}
    long = {name: length for name, length in lengths.items() if length > LINE_CAP}
    assert long == {}, f"split these, each half by its own purpose (at most {LINE_CAP} lines)"


def test_modules_say_what_they_are_for() -> None:
    silent = [name_of(p) for p in SOURCES if not ast.get_docstring(t := tree_of(p)) and t.body]
    assert silent == []


def test_no_error_is_swallowed() -> None:
    """An empty handler hides the fault; contextlib.suppress names the one error it means."""
    swallowed = [
        f"{name_of(path)}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or all(
                isinstance(line, ast.Pass)
                or (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
                for line in node.body
            )
        )
    ]
    assert swallowed == []


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"\b(?:TODO|FIX" + r"ME|XXX|HACK)\b")
    left = [
        f"{name_of(path)}:{number}"
        for path in SOURCES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert left == []


# ---------------------------------------------------------------- one door each


def test_colours_are_named_in_the_theme() -> None:
    colour = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
    found = [
        f"{name_of(path)}:{node.lineno} {text}"
        for path in SOURCES
        if "ui/theme/" not in path.as_posix()
        for node, text, _ in strings(path)
        if colour.search(text)
    ]
    for sheet in sorted((ROOT / "resources").rglob("*.qss")):
        found += [f"{sheet.name} {hit}" for hit in colour.findall(sheet.read_text("utf-8"))]
    assert found == [], "take a token of counter_app/ui/theme"


def test_style_sheets_are_set_in_the_theme() -> None:
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in SOURCES
        if "ui/theme/" not in path.as_posix()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr == "setStyleSheet"
    ]
    assert found == [], "give the widget a property and let the theme's sheet match it"


# ---------------------------------------------------------------- Chinese


def test_no_logic_compares_chinese() -> None:
    """A label may be reworded; what the program decides on is an enum or a code."""
    found = []
    for path in SOURCES:
        if name_of(path).startswith(READERS):
            continue
        for node, text, above in strings(path):
            around = above[-1]
            if isinstance(around, ast.Tuple | ast.List | ast.Set):
                around = above[-2]
            if isinstance(around, ast.Compare | ast.MatchValue) and CHINESE.search(text):
                found.append(f"{name_of(path)}:{node.lineno} {text}")
    assert found == []


def test_models_hold_chinese_as_labels_only() -> None:
    found = [
        f"{name_of(path)}:{node.lineno} {text}"
        for path in SOURCES
        if room_of(path) == "models"
        for node, text, above in strings(path)
        if CHINESE.search(text) and any(map(is_function, above)) and not is_message(above)
    ]
    assert found == []


def test_quiet_rooms_speak_only_of_failures() -> None:
    found = [
        f"{name_of(path)}:{node.lineno} {text}"
        for path in SOURCES
        if room_of(path) in QUIET and name_of(path) not in SAID_IN_QUIET_ROOMS
        for node, text, above in strings(path)
        if CHINESE.search(text) and not is_message(above)
    ]
    assert found == [], f"say it in one of {sorted(SPEAKING)}, or raise it"


# ---------------------------------------------------------------- what is shipped


def tracked_files() -> list[Path]:
    """The files of the checkout; without git (an unpacked archive) what lies beside the code."""
    answer = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if answer.returncode == 0:
        return [ROOT / name for name in answer.stdout.split("\0") if name]
    folders = ("counter_app", "resources", "tests", "docs", "packaging", "scripts")
    deep = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    return [path for path in [*ROOT.glob("*"), *deep] if path.is_file()]


def test_no_registry_and_no_machine_is_named() -> None:
    """Indexes and folders are a matter of the machine, never of the project."""
    # Put together from halves, or this file would name them itself.
    hosts = ("pypi" + r"\.", "python" + "hosted", "npm" + r"js\.", "mirrors" + r"\.[a-z]+\.")
    folders = ("wo" + "rk", "ro" + "ot")
    named = re.compile(
        rf"(?:https?://[^\s/]*(?:{'|'.join(hosts)}))|(?<![\w.$)}}])/(?:{'|'.join(folders)})/"
    )
    found = []
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        found += [f"{path.relative_to(ROOT)}: {hit.group()}" for hit in named.finditer(text)]
    assert found == []


def project() -> dict[str, Any]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return dict(tomllib.load(file)["project"])


def test_qt_runs_on_the_counters_it_is_for() -> None:
    """Later wheels need a newer glibc than Kylin V10 SP1 and UOS 20 have."""
    wanted = [str(line) for line in project()["dependencies"]]
    assert [line for line in wanted if line.lower().startswith("pyside6")] == [
        "PySide6-Essentials>=6.8.0.2,<6.10"
    ]
    # The camera's part must be of the same version as the rest of Qt.
    assert project()["optional-dependencies"]["camera"] == ["PySide6-Addons>=6.8.0.2,<6.10"]


def test_constraints_pin_every_direct_dependency() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in text
    pinned = set(re.findall(r"^([a-z0-9-]+)==[0-9][^\s;]*(?: ;.*)?$", text, re.MULTILINE))
    facts = project()
    wanted = [*facts["dependencies"], *facts["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[<>=!~ ;]", str(line))[0].lower().replace("_", "-") for line in wanted}
    assert names - pinned == set(), "run scripts/lock.sh"
    loose = [line for line in text.splitlines() if line and line[0] != "#" and "==" not in line]
    assert loose == []


def test_wheel_carries_the_resources() -> None:
    from hatchling.builders.wheel import WheelBuilder

    builder = WheelBuilder(str(ROOT))
    shipped = {
        file.distribution_path.replace("\\", "/") for file in builder.recurse_included_files()
    }
    resources = {
        "counter_app/_resources/" + path.relative_to(ROOT / "resources").as_posix()
        for path in tracked_files()
        if path.is_relative_to(ROOT / "resources")
    }
    assert resources, "there are resources to ship"
    assert resources - shipped == set()
    assert "counter_app/py.typed" in shipped
    assert not any(name.startswith("tests/") for name in shipped)

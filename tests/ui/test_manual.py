"""The manual speaks of this program: its pictures are there and small, its keys do exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from manual_pictures import PICTURES
from page_gallery import Scene, open_page, open_scene
from PySide6.QtWidgets import QApplication

from counter_app.ui.key_words import key_label
from counter_app.ui.print_desk import QUEUE_KEY
from counter_app.ui.registry import PAGES

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "manual"
CHAPTERS = sorted(MANUAL.glob("*.md"))
#: A picture, and all of them, in bytes.
MOST_ONE, MOST_ALL = 80_000, 2_000_000
#: Keys of Qt's own and of the composition root.
EVERYWHERE = {
    "Enter",
    "Tab",
    "Esc",
    "↑",
    "↓",
    "Ctrl+F11",
    "Ctrl+Shift+Q",
    "Ctrl+Z",
    "Ctrl+G",
    QUEUE_KEY,
}
_KEY = re.compile(r"`((?:(?:Ctrl|Alt|Shift)\+)*(?:F\d{1,2}|[A-Z0-9]|Enter|Esc|Tab|Delete|[←→↑↓]))`")
#: What the page says while something is asked or after a save.
PANELS = {"F9", "F8", "F6", "F10"}


@pytest.fixture(scope="module")
def keys(qapp: QApplication) -> Iterator[set[str]]:
    """Every key that any page or the window knows."""
    scene: Scene = open_scene(full=True)
    found = set(EVERYWHERE) | PANELS
    for page in PAGES:
        open_page(scene, page.id)
        found |= {key_label(each.key) for each in scene.page.keys if each.key}
    assert scene.window.shell.frame is not None
    found |= {key_label(each.key) for each in scene.window.shell.frame.keys if each.key}
    yield found
    scene.close()


@pytest.fixture(autouse=True)
def nothing_left() -> None:
    """One window stays for all tests of this file."""


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda each: each.stem)
def test_keys_that_are_named_exist(keys: set[str], chapter: Path) -> None:
    named = set(_KEY.findall(chapter.read_text(encoding="utf-8")))
    assert named - keys == set()


def test_pictures_are_there_and_small() -> None:
    named = {
        picture
        for chapter in CHAPTERS
        for picture in re.findall(r"\]\(images/([\w-]+\.png)\)", chapter.read_text("utf-8"))
    }
    files = {path.name: path.stat().st_size for path in (MANUAL / "images").glob("*.png")}
    assert named == set(files)
    assert {Path(each).stem for each in files} == {*PICTURES, "sign-in"}
    assert {name: size for name, size in files.items() if size > MOST_ONE} == {}
    assert sum(files.values()) <= MOST_ALL


def test_the_index_names_every_chapter() -> None:
    index = (MANUAL / "README.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\]\(([\w-]+\.md)\)", index))
    assert linked == {path.name for path in CHAPTERS} - {"README.md"}

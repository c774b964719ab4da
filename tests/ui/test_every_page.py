"""What holds for every page: names for a screen reader, no sideways scrolling, a sane Tab order."""

from __future__ import annotations

from collections.abc import Iterator

import page_gallery
import pytest
from page_gallery import SIZES, Scene, open_page, open_scene
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QTabBar,
    QWidget,
)

from counter_app.ui.frame.frame import RAIL_KEYS
from counter_app.ui.registry import PAGES

NAMED = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit,
    QTabBar,
)  # fmt: skip
IDS = [page.id for page in PAGES]


@pytest.fixture(scope="module")
def scene(qapp: QApplication) -> Iterator[Scene]:
    made = open_scene(full=True)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def nothing_left() -> None:
    """One window stays for all tests of this file."""


def name_of(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def is_inner(widget: QWidget) -> bool:
    """Part of a bigger control that has the name: the list of a combo box, a header."""
    if isinstance(widget, QHeaderView):
        return True
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QComboBox | QAbstractSpinBox | QAbstractItemView):
            return True
        above = above.parentWidget()
    return False


def told(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()} in {type(widget.parent()).__name__}"


def test_no_page_takes_a_key_of_the_rail(scene: Scene) -> None:
    """However many pages there are: the key of the tenth was once that of a zoom."""
    for page_id in IDS:
        open_page(scene, page_id)
        assert not scene.window.page.keys.keys() & {*RAIL_KEYS}


@pytest.mark.parametrize("page_id", IDS)
def test_everything_that_takes_a_key_has_a_name(scene: Scene, page_id: str) -> None:
    open_page(scene, page_id)
    scene.settle()
    nameless = [
        told(each)
        for each in scene.window.shell.findChildren(QWidget)
        if isinstance(each, NAMED)
        and each.isVisibleTo(scene.window.shell)
        and each.focusPolicy() is not Qt.FocusPolicy.NoFocus
        and not is_inner(each)
        and not name_of(each).strip()
    ]
    assert nameless == []


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("page_id", IDS)
def test_nothing_is_scrolled_sideways(scene: Scene, page_id: str, size: str) -> None:
    scene.window.shell.resize(*SIZES[size])
    open_page(scene, page_id)
    scene.settle()
    wide = [
        f"{told(each)} by {each.horizontalScrollBar().maximum()}"
        for kind in (QScrollArea, QAbstractItemView)
        for each in scene.page.findChildren(kind)
        if each.isVisible() and each.horizontalScrollBar().maximum() > 0
    ]
    scene.window.shell.resize(*SIZES["1366"])
    # A paper that is looked at in its true size may be wider than the screen.
    assert page_id == "paper" or wide == []


@pytest.mark.parametrize("page_id", IDS)
def test_tab_goes_round_and_only_where_something_can_be_done(scene: Scene, page_id: str) -> None:
    open_page(scene, page_id)
    scene.settle()
    shell = scene.window.shell
    shell.activateWindow()
    seen: list[QWidget] = []
    for _ in range(120):
        QTest.keyClick(QApplication.focusWidget() or shell, Qt.Key.Key_Tab)
        at = QApplication.focusWidget()
        assert at is not None
        assert at.isVisible(), told(at)
        assert at.isEnabled(), told(at)
        if at in seen:
            break
        seen.append(at)
    else:
        pytest.fail(f"Tab does not come round: {[told(each) for each in seen]}")
    assert any(scene.page.isAncestorOf(each) for each in seen)
    hidden = [told(each) for each in seen if each.visibleRegion().isEmpty()]
    scrolled = [each for each in scene.page.findChildren(QScrollArea) if each.isVisible()]
    assert hidden == [] or scrolled


def test_the_gallery_knows_every_page() -> None:
    assert page_gallery.pages(()) == IDS


def test_every_page_of_the_rail_has_a_key() -> None:
    assert sum(page.rail for page in PAGES) <= len(RAIL_KEYS)
    assert len(set(RAIL_KEYS)) == len(RAIL_KEYS)

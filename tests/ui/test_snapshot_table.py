"""Frozen rows in a table: Qt's own tester, random lists, cursor and scroll that stay."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings, strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from counter_app.errors import Bug
from counter_app.ui import theme
from counter_app.ui.widgets.columns import Column
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.snapshot_model import SnapshotModel


@dataclass(frozen=True)
class Line:
    """One row."""

    key: int
    text: str = "申请"


COLUMNS: tuple[Column[Line], ...] = (
    Column("key", "编号", lambda row: str(row.key), 6, right=True),
    Column("text", "事项", lambda row: row.text, tone=lambda row: "danger" if row.key == 1 else "",
           icon=lambda row: "warning" if row.key == 1 else ""),
)  # fmt: skip

lists = st.lists(
    st.builds(Line, st.integers(0, 12), st.sampled_from(["申请", "补正", "办结"])),
    max_size=12,
    unique_by=lambda row: row.key,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(lists, min_size=1, max_size=5))
def test_any_list_may_follow_any_other(steps: list[list[Line]]) -> None:
    model: SnapshotModel[Line] = SnapshotModel(COLUMNS, key=lambda row: row.key)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    pinned: dict[int, QPersistentModelIndex] = {}
    for rows in steps:
        model.replace(rows)
        assert model.rows == tuple(rows)
        here = {row.key: number for number, row in enumerate(rows)}
        for key, index in pinned.items():
            assert (index.row() if index.isValid() else None) == here.get(key)
        pinned = {
            row.key: QPersistentModelIndex(model.index(number, 0))
            for number, row in enumerate(rows)
        }
    del tester


def test_only_what_changed_is_told(qtbot: QtBot) -> None:
    model: SnapshotModel[Line] = SnapshotModel(COLUMNS, key=lambda row: row.key)
    rows = [Line(number) for number in range(6)]
    model.replace(rows)
    told: list[tuple[str, int, int]] = []
    model.dataChanged.connect(lambda a, b: told.append(("changed", a.row(), b.row())))
    model.rowsInserted.connect(lambda _, a, b: told.append(("in", a, b)))
    model.rowsRemoved.connect(lambda _, a, b: told.append(("out", a, b)))
    model.modelReset.connect(lambda: told.append(("reset", 0, 0)))
    model.layoutChanged.connect(lambda: told.append(("moved", 0, 0)))
    model.replace(rows)
    assert told == []
    model.replace([rows[0], replace(rows[1], text="补正"), rows[2], rows[4], rows[5], Line(9)])
    assert told == [("out", 3, 3), ("in", 5, 5), ("changed", 1, 1)]


def test_two_rows_of_one_key_are_a_bug() -> None:
    model: SnapshotModel[Line] = SnapshotModel(COLUMNS, key=lambda row: row.key)
    with pytest.raises(Bug):
        model.replace([Line(1), Line(1)])


def test_a_tone_comes_with_its_icon(qapp: QWidget) -> None:
    model: SnapshotModel[Line] = SnapshotModel(COLUMNS, key=lambda row: row.key)
    model.replace([Line(1), Line(2)])
    first, second = model.index(0, 1), model.index(1, 1)
    assert first.data(Qt.ItemDataRole.ForegroundRole) == theme.colour("danger")
    assert not first.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert second.data(Qt.ItemDataRole.DecorationRole) is None
    assert model.data(QModelIndex()) is None


@pytest.fixture
def table(host: QWidget) -> DataTable[Line]:
    made: DataTable[Line] = DataTable(COLUMNS, key=lambda row: row.key, parent=host)
    made.setGeometry(0, 0, 400, 300)
    made.show()
    made.show_rows([Line(number) for number in range(100)])
    return made


def test_the_cursor_stays_on_its_row(table: DataTable[Line]) -> None:
    table.select_key(50)
    heard: list[object] = []
    table.current_changed.connect(heard.append)
    table.show_rows([Line(number) for number in (200, 201, *range(40, 100))])
    assert table.current == Line(50)
    assert heard == []


def test_the_list_does_not_slide_under_the_eye(table: DataTable[Line]) -> None:
    table.verticalScrollBar().setValue(30)
    table.show_rows([Line(number) for number in (200, 201, 202, *range(100))])
    assert table.verticalScrollBar().value() == 33


def test_when_the_current_row_goes_its_neighbour_is_current(table: DataTable[Line]) -> None:
    table.select_key(99)
    heard: list[object] = []
    table.current_changed.connect(heard.append)
    table.show_rows([Line(number) for number in range(99)])
    assert table.current == Line(98)
    assert heard[-1] == Line(98)
    table.show_rows([])
    assert table.current is None
    assert heard[-1] is None


def test_it_is_worked_with_by_keyboard(table: DataTable[Line], qtbot: QtBot) -> None:
    opened: list[object] = []
    table.opened.connect(opened.append)
    table.setFocus()
    assert table.current == Line(0)
    assert table.selectionModel().isRowSelected(0)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.keyClick(table, Qt.Key.Key_End)
    qtbot.keyClick(table, Qt.Key.Key_Enter)
    assert opened == [Line(1), Line(99)]


def test_tab_leaves_it(table: DataTable[Line]) -> None:
    assert not table.tabKeyNavigation()


def test_a_cut_text_is_told_whole(table: DataTable[Line]) -> None:
    long = "城乡居民基本医疗保险参保登记(城镇灵活就业人员)" * 3
    table.show_rows([Line(0, long), Line(2, "短")])
    model = table.model()
    assert table.tooltip_at(model.index(0, 1)) == long
    assert table.tooltip_at(model.index(1, 1)) == ""


def test_an_empty_list_says_so(table: DataTable[Line]) -> None:
    empty = EmptyState("cases", "还没有办件")
    table.set_empty(empty)
    assert not empty.isVisible()
    table.show_rows([])
    assert empty.isVisible()
    assert empty.geometry() == table.viewport().rect()


def test_columns_fill_the_width(table: DataTable[Line]) -> None:
    widths = [table.columnWidth(number) for number in range(2)]
    assert sum(widths) == table.viewport().width()
    table.resize(800, 300)
    assert table.columnWidth(0) == widths[0]
    assert table.columnWidth(1) > widths[1]

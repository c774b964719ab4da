"""Archive: choose files by the space bar, give a number, put them away; search what was."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QTabBar, QWidget

from counter_app.desk import archive
from counter_app.desk.archive import Archiving
from counter_app.models.acts import case as acts
from counter_app.models.changes import Changes
from counter_app.rules import case_decide
from counter_app.ui import case_words as words, theme
from counter_app.ui.actions import Action
from counter_app.ui.context import Counter
from counter_app.ui.page import Page
from counter_app.ui.pages.archive import rows, volumes
from counter_app.ui.pages.archive.rows import FileRow, Listed
from counter_app.ui.printing import PRINT
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.labels import label
from counter_app.ui.widgets.search_box import SearchBox

_GROUP = "归档"
_SECTION = "archive"
_TITLES = ("待归档", "已归档")
_NOTHING = ("没有等待归档的办件。", "没有找到已归档的办件。")


class LastNumber(msgspec.Struct, frozen=True):
    """The file number that comes next on this PC."""

    next_no: str = ""


class ArchivePage(Page):
    """归档."""

    id = "archive"
    title = "归档"
    icon = "certificate"
    note = "空格选中，F9 归档"
    watches = Changes(cases=True, papers=True)

    def __init__(self, counter: Counter, parent: QWidget | None = None) -> None:
        self._marked: set[str] = set()
        self._warned: frozenset[str] = frozenset()
        self._busy = False
        super().__init__(counter, parent)
        look = theme.tokens()
        self.bar = QTabBar(self)
        self.bar.setAccessibleName("归档清单")
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        for title in _TITLES:
            self.bar.addTab(title)
        self.bar.currentChanged.connect(self.on_tab)
        self.search = SearchBox("姓名、编号、证件号或卷号", self)
        self.search.searched.connect(self.on_searched)
        self.table: DataTable[FileRow] = DataTable(rows.columns(self.is_marked), rows.row_key, self)
        self.table.setAccessibleName("归档清单")
        self.table.setMinimumHeight(110)
        self._empty = EmptyState("document", "正在读取…")
        self.table.set_empty(self._empty)
        self.table.opened.connect(self.on_opened)
        self.table.current_changed.connect(self.on_current)
        self.search.set_target(self.table)
        self.told = label("", "muted", self, wrap=True)
        self.file_no = QLineEdit(self)
        self.file_no.setMaxLength(archive.MAX_NUMBER)
        self.file_no.setAccessibleName("起始卷号")
        self.file_no.setPlaceholderText("例如 2026-0001")
        self.file_no.setFixedWidth(16 * look.body)
        self.file_no.returnPressed.connect(self.on_archive)
        head = QHBoxLayout()
        head.setSpacing(look.space_m)
        head.addWidget(self.bar)
        head.addWidget(self.search, 1)
        self._line = QWidget(self)
        line = QHBoxLayout(self._line)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.space_s)
        line.addWidget(label("起始卷号", "label", self))
        line.addWidget(self.file_no)
        self.said = label("选中多件时依次编号", "muted", self, wrap=True)
        line.addWidget(self.said, 1)
        self.body.addLayout(head)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.told)
        self.body.addWidget(self._line)
        self.set_foot(
            "archive.mark", "archive.all", "archive.export", "archive.save", "archive.print",
            "archive.put", primary="archive.put",
        )  # fmt: skip
        self.search.hide()
        self.file_no.setText(counter.settings.get(_SECTION, LastNumber).next_no)

    @classmethod
    def allowed(cls, counter: Counter) -> bool:
        return bool(case_decide.ROLES[acts.Archived] & counter.desk.actor.roles)

    def page_actions(self) -> tuple[Action, ...]:
        waiting, some = self.is_waiting, self.has_rows
        return (
            Action("archive.mark", "选中", "Space", _GROUP, self.on_mark, enabled_when=waiting),
            Action("archive.all", "全选", "Ctrl+A", _GROUP, self.on_mark_all, enabled_when=waiting),
            Action(
                "archive.export", "导出清单", "Ctrl+E", _GROUP, self.on_export_asked,
                enabled_when=some, icon="download",
            ),
            Action(
                "archive.save", "目录存PDF", "Ctrl+S", _GROUP, self.on_save_asked,
                enabled_when=some, icon="document",
            ),
            Action(
                "archive.print", "打印卷内目录", "F8", _GROUP, self.on_print,
                enabled_when=some, icon="print",
            ),
            Action(
                "archive.put", "归档", "F9", _GROUP, self.on_archive, enabled_when=waiting,
                icon="check",
            ),
            Action("archive.tab.0", "看待归档", "Alt+1", _GROUP, partial(self.show_list, 0)),
            Action("archive.tab.1", "看已归档", "Alt+2", _GROUP, partial(self.show_list, 1)),
            Action("archive.number", "到卷号", "Alt+N", _GROUP, self.on_number_asked),
        )  # fmt: skip

    # ---- page

    def refresh(self, changes: Changes) -> None:
        self._read()

    def first_focus(self) -> QWidget:
        return self.table

    # ---- what can be done

    def is_waiting(self) -> bool:
        return self.has_rows() and self.bar.currentIndex() == 0 and not self._busy

    def has_rows(self) -> bool:
        table: DataTable[FileRow] | None = getattr(self, "table", None)
        return table is not None and bool(table.rows)

    def is_marked(self, row: FileRow) -> bool:
        return row.number in self._marked

    def chosen(self) -> tuple[FileRow, ...]:
        """The marked rows, or the one the cursor is on."""
        marked = tuple(row for row in self.table.rows if self.is_marked(row))
        current = self.table.current
        return marked or ((current,) if current is not None else ())

    def show_list(self, index: int) -> None:
        self.bar.setCurrentIndex(index)
        (self.search if index else self.table).setFocus()

    def on_mark(self) -> None:
        """The space bar: choose the row, and go on to the next."""
        row = self.table.current
        if row is None or not self.table.hasFocus():
            return
        self._marked ^= {row.number}
        self._marks_changed()
        at = self.table.currentIndex().row()
        self.table.go_to_row(min(at + 1, len(self.table.rows) - 1))

    def on_mark_all(self) -> None:
        """All, or none when all are."""
        every = {row.number for row in self.table.rows}
        self._marked = set() if every <= self._marked else every
        self._marks_changed()

    def on_number_asked(self) -> None:
        self.file_no.setFocus()
        self.file_no.selectAll()

    def on_archive(self) -> None:
        """Put the chosen ones away; asked a second time when something is missing."""
        if not self.is_waiting():
            return
        chosen = self.chosen()
        lacking = frozenset(row.number for row in chosen if row.lacks)
        if not self.file_no.text().strip():
            self.said.setText("请先填写卷号")
            self.file_no.setFocus()
            return
        if lacking and lacking != self._warned:
            self._warned = lacking
            self.said.setText(f"有 {len(lacking)} 件材料不全。仍要归档请再按一次 F9。")
            return
        self._busy = True
        self.refresh_actions()
        names = tuple(row.number for row in chosen)
        job = partial(archive.archive, self.counter.desk, names, self.file_no.text())
        self.counter.tasks.run_write(job, self.on_archived, self.on_refused)

    def on_print(self) -> None:
        volumes.print_volumes(self.counter, self.chosen())

    def on_save_asked(self) -> None:
        dialog = QFileDialog(self, "卷内目录存到哪个文件夹")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.save_to)
        dialog.open()

    def save_to(self, folder: str) -> None:
        job = partial(volumes.save_volumes, self.counter.workplace, self.chosen(), Path(folder))
        self.counter.tasks.run(PRINT, job, self.on_told, self.on_failed)

    def on_export_asked(self) -> None:
        dialog = QFileDialog(self, "导出归档清单")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("表格 (*.xlsx)")
        dialog.setDefaultSuffix("xlsx")
        dialog.selectFile("归档清单.xlsx")
        dialog.fileSelected.connect(self.export_to)
        dialog.open()

    def export_to(self, path: str) -> None:
        """What is listed, or what is marked of it; personal data masked."""
        marked = [row for row in self.table.rows if self.is_marked(row)]
        lines = tuple(row.line for row in marked or self.table.rows)
        job = partial(archive.export, lines, Path(path))
        self.counter.tasks.run(PRINT, job, partial(self._exported, len(lines)), self.on_failed)

    # ---- slots

    def on_tab(self, index: int) -> None:
        self._marked.clear()
        self.search.setVisible(index == 1)
        self._line.setVisible(index == 0)
        self._empty.show_text("正在读取…")
        self._read()

    def on_searched(self, text: str) -> None:
        self._read()

    def on_listed(self, listed: Listed) -> None:
        if listed.put_away != bool(self.bar.currentIndex()):
            return
        self._marked &= {row.number for row in listed.rows}
        self.bar.setTabText(0, f"{_TITLES[0]} {listed.waiting}")
        count = f"待归档 {listed.waiting} 件，材料齐全 {listed.whole} 件"
        self.header.show_text(self.title, count if listed.waiting else self.note)
        self._empty.show_text(_NOTHING[self.bar.currentIndex()])
        self.table.show_rows(listed.rows)
        if self.table.current is None:
            self.table.go_to_row(0)
        self.on_current(self.table.current)
        self.refresh_actions()

    def on_current(self, row: FileRow | None) -> None:
        """The whole of what is missing, which may be cut in its column."""
        if row is None:
            self.told.setText("")
        elif row.file_no:
            self.told.setText(f"卷号 {row.file_no}，{row.by} 归档")
        else:
            self.told.setText(rows.together(row.lacks) or "文书、扫描件和送达都齐全")

    def on_opened(self, row: FileRow) -> None:
        self.counter.go("case", number=row.number)

    def on_archived(self, done: Archiving) -> None:
        self._busy = False
        self._warned = frozenset()
        self._marked.clear()
        self.file_no.setText(done.next_no)
        self.said.setText("选中多件时依次编号")
        if done.done:
            first, last = done.done[0][1], done.done[-1][1]
            span = first if first == last else f"{first} 至 {last}"
            self.counter.notify("success", f"已归档 {len(done.done)} 件，卷号 {span}")
        for number, why in done.refused:
            self.counter.notify("warning", f"{number} 没有归档：{why}")
        keep = partial(self.counter.settings.put, _SECTION, LastNumber(done.next_no))
        self.counter.tasks.run_write(keep)
        self.table.setFocus()
        self.counter.changed(done.changes)

    def on_refused(self, error: BaseException) -> None:
        self._busy = False
        self.said.setText(words.said(error))
        self.refresh_actions()

    def on_told(self, text: str) -> None:
        self.counter.notify("success", text)

    def on_failed(self, error: BaseException) -> None:
        self.counter.notify("error", words.said(error))

    # ---- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.table.hasFocus():
            self.table.setFocus()
            event.accept()
            return
        super().keyPressEvent(event)

    # ---- inside

    def _exported(self, count: int, path: Path) -> None:
        self.counter.notify("success", f"{count} 件的清单已导出为 {path.name}，姓名和证件号已隐去")

    def _marks_changed(self) -> None:
        self._warned = frozenset()
        count = len(self._marked)
        self.said.setText(f"已选 {count} 件，依次编号" if count else "选中多件时依次编号")
        self.table.viewport().update()

    def _read(self) -> None:
        put_away = self.bar.currentIndex() == 1
        query = self.search.text().strip() if put_away else ""
        job = partial(rows.read_rows, self.counter.desk, put_away, query)
        self.counter.tasks.run_read(job, self.on_listed, latest="archive")

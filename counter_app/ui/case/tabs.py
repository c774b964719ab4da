"""The long parts of a case, one at a time: materials, form, papers, what happened,
attachments, disputes."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from counter_app.models.case import IssuedPaper, MaterialForm, MaterialLine
from counter_app.ui import case_words as words, rating_words
from counter_app.ui.case.answers import Answer
from counter_app.ui.case.files import FileRow, file_table
from counter_app.ui.case.sheet import Sheet
from counter_app.ui.case_story import Step
from counter_app.ui.widgets.columns import Column
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.empty_state import EmptyState
from counter_app.ui.widgets.labels import label
from counter_app.ui.widgets.masked import SHOWN_SECONDS

MATERIALS, FORM, PAPERS, STORY, FILES, DISPUTES, RATINGS = range(7)
_TITLES = ("材料", "填写内容", "文书", "办理经过", "附件", "争议", "评价")


@dataclass(frozen=True)
class PaperRow:
    """A document with the day as it is shown."""

    paper: IssuedPaper
    issued: str


@dataclass(frozen=True)
class MaterialRow:
    """A line of the material list with its place in it: two lines may have one name."""

    place: int
    line: MaterialLine


class CaseTabs(QTabWidget):
    """``table(index)`` is the list on a tab. Each has a line below for what does not fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)
        self.tabBar().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.materials: DataTable[MaterialRow] = DataTable(
            (
                Column("form", "提交方式", _form_word, 9.5, icon=_form_icon, tone=_form_tone),
                Column("name", "材料", lambda row: row.line.name),
                Column("count", "份数", lambda row: str(row.line.count), 3, drop=1),
                Column("note", "说明", _material_note, 7.5, drop=2),
            ),
            key=lambda row: row.place,
        )
        self.answers: DataTable[Answer] = DataTable(
            (
                Column("label", "栏目", lambda answer: answer.label, 12, tone=_muted),
                Column("value", "内容", lambda answer: answer.shown, icon=_eye),
            ),
            key=lambda answer: answer.key,
        )
        self.papers: DataTable[PaperRow] = DataTable(
            (
                Column("title", "文书", lambda row: row.paper.title, bold=True),
                Column("number", "文号", lambda row: row.paper.number),
                Column("issued", "出具", lambda row: row.issued, 8, drop=1),
                Column("copies", "打印", _copies, 6, drop=2),
            ),
            key=lambda row: (row.paper.device, row.paper.n, row.paper.number),
        )
        self.story: DataTable[Step] = DataTable(
            (
                Column("when", "时间", lambda step: step.when, 7, tone=_quiet),
                Column(
                    "title",
                    "事项",
                    lambda step: step.title,
                    7,
                    icon=_step_icon,
                    tone=_step_tone,
                    bold=True,
                ),
                Column("detail", "内容", _step_detail, tone=_step_tone),
                Column("who", "经办", lambda step: step.who, 5, tone=_quiet, drop=1),
                Column("sent", "上传", _sent, 5, icon=_sent_icon, tone=_sent_tone, drop=2),
            ),
            key=lambda step: step.key,
        )
        self.disputes: DataTable[Step] = DataTable(
            (
                Column(
                    "title", "没有生效的记录", lambda step: step.title, 8, icon=_flag, tone=_danger
                ),
                Column("why", "为什么", lambda step: step.why_not),
                Column("who", "经办", lambda step: step.who, 5, drop=1),
                Column("when", "时间", lambda step: step.when, 7, drop=2),
            ),
            key=lambda step: step.key,
        )
        self.files = file_table()
        self.ratings: DataTable[rating_words.RatingRow] = DataTable(
            rating_words.OF_A_CASE, rating_words.row_key
        )
        self._foots = [label("", "muted", self, wrap=True) for _ in _TITLES]
        nothing = (
            "没有登记材料",
            "这一事项没有要填写的栏目",
            "还没有出具文书",
            "还没有记录",
            "",
            "",
            "还没有评价",
        )
        for index, table in enumerate(self.tables):
            words_for_none = nothing[index] or "还没有附件，按 A 添加扫描件或照片"
            table.set_empty(EmptyState("document", words_for_none))
            table.setMinimumHeight(150)
            table.setAccessibleName(_TITLES[index])
            # Letters are keys of the page here, never the beginning of a Chinese word.
            table.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
            holder = QWidget(self)
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 6, 0, 0)
            column.addWidget(table, 1)
            column.addWidget(self._foots[index])
            self.addTab(holder, _TITLES[index])
        self.story.current_changed.connect(self.on_step)
        self.answers.current_changed.connect(self.on_answer)
        self._foots[PAPERS].setText("Enter 预览，P 补打")
        self.files.current_changed.connect(self.on_file)
        self.disputes.current_changed.connect(self.on_dispute)
        self.ratings.current_changed.connect(self.on_rating)
        self.materials.current_changed.connect(self.on_material)
        self._foots[MATERIALS].hide()
        self._number = ""
        self._answers: tuple[Answer, ...] = ()
        self._revealed: set[str] = set()
        self._cover = QTimer(self)
        self._cover.setSingleShot(True)
        self._cover.timeout.connect(self.on_cover_due)

    def hasHeightForWidth(self) -> bool:
        """No: lists scroll, so they ask for no height of their own."""
        return False

    @property
    def tables(self) -> tuple[DataTable, ...]:
        return (
            self.materials, self.answers, self.papers, self.story, self.files, self.disputes,
            self.ratings,
        )  # fmt: skip

    @property
    def table(self) -> DataTable:
        """The list in sight."""
        return self.tables[self.currentIndex()]

    def show_tab(self, index: int) -> None:
        """Go to a tab and into its list."""
        if self.isTabVisible(index):
            self.setCurrentIndex(index)
            self.table.setFocus()

    def chosen_material(self) -> str:
        """The material the cursor is on, "" while another list is in sight."""
        row = self.materials.current if self.currentIndex() == MATERIALS else None
        return row.line.name if row is not None else ""

    def chosen_file(self) -> FileRow | None:
        """The attachment the cursor is on; the list comes into sight."""
        if self.currentIndex() != FILES:
            self.show_tab(FILES)
        return self.files.current

    def tell(self, sheet: Sheet) -> None:
        state = sheet.state
        self.materials.show_rows(
            [MaterialRow(place, line) for place, line in enumerate(state.materials)]
        )
        if state.number != self._number:
            self._number = state.number
            self.on_cover_due()
        self._answers = sheet.answers
        self._show_answers()
        self.papers.show_rows(
            [PaperRow(each, words.moment(each.issued_ms, sheet.today)) for each in state.papers]
        )
        self.story.show_rows(sheet.steps)
        self.files.show_rows(list(sheet.files))
        self.disputes.show_rows([step for step in sheet.steps if step.why_not])
        self.ratings.show_rows(list(sheet.ratings))
        missing = sum(line.required and not line.form.present for line in state.materials)
        notes = (
            f"{len(state.materials)}" + (f" 缺 {missing}" if missing else ""),
            f"{len(sheet.answers)}",
            f"{len(state.papers)}",
            f"{len(sheet.steps)}",
            f"{len(sheet.files)}",
            f"{len(state.disputes)}",
            f"{len(sheet.ratings)}",
        )
        for index, title in enumerate(_TITLES):
            self.setTabText(index, f"{index + 1} {title}({notes[index]})")
        self.setTabVisible(DISPUTES, bool(state.disputes))
        self.setTabVisible(RATINGS, bool(sheet.ratings))
        # A row of another case may have the same key, so no list tells of a new current one.
        self.on_material(self.materials.current)
        self.on_step(self.story.current)
        self.on_dispute(self.disputes.current)
        self.on_file(self.files.current)
        self.on_rating(self.ratings.current)

    def reveal(self, key: str) -> None:
        """Show a masked answer for a while; the look-up has been recorded."""
        self._revealed.add(key)
        self._show_answers()
        self._cover.start(SHOWN_SECONDS * 1000)

    def on_cover_due(self) -> None:
        self._revealed.clear()
        self._show_answers()

    def _show_answers(self) -> None:
        self.answers.show_rows(
            [
                replace(each, shown=each.value, masked=False)
                if each.key in self._revealed
                else each
                for each in self._answers
            ]
        )
        # What may be read below goes with what may be read in the list.
        self.on_answer(self.answers.current)

    def on_step(self, step: Step | None) -> None:
        """The whole of the sentence that may be cut in its column."""
        if step is None:
            self._foots[STORY].setText("")
            return
        lines = [f"{step.place} {step.who} {step.when}"]
        if step.detail:
            lines.append(step.detail)
        if step.why_not:
            lines.append(f"没有生效：{step.why_not}")
        if step.county_time:
            lines.append(f"设备时间 {step.when}，县平台收到时间 {step.county_time}")
        self._foots[STORY].setText("\n".join(lines))

    def on_dispute(self, step: Step | None) -> None:
        rule = "这样的记录到达时与办件状态不符，已保存但没有生效。请核对后按实际情况办理。"
        told = [step.detail, f"{step.place} {step.who}"] if step is not None else []
        self._foots[DISPUTES].setText("\n".join([*filter(None, told), rule]))

    def on_file(self, row: FileRow | None) -> None:
        """The whole name, and why it could not be sent."""
        told = [] if row is None else [row.file.name]
        if row is not None and row.standing.why:
            told.append(f"上次没传上去：{row.standing.why}")
        self._foots[FILES].setText("\n".join([*told, "Enter 打开，A 添加"]))

    def on_rating(self, row: rating_words.RatingRow | None) -> None:
        """The whole of what was said, and where it is seen to."""
        self._foots[RATINGS].setText(f"{row.why}\nEnter 看评价和整改".strip() if row else "")

    def on_material(self, row: MaterialRow | None) -> None:
        """The whole name, which may be cut in its column."""
        note = _material_note(row) if row is not None else ""
        words = row.line.name + (f"（{note}）" if note else "") if row is not None else ""
        self._foots[MATERIALS].setText(words)
        self._foots[MATERIALS].setVisible(bool(words))

    def on_answer(self, answer: Answer | None) -> None:
        if answer is not None and answer.masked:
            self._foots[FORM].setText("按 Enter 显示完整内容（查看会留下记录）")
        else:
            self._foots[FORM].setText(f"{answer.label}：{answer.shown}" if answer else "")


_FORM_LOOKS: dict[MaterialForm, tuple[str, str]] = {
    MaterialForm.MISSING: ("error", "danger"),
    MaterialForm.LATER: ("warning", "warning"),
}


def _form_word(row: MaterialRow) -> str:
    return row.line.form.label


def _form_look(row: MaterialRow) -> tuple[str, str]:
    """Icon and tone: only a required material that is missing is alarming."""
    if row.line.form is MaterialForm.MISSING and not row.line.required:
        return "dash", "muted"
    return _FORM_LOOKS.get(row.line.form, ("check", "success"))


def _form_icon(row: MaterialRow) -> str:
    return _form_look(row)[0]


def _form_tone(row: MaterialRow) -> str:
    return _form_look(row)[1]


def _material_note(row: MaterialRow) -> str:
    material = row.line
    parts = []
    if not material.required:
        parts.append("非必要")
    if material.returned:
        parts.append("原件当场退还")
    if material.certificate:
        parts.append("免证办")
    if material.note:
        parts.append(material.note)
    return "，".join(parts)


def _copies(row: PaperRow) -> str:
    return f"共 {row.paper.copies} 份" if row.paper.copies > 1 else "原件"


def _muted(row: object) -> str:
    return "muted"


def _eye(answer: Answer) -> str:
    return "eye-off" if answer.masked else ""


def _step_detail(step: Step) -> str:
    return f"未生效。{step.detail}" if step.why_not else step.detail


def _step_icon(step: Step) -> str:
    return "flag" if step.why_not else ""


def _step_tone(step: Step) -> str:
    return "danger" if step.why_not else _quiet(step)


def _quiet(step: Step) -> str:
    return "muted" if step.quiet else ""


def _sent(step: Step) -> str:
    return "已上传" if step.uploaded else "在本机"


def _sent_icon(step: Step) -> str:
    return "cloud-check" if step.uploaded else "cloud-up"


def _sent_tone(step: Step) -> str:
    return "muted" if step.uploaded else "warning"


def _flag(row: object) -> str:
    return "flag"


def _danger(row: object) -> str:
    return "danger"

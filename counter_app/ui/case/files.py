"""The attachments of a case or another line: how they are listed, and adding and opening them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QWidget

from counter_app.desk.desk import Desk
from counter_app.desk.ledger_work import note_look
from counter_app.documents.copy_purpose import purpose
from counter_app.errors import BadInput, CounterError, Trouble
from counter_app.models.case import Attachment
from counter_app.models.changes import Changes
from counter_app.models.ledger import AnyState
from counter_app.store.attachments import Standing
from counter_app.ui.case_words import said
from counter_app.ui.context import Counter
from counter_app.ui.print_desk import print_desk
from counter_app.ui.widgets.columns import Column
from counter_app.ui.widgets.data_table import DataTable
from counter_app.ui.widgets.picture_viewer import PictureViewer

if TYPE_CHECKING:
    from counter_app.documents.preview import PageImage
    from counter_app.ui.capture.panel import CapturePanel

#: The lane of pictures: slow, and in nobody's way.
FILES = "files"
_FILTER = "图片和 PDF (*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff *.pdf);;所有文件 (*)"
#: Dots an inch at which the pages of a PDF are drawn, and how many of them at most.
_DPI, _PAGES = 130, 30


@dataclass(frozen=True)
class FileRow:
    """An attachment with where it is."""

    file: Attachment
    standing: Standing


def file_table() -> DataTable[FileRow]:
    """The list on the tab."""
    return DataTable(
        (
            Column("name", "附件", lambda row: row.file.name, bold=True),
            Column("material", "属于材料", lambda row: row.file.material or "-", 9, drop=1),
            Column("pages", "页数", lambda row: str(row.file.pages), 3, drop=3),
            Column("size", "大小", lambda row: size_words(row.file.size), 5, drop=2),
            Column("where", "存放", _where, 11, icon=_where_icon, tone=_where_tone),
        ),
        key=lambda row: row.file.hash,
    )


def size_words(size: int) -> str:
    """Bytes in a unit that a person reads."""
    if size < 1_000_000:
        return f"{-(-size // 1000)} kB"
    return f"{size / 1_000_000:.1f} MB"


def _where(row: FileRow) -> str:
    if row.standing.at_county:
        return "已上传" if row.standing.here else "已上传，打开时取回"
    if row.standing.why:
        return "没传上去，会再试"
    return "待上传" if row.standing.here else "不在本机，打开时下载"


def _where_icon(row: FileRow) -> str:
    if not row.standing.here:
        return "download"
    if row.standing.why:
        return "warning"
    return "cloud-check" if row.standing.at_county else "cloud-up"


def _where_tone(row: FileRow) -> str:
    waiting = row.standing.here and not row.standing.at_county
    return "warning" if waiting else "muted"


class FileWork(QObject):
    """``add`` asks for files and puts them to the case, ``shoot`` takes pictures of papers for
    it, ``open`` shows one."""

    def __init__(self, counter: Counter, page: QWidget) -> None:
        super().__init__(page)
        self._counter = counter
        self._page = page
        self._capture: CapturePanel | None = None
        self.viewer = PictureViewer(page)

    @property
    def capture(self) -> CapturePanel:
        """The panel of the camera, made when it is first needed."""
        if self._capture is None:
            from counter_app.ui.capture.panel import CapturePanel

            self._capture = CapturePanel(self._counter, self._page)
        return self._capture

    def shoot(self, number: str, material: str = "", name: str = "") -> None:
        """Pages by the document camera; several become one PDF. ``name``: what they show."""
        about = name or material
        title = f"拍摄材料：{about}" if about else "拍摄材料"
        self.capture.ask(title, partial(self.on_taken, number, material, name))

    def on_taken(self, number: str, material: str, name: str, pages: tuple[bytes, ...]) -> None:
        self._counter.notify("info", f"正在压缩并保存 {len(pages)} 页…")
        job = partial(_attach_pages, self._counter, number, material, name, pages)
        self._counter.tasks.run(FILES, job, self.on_added, self.on_failed)

    def add(self, number: str, material: str = "") -> None:
        """Ask which files; ``material``: the line of the list that they belong to."""
        title = f"给材料“{material}”添加附件" if material else "添加附件"
        dialog = QFileDialog(self._page, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(_FILTER)
        dialog.filesSelected.connect(partial(self.on_chosen, number, material))
        dialog.open()

    def on_chosen(self, number: str, material: str, paths: list[str]) -> None:
        self._counter.notify("info", f"正在压缩并保存 {len(paths)} 个附件…")
        job = partial(_attach_all, self._counter, number, material, paths)
        self._counter.tasks.run(FILES, job, self.on_added, self.on_failed)

    def on_added(self, result: tuple[Changes, list[str], list[str]]) -> None:
        changes, remarks, refused = result
        added = len(remarks)
        if added:
            tail = "；".join(dict.fromkeys(filter(None, remarks)))
            told = f"已添加 {added} 个附件，已存在本机，联网后自动上传"
            self._counter.notify("success", told + (f"。{tail}" if tail else ""))
            self._counter.changed(changes)
        if refused:
            self._counter.notify("warning", "没有添加：" + "；".join(refused))

    def on_failed(self, error: BaseException) -> None:
        if not isinstance(error, CounterError):
            raise error
        self._counter.notify("warning" if isinstance(error, BadInput) else "error", said(error))

    def open(self, number: str, row: FileRow) -> None:
        """Look at one; that it was looked at is recorded."""
        if not row.standing.here:
            self._counter.notify("info", "正在从县平台取回附件…")
        job = partial(_pictures, self._counter, number, row.file)
        done = partial(self._opened, number, row.file)
        self._counter.tasks.run(FILES, job, done, self.on_failed, receiver=self)

    def copy_out(self, number: str, row: FileRow, item: str) -> None:
        """Print a copy that says across every page what it is for; that is recorded."""
        desk = self._counter.desk
        mark = purpose(item, desk.today, desk.catalogue().place_name(desk.actor.place))
        self._counter.notify("info", f"正在做“{row.file.name}”的复印件，加注“{mark}”…")
        job = partial(_marked, self._counter, number, row.file, mark)
        done = partial(self.on_marked, number, row.file, mark)
        self._counter.tasks.run(FILES, job, done, self.on_failed)

    def on_marked(self, number: str, file: Attachment, mark: str, pdf: bytes) -> None:
        print_desk(self._counter).send_pages(f"“{file.name}”的加注复印件", pdf)
        job = partial(note_look, self._counter.desk, number, "attachment", f"{file.name}:{mark}")
        self._counter.tasks.run_write(job, self._counter.changed)

    def _opened(self, number: str, file: Attachment, read: bytes | list[PageImage]) -> None:
        if not self._page.isVisible():
            return
        pictures = []
        if isinstance(read, bytes):
            picture = QPixmap()
            if not picture.loadFromData(read):
                self._counter.notify("error", "这个附件打不开，可能是别的程序添加的")
                return
            pictures.append(picture)
        else:
            for each in read:
                kind = QImage.Format.Format_RGBX8888
                image = QImage(each.rgba, each.width, each.height, each.width * 4, kind)
                pictures.append(QPixmap.fromImage(image))
        title = file.name + (f"（前 {_PAGES} 页）" if file.pages > _PAGES else "")
        self.viewer.show_pictures(title, pictures)
        job = partial(note_look, self._counter.desk, number, "attachment", file.name)
        self._counter.tasks.run_write(job, self._counter.changed)


def _attach_all(
    counter: Counter, number: str, material: str, paths: list[str]
) -> tuple[Changes, list[str], list[str]]:
    """(what changed, a remark for each that was added, a sentence for each that was not)."""
    changes = Changes()
    remarks: list[str] = []
    refused: list[str] = []
    for path in paths:
        try:
            done = counter.workplace.attach(number, Path(path), material=material)
        except BadInput as error:
            refused.append(f"{Path(path).name} {error.why}")
            continue
        changes |= done.changes
        remarks.append(done.remark)
    return changes, remarks, refused


def _attach_pages(
    counter: Counter, number: str, material: str, name: str, pages: tuple[bytes, ...]
) -> tuple[Changes, list[str], list[str]]:
    """The same of :func:`_attach_all` for pages that were just taken."""
    from counter_app.documents.scan_pdf import pages_pdf

    data = pages[0] if len(pages) == 1 else pages_pdf(pages)
    done = counter.workplace.attach(number, data, name=name, material=material)
    return done.changes, [done.remark], []


def _marked(counter: Counter, number: str, file: Attachment, mark: str) -> bytes:
    data = counter.workplace.fetch_attachment(number, file)
    from counter_app.documents.copy_mark import marked_copy

    return marked_copy(data, file.media, mark)


def file_rows(desk: Desk, state: AnyState) -> tuple[FileRow, ...]:
    """The attachments of a case or another line, with where each is. Blocking.

    A damaged file of attachments must not keep anybody from the line.
    """
    hashes = [each.hash for each in state.attachments]
    try:
        standings = desk.store.attachments.standings(hashes) if hashes else {}
    except Trouble as error:
        standings = dict.fromkeys(hashes, Standing(why=error.message))
    return tuple(FileRow(each, standings[each.hash]) for each in state.attachments)


def _pictures(counter: Counter, number: str, file: Attachment) -> bytes | list[PageImage]:
    """The bytes of a picture, or the pages of a PDF."""
    data = counter.workplace.fetch_attachment(number, file)
    if file.media != "application/pdf":
        return data
    from counter_app.documents.preview import page_images

    return page_images(data, _DPI, most=_PAGES)

"""The pages of a document, one below the other, as large as they are asked to be."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from counter_app.documents.preview import PageImage
from counter_app.ui import theme

#: Dots an inch: the smallest and largest view, one step, and what 100 % means on a screen.
LEAST_DPI, MOST_DPI = 40.0, 300.0
STEP = 1.25
WHOLE_DPI = 96.0
_GAP = 16


class _Sheets(QWidget):
    """Paints the page pictures, centred, each with a thin edge."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("Scrolled")
        self._pages: list[QPixmap] = []

    def show_pages(self, pages: list[QPixmap]) -> None:
        self._pages = pages
        self.updateGeometry()
        self.setMinimumSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        sizes = [page.deviceIndependentSize() for page in self._pages]
        width = max((size.width() for size in sizes), default=0)
        height = sum(size.height() for size in sizes) + _GAP * (len(sizes) + 1)
        return QSize(int(width) + 2 * _GAP, int(height))

    def top_of(self, number: int) -> int:
        """Where a page begins, in pixels from the top."""
        heights = [page.deviceIndependentSize().height() for page in self._pages[:number]]
        return int(sum(heights) + _GAP * number)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("sunken"))
        painter.setPen(theme.colour("edge"))
        top = _GAP
        for page in self._pages:
            size = page.deviceIndependentSize().toSize()
            left = max((self.width() - size.width()) // 2, 0)
            where = QRect(left, top, size.width(), size.height())
            if where.intersects(event.rect()):
                painter.drawPixmap(where.topLeft(), page)
                painter.drawRect(where.adjusted(-1, -1, 0, 0))
            top += size.height() + _GAP
        painter.end()


class PaperView(QScrollArea):
    """``zoom_asked(dpi)``: the pages are wanted at another size; answer with ``show_pages``."""

    zoom_asked = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheets = _Sheets()
        self._inches = (8.27, 11.69)
        self._fitted = True
        self.dpi = WHOLE_DPI
        self.count = 0
        self.setWidgetResizable(True)
        self.setWidget(self._sheets)
        self.setProperty("card", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("文书预览")
        self.setMinimumHeight(120)

    @property
    def percent(self) -> int:
        return round(self.dpi / WHOLE_DPI * 100)

    @property
    def ratio(self) -> float:
        """Physical dots in a logical one: pictures are made that much finer."""
        return self.devicePixelRatioF()

    def show_pages(self, pages: list[PageImage], dpi: float) -> None:
        """Pictures made at ``dpi`` times ``ratio``; the place in the document is kept."""
        bar = self.verticalScrollBar()
        part = bar.value() / bar.maximum() if bar.maximum() else 0.0
        self.dpi = dpi
        self.count = len(pages)
        if pages:
            finer = dpi * self.ratio
            self._inches = (pages[0].width / finer, pages[0].height / finer)
        self._sheets.show_pages([self._pixmap(page) for page in pages])
        bar.setValue(round(part * bar.maximum()))

    def clear(self) -> None:
        self.count = 0
        self._sheets.show_pages([])

    def fit(self) -> None:
        """As wide as there is room, and from now on so."""
        self._fitted = True
        self.zoom_asked.emit(self.fitting_dpi())

    def fitting_dpi(self) -> float:
        """The size at which a page is as wide as the view, but not larger than life."""
        room = self.viewport().width() - 2 * _GAP - 2
        return min(max(room / self._inches[0], LEAST_DPI), WHOLE_DPI * 1.25)

    def zoom(self, steps: int) -> None:
        self._fitted = False
        wanted = min(max(self.dpi * STEP**steps, LEAST_DPI), MOST_DPI)
        if wanted != self.dpi:
            self.zoom_asked.emit(wanted)

    def go_to_page(self, number: int) -> None:
        """Bring a page to the top; pages count from 0."""
        self.verticalScrollBar().setValue(self._sheets.top_of(max(number, 0)))

    @property
    def page(self) -> int:
        """The page that fills most of the view, from 0."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        return max((n for n in range(self.count) if self._sheets.top_of(n) <= middle), default=0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_PageDown and self.page + 1 < self.count:
            self.go_to_page(self.page + 1)
        elif key == Qt.Key.Key_PageUp and self.page > 0:
            self.go_to_page(self.page - 1)
        elif key == Qt.Key.Key_Home:
            self.go_to_page(0)
        elif key == Qt.Key.Key_End:
            self.go_to_page(self.count - 1)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitted and self.count and abs(self.fitting_dpi() - self.dpi) > 1:
            self.zoom_asked.emit(self.fitting_dpi())

    def _pixmap(self, page: PageImage) -> QPixmap:
        image = QImage(
            page.rgba, page.width, page.height, page.width * 4, QImage.Format.Format_RGBA8888
        )
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(self.ratio)
        return pixmap

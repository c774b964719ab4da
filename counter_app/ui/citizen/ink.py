"""What is being written, in memory only; any number of pads show it at the same time."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from counter_app.documents.signature import why_not
from counter_app.models.signature import BOX, Strokes

#: Nearer points add nothing that could be seen, units of the box.
_NEAR = 12


class Ink(QObject):
    """``changed`` at every line, ``refused(why)`` when it is no signature yet, ``finished`` with
    the strokes when the writer is done, ``dropped`` when there will be none."""

    changed = Signal()
    refused = Signal(str)
    finished = Signal(object)
    dropped = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._strokes: list[list[int]] = []
        self._writing = False

    @property
    def strokes(self) -> Strokes:
        return tuple(map(tuple, self._strokes))

    @property
    def empty(self) -> bool:
        return not self._strokes

    # ---- writing; x and y in units of the box, pressure 0-1

    def begin(self, x: float, y: float, pressure: float) -> None:
        self._strokes.append([])
        self._writing = True
        self._put(x, y, pressure)
        self.changed.emit()

    def extend(self, x: float, y: float, pressure: float) -> None:
        if not self._writing:
            return
        last = self._strokes[-1]
        if abs(last[-3] - x) + abs(last[-2] - y) >= _NEAR:
            self._put(x, y, pressure)
            self.changed.emit()

    def lift(self) -> None:
        self._writing = False

    # ---- thinking again

    def undo(self) -> None:
        """Take the last line back."""
        self._writing = False
        if self._strokes:
            self._strokes.pop()
            self.changed.emit()

    def clear(self) -> None:
        self._writing = False
        self._strokes.clear()
        self.changed.emit()

    def confirm(self) -> None:
        """Done, if it can be taken for a name."""
        self._writing = False
        why = why_not(self.strokes)
        if why:
            self.refused.emit(why)
        else:
            self.finished.emit(self.strokes)

    def drop(self) -> None:
        """There will be no signature."""
        self.clear()
        self.dropped.emit()

    def _put(self, x: float, y: float, pressure: float) -> None:
        within = (min(max(round(x), 0), BOX[0]), min(max(round(y), 0), BOX[1]))
        self._strokes[-1] += [*within, round(min(max(pressure, 0.0), 1.0) * 100)]

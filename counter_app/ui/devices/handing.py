"""Where a card or a scan goes: to the page in sight, else to where such a thing is used."""

from __future__ import annotations

from PySide6.QtCore import QObject

from counter_app.protocol.scanned import ScanKind, Scanned, read_scan
from counter_app.rules.cards import CardRead
from counter_app.ui.context import Counter
from counter_app.ui.device_desk import DeviceDesk
from counter_app.ui.devices.gun import GunFilter
from counter_app.ui.ledger_faces import face_of
from counter_app.ui.page import Page
from counter_app.ui.shell import Shell

_INTAKE, _CASE = "intake", "case"


class Handing(QObject):
    """Connects the devices with the pages of a window. Under a cover nothing is handed on."""

    def __init__(self, shell: Shell, counter: Counter, devices: DeviceDesk) -> None:
        super().__init__(devices)
        self._shell = shell
        self._counter = counter
        devices.card_read.connect(self.on_card)
        devices.code_read.connect(self.on_code)
        self._devices = devices
        window = shell.windowHandle()
        if window is not None:
            self.gun = GunFilter(window, self.key_gap_ms, devices.understands, self)
            self.gun.scanned.connect(devices.typed)

    def key_gap_ms(self) -> int:
        """Keys are watched only while a page is in sight; never on the sign-in page."""
        return self._devices.key_gap_ms if self.page is not None else 0

    @property
    def page(self) -> Page | None:
        return self._shell.page

    def on_card(self, card: CardRead) -> None:
        if self.page is None or self.page.take_card(card):
            return
        intake = self._open(_INTAKE, person="read")
        if intake is not None and not intake.take_card(card):
            self._counter.notify("warning", "读到了证件，但现在不能填入。请打开收件页再读一次。")

    def on_code(self, text: str) -> None:
        if self.page is None:
            return
        scan = read_scan(text, self._counter.store.identity.county_code)
        if self.page.take_scan(scan):
            return
        if scan.kind is ScanKind.CASE:
            self._open(_CASE, number=scan.value)
        elif scan.kind is ScanKind.LEDGER and (face := face_of(scan.value)) is not None:
            self._open(face.line, number=scan.value)
        elif scan.kind is ScanKind.ITEM:
            self._open(_INTAKE, item=scan.value)
        elif scan.kind is ScanKind.WINDOW:
            self._counter.notify("info", "这是窗口评价码，请群众用手机扫。没有做任何操作。")
        elif scan.kind is ScanKind.UNKNOWN:
            self._counter.notify("warning", "扫到的不是本系统的码，没有做任何操作。")
        else:
            self._person(scan)

    def _person(self, scan: Scanned) -> None:
        intake = self._open(_INTAKE, person="read")
        if intake is not None and not intake.take_scan(scan):
            self._counter.notify("warning", "扫到了号码，但现在不能填入。请打开收件页再扫一次。")

    def _open(self, page_id: str, **params: str) -> Page | None:
        """The page; None when this person has none, or the page in sight does not let go."""
        frame = self._shell.frame
        if frame is None or page_id not in frame.page_ids:
            self._counter.notify("warning", "您的岗位没有对应的页面，没有做任何操作。")
            return None
        return self.page if self._shell.go(page_id, **params) else None

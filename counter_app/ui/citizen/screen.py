"""Where the citizen's window stands, and what it shows when: the one object that pages ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen

from counter_app.models.rating import RatingStage
from counter_app.store.local_settings import LocalSettings
from counter_app.ui.citizen.ballot import Ballot, Left
from counter_app.ui.citizen.ink import Ink
from counter_app.ui.citizen.views import LASTING, CitizenView, Idle, Rate, Sign
from counter_app.ui.citizen.window import CitizenWindow

SECTION = "citizen"


class Mode(StrEnum):
    """Where the citizen's window stands (副屏位置)."""

    OFF = "off"
    SECOND = "second"
    WINDOW = "window"


class Live(StrEnum):
    """When what is typed is shown: after the key each time, or always."""

    KEY = "key"
    ALWAYS = "always"


class Asks(StrEnum):
    """When the citizen is asked to rate without a key (自动请评)."""

    END = "end"
    ACCEPTANCE = "acceptance"
    KEY = "key"


class CitizenSettings(msgspec.Struct, frozen=True):
    """Choices for the second screen (副屏). ``screen``: the monitor by its name, "" = whichever
    is not the clerk's. ``clear_s``: so long the last case stays to be read, ``rate_s``: so long a
    rating is waited for after the last touch, in seconds. ``ask``: when a rating is asked for by
    itself."""

    mode: Mode = Mode.SECOND
    screen: str = ""
    live: Live = Live.KEY
    clear_s: int = 180
    rate_s: int = 60
    ask: Asks = Asks.END

    def asks(self, stage: RatingStage) -> bool:
        """Whether this stage of a case is asked about without a key."""
        if stage is RatingStage.FINISHED:
            return self.ask is not Asks.KEY
        return self.ask is Asks.ACCEPTANCE


def second_of(
    screens: Sequence[QScreen], clerks: QScreen | None, wanted: str = ""
) -> QScreen | None:
    """The citizen's monitor, None while it is not plugged in: the clerk's is never taken."""
    others = [each for each in screens if each is not clerks]
    named = [each for each in others if wanted and each.name() == wanted]
    return next(iter(named or others), None)


class CitizenScreen(QObject):
    """Made once per program. ``settings``: those of this PC; ``clerks``: the clerk's monitor."""

    #: the window came into sight, or went
    moved = Signal()

    def __init__(
        self,
        settings: LocalSettings,
        clerks: Callable[[], QScreen | None] = QGuiApplication.primaryScreen,
        screens: Callable[[], Sequence[QScreen]] = QGuiApplication.screens,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._clerks = clerks
        self._screens = screens
        self._idle = Idle()
        self._window: CitizenWindow | None = None
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.timeout.connect(self.on_time_over)
        self._ballot: Ballot | None = None
        #: what the clerk went on to while the citizen is still choosing a grade
        self._next: tuple[CitizenView, Ink | None] | None = None
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.screenAdded.connect(self.on_plugged)
        application.screenRemoved.connect(self.on_unplugged)

    # ---- what pages ask (see CitizenPort)

    @property
    def shown(self) -> bool:
        return self._window is not None and self._window.isVisible()

    @property
    def always(self) -> bool:
        return self.shown and self.choice.live is Live.ALWAYS

    def show(self, view: CitizenView) -> None:
        self._show(view)

    def sign(self, view: Sign, ink: Ink) -> None:
        self._show(view, ink)

    def rate(self, view: Rate, ballot: Ballot) -> None:
        self._drop_ballot()
        if not self.shown or not self._idle.open:
            ballot.leave(Left.LAPSED)
            return
        self._ballot = ballot
        ballot.touched.connect(self.on_touched)
        ballot.closed.connect(self.on_ballot_closed)
        self._put(view, ballot=ballot)

    def clear(self) -> None:
        # Whoever is asked to rate has his time, whatever the clerk goes on to: a rating says
        # nothing of anybody but what was done and its number.
        if self._ballot is None or not self._idle.open:
            self.wipe()

    def wipe(self) -> None:
        """Whatever is there goes now."""
        self._drop_ballot()
        self._put(self._idle)

    # ---- what the composition root tells

    @property
    def choice(self) -> CitizenSettings:
        return self._settings.get(SECTION, CitizenSettings)

    @property
    def window(self) -> CitizenWindow | None:
        """For looking at; None while it has never been needed."""
        return self._window

    def opened(self, idle: Idle) -> None:
        """Somebody is at work at this window."""
        self._idle = idle
        self.wipe()
        self.arrange()

    def closed(self) -> None:
        """Locked or signed out: the window says so, and nothing else."""
        self._idle = msgspec.structs.replace(self._idle, open=False)
        self.wipe()

    def reopened(self) -> None:
        """The same person is back."""
        self._idle = msgspec.structs.replace(self._idle, open=True)
        self.wipe()

    def on_page_changed(self, _page_id: str = "") -> None:
        """What belonged to the page that was left goes; a number to be noted down stays."""
        if self._window is not None and not isinstance(self._window.view, LASTING):
            self.wipe()

    def toggle(self) -> None:
        """By key: away, or there again; a window where there is no second monitor."""
        if self.shown:
            self.wipe()
            self._choose(Mode.OFF)
            return
        found = second_of(self._screens(), self._clerks(), self.choice.screen)
        self._choose(Mode.WINDOW if found is None else Mode.SECOND)

    def close(self) -> None:
        """The program ends."""
        self._drop_ballot()
        self._leaving.stop()
        if self._window is not None:
            window, self._window = self._window, None
            window.hide()
            window.deleteLater()

    # ---- slots

    def on_plugged(self, _screen: QScreen) -> None:
        self.arrange()

    def arrange(self) -> None:
        """Put the window where the setting and the monitors say."""
        choice = self.choice
        screen = None
        if choice.mode is Mode.SECOND:
            screen = second_of(self._screens(), self._clerks(), choice.screen)
        if choice.mode is Mode.OFF or (choice.mode is Mode.SECOND and screen is None):
            if self._window is not None:
                self._window.hide()
            if choice.mode is Mode.OFF:
                self.wipe()
        elif screen is not None:
            self._made().fill(screen)
        else:
            self._made().stand()
        self.moved.emit()

    def on_unplugged(self, gone: QScreen) -> None:
        """A monitor went: what was on it must not turn up on the clerk's."""
        window = self._window
        if window is not None and self.choice.mode is Mode.SECOND and window.screen() is gone:
            window.hide()
        # Qt moves windows after this signal; look again when it has.
        QTimer.singleShot(0, self, self.arrange)

    def on_time_over(self) -> None:
        """Nobody touched anything for long: that is no rating, and nothing stays to be read."""
        waiting = self._next
        self.wipe()
        if waiting is not None:
            self._show(*waiting)

    def on_touched(self) -> None:
        self._leaving.start(max(self.choice.rate_s, 1) * 1000)

    def on_ballot_closed(self, view: CitizenView | None) -> None:
        waiting = self._next or ((view, None) if view is not None else None)
        self._let_ballot_go()
        if waiting is not None:
            self._put(*waiting)
        else:
            self.wipe()

    def on_put_away(self) -> None:
        self.wipe()
        self._choose(Mode.OFF)

    # ---- inside

    def _choose(self, mode: Mode) -> None:
        self._settings.put(SECTION, msgspec.structs.replace(self.choice, mode=mode))
        self.arrange()

    def _made(self) -> CitizenWindow:
        if self._window is None:
            self._window = CitizenWindow()
            self._window.put_away.connect(self.on_put_away)
            self._window.tell_where(self._idle)
            self._window.show_view(self._idle)
        return self._window

    def _show(self, view: CitizenView, ink: Ink | None = None) -> None:
        ballot = self._ballot
        if ballot is not None and ballot.begun and self._idle.open:
            self._next = (view, ink)  # whoever is choosing a grade is not interrupted
            return
        self._drop_ballot()
        self._put(view, ink)

    def _drop_ballot(self) -> None:
        """Something else is shown: not to have answered counts as nothing."""
        ballot = self._ballot
        self._let_ballot_go()
        if ballot is not None:
            ballot.leave(Left.LAPSED)

    def _let_ballot_go(self) -> None:
        self._next = None
        if self._ballot is not None:
            ballot, self._ballot = self._ballot, None
            ballot.touched.disconnect(self.on_touched)
            ballot.closed.disconnect(self.on_ballot_closed)

    def _put(self, view: CitizenView, ink: Ink | None = None, ballot: Ballot | None = None) -> None:
        if not isinstance(view, Idle) and not self._idle.open:
            return  # an answer that comes late, when the clerk is gone already
        self._leaving.stop()
        if self._window is None:
            return
        if isinstance(view, Idle):
            self._window.tell_where(view)
        self._window.show_view(view, ink, ballot)
        if isinstance(view, LASTING):
            stays = self.choice.rate_s if isinstance(view, Rate) else self.choice.clear_s
            self._leaving.start(max(stays, 1) * 1000)

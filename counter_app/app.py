"""Composition root of the window: sign-in first, everything heavy after it is on the screen."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from counter_app.errors import Trouble
from counter_app.store.door import last_person
from counter_app.store.profile import Profile
from counter_app.ui.application import INPUT_TROUBLE, make_application, settle
from counter_app.ui.crash import CrashDesk
from counter_app.ui.look import Look, chosen, wear
from counter_app.ui.pages.signin import SignInPage, standing_of
from counter_app.ui.shell import Shell
from counter_app.ui.tasks import Tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from counter_app.models.changes import Changes
    from counter_app.ui.citizen.screen import CitizenScreen
    from counter_app.ui.context import Counter
    from counter_app.ui.device_desk import DeviceDesk
    from counter_app.ui.print_desk import PrintDesk
    from counter_app.ui.syncing import Exchange, SyncLoop
    from counter_app.workplace import Workplace

#: So long after the last save the log is folded back into the database, in ms.
_QUIET_MS = 5000
_AFTER_PAINT_MS = 60
#: So long after signing in, in ms, the page of the main path is made: it takes a fifth of a
#: second, which nobody shall wait for with a citizen at the window.
_PREPARE_MS = 700
_MAIN_PAGE = "intake"
#: Longest wait for the last write when the window closes.
_CLOSING_S = 30.0


def run_window(root: Path, *, demo_hint: str = "", leave_after_first_paint: bool = False) -> int:
    """Open the counter on a profile; returns the exit code when the window is closed."""
    application = make_application(look=chosen(Profile(root).settings))
    counter = CounterWindow(root, demo_hint=demo_hint)
    counter.show()
    if leave_after_first_paint:
        application.processEvents()
        counter.shell.grab()
        print("shown", flush=True)
        counter.close()
        return 0
    settle(application)
    code = application.exec()
    counter.close()
    return code


class CounterWindow(QObject):
    """The window with its threads: whoever signs in gets a workplace, a sync loop and pages."""

    #: a person is at work; the pages are there
    entered = Signal()

    def __init__(self, root: Path, *, demo_hint: str = "", syncing: bool = True) -> None:
        super().__init__()
        self.root = root
        self.shell = Shell()
        self.tasks = Tasks(parent=self)
        self.crashes = CrashDesk(self._notify, self._logs, self)
        self.crashes.install()
        self.tasks.on_error = self.crashes.handle
        self.workplace: Workplace | None = None
        self.loop: SyncLoop | None = None
        self.citizen: CitizenScreen | None = None
        self.devices: DeviceDesk | None = None
        self.printing: PrintDesk | None = None
        self._syncing = syncing
        self._drift_told = ""
        self._demo_hint = demo_hint
        # Timers of its own, so that none outlives the window.
        self._quiet = self._once(_QUIET_MS, self.on_quiet)
        self._painted = self._once(_AFTER_PAINT_MS, self.on_painted)
        self._prepare = self._once(_PREPARE_MS, self.on_time_to_prepare)
        self.shell.locked.connect(self.on_locked)
        self.shell.closing.connect(self.on_closing)

    def show(self) -> None:
        self._cover_with_sign_in()
        if QGuiApplication.platformName() == "offscreen":
            self.shell.show()
        else:
            self.shell.showMaximized()  # a counter PC does nothing else
        # The database stack is loaded while the person types the password, not before the
        # window is painted: two threads importing would only wait for each other.
        self._painted.start()

    def close(self) -> None:
        """End every thread and give the profile back. May be called twice."""
        for timer in (self._quiet, self._painted, self._prepare):
            timer.stop()
        self.shell.close()  # first: what was typed is stored before the threads end
        self._let_go()
        if self.citizen is not None:
            self.citizen.close()
        self.tasks.close()
        self.crashes.remove()

    def on_painted(self) -> None:
        self._heed(chosen(Profile(self.root).settings))
        self.tasks.run_read(_warm_up)

    # ---- signing in and out

    def on_signed_in(self, workplace: Any) -> None:
        from counter_app.ui.context import Counter
        from counter_app.ui.frame.bars import Who
        from counter_app.ui.print_desk import print_desk
        from counter_app.ui.registry import PAGES
        from counter_app.ui.standing_words import standing_words

        self.workplace = workplace
        counter = Counter(
            workplace=workplace,
            tasks=self.tasks,
            go=self.shell.go,
            notify=self.shell.notify,
            changed=self.on_changed,
            knows=self.shell.knows,
            wear=self.on_look,
            citizen=self._citizen(workplace),
            devices=self._watch_devices(workplace),
        )
        self.shell.enter(_who(workplace, Who), PAGES, counter, actions=self._actions())
        self._hand_on(counter)
        self.printing = print_desk(counter)
        self.printing.counted.connect(self.on_print_counted)
        self.printing.start()
        if self._syncing:
            self._start_sync(workplace)
        self._quiet.start()
        stands = standing_words(workplace.store.standing, workplace.store.now_ms())
        if stands:
            self.shell.notify("warning", stands)
        if trouble := self._input_trouble():
            self.shell.notify("warning", trouble)
        self._prepare.start()
        self.entered.emit()

    def on_time_to_prepare(self) -> None:
        if self.shell.frame is not None:
            self.shell.frame.prepare(_MAIN_PAGE)

    def on_locked(self, reason: str) -> None:
        if self.workplace is None:
            return
        if self.citizen is not None:
            self.citizen.closed()
        actor = self.workplace.desk.actor
        cover = SignInPage(self._unlock, self.tasks)
        cover.signed_in.connect(self.on_unlocked)
        cover.other_person_asked.connect(self.on_other_person)
        self.shell.show_cover(cover)
        cover.lock_for(actor.work_no, actor.name, reason)

    def on_unlocked(self, _result: object) -> None:
        self.shell.resume()
        if self.citizen is not None:
            self.citizen.reopened()

    def on_other_person(self) -> None:
        """Somebody else wants to work here: drafts are saved, the profile is given back."""
        self._let_go()
        self.shell.leave()
        self._cover_with_sign_in()

    def sign_out(self) -> None:
        if self.shell.leave():
            self._let_go()
            self._cover_with_sign_in()

    def on_closing(self) -> None:
        self._let_go()
        if self.citizen is not None:
            self.citizen.close()

    def on_citizen_asked(self) -> None:
        """Ctrl+F11: the citizen's window away, or there again."""
        if self.citizen is not None:
            self.citizen.toggle()
            shown = self.citizen.shown
            self.shell.notify("info", "群众屏已打开。" if shown else "群众屏已关闭。")

    # ---- news

    def on_changed(self, changes: Changes) -> None:
        self.shell.changed(changes)
        if changes.papers and self.printing is not None:
            self.printing.wake()  # what is printed without another key
        if changes.cases or changes.drafts:
            self._quiet.start()

    def on_print_counted(self, count: int) -> None:
        self.shell.show_count("printing", count)

    def on_exchanged(self, exchange: Exchange) -> None:
        from counter_app.ui.case_words import drift_words

        drift = drift_words(exchange.drift_ms)
        if drift and drift != self._drift_told:
            self.shell.notify("warning", drift)
        self._drift_told = drift
        if exchange.renewed is not None:
            from counter_app.ui.standing_words import renewed_words

            self.shell.notify("warning", renewed_words(exchange.renewed))

    def on_look(self, look: Look) -> None:
        """Another look was chosen: put it on now."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            wear(application, look)
        self._heed(look)

    def on_quiet(self) -> None:
        if self.workplace is not None:
            self.tasks.run_write(self.workplace.store.tidy)

    # ---- inside

    def _once(self, after_ms: int, run: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after_ms)
        timer.timeout.connect(run)
        return timer

    def _input_trouble(self) -> str:
        application = QApplication.instance()
        return str(application.property(INPUT_TROUBLE) or "") if application else ""

    def _heed(self, look: Look) -> None:
        # Locks by itself where nobody is; what was typed stays (等保2.0 practice).
        self.shell.lock_when_idle(look.idle_minutes)
        self.shell.audible = look.sound

    def _cover_with_sign_in(self) -> None:
        profile = Profile(self.root)
        cover = SignInPage(partial(_sign_in, self.root), self.tasks, demo_hint=self._demo_hint)
        cover.signed_in.connect(self.on_signed_in)
        self.shell.show_cover(cover)
        try:
            last = last_person(profile.keyring)
        except Trouble as error:
            standing = standing_of(error, "")
            if standing is None:
                raise
            cover.show_standing(standing)
        else:
            cover.remember(last)

    def _unlock(self, work_no: str, password: str) -> object:
        from counter_app.store.keyring import Keyring

        profile = Profile(self.root)
        Keyring(profile.keyring, profile.attempts).unlock(work_no, password)
        return None

    def _start_sync(self, workplace: Workplace) -> None:
        from counter_app.ui.syncing import SyncLoop

        self.loop = SyncLoop(workplace, self)
        self.loop.view_changed.connect(self.shell.show_sync)
        self.loop.arrived.connect(self.on_changed)
        self.loop.exchanged.connect(self.on_exchanged)
        self.shell.show_sync(self.loop.view)
        self.loop.start()

    def _citizen(self, workplace: Workplace) -> CitizenScreen:
        """The second screen, told where it stands. It outlives whoever is signed in."""
        from counter_app.ui.citizen.screen import CitizenScreen
        from counter_app.ui.citizen.wording import idle_of

        if self.citizen is None:
            self.citizen = CitizenScreen(workplace.settings, self.shell.screen, parent=self)
            self.shell.page_changed.connect(self.citizen.on_page_changed)
            self.crashes.broke.connect(self.citizen.wipe)
        self.citizen.opened(idle_of(workplace.store.identity, workplace.catalogue()))
        return self.citizen

    def _watch_devices(self, workplace: Workplace) -> DeviceDesk:
        from counter_app.ui.device_desk import DeviceDesk

        demo = bool(self._demo_hint)
        self.devices = DeviceDesk(
            workplace.settings, lambda: workplace.desk.today, self, samples=demo
        )
        return self.devices

    def _hand_on(self, counter: Counter) -> None:
        """From now on cards and codes go to the pages."""
        from counter_app.ui.devices.handing import Handing

        assert counter.devices is not None
        Handing(self.shell, counter, counter.devices)
        counter.devices.start()

    def _let_go(self) -> None:
        if self.devices is not None:
            self.devices.stop()
            self.devices.deleteLater()
            self.devices = None
        if self.citizen is not None:
            self.citizen.closed()
        if self.loop is not None:
            self.loop.stop()
            self.loop.deleteLater()
            self.loop = None
        if self.printing is not None:
            self.printing.close()
            self.printing.deleteLater()
            self.printing = None
        if self.workplace is not None:
            workplace, self.workplace = self.workplace, None
            closed = threading.Event()

            def close() -> None:
                workplace.close()
                closed.set()

            # After whatever is still being written, on the same thread.
            self.tasks.run_write(close)
            closed.wait(_CLOSING_S)

    def _actions(self) -> tuple[Any, ...]:
        from counter_app.ui.actions import Action

        return (
            Action("window.citizen", "群众屏", "Ctrl+F11", "窗口", self.on_citizen_asked),
            Action("window.sign_out", "退出登录", "Ctrl+Shift+Q", "窗口", self.sign_out),
        )

    def _notify(self, kind: str, text: str) -> None:
        self.shell.notify(kind, text)

    def _logs(self) -> Path | None:
        profile = Profile(self.root)
        return profile.logs if profile.enrolled else None


def _sign_in(root: Path, work_no: str, password: str) -> Workplace:
    from counter_app.workplace import Workplace

    return Workplace.open(root, work_no, password)


def _warm_up() -> None:
    import counter_app.ui.crash_report  # a fault may leave nothing to load it with
    import counter_app.ui.registry
    import counter_app.workplace  # noqa: F401


def _who(workplace: Workplace, kind: Any) -> Any:
    catalogue = workplace.catalogue()
    identity = workplace.store.identity
    actor = workplace.desk.actor
    person = catalogue.staff.get(actor.work_no)
    return kind(
        place=catalogue.place_name(identity.place),
        window=f"{identity.window} 号 {catalogue.window_name(identity.place, identity.window)}",
        name=actor.name,
        work_no=actor.work_no,
        roles="、".join(role.label for role in person.roles) if person else "",
    )

"""Work behind the window: one thread that writes, one that reads, answers on the GUI thread.

A worker never holds the last reference to what the job closes over: a widget dropped there
would be destroyed there. The record of a job stays with the GUI thread until it is answered.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

T = TypeVar("T")

WRITE, READ = "write", "read"


class _Job:
    """What was asked for, and what became of it."""

    def __init__(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], object] | None,
        failed: Callable[[BaseException], object] | None,
        receiver: QObject | None,
        topic: Hashable | None,
    ) -> None:
        self.work = work
        self.done = done
        self.failed = failed
        self.receiver = receiver
        self.topic = topic
        self.future: Future[None] | None = None
        self.result: Any = None
        self.error: BaseException | None = None
        self.dropped = False

    def wanted(self) -> bool:
        if self.dropped:
            return False
        return self.receiver is None or shiboken6.isValid(self.receiver)


class Ticket:
    """A job that was handed in. ``cancel`` before it began drops it without an answer."""

    def __init__(self, tasks: Tasks, number: int) -> None:
        self._tasks = tasks
        self._number = number

    def cancel(self) -> None:
        self._tasks.drop(self._number)


class Relay:
    """Hands values from any thread to one callback on the GUI thread; only the newest counts."""

    def __init__(self, callback: Callable[[Any], object], post: Callable[[Relay], None]) -> None:
        self._callback = callback
        self._receiver = _owner(callback)
        self._post = post
        self._value: Any = None
        self._waiting = False

    def send(self, value: Any) -> None:
        """Call from the worker: progress, a sentence, a count."""
        self._value = value
        if not self._waiting:
            self._waiting = True
            self._post(self)

    def deliver(self) -> None:
        """On the GUI thread."""
        self._waiting = False
        if self._receiver is None or shiboken6.isValid(self._receiver):
            self._callback(self._value)


class Tasks(QObject):
    """Hand blocking work in here; nothing else of the user interface starts a thread.

    ``done(result)`` and ``failed(error)`` run on the GUI thread. When they are methods of a
    QObject that is gone by then, the answer is dropped. Without ``failed``, errors go to
    ``on_error`` (the notice bar). Make one per application, on the GUI thread.
    """

    #: True while anything is under way
    busy_changed = Signal(bool)
    #: nothing may be handed in any more
    closing = Signal()
    _answered = Signal()
    _relayed = Signal()

    def __init__(
        self,
        on_error: Callable[[BaseException], object] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.on_error = on_error
        self._numbers = itertools.count(1)
        self._jobs: dict[int, _Job] = {}
        self._newest: dict[Hashable, int] = {}
        self._pools: dict[str, ThreadPoolExecutor] = {}
        self._answers: deque[int] = deque()
        self._relays: deque[Relay] = deque()
        self._closed = False
        self._answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)
        self._relayed.connect(self._on_relayed, Qt.ConnectionType.QueuedConnection)

    def run_write(
        self,
        work: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
        *,
        receiver: QObject | None = None,
    ) -> Ticket:
        """Something that changes the store. Writes run one after the other, in this order."""
        return self.run(WRITE, work, done, failed, receiver=receiver)

    def run_read(
        self,
        work: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
        *,
        receiver: QObject | None = None,
        latest: Hashable | None = None,
    ) -> Ticket:
        """Something that only reads. ``latest``: of jobs with this name only the newest answers
        (a ``str`` is a name per receiver, any other object stands for itself)."""
        return self.run(READ, work, done, failed, receiver=receiver, latest=latest)

    def run(
        self,
        lane: str,
        work: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
        *,
        receiver: QObject | None = None,
        latest: Hashable | None = None,
    ) -> Ticket:
        """Work on a lane of its own: "sync" or a printer must not keep the writer waiting."""
        number = next(self._numbers)
        target = receiver or _owner(done) or _owner(failed)
        topic = (id(target), latest) if isinstance(latest, str) else latest
        if topic is not None:
            if (older := self._newest.get(topic)) is not None:
                self.drop(older)
            self._newest[topic] = number
        if not self._jobs:
            self.busy_changed.emit(True)
        job = _Job(work, done, failed, target, topic)
        self._jobs[number] = job
        job.future = self._pool(lane).submit(self._work, number)
        return Ticket(self, number)

    def relay(self, callback: Callable[[T], object]) -> Callable[[T], None]:
        """A function any thread may call; ``callback`` gets the newest value on the GUI thread."""
        return Relay(callback, self._post).send

    def drop(self, number: int) -> None:
        """Forget a job: not begun, it never runs; running, its answer is thrown away."""
        job = self._jobs.get(number)
        if job is None:
            return
        job.dropped = True
        if job.future is not None and job.future.cancel():
            self._forget(number)

    def idle(self) -> bool:
        """Whether every job has been answered."""
        return not self._jobs

    def close(self) -> None:
        """Wait for what was begun, drop what was not, except writes: those are finished."""
        self._closed = True
        self.closing.emit()
        for lane, pool in self._pools.items():
            pool.shutdown(wait=True, cancel_futures=lane != WRITE)
        self._pools.clear()
        self._jobs.clear()
        self._newest.clear()

    def _pool(self, lane: str) -> ThreadPoolExecutor:
        if lane not in self._pools:
            from concurrent.futures import ThreadPoolExecutor  # not before the first window

            self._pools[lane] = ThreadPoolExecutor(1, thread_name_prefix=lane)
        return self._pools[lane]

    def _work(self, number: int) -> None:
        """On the worker: do the job and say so. Leaves no reference behind (see above)."""
        job = self._jobs.get(number)
        if job is None:
            return
        try:
            job.result = job.work()
        except BaseException as error:  # everything goes to the GUI thread, Ctrl+C included
            job.error = error
        del job
        self._answers.append(number)
        if not self._closed:
            self._answered.emit()

    def _post(self, relay: Relay) -> None:
        self._relays.append(relay)
        if not self._closed:
            self._relayed.emit()

    def _on_relayed(self) -> None:
        if self._relays:
            self._relays.popleft().deliver()

    def _on_answered(self) -> None:
        number = self._answers.popleft() if self._answers else 0
        job = self._jobs.get(number)
        if job is None:
            return
        self._forget(number)
        if not job.wanted():
            return
        if job.error is None:
            if job.done is not None:
                job.done(job.result)
        elif job.failed is not None:
            job.failed(job.error)
        elif self.on_error is not None:
            self.on_error(job.error)
        else:
            raise job.error

    def _forget(self, number: int) -> None:
        job = self._jobs.pop(number, None)
        if job is not None and job.topic is not None and self._newest.get(job.topic) == number:
            del self._newest[job.topic]
        if not self._jobs:
            self.busy_changed.emit(False)


def _owner(callback: Callable[..., object] | None) -> QObject | None:
    """The QObject a callback belongs to, looking through ``partial``."""
    while callback is not None:
        owner = getattr(callback, "__self__", None)
        if isinstance(owner, QObject):
            return owner
        callback = getattr(callback, "func", None)
    return None

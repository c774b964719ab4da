"""``counter-app sync``: one exchange, or in step with the county until told to stop."""

from __future__ import annotations

import argparse
import json
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from counter_app.store.standing import Renewed
    from counter_app.sync.exchange import SyncResult
    from counter_app.sync.watch import Exchange, Told
    from counter_app.workplace import Workplace

_FAILED = 1
#: How often the terminal's Ctrl-C is looked at, in seconds; news come at once.
_LOOK_S = 0.5


def add_sync_commands(
    add: Callable[[str, Callable[[argparse.Namespace], int | None], str], argparse.ArgumentParser],
    open_place: Callable[[argparse.Namespace], Workplace],
) -> None:
    """Mount ``sync``. ``add`` makes a command on a profile, ``open_place`` signs in on it."""

    def run(arguments: argparse.Namespace) -> int:
        with open_place(arguments) as place:
            return _watch(place, arguments) if arguments.watch else _once(place, arguments)

    sync = add("sync", run, "与县平台同步")
    how = sync.add_mutually_exclusive_group()
    how.add_argument("--once", action="store_true", help="同步一次（默认）")
    how.add_argument("--watch", action="store_true", help="一直同步，直到中断")


def _once(place: Workplace, arguments: argparse.Namespace) -> int:
    result = place.sync(files_for_s=None)
    _report(arguments, _facts(place, result))
    return _FAILED if result.agreed is False else 0


def _watch(place: Workplace, arguments: argparse.Namespace) -> int:
    """A line for each exchange and for each one that did not come through."""
    from counter_app.sync.watch import Watcher

    told: SimpleQueue[Told | None] = SimpleQueue()
    watcher = Watcher(place, told.put)
    with _ended_by(told):
        watcher.start()
        try:
            while True:
                try:
                    each = told.get(timeout=_LOOK_S)
                except Empty:
                    continue
                if each is None:
                    return 0
                _tell(place, arguments, each)
        finally:
            watcher.stop(5)


@contextmanager
def _ended_by(told: SimpleQueue[Told | None]) -> Iterator[None]:
    """SIGTERM ends the block in order; the profile is closed as after any other command."""
    before = signal.signal(signal.SIGTERM, lambda number, frame: told.put(None))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _tell(place: Workplace, arguments: argparse.Namespace, told: Told) -> None:
    from counter_app.models.sync_state import SyncState

    if told.failed:
        _report(arguments, {told.state.value: True, "why": told.detail})
    elif told.exchange is not None and told.state is SyncState.ONLINE:
        _report(arguments, _facts(place, told.exchange))


def _facts(place: Workplace, done: SyncResult | Exchange) -> dict[str, Any]:
    head = place.store.head
    return {
        "pushed": done.pushed,
        "pulled": done.pulled,
        "rows": done.rows,
        "relayed": done.relayed,
        "unsent": head.unsent,
        "agreed": done.agreed,
        "repaired": done.repaired,
        "files_sent": done.files_sent,
        "files_owed": done.files_owed,
        "digest": head.digest.hex(),
        "cases": head.cases,
        "renewed": renewal_facts(done.renewed),
    }


def _report(arguments: argparse.Namespace, facts: dict[str, Any]) -> None:
    if arguments.json:
        print(json.dumps(facts, ensure_ascii=False), flush=True)
        return
    if "offline" in facts or "stopped" in facts:
        word = "离线" if "offline" in facts else "已停止上传"
        print(f"{word}：{facts['why']}", flush=True)
        return
    tail = "" if facts["agreed"] is not False else "，与县平台比对不一致，请运行 doctor"
    files = ""
    if facts["files_sent"] or facts["files_owed"]:
        files = f"，附件上传 {facts['files_sent']} 个、待传 {facts['files_owed']} 个"
    print(
        f"上传 {facts['pushed']} 条，收到 {facts['pulled']} 条，"
        f"还有 {facts['unsent']} 条在本机{files}{tail}",
        flush=True,
    )
    tell_renewal(facts["renewed"])


def renewal_facts(renewed: Renewed | None) -> dict[str, Any] | None:
    """What ``--json`` tells of a renewal."""
    if renewed is None:
        return None
    return {
        "old": renewed.old,
        "new": renewed.new,
        "at_ms": renewed.at_ms,
        "reissued": renewed.reissued,
        "renumbered": [list(pair) for pair in renewed.renumbered],
    }


def tell_renewal(facts: dict[str, Any] | None) -> None:
    """The same for people."""
    if facts is not None:
        import msgspec

        from counter_app.store.standing import Renewed
        from counter_app.ui.standing_words import renewed_words

        print(renewed_words(msgspec.convert(facts, Renewed)), flush=True)

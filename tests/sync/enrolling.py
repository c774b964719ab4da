"""Enrols in a process of its own and holds still at one step, so that it can be killed there.

    enrolling.py PROFILE URL CODE STEP     STEP: "part N", "loading" or "loaded"

Says ``there`` when the step is reached.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Any

from counter_app.store import first_load
from counter_app.store.parts import PartsFile
from counter_app.store.profile import Profile
from counter_app.sync import enrol as enrolment, snapshot


def hold() -> None:
    print("there", flush=True)
    threading.Event().wait()


def main(profile: str, url: str, code: str, step: str) -> None:
    keep, check, fetch = PartsFile.keep, first_load._Loading.check, snapshot.sync_once

    def keep_part(self: PartsFile, number: int, data: bytes) -> None:
        keep(self, number, data)
        if step == f"part {number}":
            hold()

    def check_loaded(self: first_load._Loading) -> None:
        check(self)
        if step == "loading":
            hold()

    def sync(*words: Any, **more: Any) -> Any:
        if step == "loaded":
            hold()
        return fetch(*words, **more)

    PartsFile.keep = keep_part  # type: ignore[method-assign]
    first_load._Loading.check = check_loaded  # type: ignore[method-assign]
    snapshot.sync_once = sync
    enrolment.enrol(Profile(Path(profile)), url, code)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""What became of jobs that left the queue of CUPS, asked of libcups itself.

``lpstat`` lists finished, withdrawn and given-up jobs alike and hides titles; the library that
it is made of tells them apart. Where it does not load, a job that left the queue counts as done.
"""

from __future__ import annotations

import ctypes
import functools
import os
from typing import NamedTuple

#: Values of ``whichjobs`` and of IPP's job-state (RFC 8011, 5.3.7).
_ALL = -1
PENDING, HELD, PROCESSING, STOPPED, CANCELLED, ABORTED, COMPLETED = range(3, 10)


class QueuedJob(NamedTuple):
    """A job as CUPS knows it; ``state`` as in IPP, ``number`` as in ``queue-number``."""

    number: int
    title: str
    state: int


class _Job(ctypes.Structure):
    """``cups_job_t`` of cups.h; unchanged since CUPS 1.2."""

    _fields_ = (
        ("id", ctypes.c_int),
        ("dest", ctypes.c_char_p),
        ("title", ctypes.c_char_p),
        ("user", ctypes.c_char_p),
        ("format", ctypes.c_char_p),
        ("state", ctypes.c_int),
        ("size", ctypes.c_int),
        ("priority", ctypes.c_int),
        ("completed_time", ctypes.c_long),
        ("creation_time", ctypes.c_long),
        ("processing_time", ctypes.c_long),
    )


@functools.cache
def _library() -> ctypes.CDLL | None:
    try:
        library = ctypes.CDLL("libcups.so.2")
        library.cupsSetServer.argtypes = (ctypes.c_char_p,)
        library.cupsSetServer.restype = None
        library.cupsGetJobs.argtypes = (
            ctypes.POINTER(ctypes.POINTER(_Job)), ctypes.c_char_p, ctypes.c_int, ctypes.c_int,
        )  # fmt: skip
        library.cupsGetJobs.restype = ctypes.c_int
        library.cupsFreeJobs.argtypes = (ctypes.c_int, ctypes.POINTER(_Job))
        library.cupsFreeJobs.restype = None
    except (OSError, AttributeError):
        return None
    return library


def all_jobs(queue: str) -> list[QueuedJob] | None:
    """Every job CUPS remembers of a queue; None when it cannot be asked."""
    library = _library()
    if library is None:
        return None
    server = os.environ.get("CUPS_SERVER", "")
    library.cupsSetServer(server.encode() or None)
    jobs = ctypes.POINTER(_Job)()
    count = library.cupsGetJobs(ctypes.byref(jobs), queue.encode(), 0, _ALL)
    if count < 0:
        return None
    try:
        return [
            QueuedJob(each.id, (each.title or b"").decode("utf-8", "replace"), each.state)
            for each in jobs[:count]
        ]
    finally:
        library.cupsFreeJobs(count, jobs)

"""Telling a gun from a hand by the speed of its keys.

A gun types a code a character every few ms and ends with Enter or Tab; nobody types six
characters and Enter with less than 35 ms between any two. The first characters of a scan
cannot be told from typing, so in a text field they go on at once and are taken back when the
burst turns out to be a scan; once four came that fast, the following are kept back. What was
kept and is no scan is given back in its order, so nothing typed is ever lost.

Pure: :func:`character`, :func:`end`, :func:`other` and :func:`expired` say what is to be done
with a key and how things stand after it. Times in ms of any one clock.
"""

from __future__ import annotations

import msgspec

#: Longest time between two characters of a gun.
GAP_MS = 35
#: With so many fast characters it is probably a gun: the following are kept back.
SURE = 4
#: Fewer characters are never a scan.
LEAST = 6
#: More are no code that is printed on paper.
MOST = 1000


class Burst(msgspec.Struct, frozen=True):
    """Characters that came fast after each other. The first ``leaked`` of ``text`` went on to
    whatever has the cursor; the others are kept back."""

    text: str = ""
    leaked: int = 0
    last_ms: int = 0
    #: a scan was just taken: a second end (CR and LF) belongs to it
    ended: bool = False

    @property
    def kept(self) -> int:
        """How many keys are kept back."""
        return len(self.text) - self.leaked


class Deed(msgspec.Struct, frozen=True):
    """What to do with a key: first give back what was kept (``release``), then let the key go
    on or ``keep`` it. With ``scan`` the leaked characters are taken back and the scan is told.
    ``fresh``: a new burst begins with this key, which goes on."""

    burst: Burst
    release: bool = False
    keep: bool = False
    scan: str = ""
    fresh: bool = False


QUIET = Burst()


def character(burst: Burst, text: str, at_ms: int, *, leaks: bool, gap_ms: int = GAP_MS) -> Deed:
    """One printable character. ``leaks``: it may go on at once, because it can be taken back
    (a text field has the cursor); else the first ones are kept back as well."""
    if _follows(burst, at_ms, gap_ms) and burst.text and len(burst.text) < MOST:
        text = burst.text + text
        keep = burst.kept > 0 or len(text) >= SURE or not leaks
        leaked = burst.leaked if keep else burst.leaked + 1
        return Deed(Burst(text, leaked, at_ms), keep=keep)
    return Deed(Burst(text, int(leaks), at_ms), release=burst.kept > 0, keep=not leaks, fresh=leaks)


def end(burst: Burst, at_ms: int, *, gap_ms: int = GAP_MS) -> Deed:
    """Enter or Tab."""
    if _follows(burst, at_ms, gap_ms):
        if burst.ended:
            return Deed(Burst(ended=True, last_ms=at_ms), keep=True)
        if len(burst.text) >= LEAST:
            return Deed(Burst(ended=True, last_ms=at_ms), keep=True, scan=burst.text)
    return Deed(QUIET, release=burst.kept > 0)


def other(burst: Burst) -> Deed:
    """Any other key that is no modifier: whoever presses it is a person."""
    return Deed(QUIET, release=burst.kept > 0)


def expired(burst: Burst, at_ms: int, *, gap_ms: int = GAP_MS) -> Deed:
    """Time went by: what is kept back was no scan."""
    if burst.kept and not _follows(burst, at_ms, gap_ms):
        return Deed(QUIET, release=True)
    return Deed(burst)


def _follows(burst: Burst, at_ms: int, gap_ms: int) -> bool:
    return 0 <= at_ms - burst.last_ms <= gap_ms

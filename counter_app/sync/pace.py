"""How often to exchange: pure rules, all in seconds.

Every pause is spread by chance, so that a county's power cut does not bring all its devices
back in the same second.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """How often. All in seconds; ``jitter``: share by which a pause is lengthened at most."""

    #: with a line, as long as nobody tells when there is news
    online: float = 3.0
    first_retry: float = 5.0
    longest_retry: float = 60.0
    refused_retry: float = 300.0
    #: offline, a new entry does not knock more often than this
    knock: float = 5.0
    #: how soon a new entry is noticed
    tick: float = 0.2
    jitter: float = 0.3
    #: with a line on which the county tells what is new: an exchange to be on the safe side
    checkup: float = 60.0
    #: without a line: a bare connection is tried between so often …
    knock_least: float = 2.0
    #: … and so often
    knock_most: float = 5.0
    #: how often the way to the county is looked at
    look: float = 1.0
    #: a line that broke is tried again within this time
    broken: float = 1.0
    #: new reference data is fetched within this time: everybody is told of it at once
    edition: float = 3.0


def retry_pause(pace: Pace, failures: int, chance: float) -> float:
    """Pause after so many failures (1, 2 …) in a row; ``chance`` in 0 … 1.

    Doubles up to ``longest_retry`` and is lengthened by chance; never shorter than before at
    the same chance.
    """
    doubled = pace.first_retry * 2.0 ** min(max(failures, 1) - 1, 20)
    return spread(pace, min(doubled, pace.longest_retry), chance)


def spread(pace: Pace, pause: float, chance: float) -> float:
    """A pause, lengthened by chance (0 … 1) by up to the share ``jitter``."""
    return pause * (1 + pace.jitter * chance)


def knock_pause(pace: Pace, chance: float) -> float:
    """How long until the next bare connection is tried."""
    return pace.knock_least + (pace.knock_most - pace.knock_least) * chance

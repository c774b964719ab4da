"""What a page can ask of the citizen's screen, and the answer where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from counter_app.ui.citizen.ballot import Ballot
    from counter_app.ui.citizen.ink import Ink
    from counter_app.ui.citizen.views import CitizenView, Rate, Sign


class CitizenPort(Protocol):
    """The second screen as pages know it. Every call is quick and may be made at any time."""

    @property
    def shown(self) -> bool:
        """Whether a citizen can see anything now."""

    @property
    def always(self) -> bool:
        """Whether what is typed may be shown without being asked each time (setting)."""

    def show(self, view: CitizenView) -> None:
        """Show this instead of what is there."""

    def sign(self, view: Sign, ink: Ink) -> None:
        """Let the citizen write into ``ink``."""

    def rate(self, view: Rate, ballot: Ballot) -> None:
        """Let the citizen say how he was served, or not; ``ballot`` tells what became of it."""

    def clear(self) -> None:
        """Nobody is being served any more: nothing of anybody is to be seen."""

    def arrange(self) -> None:
        """The settings or the monitors are different: stand where they say."""


class NoCitizen:
    """No second screen: everything is taken and nothing happens."""

    shown = False
    always = False

    def show(self, view: CitizenView) -> None:
        return None

    def sign(self, view: Sign, ink: Ink) -> None:
        return None

    def rate(self, view: Rate, ballot: Ballot) -> None:
        return None

    def clear(self) -> None:
        return None

    def arrange(self) -> None:
        return None

"""The county's words for the "办不成事" window, looked up by list and code."""

from __future__ import annotations

from collections.abc import Iterable

from counter_app.models.reference_trouble import TroubleList, TroubleTerm
from counter_app.rules.workdays import LONGEST


class Terms:
    """Every list as it is in force. A list that the county has issued replaces the default one
    altogether; a code that is no longer in it is still read from the default, and then stands
    for itself.
    """

    def __init__(
        self, issued: Iterable[TroubleTerm] = (), defaults: Iterable[TroubleTerm] = ()
    ) -> None:
        fallback, county = sorted(defaults, key=_place), sorted(issued, key=_place)
        replaced = {each.list for each in county}
        in_force = [each for each in fallback if each.list not in replaced]
        self._known = {(each.list, each.code): each for each in (*fallback, *county)}
        self._in_force: dict[tuple[TroubleList, str], TroubleTerm] = {
            (each.list, each.code): each for each in (*in_force, *county)
        }

    def offered(self, list_: TroubleList, parent: str | None = None) -> tuple[TroubleTerm, ...]:
        """What may be chosen now, in the county's order. ``parent``: only what stands under it,
        "" = the roots; None = everything."""
        return tuple(
            each
            for each in self._in_force.values()
            if each.list is list_ and each.active and parent in (None, each.parent)
        )

    def offers(self, list_: TroubleList, code: str) -> bool:
        found = self._in_force.get((list_, code))
        return found is not None and found.active

    def label(self, list_: TroubleList, code: str) -> str:
        """The word for a code; a code that nobody knows any more stands for itself."""
        found = self._in_force.get((list_, code)) or self._known.get((list_, code))
        return found.name if found is not None else code

    def path(self, list_: TroubleList, code: str) -> str:
        """The word with what stands above it: 历史遗留—档案缺失."""
        found = self._in_force.get((list_, code)) or self._known.get((list_, code))
        if found is None or not found.parent or found.parent == code:
            return self.label(list_, code)
        return f"{self.label(list_, found.parent)}—{found.name}"

    def root(self, list_: TroubleList, code: str) -> str:
        """The code at the top of the tree above this one."""
        seen = {code}
        while True:
            found = self._in_force.get((list_, code)) or self._known.get((list_, code))
            if found is None or not found.parent or found.parent in seen:
                return code
            code = found.parent
            seen.add(code)

    def remedy(self, ground: str) -> str:
        """What is told to whoever's matter is outside on this ground."""
        found = self._in_force.get((TroubleList.OUTSIDE, ground))
        return found.remedy if found is not None else ""

    def answer_days(self, kind: str) -> int:
        """Working days within which a matter of this class is answered; at least one."""
        found = self._in_force.get((TroubleList.KIND, kind))
        longest = max((each.days for each in self.offered(TroubleList.KIND)), default=0)
        return _within(found.days if found is not None else longest)


def _place(term: TroubleTerm) -> tuple[int, str]:
    return (term.order, term.code)


def _within(days: int) -> int:
    return min(max(days, 1), LONGEST)

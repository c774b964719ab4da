"""What the palette can offer: an entry, its groups, and the entries of declared actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

import msgspec

from counter_app.rules.search_words import fold
from counter_app.ui.actions import ActionSet
from counter_app.ui.key_words import key_label

#: Actions of the frame that only open a page of the rail.
GO = "frame.go."


class Group(StrEnum):
    """The headings, in the order in which they stand."""

    RECENT = "最近用过"
    ACTIONS = "操作"
    PAGES = "页面"
    ITEMS = "事项"
    PEOPLE = "群众"
    CASES = "办件"
    LEDGERS = "台账"


class Entry(msgspec.Struct, frozen=True):
    """One thing that Enter does. ``tag`` stands at the right (a key, a level, a state).

    ``key`` names it for the list of recent ones; ``sought`` is what it is found by, folded.
    ``other`` is what Ctrl+Enter does, ``other_words`` says so.
    """

    group: Group
    key: str
    title: str
    run: Callable[[], object]
    detail: str = ""
    tag: str = ""
    icon: str = ""
    sought: str = ""
    other: Callable[[], object] | None = None
    other_words: str = ""

    @property
    def personal(self) -> bool:
        """Whether it tells of a person: such a thing is remembered only while signed in."""
        return self.group in (Group.PEOPLE, Group.CASES, Group.LEDGERS)


def of_actions(sets: Iterable[ActionSet]) -> list[Entry]:
    """Everything that can be done now, in the order in which it was declared."""
    entries = []
    for keys in sets:
        for action in keys:
            bound = keys.bound(action.id)
            if not bound.isEnabled():
                continue
            page = action.id.startswith(GO)
            entries.append(
                Entry(
                    group=Group.PAGES if page else Group.ACTIONS,
                    key=f"action:{action.id}",
                    title=bound.text(),
                    run=bound.trigger,
                    detail="" if page else action.hint or action.group,
                    tag=key_label(action.key),
                    icon=action.icon,
                    sought=fold(f"{bound.text()}{action.group}"),
                )
            )
    return entries


def matching(
    entries: Iterable[Entry], text: str, initials: Mapping[str, Sequence[str]]
) -> list[Entry]:
    """Entries that the words name, those that begin with them first.

    ``initials``: title -> pinyin initials, as far as they are known yet. A key (``f8``) finds
    its action too.
    """
    asked = fold(text)
    if not asked:
        return list(entries)
    found: list[tuple[int, Entry]] = []
    for entry in entries:
        spelt = initials.get(entry.title, ())
        if fold(entry.title).startswith(asked) or fold(entry.tag) == asked:
            found.append((0, entry))
        elif any(each.startswith(asked) for each in spelt):
            found.append((1, entry))
        elif asked in entry.sought or any(asked in each for each in spelt):
            found.append((2, entry))
    return [entry for _, entry in sorted(found, key=lambda each: each[0])]

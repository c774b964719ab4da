"""The deed that puts something right (更正): which thing, what it should say, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from counter_app.errors import BadInput
from counter_app.models.acts.base import Act
from counter_app.ui.case.deed import Answers, Asked, Deed, Seat
from counter_app.ui.line.asking import Question, asked, choice, text

#: What should stand there is asked for under this, followed by the field's name.
_NEW = "new_"


def correcting(
    id: str,
    key: str,
    group: str,
    act: type[Act],
    correctable: Mapping[str, tuple[str, Mapping[str, str]]],
    old: Callable[[Any, str], str],
) -> Deed:
    """``act`` is made of (field, old, new, note). ``correctable``: field -> its title and, for
    a choice, its words and what they stand for. ``old(state, field)``: what stands there now."""

    def ask(state: Any, seat: Seat) -> Asked:
        titles = {title: field for field, (title, _) in correctable.items()}
        return asked(state, seat, choice("field", "更正哪一项", titles), *map(new, correctable),
                     text("note", "备注"))  # fmt: skip

    def new(field: str) -> Question:
        title, words = correctable[field]
        when = {"field": (title,)}

        def start(state: Any, seat: Seat) -> str:
            return old(state, field)

        if words:
            return choice(_NEW + field, "应为", words, start=start, when=when)
        return text(_NEW + field, "应为", start=start, when=when, max_length=300)

    def make(state: Any, answers: Answers) -> object:
        for field, (title, words) in correctable.items():
            if answers.get("field") != title:
                continue
            said = answers.get(_NEW + field)
            value, before = words.get(said, said), old(state, field)
            if value == before:
                raise BadInput(_NEW + field, "与原来的相同")
            return act(field, before, value, answers.get("note"))
        raise BadInput("field", "请选择要更正的一项")

    return Deed(id, "更正", key, group, "edit", act, ask, make, "已更正")

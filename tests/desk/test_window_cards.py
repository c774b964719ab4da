"""Who makes cards of windows out, and what the county makes of a code that a device signed."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk_rig import CLERK, COUNTY, MANAGER, TOWN, make_workplace

from counter_app.desk.window_cards import may_print_cards, window_cards
from counter_app.errors import BadInput, Refused
from counter_app.protocol import window_tokens


def test_administration_prints_cards_of_any_place(tmp_path: Path) -> None:
    rig = make_workplace(tmp_path, TOWN, MANAGER)
    try:
        identity = rig.store.identity
        assert may_print_cards(rig.desk)
        for place in ("", TOWN, COUNTY):
            (card,) = window_cards(rig.desk, place)
            found = window_tokens.read(card.url.rpartition("/r/")[2])
            assert found is not None
            assert (found[0].place, found[0].window) == (place or TOWN, 1)
            assert window_tokens.verify(identity.public_key, *found[1:])
        with pytest.raises(BadInput):
            window_cards(rig.desk, "421321999999")
        out = tmp_path / "cards.pdf"
        assert rig.workplace.print_window_cards(out, "table") == 1
        assert out.read_bytes().startswith(b"%PDF")
    finally:
        rig.close()


def test_a_clerk_does_not(tmp_path: Path) -> None:
    rig = make_workplace(tmp_path, TOWN, CLERK)
    try:
        assert not may_print_cards(rig.desk)
        with pytest.raises(Refused, match="岗位"):
            window_cards(rig.desk)
    finally:
        rig.close()

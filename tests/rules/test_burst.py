"""Guns and hands, as tables of keys and times."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from counter_app.rules.burst import (
    GAP_MS,
    LEAST,
    QUIET,
    SURE,
    Burst,
    character,
    end,
    expired,
    other,
)

END, KEY = "\n", "\x00"


class Field:
    """A text field behind the rule: what is in it, what was scanned, what is kept back."""

    def __init__(self, *, leaks: bool = True) -> None:
        self.text = ""
        self.scans: list[str] = []
        self.burst = QUIET
        self.leaks = leaks
        self._kept = ""

    def press(self, key: str, at_ms: int) -> None:
        """A real timer gives back what is kept; here it is asked before each key."""
        self._do(expired(self.burst, at_ms), "")
        if key == END:
            deed = end(self.burst, at_ms)
        elif key == KEY:
            deed = other(self.burst)
        else:
            deed = character(self.burst, key, at_ms, leaks=self.leaks)
        self._do(deed, key)

    def _do(self, deed: object, key: str) -> None:
        assert hasattr(deed, "burst")
        if deed.release:
            self.text += self._kept
            self._kept = ""
        if deed.scan:
            leaked = self.burst.leaked
            self.text = self.text[: len(self.text) - leaked]
            self._kept = ""
            self.scans.append(deed.scan)
        elif deed.keep:
            self._kept += key
        else:
            self.text += key
        self.burst = deed.burst

    def rest(self) -> None:
        self._do(expired(self.burst, 10**9), "")


def run(keys: str, gap_ms: int, field: Field | None = None, start: int = 0) -> Field:
    field = field or Field()
    for number, key in enumerate(keys):
        field.press(key, start + number * gap_ms)
    return field


@pytest.mark.parametrize(
    ("keys", "gap_ms", "text", "scans"),
    [
        # a gun, also a slow one; the field is as it was
        ("4213210017260000427" + END, 2, "", ["4213210017260000427"]),
        ("4213210017260000427" + END, GAP_MS, "", ["4213210017260000427"]),
        ("https://a.cn/q/AbC_-9" + END, 0, "", ["https://a.cn/q/AbC_-9"]),
        # Enter and line feed, Enter and Tab: one scan, and no key is left over
        ("123456" + END + END, 1, "", ["123456"]),
        # a hand, however fast a hand can be
        ("4213210017260000427" + END, GAP_MS + 1, "4213210017260000427" + END, []),
        ("zhang" + END, 60, "zhang" + END, []),
        # two keys rolled together are no scan
        ("ab" + END, 5, "ab" + END, []),
        ("abcde" + END, 5, "abcde" + END, []),
        # a burst without an end is given back whole
        ("123456789", 1, "123456789", []),
        # an arrow in the middle: a person
        ("12345" + KEY + "67890" + END, 1, "12345" + KEY + "67890" + END, []),
    ],
)
def test_who_typed_it(keys: str, gap_ms: int, text: str, scans: list[str]) -> None:
    field = run(keys, gap_ms)
    field.rest()
    assert (field.text, field.scans) == (text, scans)


def test_a_scan_in_the_middle_of_typing_leaves_the_typing() -> None:
    field = run("ab", 100)
    field = run("4213210017260000427" + END, 3, field, start=300)
    field = run("cd", 100, field, start=600)
    assert field.text == "abcd"
    assert field.scans == ["4213210017260000427"]


def test_at_most_three_characters_reach_a_text_field_and_none_another_widget() -> None:
    assert run("123456789", 1).text == "123"
    assert len("123") == SURE - 1
    assert run("123456789", 1, Field(leaks=False)).text == ""


def test_enter_soon_after_a_scan_but_by_hand_is_enter() -> None:
    field = run("123456" + END, 1)
    field.press(END, 6 + GAP_MS + 1)
    assert field.text == END


def test_a_clock_that_jumps_back_ends_the_burst() -> None:
    field = run("12345", 1, start=1000)
    field.press("6", 0)
    field.press(END, 1)
    field.rest()
    assert (field.text, field.scans) == ("123456" + END, [])


KEYS = st.lists(
    st.tuples(st.sampled_from("abc123" + END + KEY), st.integers(0, 3 * GAP_MS)), max_size=60
)


@given(KEYS, st.booleans())
def test_no_key_is_ever_lost_or_changes_places(keys: list[tuple[str, int]], leaks: bool) -> None:
    field, at_ms = Field(leaks=leaks), 0
    for key, gap_ms in keys:
        at_ms += gap_ms
        field.press(key, at_ms)
    field.rest()
    typed = "".join(key for key, _ in keys)
    left = field.text
    # Take every scan out of what was typed, in order: what remains is what stands there.
    for scan in field.scans:
        at = typed.index(scan + END)
        assert left.startswith(typed[:at])
        left = left[at:]
        typed = typed[at + len(scan) + 1 :]
        if typed.startswith(END) and not left.startswith(END):
            typed = typed[1:]  # the second end of the same scan
    assert left.lstrip(END) == typed.lstrip(END)


@given(st.text("0123456789abc:/", min_size=LEAST, max_size=200), st.integers(0, GAP_MS))
def test_every_fast_code_with_an_end_is_one_scan(code: str, gap_ms: int) -> None:
    field = run(code + END, gap_ms)
    assert (field.text, field.scans) == ("", [code])


@given(st.text("0123456789abc", max_size=100), st.integers(GAP_MS + 1, 400))
def test_typing_passes_at_once(text: str, gap_ms: int) -> None:
    field = Field()
    for number, key in enumerate(text):
        field.press(key, number * gap_ms)
        assert field.text == text[: number + 1]
    assert not field.scans


def test_nothing_is_kept_in_the_quiet() -> None:
    assert QUIET.kept == Burst().kept == 0

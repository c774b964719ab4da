"""The shipped table of rare characters, read when somebody first asks for one."""

from __future__ import annotations

from functools import lru_cache

from counter_app.rules.rare_characters import RareCharacters
from counter_app.settings import resource


@lru_cache(maxsize=1)
def character_finder() -> RareCharacters:
    """Blocking: about 40,000 readings are loaded."""
    from pypinyin.pinyin_dict import pinyin_dict

    general = resource("characters/general.txt").read_text(encoding="utf-8")
    with resource("characters/parts.tsv").open(encoding="utf-8") as parts:
        return RareCharacters(parts, general.replace("\n", ""), pinyin_dict)

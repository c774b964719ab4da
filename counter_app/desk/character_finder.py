"""Tables of characters and their readings, read when somebody first asks for one."""

from __future__ import annotations

from functools import lru_cache

from counter_app.rules.pinyin_typing import PinyinTyping
from counter_app.rules.rare_characters import RareCharacters
from counter_app.settings import resource


@lru_cache(maxsize=1)
def character_finder() -> RareCharacters:
    """Blocking: about 40,000 readings are loaded."""
    from pypinyin.pinyin_dict import pinyin_dict

    general = resource("characters/general.txt").read_text(encoding="utf-8")
    with resource("characters/parts.tsv").open(encoding="utf-8") as parts:
        return RareCharacters(parts, general.replace("\n", ""), pinyin_dict)


@lru_cache(maxsize=1)
def pinyin_typing() -> PinyinTyping:
    """Blocking: about 47,000 phrases are read, once, when somebody first wants to write."""
    from pypinyin.phrases_dict import phrases_dict
    from pypinyin.pinyin_dict import pinyin_dict

    return PinyinTyping(pinyin_dict, phrases_dict)

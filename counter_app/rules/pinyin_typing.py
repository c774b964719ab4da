"""Writing Chinese by pinyin where no input method can be had: the citizen's own screen.

A finger writes a sentence or two there, so the table is small: words that are said of a
service, the phrases of the pinyin table, and single characters, the usual ones first.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

#: What is often said of a service and stands in no table of phrases.
_SAID: tuple[str, ...] = (
    "材料", "办事", "办理", "工作", "工作人员", "群众", "排队", "窗口", "太慢", "很慢", "等了",
    "一次", "两次", "三次", "几次", "证明", "复印", "复印件", "户口", "身份证", "手续", "申请",
    "受理", "审批", "办结", "拖延", "推诿", "不耐烦", "不告诉", "说不清", "没说清", "没人",
    "没有人", "找不到", "打电话", "不接", "电话", "网上", "系统", "故障", "重复", "提交",
    "补材料", "跑了", "白跑", "跑腿", "来回", "小时", "分钟", "上午", "下午", "昨天", "今天",
    "上次", "这次", "希望", "改进", "改善", "加强", "建议", "投诉", "表扬", "感谢", "谢谢",
    "辛苦", "热情", "耐心", "细心", "周到", "很好", "不好", "满意", "不满意", "方便", "不方便",
    "麻烦", "收费", "乱收费", "中介", "流程", "指南", "说明", "错误", "弄错", "填错", "表格",
    "样表", "签字", "盖章", "领取", "结果", "证件", "老人", "孩子", "残疾", "轮椅", "停车",
    "座位", "空调", "厕所", "卫生", "叫号", "插队", "态度", "服务", "大厅", "便民", "中心",
    "村里", "镇上", "县里",
)  # fmt: skip
#: So many of a kind are offered.
_MOST_WORDS, _MOST_CHARACTERS = 12, 60


class Choice(msgspec.Struct, frozen=True):
    """What may be meant, and how many of the letters it takes."""

    text: str
    letters: int


class PinyinTyping:
    """``readings``: code point -> readings with tones (``nǚ,rǔ``); ``phrases``: phrase -> one
    reading for each character, as pypinyin has them."""

    def __init__(
        self, readings: Mapping[int, str], phrases: Mapping[str, Iterable[Iterable[str]]]
    ) -> None:
        usual = Counter(character for phrase in phrases for character in phrase)
        usual.update(character for word in _SAID for character in word * 50)
        self._characters: dict[str, list[str]] = {}
        first: set[tuple[str, str]] = set()
        for character in usual:
            spoken = list(map(_plain, readings.get(ord(character), "").split(",")))
            first.add((spoken[0], character))
            for reading in filter(None, dict.fromkeys(spoken)):
                self._characters.setdefault(reading, []).append(character)
        self._words: dict[str, list[str]] = {}
        self._initials: dict[str, list[str]] = {}
        for word in _SAID:
            self._add(word, [_plain(readings[ord(each)].split(",")[0]) for each in word])
        for phrase, syllables in phrases.items():
            if 2 <= len(phrase) <= 4:
                self._add(phrase, [_plain(next(iter(each), "")) for each in syllables])
        for reading, found in self._characters.items():
            found.sort(key=lambda each: ((reading, each) not in first, -usual[each]))
        said = set(_SAID)
        for table in (self._words, self._initials):
            for words in table.values():
                words.sort(key=lambda each: (each not in said, -min(usual[c] for c in each)))

    def choices(self, letters: str) -> list[Choice]:
        """What these letters may mean, the likeliest first; [] for none."""
        found: dict[str, int] = {}
        for cut in range(len(letters), 0, -1):
            for word in self._words.get(letters[:cut], ())[:_MOST_WORDS]:
                found.setdefault(word, cut)
        for word in self._initials.get(letters, ())[:_MOST_WORDS]:
            found.setdefault(word, len(letters))
        for cut in range(len(letters), 0, -1):
            if letters[:cut] in self._characters:
                for character in self._characters[letters[:cut]][:_MOST_CHARACTERS]:
                    found.setdefault(character, cut)
                break
        return [Choice(text, used) for text, used in found.items()]

    def _add(self, word: str, syllables: list[str]) -> None:
        if all(syllables):
            self._words.setdefault("".join(syllables), []).append(word)
            self._initials.setdefault("".join(each[0] for each in syllables), []).append(word)


def _plain(reading: str) -> str:
    """Without tones; ``ü`` is ``v``."""
    letters = unicodedata.normalize("NFD", reading.replace("ü", "v"))
    letters = letters.replace("u\u0308", "v")
    return "".join(each for each in letters if each.isascii() and each.isalpha())

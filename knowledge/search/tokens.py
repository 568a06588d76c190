"""Cutting text into jieba words and character bigrams."""

import re
from collections.abc import Iterable

import jieba

from common.numerals import parse_number

KEPT = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z]+|\d+(?:\.\d+)?%?")
# Particles that stand in every question and say nothing of its subject.
STOP = frozenset("的了吗呢啊吧呀嘛么我你他她它您请是有要就也都和与及在") | {"请问", "一下"}


# A number written out, or a single figure that counts something: 七百九 and 790, 八周岁 and 8周岁
# are the same word to search. Shorter numerals stand in too many other words (一定, 万一).
NUMBER = re.compile(
    r"\d+(?:\.\d+)?[百千万]?\d?|(?!万一|千万别|千万不)[零〇一二两三四五六七八九十百千万]{2,}"
    r"|[一二两三四五六七八九十](?=周岁|岁|倍|级|个月|年内|日内|天内)"
)


def numbers(text: str) -> list[str]:
    """The numbers of a text as words of one spelling: `#790`."""
    found = (parse_number(n) for n in NUMBER.findall(text))
    return [f"#{value:g}" for value in found if value is not None]


class Tokens:
    """A tokenizer of its own, so that words of one release do not leak into another.

    Args:
        words: words of the domain, added to jieba's dictionary.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.jieba = jieba.Tokenizer()
        self.jieba.initialize()
        for word in words:
            self.jieba.add_word(word)

    def words(self, text: str) -> list[str]:
        """Words in search mode (long words also in parts), without particles."""
        found: list[str] = []
        for run in KEPT.findall(text):
            found += [w for w in self.jieba.cut_for_search(run) if w not in STOP]
        return found + numbers(text)

    def every(self, text: str) -> list[str]:
        """Words, bigrams and single Chinese characters: all that a linear model may weigh."""
        return self.with_words(text, self.words(text))

    def with_words(self, text: str, words: list[str]) -> list[str]:
        """What `every` gives, for a text whose words are cut already."""
        characters = [c for c in text if "\u4e00" <= c <= "\u9fff"]
        return [*words, *self.bigrams(text), *characters]

    @staticmethod
    def bigrams(text: str) -> list[str]:
        """Overlapping character pairs of each run; single characters stay as they are."""
        found: list[str] = []
        for run in KEPT.findall(text):
            found += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
        return found

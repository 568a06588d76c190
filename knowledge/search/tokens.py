"""Cutting text into jieba words and character bigrams."""

import re
from collections.abc import Iterable

import jieba

KEPT = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z]+|\d+(?:\.\d+)?%?")
# Particles that stand in every question and say nothing of its subject.
STOP = frozenset("的了吗呢啊吧呀嘛么我你他她它您请是有要就也都和与及在") | {"请问", "一下"}


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
        return found

    @staticmethod
    def bigrams(text: str) -> list[str]:
        """Overlapping character pairs of each run; single characters stay as they are."""
        found: list[str] = []
        for run in KEPT.findall(text):
            found += [run[i : i + 2] for i in range(len(run) - 1)] or [run]
        return found

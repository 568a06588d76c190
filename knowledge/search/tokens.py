"""Cutting text into jieba words and character bigrams."""

import re
from collections.abc import Iterable

import jieba

KEPT = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z]+|\d+(?:\.\d+)?%?")
# Particles that stand in every question and say nothing of its subject.
STOP = frozenset("的 了 吗 呢 啊 吧 呀 嘛 么 我 你 他 她 它 您 请问 请 一下 是 有 要 就 也 都 和 与 及 在".split())


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

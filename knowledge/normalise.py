"""One spelling for what people type: width, script, misheard and mistyped domain terms."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import jieba
from opencc import OpenCC
from pypinyin import lazy_pinyin

from knowledge.models import Lexicon

# Zero-width, bidirectional and other invisible characters that only disguise text.
INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u00ad]")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
SPACES = re.compile(r"\s+")
HAN = re.compile(r"[\u4e00-\u9fff]+")
MIN_TERM, MAX_TERM = 2, 6
# A span this frequent in everyday Chinese is a word of its own, not a misheard term.
ORDINARY = 300
ORDINARY_LONG = 50


@dataclass(frozen=True)
class Normalised:
    """Normalised text, the original, and which terms were put right (wrong, right)."""

    text: str
    original: str
    changes: list[tuple[str, str]] = field(default_factory=list)


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=65536)
def _pinyin(text: str) -> str:
    return " ".join(lazy_pinyin(text))


class Normaliser:
    """Built once per release from its lexicon.

    Args:
        lexicon: corrections and words of the domain.
        terms: names and nicknames of services and the like, the targets of homophone repair.
    """

    def __init__(self, lexicon: Lexicon, terms: Iterable[str]) -> None:
        self.corrections = dict(lexicon.corrections)
        known = {t for t in terms if HAN.fullmatch(t) and MIN_TERM <= len(t) <= MAX_TERM}
        self.known = known | set(lexicon.words)
        self.by_pinyin: dict[str, str] = {}
        for term in sorted(known, key=len):
            self.by_pinyin.setdefault(_pinyin(term), term)
        self.lengths = sorted({len(t) for t in known}, reverse=True)
        wrong = sorted(self.corrections, key=len, reverse=True)
        self.wrong = re.compile("|".join(map(re.escape, wrong))) if wrong else None
        if not jieba.dt.initialized:
            jieba.initialize()

    def normalise(self, text: str) -> Normalised:
        """Normalise one message; well under a millisecond for a sentence."""
        plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
        plain = SPACES.sub(" ", CONTROL.sub("", plain)).strip()
        plain = _converter().convert(plain)
        changes: list[tuple[str, str]] = []
        if self.wrong is not None:
            plain = self.wrong.sub(lambda m: self._correct(m.group(0), changes), plain)
        plain = HAN.sub(lambda m: self._repair(m.group(0), changes), plain)
        return Normalised(plain, text, changes)

    def _correct(self, wrong: str, changes: list[tuple[str, str]]) -> str:
        right = self.corrections[wrong]
        changes.append((wrong, right))
        return right

    def _repair(self, run: str, changes: list[tuple[str, str]]) -> str:
        """Replace homophones of domain terms in a run of Chinese characters."""
        position, pieces = 0, []
        while position < len(run):
            length = self._term_at(run, position)
            if length < 0:
                right = self.by_pinyin[_pinyin(run[position : position - length])]
                changes.append((run[position : position - length], right))
                pieces.append(right)
            else:
                pieces.append(run[position : position + length])
            position += abs(length)
        return "".join(pieces)

    def _term_at(self, run: str, position: int) -> int:
        """Length of a known term or word here, negative when it must be repaired."""
        for length in self.lengths:
            span = run[position : position + length]
            if len(span) < length:
                continue
            if span in self.known:
                return length
            frequency = jieba.dt.FREQ.get(span) or 0
            rare = frequency < (ORDINARY if length == MIN_TERM else ORDINARY_LONG)
            # Two characters are easily crossed by other words: the span must not be made of the
            # end of one ordinary word and the start of the next.
            clear = length > MIN_TERM or not self._crosses_words(run, position)
            if rare and clear and _pinyin(span) in self.by_pinyin:
                return -length
        return 1

    @staticmethod
    def _crosses_words(run: str, position: int) -> bool:
        before, after = run[max(0, position - 1) : position + 1], run[position + 1 : position + 3]
        frequent = [jieba.dt.FREQ.get(w) or 0 for w in (before, after) if len(w) == MIN_TERM]
        return any(f >= ORDINARY for f in frequent)

"""Marks text that was probably damaged on its way, so that nobody reads a lost sign as a figure."""

import re
from collections.abc import Iterator

from knowledge.importer.structure import Piece

SUSPICIOUS = (
    (re.compile(r"\d+(?:\.\d+)?//月"), "单位丢了字（可能是“元/人·月”）"),
    (re.compile(r"\d+(?:\.\d+)?%\d+(?:\.\d+)?%"), "两个百分数之间丢了标点"),
    (re.compile(r"\d+(?:\.\d+)?%\d+[家人个名项]"), "两个数字之间丢了标点"),
    (re.compile(r"每百户\d{4}平方米"), "像是一个区间丢了连字号"),
    (re.compile(r"[\ufffd\u25a1]"), "有认不出的字"),
)
NEARBY = 12


def warnings_of(pieces: list[Piece]) -> Iterator[str]:
    """One line for each suspicious place, quoting it with its surroundings."""
    for piece in pieces:
        for pattern, reason in SUSPICIOUS:
            for match in pattern.finditer(piece.text):
                start, end = max(0, match.start() - NEARBY), match.end() + NEARBY
                quote = piece.text[start:end].replace("\n", " ")
                yield f"{piece.label}：{reason}：“{quote}”"
        if piece.text.count("“") != piece.text.count("”"):
            yield f"{piece.label}：引号不成对"

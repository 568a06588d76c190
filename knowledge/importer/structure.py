"""Cutting an official text into clauses: by 条 where there are articles, else by 章, 节, 专栏."""

import re
from dataclasses import dataclass, field

NUMERALS = "〇零一二三四五六七八九十百千两"
ARTICLE = re.compile(
    rf"^第([{NUMERALS}\d]+)条(之[{NUMERALS}]+)?(?:[\s　]+|(?=[^，。、的至和与及]))"
)
CHAPTER = re.compile(rf"^#*\s*(第[{NUMERALS}\d]+[编章])[\s　]*(.{{0,30}})$")
SECTION = re.compile(rf"^#*\s*(第[{NUMERALS}\d]+节)[\s　]*(.{{0,30}})$")
BOX = re.compile(rf"^#*\s*(专栏[\s　]*([{NUMERALS}\d]+))[\s　:：]*(.{{0,40}})$")
PREFACE = re.compile(r"^前[\s　]*言$")
MARKUP = re.compile(r"^(<!--.*-->|[-=*]{3,})$")
DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}


@dataclass
class Piece:
    """One clause of a text: where it stands, its label, its paragraphs."""

    id: str
    label: str
    heading: str | None = None
    paragraphs: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The paragraphs, one a line."""
        return "\n".join(self.paragraphs)


def number_of(text: str) -> int:
    """第一千零四十二 → 1042; digits as they are."""
    if text.isdigit():
        return int(text)
    total = number = 0
    for char in text:
        if char in DIGITS:
            number = DIGITS[char]
        else:
            total += (number or 1) * UNITS[char]
            number = 0
    return total + number


def clean_lines(text: str) -> list[str]:
    """Lines without blank runs, mark-up and stray spaces."""
    lines = (re.sub(r"[ \t\u00a0\u3000]+", " ", line).strip() for line in text.splitlines())
    return [line for line in lines if line and not MARKUP.match(line)]


def cut(lines: list[str]) -> list[Piece]:
    """Clauses of a text in order; what stands before the first one is left to the metadata."""
    articles = sum(1 for line in lines if ARTICLE.match(line))
    return cut_articles(lines) if articles else cut_sections(lines)


def cut_articles(lines: list[str]) -> list[Piece]:
    """One piece an article; chapter and section titles become its heading.

    A reference such as 依照第十条 stands inside a line and is none of its own.
    """
    pieces: list[Piece] = []
    chapter = section = ""
    for line in lines:
        article = ARTICLE.match(line)
        if article:
            number = number_of(article.group(1))
            extra = number_of(article.group(2)[1:]) if article.group(2) else None
            suffix = f"-{extra}" if extra else ""
            label = f"第{number}条" + (f"之{extra}" if extra else "")
            heading = " ".join(part for part in (chapter, section) if part) or None
            piece = Piece(f"art-{number}{suffix}", label, heading)
            rest = line[article.end() :].strip()
            piece.paragraphs = [rest] if rest else []
            pieces.append(piece)
        elif CHAPTER.match(line):
            chapter, section = line.lstrip("# "), ""
        elif SECTION.match(line):
            section = line.lstrip("# ")
        elif pieces and not line.startswith("#"):
            pieces[-1].paragraphs.append(line)
    return [p for p in pieces if p.paragraphs]


def cut_sections(lines: list[str]) -> list[Piece]:
    """One piece a section or box (a plan has no articles); long sections by their paragraphs."""
    pieces: list[Piece] = []
    chapter_label, chapter = "", 0
    current: Piece | None = None
    for line in lines:
        if PREFACE.match(line):
            current = Piece("preface", "前言")
        elif found := CHAPTER.match(line):
            chapter_label = found.group(1)
            chapter = number_of(chapter_label[1:-1])
            current = Piece(f"c{chapter}", chapter_label, found.group(2) or None)
        elif found := SECTION.match(line):
            section = number_of(found.group(1)[1:-1])
            label = f"{chapter_label}{found.group(1)}"
            current = Piece(f"c{chapter}s{section}", label, found.group(2) or None)
        elif found := BOX.match(line):
            number = number_of(found.group(2))
            current = Piece(f"box{number}", f"专栏{number}", found.group(3) or None)
        elif current is not None:
            current.paragraphs.append(line)
            continue
        else:
            continue
        pieces.append(current)
    return [part for piece in pieces if piece.paragraphs for part in split_long(piece)]


# A clause people can read on a phone without losing the place.
LONG = 700


def split_long(piece: Piece) -> list[Piece]:
    """A long section as several pieces of whole paragraphs, numbered -1, -2 …"""
    if len(piece.text) <= LONG:
        return [piece]
    parts: list[list[str]] = [[]]
    for paragraph in piece.paragraphs:
        if parts[-1] and sum(map(len, parts[-1])) + len(paragraph) > LONG:
            parts.append([])
        parts[-1].append(paragraph)
    return [
        Piece(f"{piece.id}-{number}", piece.label, piece.heading, paragraphs)
        for number, paragraphs in enumerate(parts, start=1)
    ]

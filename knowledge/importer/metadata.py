"""Guessing title, issuer, number and dates of an official text; a person confirms them."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

DAY = re.compile(r"(\d{4})\s*[年\-.]\s*(\d{1,2})\s*[月\-.]\s*(\d{1,2})")
EFFECTIVE = re.compile(r"自?(\d{4})年(\d{1,2})月(\d{1,2})日起?(?:正式)?(?:施行|实施|执行)")
NUMBER = re.compile(
    r"([\u4e00-\u9fff]{1,10}〔\d{4}〕\s*\d+\s*号|国务院令\s*第?\d+号|第\s*\d+\s*号令?)"
)
PERIOD = re.compile(r"[“\"]十四五[”\"]")
ISSUERS = (
    (re.compile(r"全国人民代表大会常务委员会"), "全国人民代表大会常务委员会"),
    (re.compile(r"全国人民代表大会"), "全国人民代表大会"),
    (re.compile(r"国务院(?!办公厅)"), "国务院"),
    (re.compile(r"国务院办公厅"), "国务院办公厅"),
    (re.compile(r"江苏省人民政府"), "江苏省人民政府"),
    (re.compile(r"镇江市"), "镇江市"),
    (re.compile(r"民政部"), "民政部"),
)


@dataclass
class Guess:
    """What was found; None where the text does not say."""

    title: str
    issuer: str
    region: str
    number: str | None = None
    published: date | None = None
    effective_from: date | None = None


def days_in(text: str) -> list[date]:
    """All dates of a text, oldest first."""
    found = []
    for match in DAY.finditer(text):
        try:
            found.append(date(*(int(g) for g in match.groups())))
        except ValueError:
            continue
    return sorted(found)


def guess(lines: list[str], file: Path) -> Guess:
    """Read the head and the end of a text.

    Args:
        lines: cleaned lines of the whole text.
        file: its name carries title and date where the head does not.
    """
    head = lines[:15]
    title = title_of(head, file)
    top = "\n".join(line for line in head if line != title)
    whole = "\n".join(lines)
    issuer = next((name for pattern, name in ISSUERS if pattern.search(f"{title}\n{top}")), "未知")
    region = "镇江市" if "镇江" in title else "江苏省" if "江苏" in title else "国家"
    number = NUMBER.search(top)
    named = days_in(file.stem)
    published = days_in(top) or named
    starts = [date(*(int(g) for g in m.groups())) for m in EFFECTIVE.finditer(whole)]
    return Guess(
        title=title,
        issuer=issuer,
        region=region,
        number=re.sub(r"\s+", "", number.group(1)) if number else None,
        published=published[-1] if published else None,
        effective_from=max(starts) if starts else None,
    )


def title_of(head: list[str], file: Path) -> str:
    """The first line that names a kind of text, else the file's name without its date."""
    kinds = re.compile(r"(法|条例|办法|规划|细则|意见|通知|编)$")
    lines = [line.lstrip("# ").strip() for line in head]
    named = [line for line in lines if kinds.search(line) and len(line) <= 50]
    if named:
        return named[0] if len(named) == 1 or named[1] != "婚姻家庭编" else "".join(named[:2])
    return re.sub(r"[((].*?[))]", "", file.stem).strip()

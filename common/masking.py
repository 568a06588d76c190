"""Masking of personal numbers before anything is stored or logged.

`\\b` never matches inside Chinese text, so digit look-arounds mark the ends. Numbers are looked for
in a folded copy of the same length (half-width, Chinese numerals as digits), so that positions stay
those of the original.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date

# What people put between digits: spaces, dashes, dots, up to three of them (138 - 1234 - 5678).
GAP = r"[ \t\-‐‑–—―.·・。_()\u200b-\u200d\ufeff]{0,3}"
ID_CARD = re.compile(rf"(?<!\d)\d(?:{GAP}\d){{16}}{GAP}[\dXx](?![\dA-Za-z])")
ID_OLD = re.compile(r"(?<!\d)\d{15}(?!\d)")
CARD = re.compile(rf"(?<!\d)[3-69]\d{{3}}(?:{GAP}\d{{4}}){{3}}(?:{GAP}\d{{1,3}})?(?!\d)")
MOBILE = re.compile(rf"(?<!\d)(?:(?:\+|00)?86{GAP}|0)?(?P<own>1{GAP}[3-9](?:{GAP}\d){{9}})(?!\d)")
LANDLINE = re.compile(
    rf"(?<!\d)[((]?0(?:10|2\d|[3-9]\d\d)[))]?{GAP}[2-8](?:\d{{7}}|\d{{3}}{GAP}\d{{4}}|\d{{6}})(?!\d)"
)
# A local number of eight digits looks like a date or an amount; these words before it decide.
LOCAL = re.compile(
    rf"(?:电话|座机|固话|手机|号码)(?!费)\D{{0,4}}(?P<own>[2-8]\d{{3}}{GAP}\d{{3,4}})(?!\d)"
)
NEAR = re.compile(r"(?:电话|手机|号码|联系|打给|找我)\D{0,6}$")
DIGITS = re.compile(r"\d+")
# How people group the eleven digits of a mobile number. 1500 20000 36 is three amounts.
MOBILE_GROUPS = {(11,), (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (5, 6), (3, 2, 2, 2, 2), (1,) * 11}
NUMERALS = str.maketrans("〇零一二三四五六七八九幺", "001234567891")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
# GB/T 2260: the first digit of a province is its region.
PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
EARLIEST_BIRTH = 1900


def _digits(text: str) -> str:
    return re.sub(r"[^\dXx]", "", text).upper()


def _groups(text: str) -> tuple[int, ...]:
    return tuple(len(group) for group in DIGITS.findall(text))


def _is_day(year: int, month: str, day: str) -> bool:
    try:
        return date(year, int(month), int(day)).year >= EARLIEST_BIRTH
    except ValueError:
        return False


def _is_id(found: re.Match[str]) -> bool:
    """18 digits: a birthday, and the check digit unless it was written in one piece.

    A mistyped identity number is as personal as a right one.
    """
    number = _digits(found.group(0))
    if not PROVINCE.match(number) or not _is_day(int(number[6:10]), number[10:12], number[12:14]):
        return False
    total = sum(int(d) * w for d, w in zip(number[:17], WEIGHTS, strict=True))
    return CHECKS[total % 11] == number[17] or len(found.group(0)) == len(number)


def _is_old_id(found: re.Match[str]) -> bool:
    number = found.group(0)
    born = _is_day(1900 + int(number[6:8]), number[8:10], number[10:12])
    return bool(PROVINCE.match(number)) and born


def _is_card(found: re.Match[str]) -> bool:
    """The Luhn check."""
    total = 0
    for position, char in enumerate(reversed(_digits(found.group(0)))):
        value = int(char) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _is_mobile(found: re.Match[str]) -> bool:
    before = found.string[: found.start()]
    return _groups(found.group("own")) in MOBILE_GROUPS or bool(NEAR.search(before))


def _is_local(found: re.Match[str]) -> bool:
    number = _digits(found.group("own"))
    return len(number) < 8 or not _is_day(int(number[:4]), number[4:6], number[6:8])


def _always(_: re.Match[str]) -> bool:
    return True


KINDS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], bool], str], ...] = (
    (ID_CARD, _is_id, "身份证号"),
    (CARD, _is_card, "银行卡号"),
    (ID_OLD, _is_old_id, "身份证号"),
    (MOBILE, _is_mobile, "手机号"),
    (LANDLINE, _always, "电话号码"),
    (LOCAL, _is_local, "电话号码"),
)


def _fold(text: str) -> str:
    """Half-width, character by character, so that positions stay."""
    folded = (unicodedata.normalize("NFKC", c) for c in text)
    return "".join(f if len(f) == 1 else c for f, c in zip(folded, text, strict=True))


def _readings(text: str) -> tuple[str, str]:
    """The text as it is, and with Chinese numerals as digits.

    Both, since in 第一13800138000 the numeral is not part of the number.
    """
    folded = _fold(text)
    return folded, folded.translate(NUMERALS)


def _matches(text: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Matches in either reading, overlapping ones too: 1500 138 0013 8000 holds one number."""
    for reading in _readings(text):
        start = 0
        while found := pattern.search(reading, start):
            yield found
            start = found.start() + 1


def mask(text: str) -> str:
    """Text without ID numbers, phone numbers and bank card numbers.

    Full-width digits, Chinese numerals and digits with gaps are found too. Amounts, dates and short
    numbers stay.
    """
    spans: list[tuple[int, int, str]] = []
    for pattern, valid, name in KINDS:
        for found in _matches(text, pattern):
            start, end = found.span("own" if pattern is LOCAL else 0)
            free = all(end <= s or start >= e for s, e, _ in spans)
            if free and valid(found):
                spans.append((start, end, name))
    for start, end, name in sorted(spans, reverse=True):
        text = f"{text[:start]}[{name}]{text[end:]}"
    return text


def mobile_numbers(text: str) -> list[str]:
    """Mobile numbers in a text, in order, as eleven plain digits each."""
    found = {m.start(): _digits(m.group("own")) for m in _matches(text, MOBILE) if _is_mobile(m)}
    return list(dict.fromkeys(found[place] for place in sorted(found)))


def plain_mobile(text: str) -> str | None:
    """The mobile number that a text is, however it is written; None when it is anything else."""
    found = MOBILE.fullmatch(_readings(text.strip())[1])
    return _digits(found.group("own")) if found else None

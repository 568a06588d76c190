"""Masking of personal numbers before anything is stored or logged.

`\\b` never matches inside Chinese text, so digit look-arounds mark the ends.
"""

import re
import unicodedata

# What people put between digits: spaces, dashes, dots, the ideographic space.
GAP = r"[ \t\u3000\-‐–—.·]?"
ID_CARD = re.compile(rf"(?<!\d)(?:\d{GAP}){{17}}[\dXx](?!\d)")
ID_OLD = re.compile(rf"(?<!\d)(?:\d{GAP}){{14}}\d(?!\d)")
MOBILE = re.compile(rf"(?<!\d)(?:\+?86{GAP})?1{GAP}[3-9](?:{GAP}\d){{9}}(?!\d)")
LANDLINE = re.compile(rf"(?<!\d)0\d{{2,3}}{GAP}[2-8]\d{{6,7}}(?!\d)")
CARD = re.compile(rf"(?<!\d)(?:\d{GAP}){{15,18}}\d(?!\d)")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


def _digits(text: str) -> str:
    return re.sub(r"[^\dXx]", "", text).upper()


def _is_id(text: str) -> bool:
    number = _digits(text)
    if len(number) == 15:
        return 1 <= int(number[8:10]) <= 12 and 1 <= int(number[10:12]) <= 31
    total = sum(int(d) * w for d, w in zip(number[:17], WEIGHTS, strict=True))
    return CHECKS[total % 11] == number[17]


def _is_card(text: str) -> bool:
    number = _digits(text)
    total = 0
    for position, char in enumerate(reversed(number)):
        value = int(char) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def mask(text: str) -> str:
    """Text without ID numbers, phone numbers and bank card numbers.

    Full-width digits are found too. Amounts, dates and short numbers stay.
    """
    plain = _same_length(text)
    spans: list[tuple[int, int, str]] = []
    for pattern, valid, name in (
        (ID_CARD, _is_id, "身份证号"),
        (CARD, _is_card, "银行卡号"),
        (ID_OLD, _is_id, "身份证号"),
        (MOBILE, None, "手机号"),
        (LANDLINE, None, "电话号码"),
    ):
        for match in pattern.finditer(plain):
            if valid is not None and not valid(match.group(0)):
                continue
            if all(match.end() <= s or match.start() >= e for s, e, _ in spans):
                spans.append((match.start(), match.end(), name))
    for start, end, name in sorted(spans, reverse=True):
        text = f"{text[:start]}[{name}]{text[end:]}"
    return text


def _same_length(text: str) -> str:
    """Half-width, character by character, so that positions stay those of the original."""
    folded = (unicodedata.normalize("NFKC", c) for c in text)
    return "".join(f if len(f) == 1 else c for f, c in zip(folded, text, strict=True))


def phone_numbers(text: str) -> list[str]:
    """Mobile numbers in a text, as eleven plain digits each."""
    return [_digits(m.group(0))[-11:] for m in MOBILE.finditer(_same_length(text))]

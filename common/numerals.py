"""Numbers as people write them: digits, Chinese numerals, or both."""

import re

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
NUMERAL = re.compile(r"[\d零〇一二两俩仨三四五六七八九十百千万亿.]+")


def parse_number(text: str) -> float | None:
    """A number in digits, Chinese numerals or both (2万, 三千五, 1万2); None if there is none."""
    found = [n for n in NUMERAL.findall(text.replace(",", "")) if n.strip(".")]
    if not found:
        return None
    # Digits before numerals (一共1500), a longer one before 一 in 一共, the later of
    # equals (一家五口).
    raw = max(reversed(found), key=lambda n: (bool(re.search(r"\d", n)), len(n))).strip(".")
    if re.fullmatch(r"\d+(\.\d+)?", raw):
        return float(raw)
    if not any(c in UNITS for c in raw) and len(raw) > 1 and not re.search(r"\d", raw):
        return float("".join(str(DIGITS[c]) for c in raw if c in DIGITS))
    return _numeral(raw)


def _numeral(raw: str) -> float | None:
    total, section, number, last_unit, pending = 0.0, 0.0, 0.0, 1, ""
    for char in raw:
        if char.isdigit() or char == ".":
            pending += char
            continue
        if pending:
            number, pending = float(pending), ""
        if char in DIGITS:
            number = DIGITS[char]
            if char in "零〇":
                last_unit = 10
        elif char in UNITS:
            unit = UNITS[char]
            if unit >= UNITS["万"]:
                section = (section + number) or 1
                total, section = total + section * unit, 0.0
            else:
                section += (number or 1) * unit
            number, last_unit = 0.0, unit
    if pending:
        number = float(pending)
    # 三千五 is 3500, 1万2 is 12000: a last digit counts in the next lower unit.
    spoken_short = 0 < number < 10 and last_unit >= 100
    return total + section + number * (last_unit / 10 if spoken_short else 1)

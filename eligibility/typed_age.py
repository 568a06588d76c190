"""An answer that is an age: years completed (周岁), or a problem that helps to find them."""

import re
from datetime import date

from common import clock
from common.numerals import parse_number
from eligibility.amounts import ASCENDING, CHINESE, plain
from eligibility.functions import age_on
from eligibility.models import Fact
from eligibility.typed_dates import find_day
from eligibility.values import EARLIEST_BIRTH_YEAR, ParsedValue, bounded

NUMBER = rf"(?:\d+(?:\.\d+)?|[{CHINESE}十百]+)"
COMPLETED = re.compile(rf"(?:实岁|周岁)\D{{0,2}}?({NUMBER})|({NUMBER})(?:实岁|周岁)")
NOMINAL = re.compile(rf"(?:虚岁|毛岁|虚)\D{{0,2}}?({NUMBER})|({NUMBER})(?:虚岁|毛岁)|虚岁|毛岁|^虚")
ZODIAC = re.compile(r"属(相|[鼠牛虎兔龙蛇马羊猴鸡狗猪])")
BORN = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d|\d\d)年|(?<!\d)(?P<alone>(?:19|20)\d\d)(?!\d)")
BIRTHDAY_PAST = re.compile(r"生日.{0,3}(已经|都|早)?过(了|完|掉)|过(了|完)生日|过过生日")
BIRTHDAY_COMING = re.compile(r"生日.{0,4}(没|还没|未|不曾).{0,2}(过|到)|没过生日|没到生日")
# 快八十, 八十左右, 明年八十, 七八十, 八十后: no age.
ROUGH = re.compile(
    r"快|不到|没到|未满|不满|不足|将近|接近|近|差不多|大概|大约|约|左右|上下|来岁|出头|奔|马上|就要|即将"
    r"|要满|明年|下个?月|过年|过了年|去年|差|还有|几岁|几十|十几|十来|以上|以下|超过|[大小]于|后$|或者?|还是"
)
NEIGHBOURS = re.compile(
    rf"([{ASCENDING}])[、,]?([{ASCENDING}])(?=十|岁|$|多|了|吧|的)|\d\s*[-~到至]\s*\d"
)
MORE = re.compile(rf"({NUMBER})(多|几)岁?|({NUMBER})岁(多|半)")
MONTHS_OLD = re.compile(rf"({NUMBER})个半?月")
NEWBORN = re.compile(
    r"半岁|半周岁|刚出生|刚生|没满月|未满月|刚满月|满月|不满周岁|没满周岁|未满周岁|不到一岁|没到一岁"
)
# 一个人过, 三口人: no age.
PEOPLE = re.compile(r"[个口]人")
YEARS = re.compile(rf"({NUMBER})周?岁")
ANY_NUMBER = re.compile(NUMBER)

ASK_AGE = "请说周岁，比如“78”。"
ASK_EXACT = "差一岁结果可能就不一样。请说准确的周岁（过完生日才算长一岁），比如“79”。"
ASK_NOMINAL = "请说周岁，就是过完生日的岁数。虚岁通常比周岁大一到两岁"
ASK_ZODIAC = "光知道属相还算不出岁数。请说周岁，比如“78”；也可以说出生的年月日。"
ASK_ONE = "您说了不止一个岁数，请只说一个人的周岁，比如“78”。"


def parse_age(fact: Fact, text: str) -> ParsedValue:
    """Read an answer that is an age; a birth date is turned into completed years."""
    text = plain(text)
    if PEOPLE.search(text) and "岁" not in text:
        return ParsedValue(problem=ASK_AGE)
    if NEWBORN.search(text):
        return _said(fact, 0)
    completed = _number(COMPLETED.search(text))
    nominal = NOMINAL.search(text)
    if nominal and completed is None:
        return ParsedValue(problem=_nominal_problem(_number(nominal)))
    if ZODIAC.search(text) and completed is None and not YEARS.search(text):
        return ParsedValue(problem=ASK_ZODIAC)
    born = None if YEARS.search(text) else _from_birth(fact, text)
    if born is not None:
        return born
    months = MONTHS_OLD.search(text)
    if months and not ANY_NUMBER.search(MONTHS_OLD.sub("", text)):
        return _said(fact, int(_number(months) or 0) // 12)
    return _age(fact, text, completed)


def _said(fact: Fact, age: int, how: str = "") -> ParsedValue:
    return bounded(fact, age, f"{fact.label}{age}周岁{how}")


def _number(match: re.Match[str] | None) -> float | None:
    """The number in the first group that matched."""
    said = next((g for g in match.groups() if g), None) if match else None
    return None if said is None else parse_number(said)


def _nominal_problem(age: float | None) -> str:
    if age is None or age < 3:
        return f"{ASK_NOMINAL}。"
    return f"{ASK_NOMINAL}，虚岁{age:.0f}，周岁大概是{age - 2:.0f}或{age - 1:.0f}。"


def _from_birth(fact: Fact, text: str) -> ParsedValue | None:
    """The age of somebody whose birth date, month or year is told; None when none is told."""
    arabic = re.sub(rf"[{CHINESE}]{{2,4}}(?=年)", _digits, text)
    born = BORN.search(arabic)
    day = find_day(text)
    if day.value is not None and born:
        how = f"（{day.value.year}年{day.value.month}月{day.value.day}日生）"
        return _said(fact, age_on(day.value, as_of=clock.today()), how)
    if born is None:
        return None
    if day.final:
        return ParsedValue(problem=day.problem)
    return _from_year(fact, text, _birth_year(born.group("year") or born.group("alone")), day.month)


def _digits(match: re.Match[str]) -> str:
    return "".join(str(int(parse_number(char) or 0)) for char in match.group())


def _birth_year(said: str) -> int:
    this = clock.today().year
    year = int(said) if len(said) == 4 else this // 100 * 100 + int(said)
    return year if year <= this else year - 100


def _from_year(fact: Fact, text: str, year: int, month: int | None) -> ParsedValue:
    today = clock.today()
    if not EARLIEST_BIRTH_YEAR <= year <= today.year:
        return ParsedValue(problem=ASK_AGE)
    oldest = age_on(date(year, 1, 1), as_of=today)
    past, coming = BIRTHDAY_PAST.search(text), BIRTHDAY_COMING.search(text)
    if coming is None and (past or (month is not None and month < today.month)):
        return _said(fact, oldest, f"（{year}年生，生日过了）")
    if coming or (month is not None and month > today.month):
        return _said(fact, oldest - 1, f"（{year}年生，生日没到）")
    said = f"{year}年{month}月" if month else f"{year}年"
    return ParsedValue(
        problem=f"{said}出生，今年的生日过了没有？过了请回答“{oldest}”，没过请回答“{oldest - 1}”。"
    )


def _age(fact: Fact, text: str, completed: float | None) -> ParsedValue:
    """A plain number of years, where nothing makes it rough."""
    if ROUGH.search(text) or _neighbours(text):
        return ParsedValue(problem=ASK_EXACT)
    more = MORE.search(text)
    number = _number(more)
    if more and (number is None or number % 10 == 0):
        # 八十多; 三岁半 and 82岁多 are 3 and 82.
        return ParsedValue(problem=ASK_EXACT)
    if number is None:
        number = completed
    if number is None:
        numbers = {parse_number(n) for n in YEARS.findall(text) or ANY_NUMBER.findall(text)}
        if len(numbers) > 1:
            return ParsedValue(problem=ASK_ONE)
        number = next(iter(numbers), None)
    if number is None or number != int(number):
        return ParsedValue(problem=ASK_AGE)
    return _said(fact, int(number))


def _neighbours(text: str) -> bool:
    """七八十, 七十七八, 三四岁: two digits next to each other in order."""
    for match in NEIGHBOURS.finditer(text):
        if match.group(1) is None:
            return True
        if ASCENDING.index(match.group(2)) - ASCENDING.index(match.group(1)) == 1:
            return True
    return False

"""Answers that are yes or no, or one of a list."""

import re
from dataclasses import dataclass

from common.numerals import parse_number
from eligibility.amounts import plain
from eligibility.models import Choice, Fact
from eligibility.values import ParsedValue

# 是的, 有啊, 都有, 对头; 不是的, 没得, 莫得, 都没有, 一个也没有.
YES = re.compile(
    r"^(都|也|还|就|确实|真的)?(是|对|有|嗯|恩|好|要|会|能|行|中|成|愿意|自愿|没错|可以|属于|已经|要得|yes|y)",
    re.IGNORECASE,
)
NO = re.compile(
    r"^(都|也|还|就|真的|一[个辆套间分]都?也?|啥都|什么都)?"
    r"(不|没(?!错)|无|否|未|别|莫得|木有|么得|冇|no|n$|从来没|从没)",
    re.IGNORECASE,
)
# What comes before the yes or no itself.
LEAD = re.compile(
    r"^(?:嗯|恩|啊|哦|噢|额|呃|哎|诶|唉|那个|我们家?|咱们?家?|俺们?家?|我家?|家里面?|家中|全家|[他她]们?家?"
    r"|现在|目前|暂时|其实|名下|双方|两个人|两人|夫妻|[,、。!\s])+(?=.)"
)
UNSURE = re.compile(
    r"不(太|大|怎么)?(知道|清楚|晓得|确定|记得|明白|懂|了解)|说不[准清定好]|不好说|不一定|记不[得清]|忘了"
    r"|没听[懂清]|可能|好像|也许|大概|应该|估计|有时|偶尔|有点|不是没|(?P<verb>[是有会能对要好])[不没](?P=verb)|[?？]"
)
NEGATION = re.compile(
    r"(没有?|没得|莫得|不是?|不用|不需要|用不着|非|无|未)(?:在|有|吃|领|享受|办|做|选|去|买|过|任何|什么){0,2}$"
)
ORDINAL = re.compile(
    r"^我?(?:选|就|是|要)*"
    r"(?:第([\d一二两三四五六七八九十]+)(?:个|种|项|条|样)?|选?(?:选项)?(\d+)号?|选([一二三四五六七八九十]))"
    r"[吧的啊呢]*$"
)
LAST = re.compile(r"^我?(?:选|就|是)*(?:最后[一]?[个种项]?|(后)面?[一那]?[个种项者])[吧的啊呢]*$")
FIRST_OF_TWO = re.compile(r"^我?(?:选|就|是)*前面?[一那]?[个种项者][吧的啊呢]*$")
NUMERALS = frozenset("一二三四五六七八九十")
# 一二级, 一到二级: 二级 alone was not said.
SEVERAL = re.compile(r"[一二三四\d][、,和到至-]?$")


@dataclass(frozen=True)
class Match:
    """A name of a choice found in a text."""

    choice: Choice
    start: int
    end: int


def says(text: str, words: list[str]) -> bool:
    """Whether one of the words is said and not denied (没有商铺 does not say 有商铺)."""
    return any(
        not NEGATION.search(text[: match.start()])
        for word in words
        for match in re.finditer(re.escape(word), text)
    )


def said_bool(fact: Fact, value: bool) -> ParsedValue:
    """A yes or no with how it is said back: in the words of the question."""
    yes, no = ("有", "没有") if "有" in fact.question else ("是", "不是")
    return ParsedValue(value, f"{fact.label}：{yes if value else no}")


def said_choice(fact: Fact, choice: Choice) -> ParsedValue:
    """A choice with how it is said back."""
    return ParsedValue(choice.value, f"{fact.label}：{choice.label}")


def _own_words(fact: Fact, text: str) -> bool | None:
    """What the fact's own words say; of both kinds those that come first (不能走 before 能走)."""
    said = {
        value: min((text.index(w) for w in words if says(text, [w])), default=None)
        for value, words in ((False, fact.no_words), (True, fact.yes_words))
    }
    found = {value: place for value, place in said.items() if place is not None}
    return min(found, key=lambda value: found[value]) if found else None


def parse_bool(fact: Fact, text: str) -> ParsedValue:
    """Read a yes or no; the fact's own words count before the general ones."""
    text = plain(text)
    own = _own_words(fact, text)
    if own is not None:
        return said_bool(fact, own)
    unsure = UNSURE.search(text)
    text = LEAD.sub("", text)
    if unsure is None and NO.match(text):
        return said_bool(fact, False)
    if unsure is None and YES.match(text):
        return said_bool(fact, True)
    yes, no = ("有", "没有") if "有" in fact.question else ("是", "不是")
    return ParsedValue(problem=f"请回答“{yes}”或“{no}”；不清楚就说“不知道”。")


def parse_choice(fact: Fact, text: str) -> ParsedValue:
    """Read one of a list: its name, a synonym, or its place (第二个)."""
    text = plain(text).replace("差不多", "")
    exact = next((c for c in fact.choices if text in names(c)), None)
    if exact is None:
        exact = _by_place(fact, text)
    if exact is not None:
        return said_choice(fact, exact)
    found = _distinct([m.choice for m in find_choices(fact, text)]) or _by_part(fact, text)
    if len(found) == 1:
        return said_choice(fact, found[0])
    labels = "、".join(c.label for c in found or fact.choices)
    if found:
        return ParsedValue(problem=f"您说的对得上不止一个：{labels}。请从里面选一个。")
    return ParsedValue(problem=f"请从这几个里选一个：{labels}。")


def names(choice: Choice) -> list[str]:
    """The ways to say a choice, in the script the answers come in."""
    return [plain(name) for name in (choice.label, *choice.synonyms)]


def find_choices(fact: Fact, text: str, shortest: int = 1) -> list[Match]:
    """Choices named in a text; a name inside a longer one, or denied, does not count.

    Args:
        shortest: names of fewer characters are not looked for.
    """
    everything = [name for choice in fact.choices for name in names(choice)]
    found = []
    for choice in fact.choices:
        # 镇江 of 镇江（含丹阳、句容、扬中), unless another choice is called so.
        head = plain(choice.label).split("(")[0]
        own = {*names(choice), *([head] if everything.count(head) == 0 else [])}
        for name in own:
            if len(name) >= shortest and name not in NUMERALS:
                found += [
                    Match(choice, m.start(), m.end()) for m in re.finditer(re.escape(name), text)
                ]
    found = [
        m for m in found if not (text[m.start] in NUMERALS and SEVERAL.search(text[: m.start]))
    ]
    longest = max((m.end - m.start for m in found), default=0)
    # 手, 聋: one character only where nothing longer is said.
    found = [m for m in found if longest == 1 or m.end - m.start > 1]
    kept = [m for m in found if not any(_inside(m, other) for other in found)]
    denied = [m for m in kept if NEGATION.search(text[: m.start])]
    # 没有 of 没有低保 denies that one and is no answer by itself.
    return [m for m in kept if not any(m is d or m.start < d.start <= m.end for d in denied)]


def _inside(one: Match, other: Match) -> bool:
    longer = other.end - other.start > one.end - one.start
    return longer and other.start <= one.start and one.end <= other.end


def _distinct(choices: list[Choice]) -> list[Choice]:
    return [c for i, c in enumerate(choices) if c not in choices[:i]]


def _by_part(fact: Fact, text: str) -> list[Choice]:
    """Choices of which the answer is a part: 捐献 of 遗体捐献, but not 残疾证 of 没有残疾证."""
    return [
        choice
        for choice in fact.choices
        if any(
            len(text) > 1 and text in name and not re.search("[没不无非未]", name.split(text)[0])
            for name in names(choice)
        )
    ]


def _by_place(fact: Fact, text: str) -> Choice | None:
    """第二个, 2, 选二, 最后一个."""
    two = len(fact.choices) == 2
    last, ordinal = LAST.match(text), ORDINAL.match(text)
    if last and (two or not last.group(1)):
        return fact.choices[-1]
    if two and FIRST_OF_TWO.match(text):
        return fact.choices[0]
    if text in NUMERALS:
        place = parse_number(text)
    elif ordinal:
        place = parse_number(next(g for g in ordinal.groups() if g))
    else:
        return None
    number = int(place or 0)
    return fact.choices[number - 1] if 1 <= number <= len(fact.choices) else None

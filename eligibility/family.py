"""Who is spoken of in a sentence, and how many live in the household."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from common.numerals import parse_number

Kind = Literal["self", "couple", "spouse", "elder", "child", "offspring", "other"]

NUMBER = r"\d{1,2}|[一二两三四五六七八九十]{1,3}"
STOP = r",.。;!?\s…"
OF = r"(?:(?:我们?|咱们?|俺|他|她)家?的?)?"
COUNTED = r"(?:(?:\d|[一二两三四五六])个?|个)"
OLD = (
    r"父母亲?|爸妈|爹妈|爸爸妈妈|公婆|公公婆婆|爷爷奶奶|外公外婆|岳父岳母"
    r"|岳父|岳母|老?丈人|丈母娘|公公|婆婆|爷爷|奶奶|外公|外婆|姥姥|姥爷|老?母亲|老?父亲|老太太|老爷子|老头子?"
    r"|爸爸|妈妈|老妈|老爸|老娘|(?<![大姑舅干姨后])[爸妈](?!妈|爸|祖)"
)
YOUNG = r"小?孩子|小孩儿?|小?娃儿?|娃娃|宝宝|孙子|孙女|外孙女?"
GROWN = r"儿子|女儿|闺女|丫头"
KIN = r"哥哥?|弟弟?|姐姐?|妹妹?|兄弟|姐妹|叔叔|伯伯|舅舅|姑姑|姨妈|侄子|侄女"
COUPLE = (
    r"我们?(?:俩口?子?|两口子|两个人?|夫妻俩?|老两口|小两口)"
    r"|夫妻(?:俩|两个?人?|二人)|老夫妻|两口子|老两口|小两口"
)
# Which word names whom; the first that fits counts, so longer and rarer words stand first.
TERMS: tuple[tuple[Kind, str], ...] = (
    ("spouse", rf"{OF}孩子(?:他|她)?的?[爸妈]|{OF}[娃孩]他?[爸妈]"),
    ("other", rf"{OF}(?:儿媳妇?|女婿|弟媳妇?|嫂子|姐夫|妹夫)"),
    ("other", rf"{OF}(?:{COUNTED})?(?:{KIN})"),
    ("couple", COUPLE),
    ("spouse", rf"{OF}(?:老公|丈夫|爱人|老婆|妻子|媳妇|老伴儿?|配偶)"),
    ("offspring", r"[一两二三]儿[一两二三]女"),
    ("elder", rf"{OF}(?:{OLD})"),
    ("elder", rf"{OF}(?:{COUNTED}|俩)?老人(?!家里)家?"),
    ("child", rf"{OF}(?:{COUNTED}|俩|仨)?(?:{YOUNG})"),
    ("offspring", rf"{OF}(?:{COUNTED}|俩|仨)?(?:{GROWN})"),
    ("self", r"(?:我|俺)自己|(?:我|俺|咱|本人)(?!们|家|国|市|区|县|省|镇|的)"),
)  # fmt: skip
PERSON = "(?:" + "|".join(pattern for _, pattern in TERMS) + ")"
PERSONS = re.compile("|".join(f"(?P<k{i}>{pattern})" for i, (_, pattern) in enumerate(TERMS)))
PAIRS = re.compile(r"父母|爸妈|爹妈|爸爸妈妈|公婆|公公婆婆|爷爷奶奶|外公外婆|岳父岳母|俩")
POSSESSIVE = re.compile(r"^(我们?|咱们?|俺|他|她)家?的?(?=.)")
# 孩子 and 老人 without a number may be several.
NEEDS_NUMBER = re.compile(r"孩子|小孩|娃|宝宝|老人")

AND = r"(?:\s*(?:[、,]|和|跟|与|同|及|以及|还有|加上?|另外|再加|带着?|,?还有)\s*){1,2}"
LIVING = r"一起|一块儿?|住|生活|过日子?|过|在|一共|总共|共|全家|吃饭|都|的"
TOTAL_AFTER = rf"(?P<after>{NUMBER}|俩|仨)(?:个人?|口人?|人)?"
LISTED = re.compile(
    rf"(?:^|[{STOP}:])(?P<lead>(?:我们家|我家|家里面?|家中|全家|一家人?|家庭成员|成员|人口|现在|目前|平时|就|只有|只|有|是"
    rf"|一共|总共|里|住着?|:|的){{0,6}})(?P<list>{PERSON}(?:{AND}{PERSON})+)"
    rf"(?:{LIVING}|,){{0,4}}(?:{TOTAL_AFTER})?(?:{LIVING}){{0,4}}(?=$|[{STOP}])"
)
ALONE = re.compile(
    rf"(?:^|[{STOP}])(?:家里|现在|目前|平时|我家)*(?:就|只有|光)?(?:我|俺)?(?:自己)?(?:一个人|1个人|独居|孤身一人)"
    rf"(?:过|住|生活|独居|在家|了|的)*(?=$|[{STOP}])"
)
END = rf"(?=$|[{STOP}、:]|吃饭|生活|一起|过|住|,|我|全|再?加|外加|还有)"
BEFORE = r"(?<![\d一二两三四五六七八九十到至~\-几多])"
HOUSE = (
    r"家里面?|家中|全家|一家人?|我们家|我家|一共|总共|连我|加我|加上我|算上我|生活的有?|人数|人口"
)
TOTALS = (
    re.compile(rf"{BEFORE}(?P<n>{NUMBER})口(?:人|之家)"),
    re.compile(rf"(?:^|[{STOP}]|一家|{HOUSE}|老小)[有是就共才只:一总]{{0,3}}{BEFORE}(?P<n>{NUMBER})口(?={END}|[没有])"),
    re.compile(rf"(?:{HOUSE})[有是就共才只:为自己在内一总我们]{{0,5}}{BEFORE}(?P<n>{NUMBER})个?人{END}"),
    re.compile(rf"(?:人数|人口|(?:连|加上?|算上)我(?:自己)?)[是有为就共一:]{{0,3}}(?P<n>{NUMBER})(?:个|口)?人?{END}"),
)  # fmt: skip
# 三口加一个老人: the total is not the whole.
MORE = re.compile(rf"[人家]?,?(?:再?加上?|外加|还有|另外){OF}(?:{NUMBER})?个?{PERSON}")
# 我跟我妈住, 我带个孩子: who lives together, but perhaps not all of them.
LOOSE = re.compile(r"^\s*(?:跟|与|带着?|还有|另外|,)+\s*$")
NEIGHBOURS = re.compile(r"^[一二两三四五六七八九]{2}$")


@dataclass(frozen=True)
class Person:
    """Somebody spoken of. `count` None: it is not said how many; `name` without 我 of 我老公."""

    kind: Kind
    count: int | None
    name: str
    start: int
    end: int


@dataclass(frozen=True)
class Household:
    """What is said of the household: its size, and its members where they are named one by one.

    `clash`: two totals, or a total that the members contradict. `uncounted`: members are named
    but not all of them, so that they give no size.
    """

    size: int | None = None
    members: tuple[Person, ...] = ()
    clash: bool = False
    uncounted: bool = False


def persons(text: str) -> list[Person]:
    """Everybody spoken of, in order; pronouns are left out."""
    found = []
    for match in PERSONS.finditer(text):
        kind = next(k for i, (k, _) in enumerate(TERMS) if match.group(f"k{i}") is not None)
        found.append(_person(kind, match))
    return found


def _person(kind: Kind, match: re.Match[str]) -> Person:
    said = match.group()
    name = said if kind in ("self", "couple") else POSSESSIVE.sub("", said)
    count: int | None = 1
    number = re.match(rf"({COUNTED})", name)
    both = re.match(r"([一两二三])儿([一两二三])女", name)
    if kind == "couple" or PAIRS.search(name):
        count = 2
    elif both:
        count = int(sum(parse_number(g) or 0 for g in both.groups()))
    elif name.startswith("仨"):
        count = 3
    elif number:
        count = int(parse_number(number.group()) or 1)
    elif NEEDS_NUMBER.search(name):
        count = None
    return Person(kind, count, name, match.start(), match.end())


def household(text: str) -> Household:
    """Read the size of a household from a sentence (half-width commas, as `plain` leaves them)."""
    totals, more = _totals(text)
    listed = LISTED.search(text)
    members = tuple(persons(listed.group("list"))) if listed else ()
    if listed and listed.group("after"):
        totals.add(
            int({"俩": 2, "仨": 3}.get(listed.group("after")) or _int(listed.group("after")))
        )
    counts = [m.count for m in members]
    complete = bool(listed) and None not in counts and _is_whole(listed, members)
    # 我和老公，孩子3岁: somebody else may belong to it.
    complete = complete and (bool(totals) or not _others(text, members))
    size = sum(c for c in counts if c) if complete else None
    clash = more or len(totals) > 1 or (size is not None and bool(totals) and totals != {size})
    if clash:
        return Household(members=members, clash=True)
    return Household(
        next(iter(totals), size), members, clash=False, uncounted=bool(members) and not size
    )


def _is_whole(listed: re.Match[str] | None, members: tuple[Person, ...]) -> bool:
    """Whether a list names the whole household: with the speaker, and more than 我跟我妈."""
    if listed is None:
        return False
    speaker = any(m.kind == "self" or (m.kind == "couple" and m.name[0] == "我") for m in members)
    said = listed.group("list")
    gaps = [said[a.end : b.start] for a, b in pairwise(members)]
    # Commas alone may join two statements; 、 and 和 make a list.
    loose = (
        all(LOOSE.match(gap) for gap in gaps) and len(members) < 3 and members[0].kind != "couple"
    )
    return speaker and (not loose or bool(listed.group("lead")) or bool(listed.group("after")))


def _others(text: str, members: tuple[Person, ...]) -> bool:
    """Whether somebody is spoken of who is not on the list."""
    kinds = {m.kind for m in members} | {"self", "couple"}
    if kinds & {"child", "offspring"}:
        kinds |= {"child", "offspring"}
    names = {m.name[-1] for m in members}
    return any(
        p.kind not in kinds or (p.kind in ("elder", "other") and p.name[-1] not in names)
        for p in persons(text)
    )


def tells_total(clause: str) -> bool:
    """Whether a clause says how many belong to the household."""
    return any(pattern.search(clause) for pattern in TOTALS)


def _totals(text: str) -> tuple[set[int], bool]:
    """Every total that is said, and whether somebody is added to one."""
    found, more = ({1} if ALONE.search(text) else set()), False
    for pattern in TOTALS:
        for match in pattern.finditer(text):
            if not NEIGHBOURS.match(match.group("n")):
                found.add(_int(match.group("n")))
                more = more or bool(MORE.match(text, match.end()))
    return found, more


def _int(said: str) -> int:
    return int(parse_number(said) or 0)

"""Facts that a free sentence tells, so that they need not be asked.

Precision before recall: a fact is taken only where it is named, its value is clear, and nothing
else in the message contradicts it. Facts are read by type, label, choices and their `cues`; the
household's size and income are read from who is said to belong to it (family.py, incomes.py).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from eligibility.amounts import CHINESE, MORE, find_figures, without_periods
from eligibility.family import persons
from eligibility.incomes import PRONOUN, monthly_income
from eligibility.models import Fact
from eligibility.statements import Statements, read_statements
from eligibility.typed_age import parse_age
from eligibility.typed_choices import NEGATION, find_choices, names, said_bool, said_choice
from eligibility.typed_dates import parse_date
from eligibility.typed_money import format_money, parse_money
from eligibility.values import ParsedValue, bounded

HOUSEHOLD_SIZE, HOUSEHOLD_INCOME = "household_size", "household_monthly_income"
# The law calls people of 60 and more old (老年人权益保障法 第2条): 我今年83 may then be the elder.
ELDER = 60
# A label or cue that denies itself (双方都没有配偶) cannot be denied or affirmed once more.
DENYING = re.compile(r"[没无未不]")
NUMBER = rf"(?:\d{{1,3}}|[{CHINESE}十百]{{1,4}})"
NOT = r"(?:没有?|没得|没的|莫得|木有|么得|无)(?:买过?|购)?(?:一[辆套]|任何|什么)?"
HAVE = r"(?<![没莫木么])有(?:[一两二三几\d]?[辆部台套间处个位]|一)?(?:旧|老|破|二手|国产|自己的)?"
AFTER_NOUN = r"(?:子|了|啊|呀|哎|呢|吧|啦|哦)*(?=的?$|[、没无有莫又也和跟还])"
MONEY_WORDS = re.compile(
    r"家里面?|我们家|我家|全家|我们|我|有|是|大概|大约|差不多|左右|上下|块钱?|元|银行|里|还|一共|总共|加起来|就|才|只|剩下?"
    r"|也|的|了|多|总|共|约|钱|在|手里|手上|目前|现在|理财|定期|活期|:|\s"
)
SMALL_WORDS = re.compile(
    r"[在是的为有也都上本了就个吃拿领:我们家啊呀呢哎和跟市县镇]|家里|一直|现在|目前|今年|属于|享受|正在|评的|评了|定的|江苏省?|[农乡]村|城镇"
    rf"|城里|乡下|城市|本地|非?农业|街道|社区|区|[一二三四1-4]级|持?证|人员?|户|家庭|对象|周?岁|{NUMBER}岁"
)
# 没有, 都没有: an answer to a question, no statement by itself.
NO_NAME = re.compile(r"^[没有无不是都也还办啥什么的了其他证]+$")


@dataclass(frozen=True)
class Told:
    """One fact read from a sentence, with how it is said back."""

    fact: str
    value: Any
    said_back: str


def told(text: str, facts: Sequence[Fact]) -> list[Told]:
    """Every fact that a message tells clearly, in the order of `facts`.

    Args:
        text: a message as typed, or normalised.
        facts: those that are wanted.
    """
    said = read_statements(text)
    found = []
    for fact in facts if said.clauses else ():
        reader = READERS.get(fact.id) or READERS.get(fact.type)
        readings = reader(fact, said, facts) if reader else []
        values = {r.value for r in readings if r.problem is None}
        # Two values, or one that is out of bounds, tell nothing.
        if len(values) == 1 and all(r.problem is None for r in readings):
            found.append(Told(fact.id, readings[0].value, readings[0].said_back))
    # 低保户, 外地户口 alone are what is asked about rather than what somebody is.
    topics = [f.id for f in facts if f.type == "choice"]
    alone = len(found) == 1 and found[0].fact in topics and not said.own
    return [] if alone and not re.search("[在是:]", said.text) else found


def _cues(fact: Fact) -> list[str]:
    """How the fact is named, longest first: its cues, and its label where it names a thing."""
    label = [fact.label] if len(fact.label) > 1 and not DENYING.search(fact.label) else []
    return sorted({*fact.cues, *label}, key=len, reverse=True)


def _size(fact: Fact, said: Statements, _: Sequence[Fact]) -> list[ParsedValue]:
    size = said.family.size
    if size is None or said.family.clash or said.changed:
        return []
    return [bounded(fact, size, f"{fact.label}{size}{fact.unit}")]


def _income(fact: Fact, said: Statements, _: Sequence[Fact]) -> list[ParsedValue]:
    unclear = said.family.clash or said.changed
    read = None if unclear else monthly_income(said.text, said.family)
    if read is None:
        return []
    amount, terms = read
    parts = f"（{'+'.join(f'{t:.12g}' for t in terms)}）" if len(terms) > 1 else ""
    return [bounded(fact, amount, f"{fact.label}每月{format_money(amount)}{parts}")]


def _money(fact: Fact, said: Statements, _: Sequence[Fact]) -> list[ParsedValue]:
    """存款两万, 没有存款: nothing else may stand in the clause."""
    nouns = "|".join(map(re.escape, _cues(fact)))
    none = re.compile(rf"{NOT}(?:{nouns}){AFTER_NOUN}")
    found = []
    for number, clause in enumerate(said.clauses):
        cue = next((c for c in _cues(fact) if c in clause), None)
        if cue is None or not _of_household(fact, number, said):
            continue
        bare = without_periods(clause)
        figures = find_figures(bare)
        if len(figures) > 1 or MORE.search(bare):
            continue
        if not figures and none.search(clause):
            # 没存款没车没房
            found.append(bounded(fact, 0.0, f"{fact.label}0元"))
            continue
        if figures:
            bare = bare[: figures[0].start] + bare[figures[0].end :]
            if MONEY_WORDS.sub("", bare.replace(cue, "")):
                continue
        parsed = parse_money(fact, clause)
        found += [parsed] if parsed.problem is None else []
    return found


def _count(fact: Fact, said: Statements, _: Sequence[Fact]) -> list[ParsedValue]:
    """孩子个数2个: the number stands right behind the name."""
    cues = "|".join(map(re.escape, _cues(fact)))
    pattern = re.compile(rf"(?:{cues})[是有为:]*({NUMBER})(?:{re.escape(fact.unit or '个')}|个)?$")
    matches = [pattern.search(clause) for clause in said.clauses] if cues else []
    numbers = [find_figures(m.group(1) + "元")[0].value for m in matches if m]
    return [bounded(fact, int(n), f"{fact.label}{int(n)}{fact.unit}") for n in numbers]


def _age(fact: Fact, said: Statements, _: Sequence[Fact]) -> list[ParsedValue]:
    """我妈83, 83岁的老母亲; 我 only when nobody else is spoken of."""
    cues = [re.escape(c) for c in _cues(fact)]
    if not cues:
        return []
    who = f"(?P<who>{'|'.join(cues)})"
    now = "(?:家里|今年|现在|已经|都|也|有|是|刚满|刚|满|周岁|年龄|岁数|年纪|的|了|:)*"
    number = rf"(?<![\d{CHINESE}十百拾多几])(?P<n>{NUMBER})(?![\d{CHINESE}十百])"
    # 女儿八岁时, 三岁查出: an age of long ago.
    whole = r"周?岁(?:了|啦)*(?=$|[、重失半瘫残肢视听精智卧独患是有耳眼腿身在])"
    patterns = (
        re.compile(rf"{who}{now}{number}(?:{whole}|(?:了|啦)*$)"),
        re.compile(rf"(?:我|咱|俺|家里|有)[^\d]{{0,4}}?{number}周?岁的?(?:老|高龄)?{who}"),
    )
    found = []
    for clause in said.clauses if said.own or not said.asks else ():
        for match in (m for pattern in patterns for m in pattern.finditer(clause)):
            own = match.group("who") in ("我", "本人")
            parsed = parse_age(fact, match.group("n") + "岁")
            if (
                own and (parsed.value or 0) >= ELDER and all(p.kind == "self" for p in said.people)
            ) or (not own and _is_person(fact, clause, match.end("who"))):
                found.append(parsed)
    return found


def _is_person(fact: Fact, clause: str, end: int) -> bool:
    """Whether the cue that ends here names one person of that kind: 妈 of 孩子妈 does not."""
    person = next((p for p in persons(clause) if p.start < end <= p.end), None)
    if person is None:
        return True
    other = person.kind in ("spouse", "couple", "other") and person.name not in fact.cues
    return person.end == end and person.count in (None, 1) and not other


def _bool(fact: Fact, said: Statements, _: Sequence[Fact]) -> list[ParsedValue]:
    """没车, 有一辆车; the fact's own words (两套房) where they say more than yes or no."""
    if not fact.cues:
        return []
    nouns = "|".join(map(re.escape, _cues(fact)))
    # 车子房子都没有 denies what stands before it.
    no = re.compile(rf"{NOT}(?:{nouns}){AFTER_NOUN}|(?:{nouns})子?[也都]*(?:没有|没得|没|无)$")
    yes = re.compile(rf"{HAVE}(?:{nouns}){AFTER_NOUN}")
    found = []
    for number, clause in enumerate(said.clauses):
        denied = bool(no.search(clause)) or _says(clause, fact.no_words)
        affirmed = bool(yes.search(clause)) or _says(clause, fact.yes_words)
        generic = affirmed and said.asks and not said.own
        if denied != affirmed and not generic and _of_household(fact, number, said, affirmed):
            found.append(said_bool(fact, affirmed))
    return found


def _says(clause: str, words: Sequence[str]) -> bool:
    return any(
        not NEGATION.search(clause[: match.start()])
        for word in words
        if not NO_NAME.match(word)
        for match in re.finditer(re.escape(word) + AFTER_NOUN, clause)
    )


def _of_household(fact: Fact, number: int, said: Statements, affirmed: bool = False) -> bool:
    """Whether a clause speaks of the household: not of my mother's savings, nor only of mine.

    What the speaker or the spouse has, the household has; what one of them has not, another may.
    """
    named, clause = said.named[number], said.clauses[number]
    others = [
        p
        for p in named
        # 没有老人也没有残疾人: 老人 is what they have not, nobody who has not.
        if p.kind not in ("self", "couple") and not re.search("[有没无得]$", clause[: p.start])
    ]
    if PRONOUN.search(clause):
        return False
    if affirmed:
        return all(p.kind == "spouse" for p in others)
    alone = not any(p.kind == "self" for p in named)
    return not others and (alone or all(p.kind in ("self", "child") for p in said.people))


def _choice(fact: Fact, said: Statements, facts: Sequence[Fact]) -> list[ParsedValue]:
    """户口在丹阳, 肢体二级残疾: the fact, one choice of it, and the clause says no more."""
    if fact.sensitive and said.asks and not said.own:
        return []
    known = [n for f in facts for c in f.choices for n in names(c) if len(n) > 1]
    known = sorted(
        {*known, *(c for f in facts for c in f.cues if len(c) > 1)}, key=len, reverse=True
    )
    found = []
    for number, clause in enumerate(said.clauses):
        about = said.about(number)
        own = not about or any(p.kind in ("self", "couple") for p in about)
        # The one person whom all of it is about; who applies may have another 户口 than the spouse.
        other = said.one_other() and (fact.sensitive or all(p.kind != "spouse" for p in about))
        if PRONOUN.search(clause) or not (own or other):
            continue
        matches = [
            m
            for m in find_choices(fact, clause, shortest=2)
            if not NO_NAME.match(clause[m.start : m.end])
        ]
        spans = [
            (m.start(), m.end())
            for cue in _cues(fact)
            for m in re.finditer(re.escape(cue), clause)
            # 没有残疾证 is itself a choice.
            if not NEGATION.search(clause[: m.start()])
            or any(n.start < m.start() and m.end() <= n.end for n in matches)
        ]
        choices = {m.choice.value for m in matches}
        if len(choices) == 1 and spans and _says_no_more(clause, known):
            found.append(said_choice(fact, matches[0].choice))
    return found


def _says_no_more(clause: str, known: Sequence[str]) -> bool:
    """Whether a clause holds only persons, names of facts and choices, and small words.

    户口在南京市区 and 低保户突然开刀 say something else.
    """
    for word in known:
        clause = clause.replace(word, " ")
    for person in reversed(persons(clause)):
        clause = clause[: person.start] + " " + clause[person.end :]
    return not SMALL_WORDS.sub("", clause).strip()


def _date(fact: Fact, said: Statements, _: Sequence[Fact]) -> list[ParsedValue]:
    """离婚申请受理日期2026年3月2日: the fact is named, and one day in the clause."""
    clauses = [c for c in said.clauses if any(cue in c for cue in _cues(fact))]
    return [parsed for clause in clauses if (parsed := parse_date(fact, clause)).problem is None]


Reader = Callable[[Fact, Statements, Sequence[Fact]], list[ParsedValue]]
READERS: dict[str, Reader] = {
    HOUSEHOLD_SIZE: _size,
    HOUSEHOLD_INCOME: _income,
    "money": _money,
    "count": _count,
    "age": _age,
    "bool": _bool,
    "choice": _choice,
    "date": _date,
}

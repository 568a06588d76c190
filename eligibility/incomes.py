"""What a household earns in a month, as one sentence tells it: a total, or member by member.

Members' incomes are added up only when every grown-up of the household is accounted for; one who
is not mentioned may earn something.
"""

import re
from dataclasses import dataclass, field

from eligibility.amounts import MORE, Figure, find_figures, find_periods, find_span, without_periods
from eligibility.family import AND, Household, Person, persons, tells_total

EARNING = re.compile(r"收入|工资|薪|退休金|退休费|挣|赚|打工|上班|干活|做工|进账")
NOTHING = re.compile(
    r"(?:没有?|没得|莫得|无|木有|么得)(?:什么|任何|个)?(?:固定)?"
    r"(?:收入|工作|进账|经济来源|收入来源|生活来源|班上|事做)|不上班|没上班|没在上班|不工作"
)
# Money that is spent, owed, saved or given is no income; some of what the state pays is none.
NOT_EARNED = re.compile(
    r"花|开销|开支|支出|消费|药|看病|住院|手术|费|交|付|欠|债|贷|租|存|积蓄|补贴|补助|津贴|低保|救助|抚恤|养老金|奖|借"
    r"|寄|罚|股|卖|买|人均|每人|各|平均每个人|给|残|岁"
)
HOUSE = re.compile(r"全家人?|一家人?|家里面?|家中|我们一?家|我家|家庭")
SUMMED = re.compile(r"一共|总共|总的|加起来|合起来|合计|总收入|全部|收入")
WORDS = re.compile(
    r"全家人?|一家人?|家里面?|家中|我们一?家|我家|家庭|所有|一共|总共|总的|加起来|加一起|合起来|合计|总收入|收入|工资|挣|赚|进账|全部"
    r"|大概|大约|差不多|左右|上下|块钱?|元|钱|现在|目前|算下来|平均|只有|只|就|才|也|是|有|的|了|多|总|共|约|人|能|不过|里|到|:|\s"
)
HOUSE_NOTHING = re.compile(
    r"^(?:全家人?|一家人?|家里面?|我们家|我家|家庭)(?:现在|目前|都|也|一点|里)*"
    r"(?:没有?|没得|莫得|无)(?:任何|什么|一点|固定)?(?:收入|收入来源|经济来源|生活来源|进账)[了的]*$"
)
SCHOOL = r"[^,]{0,6}(?:上学|读书|念书|小学|初中|高中|幼儿园|还小|没成年|未成年)"
PRONOUN = re.compile(r"(?:他|她)(?!们|家|[爸妈]|的)")
TOGETHER = re.compile(r"一共|总共|加起来|合起来|合计")
# Less than this without a unit is an age or a number of people.
SMALLEST = 100
# More than this a month without a word for the time may be a year's.
MOST_WITHOUT_TIME = 20_000
SAME = {
    **dict.fromkeys(("妈妈", "母亲", "老妈", "老母亲"), "妈"),
    **dict.fromkeys(("爸爸", "父亲", "老爸", "老父亲"), "爸"),
}


@dataclass
class Earned:
    """Monthly incomes by person, in the order they were told; `unclear` when one is ambiguous."""

    by_person: dict[str, float] = field(default_factory=dict)
    unclear: bool = False

    def add(self, people: list[str], amount: float) -> None:
        """One amount of one person, or nothing of several."""
        for person in people:
            self.unclear = self.unclear or self.by_person.get(person, amount) != amount
            self.by_person[person] = amount


def monthly_income(text: str, family: Household) -> tuple[float, list[float]] | None:
    """The household's income a month, and the amounts it was added up from.

    Args:
        text: statements, joined by half-width commas.
        family: what the same text says of the household.
    """
    clauses = text.split(",")
    totals = {amount for amount in _totals(clauses) if amount is not None}
    earned = _earned(clauses, family)
    terms = [] if earned.unclear else list(earned.by_person.values())
    if len(totals) > 1 or (totals and sum(terms) > max(totals)):
        return None
    if totals:
        return totals.pop(), []
    if earned.unclear or not terms or not _everybody(text, family, earned):
        return None
    return round(sum(terms), 2), terms


def _totals(clauses: list[str]) -> list[float | None]:
    """Amounts said of the whole family: 全家一个月3000, or 月收入3000 right after 家里三口人."""
    found: list[float | None] = []
    for before, clause in zip(["", *clauses], clauses, strict=False):
        if HOUSE_NOTHING.match(clause):
            found.append(0.0)
            continue
        figure, bare = _figure(clause)
        if figure is None or NOT_EARNED.search(clause):
            continue
        rest = bare[: figure.start] + bare[figure.end :]
        of_house = bool(HOUSE.search(clause)) or tells_total(before)
        timed = bool(find_periods(clause)) or figure.value < MOST_WITHOUT_TIME
        if (
            of_house
            and SUMMED.search(clause + _whole(clause))
            and timed
            and not WORDS.sub("", rest)
        ):
            found.append(_monthly(clause, figure))
    return found


def _whole(clause: str) -> str:
    """全家一个月3000 needs no word for income."""
    return "收入" if re.match(r"全家|一家人", clause) and find_periods(clause) else ""


def _figure(clause: str) -> tuple[Figure | None, str]:
    """The one amount of a clause, and the clause with its times blanked out."""
    bare = without_periods(clause)
    figures = find_figures(bare)
    if len(figures) != 1 or find_span(bare) is not None or MORE.search(bare):
        return None, bare
    return figures[0], bare


def _monthly(clause: str, figure: Figure) -> float | None:
    periods = find_periods(clause)
    if len({p.word for p in periods}) > 1:
        return None
    times = periods[0].per_month if periods else 1.0
    return None if times is None else round(figure.value * times, 2)


def _earned(clauses: list[str], family: Household) -> Earned:
    """What each person is said to earn."""
    earned = Earned()
    carried: list[str] = []
    timed = any(find_periods(c) and EARNING.search(c + "收入") for c in clauses)
    for clause in clauses:
        groups = _groups(clause, family, clauses)
        groups = groups or ([(carried, 0, 0)] if carried else [])
        if not groups and earned.by_person and _more(clause):
            earned.unclear = True
        ends = [start for _, start, _ in groups[1:]] + [len(clause)]
        carried = []
        for (people, _, start), end in zip(groups, ends, strict=False):
            read = _read(clause[start:end], people, earned, timed)
            carried = [] if read else people
    return earned


def _more(clause: str) -> bool:
    """工资3000, 退休金2000: a second income of whoever was spoken of last."""
    of_house = HOUSE.search(clause) or TOGETHER.search(clause)
    return bool(EARNING.search(clause) and find_figures(without_periods(clause)) and not of_house)


def _groups(clause: str, family: Household, clauses: list[str]) -> list[tuple[list[str], int, int]]:
    """Who the parts of a clause are about: people joined by 和 stand together."""
    found = [(_names(p), p.start, p.end) for p in persons(clause)]
    found += [
        (_meant(family, clauses), m.start(), m.end())
        for m in PRONOUN.finditer(clause)
        if not any(start <= m.start() < end for _, start, end in found)
    ]
    groups: list[tuple[list[str], int, int]] = []
    for people, start, end in sorted(found, key=lambda g: g[1]):
        if groups and re.fullmatch(AND, clause[groups[-1][2] : start]):
            before = groups.pop()
            groups.append((before[0] + people, before[1], end))
        else:
            groups.append((people, start, end))
    return groups


def _names(person: Person) -> list[str]:
    if person.kind == "couple":
        return ["self", "spouse"]
    if person.kind in ("self", "spouse"):
        return [person.kind]
    return [SAME.get(person.name, person.name)]


def _meant(family: Household, clauses: list[str]) -> list[str]:
    """Whom 他 or 她 means: the one other grown-up spoken of; nobody (`?`) when there are more."""
    spoken = family.members or tuple(persons(",".join(clauses)))
    others = {
        _names(p)[0] for p in spoken if p.kind not in ("self", "child", "couple") and p.count == 1
    }
    return [others.pop()] if len(others) == 1 else ["?"]


def _read(part: str, people: list[str], earned: Earned, timed: bool) -> bool:
    """Take what a part of a clause says of its people's income; False when it says nothing."""
    nothing = NOTHING.search(part)
    figure, bare = _figure(part)
    several = len(find_figures(bare)) > 1 or find_span(bare) is not None or bool(MORE.search(bare))
    money = figure is not None and (figure.marked or figure.value >= SMALLEST)
    if nothing and not (money or several):
        earned.add(people, 0.0)
        return True
    if NOT_EARNED.search(part) or not (money or several) or figure is None:
        earned.unclear = earned.unclear or (several and bool(EARNING.search(part)))
        return False
    periods = find_periods(part)
    if not (periods or timed or EARNING.search(part)):
        return False
    amount = _monthly(part, figure)
    sure = bool(periods) or figure.value < MOST_WITHOUT_TIME
    joint = len(people) > 1
    if amount is None or nothing or not sure or (joint and not TOGETHER.search(part)):
        earned.unclear = True
        return True
    if joint:
        # What two earn together is told once; the second adds nothing to it.
        earned.add(people[:1], amount)
        earned.add(people[1:], 0.0)
    elif people[0] in earned.by_person:
        # 工资3000, 退休金2000: one person, two amounts.
        earned.unclear = True
    else:
        earned.add(people, amount)
    return True


def _everybody(text: str, family: Household, earned: Earned) -> bool:
    """Whether every grown-up of the household is accounted for, and nobody else."""
    told = set(earned.by_person)
    if family.clash or family.size is None or "?" in told:
        return False
    if family.members and not family.uncounted:
        needed: set[str] = set()
        for member in family.members:
            grown = member.kind == "offspring" and not re.search(
                re.escape(member.name) + SCHOOL, text
            )
            if grown or member.kind not in ("child", "offspring"):
                needed |= set(_names(member))
        children = {_names(m)[0] for m in family.members if m.kind in ("child", "offspring")}
        return needed <= told <= needed | children
    return "self" in told and len(told) == family.size

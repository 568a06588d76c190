"""Checks of rules that the model alone cannot make: facts, figures, sources, dead branches."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from eligibility.models import (
    All,
    AnyMember,
    AnyOf,
    Compare,
    Estimate,
    Fact,
    Line,
    Not,
    Rule,
    Scalar,
    Test,
    facts_of,
    operands,
)

if TYPE_CHECKING:
    from knowledge.content import Content


def check_rules(content: "Content") -> Iterator[str]:
    """Problems of all rules and of their worked examples, as `file:line: id: reason`."""
    meanings: dict[str, Fact] = {}
    for rule in content.rules.values():
        place = content.origins[("rules", rule.id)]
        for part, reason in _problems(rule, content):
            yield f"{content.origins.get((rule.id, part), place)}: {rule.id}: {reason}"
        for fact in rule.facts:
            # What is known from one check is not asked again in another.
            other = meanings.setdefault(fact.id, fact)
            if (other.type, other.period, other.choices) != (fact.type, fact.period, fact.choices):
                yield f"{place}: {rule.id}: 项目{fact.id}和别的规则里的不是一回事"
    for case in content.cases.values():
        place = content.origins[("cases", case.id)]
        known = content.rules.get(case.rule)
        if known is None:
            yield f"{place}: {case.id}: 没有这条规则:{case.rule}"
            continue
        conditions = {c.id for c in known.conditions}
        for name in set(case.conditions) - conditions:
            yield f"{place}: {case.id}: 没有这个条件:{name}"
        for name in set(case.facts) - {f.id for f in known.facts}:
            yield f"{place}: {case.id}: 没有这个项目:{name}"
        for name in set(case.estimates) - {e.id for e in known.estimates}:
            yield f"{place}: {case.id}: 没有这项估算:{name}"


# The id of the part of a rule that is wrong ("" for the rule as a whole), and what is.
Problem = tuple[str, str]


def _problems(rule: Rule, content: "Content") -> Iterator[Problem]:
    facts = {fact.id: fact for fact in rule.facts}
    yield from (("", r) for r in _repeated("项目", [f.id for f in rule.facts]))
    yield from (("", r) for r in _repeated("条件", [c.id for c in rule.conditions]))
    yield from _unknown_names(rule, content)
    for part, test in _tests(rule):
        yield from ((part, r) for r in _test_problems(test, facts, content))
    yield from _needless(rule)
    yield from _period_problems(rule)
    for one in rule.estimates:
        yield from ((one.id, r) for r in _estimate_problems(one, facts, content))


def _repeated(kind: str, ids: list[str]) -> Iterator[str]:
    for name in sorted({i for i in ids if ids.count(i) > 1}):
        yield f"{kind}编号重复:{name}"


def _unknown_names(rule: Rule, content: "Content") -> Iterator[Problem]:
    for service in [rule.id, *rule.also]:
        if service not in content.services:
            yield "", f"没有这项服务:{service}"
    screen = content.facts.get(rule.screen or "")
    if rule.screen and (screen is None or screen.type != "bool"):
        yield "", f"没有这个共用的是非项目:{rule.screen}"
    for part, source in _cited(rule):
        if content.passage(source) is None:
            yield part, f"引用的条款不存在:{source}"


def _test_problems(test: Test, facts: dict[str, Fact], content: "Content") -> Iterator[str]:
    for name in facts_of(test):
        if name not in facts:
            yield f"用到没有问过的项目:{name}"
    for operand in operands(test):
        if operand.param is not None and operand.param not in content.parameters:
            yield f"没有这个参数:{operand.param}"
    yield from _dead_branches(test, facts)


def _needless(rule: Rule) -> Iterator[Problem]:
    """Questions that no test, amount or period looks at."""
    used = {name for _, test in _tests(rule) for name in facts_of(test)}
    used |= {t.fact for e in rule.estimates for s in e.steps for t in s.of if t.fact}
    used |= {period.after for period in rule.periods}
    for fact in rule.facts:
        if fact.id not in used:
            yield fact.id, f"问了用不到的项目:{fact.id}"


def _period_problems(rule: Rule) -> Iterator[Problem]:
    starts = {f.id for f in rule.facts if f.type == "date"}
    for period in rule.periods:
        if period.after not in starts:
            yield period.id, f"期间{period.id}没有起算的日期:{period.after}"
        starts.add(period.id)


def sources_of(rule: Rule) -> list[str]:
    """Every passage a rule cites."""
    return [source for _, source in _cited(rule)]


def _cited(rule: Rule) -> Iterator[tuple[str, str]]:
    """(id of the part, passage id) of all that a rule cites."""
    yield from (("", source) for source in rule.sources)
    for fact in rule.facts:
        yield fact.id, fact.source
        if fact.explain:
            yield fact.id, fact.explain.source
    yield from ((c.id, c.source) for c in rule.conditions)
    yield from (("", line.source) for line in _lines(rule))
    yield from ((e.id, e.source) for e in rule.estimates)
    yield from ((p.id, p.source) for p in rule.periods)


def _lines(rule: Rule) -> list[Line]:
    return [*rule.documents, *rule.next_steps, *rule.notes]


def _tests(rule: Rule) -> list[tuple[str, Test]]:
    """(id of the part, test) of all tests of a rule."""
    found: list[tuple[str, Test]] = [(c.id, c.test) for c in rule.conditions]
    found += [(c.id, v.when) for c in rule.conditions for v in c.variants]
    found += [("", line.when) for line in _lines(rule) if line.when is not None]
    return found + [(e.id, e.when) for e in rule.estimates if e.when is not None]


def _dead_branches(test: Test, facts: dict[str, Fact]) -> Iterator[str]:
    """Comparisons that no answer can make true, and the same part twice."""
    if isinstance(test, Not):
        yield from _dead_branches(test.not_, facts)
    elif isinstance(test, All | AnyOf):
        parts = test.all if isinstance(test, All) else test.any
        said = [part.model_dump_json() for part in parts]
        if len(set(said)) < len(said):
            yield "同一个分支写了两遍"
        if isinstance(test, All):
            yield from _contradictions(parts)
        for part in parts:
            yield from _dead_branches(part, facts)
    elif not isinstance(test, AnyMember):
        yield from _out_of_choices(test, facts)


def _wanted(test: Compare) -> list[Scalar]:
    value = test.right.value
    return value if isinstance(value, list) else [] if value is None else [value]


def _out_of_choices(test: Compare, facts: dict[str, Fact]) -> Iterator[str]:
    fact = facts.get(test.left.fact or "")
    if fact is None or test.op not in ("eq", "ne", "in"):
        return
    if fact.type == "choice":
        choices = [choice.value for choice in fact.choices]
        for value in _wanted(test):
            if not any(value == c and type(value) is type(c) for c in choices):
                yield f"走不到的分支:{fact.id}没有“{value}”这个选项"
    if fact.type == "bool" and any(not isinstance(v, bool) for v in _wanted(test)):
        yield f"走不到的分支:{fact.id}只能是 true 或 false"


def _contradictions(parts: list[Test]) -> Iterator[str]:
    wanted: dict[str, list[Scalar]] = {}
    for part in parts:
        if not (isinstance(part, Compare) and part.left.fact and part.op in ("eq", "in")):
            continue
        values = _wanted(part)
        if not values:
            continue
        before = wanted.get(part.left.fact)
        if before is not None and not any(v in before for v in values):
            yield f"走不到的分支:{part.left.fact}不能同时是两个值"
        wanted[part.left.fact] = values


def _estimate_problems(one: Estimate, facts: dict[str, Fact], content: "Content") -> Iterator[str]:
    done: set[str] = set()
    for step in one.steps:
        for term in step.of:
            if term.step is not None and term.step not in done:
                yield f"估算{one.id}用到后面才算的一步:{term.step}"
            if term.fact is not None and term.fact not in facts:
                yield f"估算{one.id}用到没有问过的项目:{term.fact}"
            if term.param is not None and term.param not in content.parameters:
                yield f"没有这个参数:{term.param}"
        done.add(step.id)


def spoken(rule: Rule) -> Iterator[str]:
    """Every sentence of a rule that states something."""
    for condition in rule.conditions:
        yield from (str(t) for t in condition.texts.model_dump(exclude_none=True).values())
        yield from (variant.text for variant in condition.variants)
    yield from (line.text for line in _lines(rule))
    for one in rule.estimates:
        yield from (one.caution, *(step.text for step in one.steps))

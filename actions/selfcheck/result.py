"""The result card of a self-check."""

from typing import Any

from actions.selfcheck import texts
from actions.turn import Turn
from eligibility.evaluator import evaluate
from eligibility.finder import Benefit, Found
from eligibility.models import Rule

# So many benefits are named with their state; the others only by name.
SHOWN = 8


def show_result(turn: Turn, facts: dict[str, Any], rule: Rule) -> None:
    """Send the contract's `Result` as a card, with a text that says the same in short."""
    result = build_result(turn, facts, rule)
    lines = [f"{rule.title}：{texts.OUTCOME_TITLES[result['outcome']]}。"]
    lines += [f"{MARKS[c['status']]}{c['text']}" for c in result["conditions"]]
    for amount in result["estimates"]:
        lines += [f"算一算：{amount['title']}", *amount["lines"], amount["caution"]]
    lines += [period["text"] for period in result["periods"]]
    lines += [f"· {note}" for note in result["notes"]]
    turn.say(
        "\n".join(lines),
        status="selfcheck",
        kind="result",
        result=result,
        citations=_citations(result),
        quick_replies=[*_also(turn, result), *texts.AFTER_REPLIES],
    )


MARKS = {"pass": "✓ ", "fail": "✕ ", "unknown": "? "}


def show_benefits(turn: Turn, found: Found) -> None:
    """Send what the policy finder found: best outcome first, each with what is still missing."""
    open_ones = [b for b in found.benefits if b.outcome != "unlikely"]
    closed = [b for b in found.benefits if b.outcome == "unlikely"]
    if not open_ones:
        turn.say(texts.FOUND_NONE, status="selfcheck", quick_replies=texts.AFTER_REPLIES)
        return
    lines = [texts.FOUND]
    lines += [_benefit_line(turn, benefit) for benefit in open_ones[:SHOWN]]
    if closed:
        names = "、".join(_short(turn, b) for b in closed)
        lines.append(texts.FOUND_CLOSED.format(names=names))
    sources = [b.rule.conditions[0].source for b in open_ones[:SHOWN]]
    turn.say(
        "\n".join([*lines, texts.FOUND_END]),
        status="selfcheck",
        kind="card",
        citations=turn.cite(list(dict.fromkeys(sources))),
        quick_replies=[
            *({"title": f"细查{_short(turn, b)}",
               "payload": f'start_selfcheck{{"service": "{b.rule.id}"}}'} for b in open_ones[:4]),
            *texts.AFTER_REPLIES,
        ],
    )  # fmt: skip


def _short(turn: Turn, benefit: Benefit) -> str:
    service = turn.release.content.services.get(benefit.rule.id)
    return service.short if service else benefit.rule.title


def _benefit_line(turn: Turn, benefit: Benefit) -> str:
    line = f"· {_short(turn, benefit)}：{texts.OUTCOME_TITLES[benefit.outcome]}"
    if benefit.missing:
        line += f"，还差：{'、'.join(benefit.missing[:3])}"
    return line


def build_result(turn: Turn, facts: dict[str, Any], rule: Rule) -> dict[str, Any]:
    """Evaluate the rule, and the rules it names as also worth a look, over the known facts."""
    outcome = evaluate(rule, facts, turn.read_parameter, turn.as_of)
    result = outcome.as_result(turn.cite_one)
    result["release"] = turn.release.number
    result["title"] = rule.title
    result["also"] = []
    for service in rule.also:
        other = turn.release.content.rules.get(service)
        if other is None:
            continue
        found = evaluate(other, facts, turn.read_parameter, turn.as_of)
        if found.outcome != "unlikely":
            result["also"].append({"service": service, "outcome": found.outcome})
    return result


def _also(turn: Turn, result: dict[str, Any]) -> list[dict[str, str]]:
    services = turn.release.content.services
    return [
        {
            "title": f"再查查{services[a['service']].short}",
            "payload": f'start_selfcheck{{"service": "{a["service"]}"}}',
        }
        for a in result["also"]
        if a["service"] in services
    ][:2]


def _citations(result: dict[str, Any]) -> list[dict[str, Any]]:
    """The clauses of all conditions, each once."""
    cited = [c["citation"] for c in result["conditions"] if c.get("citation")]
    return list({c["passage_id"]: c for c in cited}.values())

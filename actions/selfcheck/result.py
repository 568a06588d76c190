"""The result card of a self-check."""

from typing import Any

from actions.selfcheck import texts
from actions.selfcheck.state import CheckState
from actions.turn import Turn
from eligibility.evaluator import evaluate
from eligibility.models import Rule


def show_result(turn: Turn, state: CheckState, rule: Rule) -> None:
    """Send the contract's `Result` as a card, with a text that says the same in short."""
    result = build_result(turn, state, rule)
    lines = [f"{rule.title}：{texts.OUTCOME_TITLES[result['outcome']]}。"]
    lines += [f"{MARKS[c['status']]}{c['text']}" for c in result["conditions"]]
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


def build_result(turn: Turn, state: CheckState, rule: Rule) -> dict[str, Any]:
    """Evaluate the rule, and the rules it names as also worth a look, over the known facts."""
    outcome = evaluate(rule, state.facts, turn.read_parameter, turn.as_of)
    result = outcome.as_result(turn.cite_one)
    result["release"] = turn.release.number
    result["title"] = rule.title
    result["also"] = []
    for service in rule.also:
        other = turn.release.content.rules.get(service)
        if other is None:
            continue
        found = evaluate(other, state.facts, turn.read_parameter, turn.as_of)
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

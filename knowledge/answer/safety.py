"""Step 2: danger first. Recall before precision: a needless 110 costs less than a missed one."""

import re
from functools import lru_cache

from knowledge.answer.context import Answer, Context
from knowledge.answer.rendering import render
from knowledge.answer.texts import HANDOFF_REPLY
from knowledge.content import Content
from knowledge.models import SafetyRule

# Asking how to cheat is no emergency; it is answered with the rule and the consequence.
CHEATING = "fraud_cheat"


@lru_cache(maxsize=2048)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def find_rule(text: str, content: Content, *, cheating: bool = False) -> SafetyRule | None:
    """The first safety rule whose pattern stands in the text and is not cancelled by `unless`."""
    for rule in content.safety.values():
        if (rule.kind == CHEATING) is not cheating:
            continue
        if not any(_compiled(p).search(text) for p in rule.patterns):
            continue
        if any(_compiled(p).search(text) for p in rule.unless):
            continue
        return rule
    return None


def check_emergency(text: str, content: Content) -> Answer | None:
    """The answer to a message that speaks of danger, or None.

    Needs nothing but the content, so the gateway can give it even when the dialogue is down.
    """
    rule = find_rule(text, content)
    if rule is None:
        return None
    message = {
        "kind": "notice",
        "text": render(rule.text, content).text,
        "citations": [],
        "quick_replies": [HANDOFF_REPLY],
        "result": None,
    }
    return Answer("emergency", (message,), None, {"safety": rule.id})


def run(context: Context) -> None:
    """End with `emergency`, or with the rule against cheating, when the text says so."""
    content = context.release.content
    emergency = check_emergency(context.text, content)
    if emergency is not None:
        context.status, context.kind = "emergency", "notice"
        context.body = str(emergency.messages[0]["text"])
        context.quick_replies = [HANDOFF_REPLY]
        context.trace["safety"] = emergency.trace["safety"]
        return
    rule = find_rule(context.text, content, cheating=True)
    if rule is not None:
        context.status = "answered"
        rendered = render(rule.text, content)
        context.body, context.readings = rendered.text, rendered.readings
        context.cited = list(rule.citations)
        context.trace["safety"] = rule.id

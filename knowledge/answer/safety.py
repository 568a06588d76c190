"""Step 2: danger first. Recall before precision: a needless 110 costs less than a missed one."""

import re
from functools import lru_cache

from knowledge.answer.context import Answer, Context
from knowledge.answer.rendering import render
from knowledge.answer.texts import HANDOFF_REPLY
from knowledge.content import Content
from knowledge.models import SafetyRule
from knowledge.release import Release

# Asking how to cheat is no emergency; honesty.py meets it.
CHEATING = "fraud_cheat"
# The rule for danger of a kind that no pattern names, and how sure the dialogue must be of it.
GENERAL = "danger"
SURELY = 0.7
# By likeness alone: from here on it is danger. Where patterns speak of danger and likeness says so
# surely that it is not (自杀的人能火化吗 is a question of the library), likeness is believed.
ALARMING, HARMLESS = 0.15, 0.02
# The same for an answer: 瘫在床上 tells of danger, or says how mother has been for years.
SCREAMING = 0.7
# An answer this short (82了, 跑了) is like nothing: only patterns count.
ANSWER = 6
# What the dialogue alone takes for danger must at least sound like it.
POSSIBLE = 0.05


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


def check_emergency(text: str, release: Release, *, answering: bool = False) -> Answer | None:
    """The answer to a message that speaks of danger, or None.

    Needs nothing but the release, so the gateway can give it even when the dialogue is down.

    Args:
        text: normalised words.
        release: whose patterns and likeness model decide.
        answering: whether the words answer a question that was asked; then they must sound much
            more like danger where no pattern names it.
    """
    if release.danger.knows_as_harmless(text):
        return None
    rule = find_rule(text, release.content)
    likeness = release.danger.judge(text, release.index.tokens)
    if rule is not None and release.danger.rules and likeness.probability < HARMLESS:
        rule = None
    enough = SCREAMING if answering else ALARMING
    heard = not answering or len(text) > ANSWER
    if rule is None and heard and likeness.probability >= enough:
        rule = release.content.safety.get(likeness.rule)
    return _emergency(rule, release.content) if rule else None


def _emergency(rule: SafetyRule, content: Content) -> Answer:
    message = {
        "kind": "notice",
        "text": render(rule.text, content).text,
        "citations": [],
        "quick_replies": [HANDOFF_REPLY],
        "result": None,
    }
    return Answer("emergency", (message,), None, {"safety": rule.id})


def _understood(context: Context) -> Answer | None:
    """The general answer to danger when only the dialogue understood it as such."""
    parse, rule = context.question.parse, context.release.content.safety.get(GENERAL)
    if rule is None or parse.intent != "emergency" or parse.confidence < SURELY:
        return None
    likeness = context.release.danger.judge(context.text, context.release.index.tokens)
    return None if likeness.probability < POSSIBLE else _emergency(rule, context.release.content)


def run(context: Context) -> None:
    """End with `emergency` when the text speaks of danger."""
    emergency = check_emergency(context.text, context.release) or _understood(context)
    if emergency is None:
        return
    context.status, context.kind = "emergency", "notice"
    context.body = str(emergency.messages[0]["text"])
    context.quick_replies = [HANDOFF_REPLY]
    context.trace["safety"] = emergency.trace["safety"]

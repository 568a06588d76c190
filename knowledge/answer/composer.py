"""The list of steps from a question to an answer."""

from collections.abc import Callable
from dataclasses import replace

from knowledge.answer import (
    cite,
    compose,
    guard,
    honesty,
    judge,
    normalise,
    parts,
    retrieve,
    safety,
    status,
)  # fmt: skip
from knowledge.answer import understand as understanding
from knowledge.answer.context import Answer, Context, Question, Topic
from knowledge.release import Release

Step = Callable[[Context], None]

# A step that knows the outcome sets `context.status`; the steps that search are then left out.
FINDING: tuple[Step, ...] = (
    normalise.run,
    safety.run,
    understanding.run,
    retrieve.run,
    judge.run,
)
FINISHING: tuple[Step, ...] = (honesty.run, compose.run, guard.run, cite.run, status.run)


# Both questions of a message must have a basis this sure, or the message is taken as one.
SURE = 0.45
# Of a longer part only its last words are said back.
QUOTED = 24


def answer(question: Question, release: Release) -> Answer:
    """Answer one message from one release; two questions in it get two answers.

    Args:
        question: normalised text, what the dialogue understood, the day and region asked about.
        release: the content and index to answer from.

    Returns:
        The status, the messages to send and the topic to remember.
    """
    whole = _run(question, release)
    separate = parts.questions(whole.text)
    if whole.status in ALONE or len(separate) == 1:
        return _either(whole) if whole.second is not None else _answer([whole])
    contexts: list[Context] = []
    for part in separate:
        before = _topic(contexts[-1]) if contexts else question.previous
        contexts.append(_run(part_of(question, whole.text, part, before), release))
    different = {c.faq.id for c in contexts if c.faq is not None and _top(c) >= SURE}
    return _answer(contexts if len(different) == len(contexts) else [whole])


EITHER = "如果您问的是“{question}”\n"
# Outcomes that concern the whole message.
ALONE = ("emergency", "clarify", "out_of_scope")


def _run(question: Question, release: Release) -> Context:
    context = Context(question=question, release=release, region=question.region)
    for step in FINDING:
        step(context)
        if context.status is not None:
            break
    for step in FINISHING:
        step(context)
    return context


def _either(first: Context) -> Answer:
    """Two answers where one of two questions was meant, each led by its question."""
    assert first.faq is not None
    assert first.second is not None
    second = Context(question=first.question, release=first.release, region=first.region)
    second.text, second.faq = first.text, first.second
    for step in FINISHING:
        step(second)
    given, other = _answer([first]), _answer([second])
    asked = (first.faq.question, first.second.question)
    messages = tuple(
        {**answer.messages[0], "text": f"{EITHER.format(question=q)}{answer.messages[0]['text']}"}
        for q, answer in zip(asked, (given, other), strict=True)
    )
    return replace(given, messages=messages)


def part_of(question: Question, text: str, part: str, previous: Topic | None) -> Question:
    """One part as a question: with the entities named in it, and the topic of the part before."""
    named = tuple(e for e in question.parse.entities if text[e.start : e.end] in part)
    # The intent is that of the whole message: for a part it is not known.
    parse = replace(question.parse, intent="", entities=named)
    return replace(question, text=part, parse=parse, previous=previous)


def _top(context: Context) -> float:
    return context.candidates[0].probability if context.candidates else 0.0


def _answer(contexts: list[Context]) -> Answer:
    messages = tuple(
        {
            "kind": context.kind,
            "text": about(context.text, context.body) if len(contexts) > 1 else context.body,
            "citations": context.citations,
            "quick_replies": context.quick_replies,
            "result": None,
        }
        for context in contexts
    )
    first, last = contexts[0], contexts[-1]
    statuses = list(dict.fromkeys(str(c.status) for c in contexts))
    status = statuses[0] if len(statuses) == 1 else "partial"
    trace = {**first.trace, "parts": [c.trace for c in contexts[1:]]}
    return Answer(status, messages, _topic(last), trace)


def about(part: str, body: str) -> str:
    """An answer led by the question of several that it belongs to."""
    asked = part if len(part) <= QUOTED else part.rsplit(",", maxsplit=1)[-1][-QUOTED:]
    return f"您问“{asked}”：\n{body}"


def _topic(context: Context) -> Topic | None:
    if context.status in ("emergency", "out_of_scope"):
        return None
    faq = context.faq
    service = (faq.service if faq else None) or context.service
    if service is None and faq is None:
        return context.question.previous
    return Topic(service, context.region, faq.id if faq else None, context.aspect)

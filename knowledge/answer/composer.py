"""The list of steps from a question to an answer."""

from collections.abc import Callable

from knowledge.answer import cite, compose, guard, judge, normalise, retrieve, safety, status
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
FINISHING: tuple[Step, ...] = (compose.run, guard.run, cite.run, status.run)


def answer(question: Question, release: Release) -> Answer:
    """Answer one question from one release.

    Args:
        question: normalised text, what the dialogue understood, the day and region asked about.
        release: the content and index to answer from.

    Returns:
        The status, the messages to send and the topic to remember.
    """
    context = Context(question=question, release=release, region=question.region)
    for step in FINDING:
        step(context)
        if context.status is not None:
            break
    for step in FINISHING:
        step(context)
    assert context.status is not None
    message = {
        "kind": context.kind,
        "text": context.body,
        "citations": context.citations,
        "quick_replies": context.quick_replies,
        "result": None,
    }
    return Answer(context.status, (message,), _topic(context), context.trace)


def _topic(context: Context) -> Topic | None:
    if context.status in ("emergency", "out_of_scope"):
        return None
    faq = context.faq
    service = (faq.service if faq else None) or context.service
    if service is None and faq is None:
        return context.question.previous
    return Topic(service, context.region, faq.id if faq else None, context.aspect)

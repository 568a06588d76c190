"""Step 7: the words: a faq's answer, a list of the service, a clause, or an honest sentence."""

from knowledge.answer.context import Context
from knowledge.answer.judge import directory_holds
from knowledge.answer.rendering import render
from knowledge.answer.texts import CLARIFY, CONFIRM_NOTE, NO_BASIS, OUT_OF_SCOPE, PASSAGE_LEAD
from knowledge.models import Service, Sourced


def run(context: Context) -> None:
    """Fill body, cited passages and, where it is already certain, the status."""
    if context.body:
        return
    if context.status == "out_of_scope":
        _out_of_scope(context)
    elif context.status == "clarify":
        _clarify(context)
    elif context.status == "no_basis":
        _say(context, NO_BASIS)
    elif context.faq is not None:
        _say(context, context.faq.answer)
        context.cited = list(context.faq.citations)
        context.trace["basis"] = f"faq {context.faq.id}"
        context.quick_replies = [
            {"title": reply.title, "payload": reply.payload or f"say:{reply.say or reply.title}"}
            for reply in context.faq.quick_replies
        ]
    elif not (directory_holds(context) and _from_service(context)):
        _from_passage(context)


def _say(context: Context, template: str) -> None:
    rendered = render(template, context.release.content, context.region, context.question.as_of)
    context.body, context.readings = rendered.text, rendered.readings


def _out_of_scope(context: Context) -> None:
    if context.referral is None:
        _say(context, OUT_OF_SCOPE)
        return
    _say(context, context.referral.answer)
    context.cited = [context.referral.source]


def _clarify(context: Context) -> None:
    context.body, context.kind = CLARIFY, "question"
    context.quick_replies = [
        {"title": c.faq.question, "payload": f"say:{c.faq.question}"} for c in context.candidates
    ]


def _from_service(context: Context) -> bool:
    """Answer from the directory entry when no faq fits the aspect asked about."""
    service = context.release.content.services.get(context.service or "")
    if service is None:
        return False
    lines, sources = _lines(service, context.aspect)
    if not lines:
        return False
    unknown = [f"资料库里还没有：{'；'.join(service.unknown)}。"] if service.unknown else []
    _say(context, "\n".join([*lines, *unknown, CONFIRM_NOTE]))
    context.cited = list(dict.fromkeys([*sources, *service.sources]))
    context.status = "partial"
    context.trace["basis"] = f"service {service.id}"
    return True


def _lines(service: Service, aspect: str | None) -> tuple[list[str], list[str]]:
    """The lines of a directory entry that answer an aspect, and their sources."""
    listed: list[Sourced] = {
        "documents": service.documents,
        "procedure": service.steps,
        "time": service.time_limits,
    }.get(aspect or "", [])
    if listed:
        title = {"documents": "要带的材料", "procedure": "怎么办", "time": "时限"}[aspect or ""]
        return (
            [f"{service.name}——{title}:", *(f"· {item.text}" for item in listed)],
            [item.source for item in listed],
        )
    if aspect in ("place", "contact"):
        ways = [f"· {channel.name}：{channel.how}" for channel in service.channels]
        return (
            [f"{service.name}由{service.handled_by}办理。", *ways],
            [channel.source for channel in service.channels] or list(service.sources),
        )
    if aspect in ("policy", "definition", None):
        return [f"{service.name}：{service.summary}"], list(service.sources)
    return [], []


def _from_passage(context: Context) -> None:
    """Quote the clause that search found, as what it is; no wording of its own."""
    if not context.passages:
        context.status = "no_basis"
        _say(context, NO_BASIS)
        return
    best = context.passages[0]
    title, label = best.document.title, best.clause.label or ""
    # A figure is never told without the day it is of.
    day = best.clause.as_of or best.document.published or best.document.effective_from
    dated = f"（{day.year}年{day.month}月{day.day}日）"
    _say(context, f"{PASSAGE_LEAD}\n《{title}》{label}{dated}：{best.clause.text}\n{CONFIRM_NOTE}")
    context.cited = [f"{best.document.id}#{best.clause.id}"]
    context.status = "partial"
    context.trace["basis"] = f"passage {context.cited[0]}"

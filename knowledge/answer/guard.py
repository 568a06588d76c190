"""Step 8: no figure without a source. What cannot be traced is not said."""

import re

from knowledge.answer.context import Context
from knowledge.answer.rendering import render
from knowledge.answer.texts import NO_BASIS
from knowledge.content_checks import FIGURE, citable_text

# A figure that would be believed: money, share, age, time, number to call.
STATED = re.compile(r"(\d+(?:\.\d+)?)\s*(?=万?元|%|%|周岁|岁|日|天|个月|个工作日|小时|年|倍)")


def run(context: Context) -> None:
    """Withdraw the answer when it states a figure found in no citation and no parameter."""
    strays = stray_figures(context)
    if not strays:
        return
    context.trace["stray_figures"] = strays
    # The basis is withdrawn with the answer: nobody may take it for a sure one.
    context.trace.pop("basis", None)
    context.status, context.faq, context.cited = "no_basis", None, []
    content = context.release.content
    rendered = render(NO_BASIS, content, context.region, context.question.as_of)
    context.body, context.readings = rendered.text, rendered.readings


def stray_figures(context: Context) -> list[str]:
    """Figures of the answer that stand neither in a cited clause nor in a printed parameter."""
    content = context.release.content
    backed = " ".join(citable_text(content, passage_id) for passage_id in context.cited)
    backed += " ".join(reading.text() for reading in context.readings)
    if context.status == "emergency":
        return []
    allowed = set(FIGURE.findall(backed))
    return [figure for figure in STATED.findall(context.body) if figure not in allowed]

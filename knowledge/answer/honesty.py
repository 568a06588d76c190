"""Step 6: a request to cheat gets the rule and the consequence, and no help."""

from knowledge.answer.context import Context
from knowledge.answer.rendering import render
from knowledge.answer.safety import find_rule

# A faq about what cheating leads to says it better than the general rule does.
ABOUT_IT = "consequence"


def run(context: Context) -> None:
    """Answer with the rule against cheating when the text asks for help with it."""
    if context.status == "emergency":
        return
    content = context.release.content
    rule = find_rule(context.text, content, cheating=True)
    if rule is None or (context.faq is not None and context.faq.aspect == ABOUT_IT):
        return
    context.status, context.faq, context.candidates = "answered", None, []
    rendered = render(rule.text, content)
    context.body, context.readings = rendered.text, rendered.readings
    context.cited = list(rule.citations)
    context.trace["safety"] = rule.id

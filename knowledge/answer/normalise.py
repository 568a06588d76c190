"""Step 1: one spelling for width, script and misheard terms (idempotent; the gateway did it)."""

from knowledge.answer.context import Context


def run(context: Context) -> None:
    """Set `context.text`."""
    normalised = context.release.normaliser.normalise(context.question.text)
    context.text = normalised.text
    context.trace["normalised"] = normalised.text

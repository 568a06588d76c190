"""Step 3: what is asked about: the aspect, the service, the region, the time.

Intent and entities come from the dialogue's NLU. This step only reads them, and decides whether a
short question continues the last turn.
"""

import re

from knowledge.answer.context import Context
from knowledge.intents import ASPECT_OF_INTENT

# Words that open a question which leans on the one before.
ANAPHORA = re.compile(r"^(那|还|它|他|她|这个|那个|这|然后|再|另外|具体|如果|要是)")
ANAPHORA_INSIDE = re.compile(r"(这个|那个|它|上面|刚才|前面)")
PAST = re.compile(r"(以前|过去|原来|当年|历史|前几年|旧的|老政策|曾经|(19|20)\d\d年)")
# A question this short without a service of its own continues the last one (要带什么材料, 去哪办).
ELLIPSIS_LENGTH = 14


def run(context: Context) -> None:
    """Set aspect, services, region, history and referral."""
    question, content = context.question, context.release.content
    context.aspect = ASPECT_OF_INTENT.get(question.parse.intent)
    known = content.services
    context.services = [s for s in question.parse.values("service") if s in known]
    referrals = [r for r in question.parse.values("referral") if r in content.referrals]
    context.referral = content.referrals[referrals[0]] if referrals else None
    previous = question.previous
    alone = not context.services and context.referral is None
    if previous is not None and alone and continues(context.text):
        context.carried = bool(previous.service or previous.faq)
        context.services = [previous.service] if previous.service in known else []
    districts = question.parse.values("district")
    if districts:
        context.region = districts[0]
    elif previous is not None and previous.region:
        context.region = previous.region
    context.history = bool(PAST.search(context.text))
    context.trace["understood"] = {
        "intent": question.parse.intent,
        "confidence": round(question.parse.confidence, 3),
        "aspect": context.aspect,
        "services": context.services,
        "carried": context.carried,
        "region": context.region,
        "history": context.history,
        "referral": context.referral.id if context.referral else None,
    }


def continues(text: str) -> bool:
    """Whether a question without a subject of its own leans on the turn before."""
    return bool(
        ANAPHORA.search(text) or ANAPHORA_INSIDE.search(text) or len(text) <= ELLIPSIS_LENGTH
    )

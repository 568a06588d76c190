"""Intents of the dialogue and the aspects of questions that they stand for."""

import hashlib
from collections import defaultdict

from knowledge.content import Content
from knowledge.normalise import Normaliser

ASPECT_OF_INTENT = {
    "ask_policy": "policy",
    "ask_eligibility": "eligibility",
    "ask_cost": "cost",
    "ask_documents": "documents",
    "ask_place": "place",
    "ask_time": "time",
    "ask_procedure": "procedure",
    "ask_definition": "definition",
    "complain": "complaint",
}
# What the dialogue learns from the wordings of a question of each aspect. Questions about
# complaining are left out: their wordings look like complaints, and those open a ticket.
INTENT_OF_ASPECT = {
    **{aspect: intent for intent, aspect in ASPECT_OF_INTENT.items() if aspect != "complaint"},
    "contact": "ask_place",
    "history": "ask_policy",
    "consequence": "ask_policy",
}
# The dialogue learns how questions sound, not all of them: so many of each.
PER_QUESTION, PER_REFERRAL = 3, 4


def dialogue_examples(content: Content, normaliser: Normaliser) -> dict[str, list[str]]:
    """Examples for the dialogue's training, by intent, from the wordings of the content.

    A faq's wordings teach the intent of its aspect, another department's matter teaches
    `out_of_scope`. Which wordings are taken is fixed by their hash, so that all styles come in.

    Returns:
        Intent → examples as the gateway's normaliser writes messages, none of them twice.
    """
    found: dict[str, list[str]] = defaultdict(list)
    seen: set[str] = set()

    def take(intent: str, wordings: list[str], limit: int) -> None:
        drawn = sorted(wordings, key=lambda w: hashlib.sha256(w.encode()).digest())[:limit]
        for text in (normaliser.normalise(w).text for w in drawn):
            if text not in seen:
                seen.add(text)
                found[intent].append(text)

    for faq in content.faqs.values():
        if faq.aspect in INTENT_OF_ASPECT:
            take(INTENT_OF_ASPECT[faq.aspect], [faq.question, *faq.variants], PER_QUESTION)
    for referral in content.referrals.values():
        take("out_of_scope", list(referral.variants), PER_REFERRAL)
    return dict(found)

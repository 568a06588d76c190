"""Reading the release for the open API."""

from datetime import date
from typing import Any

from api.contract import CitationOut
from api.knowledge.schemas import (
    BenefitOut,
    BenefitsOut,
    NeighbourOut,
    PassageDetail,
    PassageOut,
    SearchOut,
    SelfcheckOut,
    ServiceDetail,
    ServiceOut,
)
from common.errors import Invalid, NotFound
from eligibility.evaluator import check_facts, evaluate, typed_facts
from eligibility.finder import find, finder_facts
from eligibility.models import Rule
from knowledge.content_text import fill
from knowledge.models import Clause, Document, Service
from knowledge.parameters import ParameterReading
from knowledge.release import Release
from knowledge.search.passages import citation, search_passages


def check_region(release: Release, region: str) -> str:
    """A region of the lexicon. Raises Invalid for another."""
    known = {d.name for d in release.content.lexicon.districts}
    if region not in known:
        raise Invalid(f"没有这个地区:{region}")
    return region


def search(
    release: Release, query: str, *, as_of: date, region: str, limit: int, history: bool
) -> SearchOut:
    """Passages for a query."""
    text = release.normaliser.normalise(query).text
    hits = search_passages(
        release, text, as_of=as_of, region=check_region(release, region), limit=limit,
        history=history,
    )  # fmt: skip
    passages = [PassageOut.model_validate({**h.citation, "score": h.score}) for h in hits]
    return SearchOut(release=release.number, query=text, passages=passages)


def passage(release: Release, passage_id: str, as_of: date) -> PassageDetail:
    """One passage with its neighbours. Raises NotFound."""
    found = release.content.passage(passage_id)
    if found is None:
        raise NotFound("没有这个条款")
    document, clause = found
    place = document.clauses.index(clause)
    before = document.clauses[place - 1] if place else None
    after = document.clauses[place + 1] if place + 1 < len(document.clauses) else None
    return PassageDetail.model_validate(
        {
            **citation(release.content, passage_id, as_of),
            "text": clause.text,
            "heading": clause.heading,
            "number": document.number,
            "published": document.published,
            "source": document.source,
            "before": _neighbour(document, before),
            "after": _neighbour(document, after),
        }
    )


def _neighbour(document: Document, clause: Clause | None) -> NeighbourOut | None:
    if clause is None:
        return None
    passage_id = f"{document.id}#{clause.id}"
    return NeighbourOut(
        passage_id=passage_id, clause=clause.label, heading=clause.heading, text=clause.text
    )


def directory(release: Release) -> list[ServiceOut]:
    """All services in content order."""
    return [
        ServiceOut.model_validate(_entry(release, s)) for s in release.content.services.values()
    ]


def _entry(release: Release, service: Service) -> dict[str, Any]:
    offices = release.content.offices.values()
    return {
        "id": service.id,
        "name": service.name,
        "short": service.short,
        "area": service.area,
        "summary": service.summary,
        "selfcheck": service.id in release.content.rules,
        "booking": any(service.id in o.kinds for o in offices),
    }


def service_detail(release: Release, service_id: str, region: str, as_of: date) -> ServiceDetail:
    """One service. Raises NotFound."""
    service = release.content.services.get(service_id)
    if service is None:
        raise NotFound("没有这项服务")

    def read(parameter_id: str) -> ParameterReading:
        return release.content.parameter(parameter_id, region, as_of)

    def lines(items: Any) -> list[dict[str, Any]]:
        return [{**i.model_dump(), "text": fill(i.text, read)} for i in items]

    channels = []
    for channel in service.channels:
        phone = read(channel.phone).text() if channel.phone else None
        how = fill(channel.how, read)
        channels.append({**channel.model_dump(), "how": how, "phone": phone})
    return ServiceDetail.model_validate(
        {
            **_entry(release, service),
            "summary": fill(service.summary, read),
            "handled_by": service.handled_by,
            "channels": channels,
            "documents": lines(service.documents),
            "steps": lines(service.steps),
            "time_limits": lines(service.time_limits),
            "related": service.related,
            "unknown": service.unknown,
            "citations": [
                CitationOut.model_validate(citation(release.content, i, as_of))
                for i in service.sources
            ],
        }
    )


SHOWN = {
    "id", "label", "type", "question", "why", "help", "source", "period", "unit", "choices", "min",
    "max", "sensitive",
}  # fmt: skip


def selfcheck(rule: Rule) -> SelfcheckOut:
    """A self-check with its facts: types, units and sources."""
    facts = [fact.model_dump(include=SHOWN) for fact in rule.facts]
    return SelfcheckOut(service=rule.id, title=rule.title, facts=facts)


def benefits(release: Release, facts: dict[str, Any], as_of: date, region: str) -> BenefitsOut:
    """The policy finder. Raises Invalid for an unknown fact or wrong value."""
    check_region(release, region)
    content = release.content
    typed = typed_facts(finder_facts(content.rules.values(), content.facts), facts)

    def read(parameter_id: str) -> ParameterReading:
        return content.parameter(parameter_id, region, as_of)

    found = find(content.rules.values(), content.facts, typed, read, as_of)
    return BenefitsOut(
        release=release.number,
        benefits=[
            BenefitOut(
                service=b.rule.id,
                name=content.services[b.rule.id].short,
                outcome=b.outcome,
                missing=b.missing,
            )
            for b in found.benefits
        ],
        next=found.next.model_dump(include=SHOWN) if found.next else None,
    )


def rule_of(release: Release, service_id: str) -> Rule:
    """The rule of a service. Raises NotFound."""
    rule = release.content.rules.get(service_id)
    if rule is None:
        raise NotFound("这项服务还没有自查")
    return rule


def evaluation(
    release: Release, service_id: str, facts: dict[str, Any], as_of: date, region: str
) -> dict[str, Any]:
    """The contract's Result. Raises NotFound, or Invalid for an unknown fact or wrong value."""
    rule = rule_of(release, service_id)
    check_region(release, region)
    typed = check_facts(rule, facts)
    content = release.content

    def read(parameter_id: str) -> ParameterReading:
        return content.parameter(parameter_id, region, as_of)

    def cite(passage_id: str) -> dict[str, Any] | None:
        return citation(content, passage_id, as_of) if content.passage(passage_id) else None

    result = evaluate(rule, typed, read, as_of).as_result(cite)
    also = []
    for other_id in rule.also:
        other = content.rules.get(other_id)
        if other is not None:
            outcome = evaluate(other, typed, read, as_of).outcome
            if outcome != "unlikely":
                also.append({"service": other_id, "outcome": outcome})
    return {**result, "release": release.number, "title": rule.title, "also": also}

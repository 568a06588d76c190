"""Reading the guided paths of a release."""

from datetime import date

from api.contract import CitationOut, LineOut
from api.paths.schemas import (
    PathDetail,
    PathOut,
    StepFaqOut,
    StepOut,
    StepReferralOut,
    StepServiceOut,
)
from common.errors import NotFound
from knowledge.content import Content
from knowledge.content_text import fill
from knowledge.models import PathStep
from knowledge.parameters import ParameterReading
from knowledge.release import Release
from knowledge.search.passages import citation


def page_of(path_id: str) -> str:
    """Where the checklist of a path can be printed, relative to the site's root."""
    return f"/paths/{path_id}"


def listing(release: Release) -> list[PathOut]:
    """All paths in content order."""
    return [
        PathOut(id=p.id, title=p.title, summary=p.summary, steps=len(p.steps), page=page_of(p.id))
        for p in release.content.paths.values()
    ]


def detail(release: Release, path_id: str, region: str, as_of: date) -> PathDetail:
    """One path with its figures and the validity of its clauses on a day. Raises NotFound."""
    content = release.content
    path = content.paths.get(path_id)
    if path is None:
        raise NotFound("没有这份办事清单")
    return PathDetail(
        id=path.id,
        title=path.title,
        summary=path.summary,
        page=page_of(path.id),
        release=release.number,
        as_of=as_of.isoformat(),
        steps=[_step(content, step, region, as_of) for step in path.steps],
    )


def _step(content: Content, step: PathStep, region: str, as_of: date) -> StepOut:
    def read(parameter_id: str) -> ParameterReading:
        return content.parameter(parameter_id, region, as_of)

    def cite(passage_id: str) -> CitationOut:
        return CitationOut.model_validate(citation(content, passage_id, as_of))

    service = content.services.get(step.service or "")
    referral = content.referrals.get(step.referral or "")
    faq = content.faqs.get(step.faq or "")
    return StepOut(
        id=step.id,
        title=step.title,
        text=fill(step.text, read),
        citations=[cite(passage_id) for passage_id in step.citations],
        bring=[LineOut(text=fill(b.text, read), citation=cite(b.source)) for b in step.bring],
        service=service
        and StepServiceOut(
            id=service.id,
            name=service.name,
            short=service.short,
            selfcheck=service.id in content.rules,
        ),
        referral=referral
        and StepReferralOut(id=referral.id, topic=referral.topic, department=referral.department),
        faq=faq and StepFaqOut(id=faq.id, question=faq.question),
    )

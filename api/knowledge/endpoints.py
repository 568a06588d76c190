"""Search, passages, services and self-checks, open to read."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.contract import Day, ResultOut
from api.errors import responses
from api.knowledge import service
from api.knowledge.schemas import (
    BenefitsOut,
    DirectoryOut,
    EvaluationIn,
    PassageDetail,
    SearchOut,
    SelfcheckOut,
    SelfchecksOut,
    ServiceDetail,
)
from api.state import ReleaseDep
from common import clock
from common.errors import Invalid
from knowledge.answer.context import DEFAULT_REGION

router = APIRouter(prefix="/api/v1", tags=["knowledge"])
READ = responses(404, 422, 503)
WRITE = responses(400, 404, 413, 422, 503)
AsOf = Annotated[Day | None, Query(description="YYYY-MM-DD,默认今天")]
Region = Annotated[str, Query(max_length=32)]


@router.get("/search", responses=READ)
def search(
    release: ReleaseDep,
    *,
    q: Annotated[str, Query(min_length=1, max_length=500)],
    as_of: AsOf = None,
    region: Region = DEFAULT_REGION,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
    history: bool = False,
) -> SearchOut:
    """Passages for a query, best first."""
    if not q.strip():
        raise Invalid("请先输入要查的内容")
    return service.search(
        release, q, as_of=as_of or clock.today(), region=region, limit=limit, history=history
    )


@router.get("/passages/{passage_id:path}", responses=READ)
def passage(release: ReleaseDep, passage_id: str, as_of: AsOf = None) -> PassageDetail:
    """One passage with its document and neighbours."""
    return service.passage(release, passage_id, as_of or clock.today())


@router.get("/services", responses=READ)
def services(release: ReleaseDep) -> DirectoryOut:
    """The directory."""
    return DirectoryOut(services=service.directory(release))


@router.get("/services/{service_id}", responses=READ)
def one_service(release: ReleaseDep, service_id: str) -> ServiceDetail:
    """One service of the directory."""
    return service.service_detail(release, service_id, DEFAULT_REGION, clock.today())


@router.get("/selfchecks", responses=READ)
def selfchecks(release: ReleaseDep) -> SelfchecksOut:
    """All self-checks with the facts they ask for."""
    rules = release.content.rules.values()
    return SelfchecksOut(selfchecks=[service.selfcheck(rule) for rule in rules])


@router.get("/selfchecks/{service_id}", responses=READ)
def one_selfcheck(release: ReleaseDep, service_id: str) -> SelfcheckOut:
    """The facts a self-check asks for."""
    return service.selfcheck(service.rule_of(release, service_id))


@router.post("/selfchecks/{service_id}/evaluations", responses=WRITE)
def evaluate(release: ReleaseDep, service_id: str, body: EvaluationIn) -> ResultOut:
    """Evaluate facts; nothing is stored."""
    result = service.evaluation(
        release, service_id, body.facts, body.as_of or clock.today(), body.region or DEFAULT_REGION
    )
    return ResultOut.model_validate(result)


@router.post("/benefits", responses=WRITE)
def benefits(release: ReleaseDep, body: EvaluationIn) -> BenefitsOut:
    """All benefits over the facts given, best outcome first, and what to ask next."""
    day, region = body.as_of or clock.today(), body.region or DEFAULT_REGION
    return service.benefits(release, body.facts, day, region)

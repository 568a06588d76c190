"""Checks of the whole content that one model cannot make: links, figures, dates.

Each check yields messages `file:line: reason` in Chinese; `check_content` runs them all.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from knowledge.rule_checks import check_rules, sources_of, spoken

if TYPE_CHECKING:
    from knowledge.content import Content
    from knowledge.models import PathStep

# Web addresses residents may be given; mirrors and collecting sites are leads, not sources.
OFFICIAL_HOSTS = (
    "mzt.jiangsu.gov.cn",
    "hy.mzt.jiangsu.gov.cn",
    "zwfw.mca.gov.cn",
    "gjzwfw.www.gov.cn",
)
PLACEHOLDER = re.compile(r"\{\{\s*([a-z0-9_\-]+)\s*\}\}")
FIGURE = re.compile(r"\d+(?:\.\d+)?")
# Fewer wordings are not enough to know an event by.
MIN_TRIGGERS = 20
URL = re.compile(r"https?://([^/\s,。;)]+)")


def check_citations(content: "Content") -> Iterator[str]:
    """Every citation leads to a clause."""

    def dead(kind: str, item_id: str, ids: list[str]) -> Iterator[str]:
        for passage_id in ids:
            if content.passage(passage_id) is None:
                place = content.origins[(kind, item_id)]
                yield f"{place}: {item_id}: 引用的条款不存在:{passage_id}"

    for faq in content.faqs.values():
        yield from dead("faq", faq.id, faq.citations)
    for service in content.services.values():
        lines = [*service.documents, *service.steps, *service.time_limits]
        ids = [*(s.source for s in lines), *(c.source for c in service.channels)]
        yield from dead("services", service.id, [*service.sources, *ids])
    for parameter in content.parameters.values():
        yield from dead("parameters", parameter.id, [r.source for r in parameter.rows])
    for referral in content.referrals.values():
        yield from dead("referrals", referral.id, [referral.source])
    for rule in content.safety.values():
        yield from dead("safety", rule.id, rule.citations)
    for path in content.paths.values():
        yield from dead("paths", path.id, [c for step in path.steps for c in step.citations])


def check_services(content: "Content") -> Iterator[str]:
    """Every service named exists."""
    known = set(content.services)
    for faq in content.faqs.values():
        if faq.service and faq.service not in known:
            yield f"{content.origins[('faq', faq.id)]}: {faq.id}: 没有这项服务:{faq.service}"
    for parameter in content.parameters.values():
        if parameter.service and parameter.service not in known:
            place = content.origins[("parameters", parameter.id)]
            yield f"{place}: {parameter.id}: 没有这项服务:{parameter.service}"
    for service in content.services.values():
        for other in service.related:
            if other not in known:
                place = content.origins[("services", service.id)]
                yield f"{place}: {service.id}: 没有这项服务:{other}"
    for document in content.documents.values():
        for clause in document.clauses:
            for name in clause.services:
                if name not in known:
                    place = content.origins[("documents", document.id)]
                    yield f"{place}: {document.id}#{clause.id}: 没有这项服务:{name}"


def check_documents(content: "Content") -> Iterator[str]:
    """Clause ids are unique, superseded documents exist, dates run forward, links are official."""
    for document in content.documents.values():
        place = content.origins[("documents", document.id)]
        ids = [clause.id for clause in document.clauses]
        for clause_id in {i for i in ids if ids.count(i) > 1}:
            yield f"{place}: {document.id}: 条款编号重复:{clause_id}"
        for other in document.supersedes:
            if other not in content.documents:
                yield f"{place}: {document.id}: 被取代的文件不在库中:{other}"
        if document.effective_until and document.effective_until < document.effective_from:
            yield f"{place}: {document.id}: 失效日期早于施行日期"
        texts = [document.url or "", *(c.text for c in document.clauses)]
        yield from _check_urls(place, document.id, texts)


def check_parameters(content: "Content") -> Iterator[str]:
    """Rows of one region do not overlap, and every money value has a review date."""
    for parameter in content.parameters.values():
        place = content.origins[("parameters", parameter.id)]
        by_region: dict[str, list[tuple[object, object]]] = {}
        for row in sorted(parameter.rows, key=lambda r: r.valid_from):
            earlier = by_region.setdefault(row.region, [])
            if earlier and (earlier[-1][1] is None or str(earlier[-1][1]) >= str(row.valid_from)):
                yield f"{place}: {parameter.id}: {row.region}的日期重叠:{row.valid_from}"
            earlier.append((row.valid_from, row.until))
            if "元" in parameter.unit and row.review_by is None:
                yield f"{place}: {parameter.id}: 金额必须写复核日期(review_by)"


def check_figures(content: "Content") -> Iterator[str]:
    """Every figure an answer states stands in a clause it cites, or is printed by a parameter."""
    for faq in content.faqs.values():
        place = content.origins[("faq", faq.id)]
        yield from _unbacked(content, f"{place}: {faq.id}", faq.answer, faq.citations)
        yield from _check_urls(place, faq.id, [faq.answer])
    for rule in content.rules.values():
        place = content.origins[("rules", rule.id)]
        said = "\n".join(spoken(rule))
        yield from _unbacked(content, f"{place}: {rule.id}", said, sources_of(rule))


def check_paths(content: "Content") -> Iterator[str]:
    """Steps lead to what exists and state nothing without a source; no wording means two paths."""
    said: dict[str, str] = {}
    for path in content.paths.values():
        origin = content.origins[("paths", path.id)]
        place = f"{origin}: {path.id}"
        if len(set(path.triggers)) < MIN_TRIGGERS:
            yield f"{place}: 说法不到{MIN_TRIGGERS}种"
        for text in path.triggers:
            if said.setdefault(text, path.id) != path.id:
                yield f"{place}: 说法“{text}”已经用在{said[text]}里"
            if not all(re.search(needed, text) for needed in path.needs):
                yield f"{place}: 说法“{text}”里没有needs要的词"
        for faq in path.faqs:
            if faq not in content.faqs:
                yield f"{place}: 没有这个问答:{faq}"
        ids = [step.id for step in path.steps]
        for step_id in sorted({i for i in ids if ids.count(i) > 1}):
            yield f"{place}: 步骤编号重复:{step_id}"
        cited = [c for step in path.steps for c in step.citations]
        for text in (path.title, path.summary):
            yield from _unbacked(content, place, text, cited)
        if any(
            PLACEHOLDER.search(t)
            for t in (path.title, path.summary, *(s.title for s in path.steps))
        ):
            yield f"{place}: 标题和概要里不能用参数"
        for step in path.steps:
            yield from _step_problems(content, f"{place}.{step.id}", step)
            texts = [step.text, *(line.text for line in step.bring)]
            yield from _check_urls(origin, f"{path.id}.{step.id}", texts)


def _step_problems(content: "Content", place: str, step: "PathStep") -> Iterator[str]:
    if step.service and step.service not in content.services:
        yield f"{place}: 没有这项服务:{step.service}"
    if step.referral and step.referral not in content.referrals:
        yield f"{place}: 没有这个外部门事项:{step.referral}"
    if step.faq and step.faq not in content.faqs:
        yield f"{place}: 没有这个问答:{step.faq}"
    for text in (step.title, step.text):
        yield from _unbacked(content, place, text, [step.source, *step.more])
    for line in step.bring:
        yield from _unbacked(content, place, line.text, [line.source])


def _unbacked(content: "Content", place: str, text: str, cited: list[str]) -> Iterator[str]:
    """Placeholders without a parameter, and figures found in none of the clauses cited."""
    for name in PLACEHOLDER.findall(text):
        if name not in content.parameters:
            yield f"{place}: 没有这个参数:{name}"
    allowed = set(FIGURE.findall(" ".join(citable_text(content, p) for p in cited)))
    for figure in FIGURE.findall(PLACEHOLDER.sub("", text)):
        if figure not in allowed:
            yield f"{place}: 数字“{figure}”不在引用的条款里"


def citable_text(content: "Content", passage_id: str) -> str:
    """What a citation backs: title, number, label, text and dates of a clause, in one string."""
    found = content.passage(passage_id)
    if found is None:
        return ""
    document, clause = found
    dates = [document.published, document.effective_from, document.effective_until, clause.as_of]
    spoken = [f"{d.year} {d.month} {d.day} {d.isoformat()}" for d in dates if d]
    return " ".join(
        [document.title, document.number or "", clause.label or "", clause.text, *spoken]
    )


def _check_urls(place: str, item: str, texts: list[str]) -> Iterator[str]:
    for text in texts:
        for host in URL.findall(text):
            if host not in OFFICIAL_HOSTS:
                yield f"{place}: {item}: 不是官方网址:{host}"


CHECKS = (
    check_citations,
    check_services,
    check_documents,
    check_parameters,
    check_figures,
    check_rules,
    check_paths,
)


def check_content(content: "Content") -> list[str]:
    """All problems of the content, in the order of the checks."""
    return [problem for check in CHECKS for problem in check(content)]

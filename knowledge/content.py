"""Loads `knowledge/content/` into one immutable object and refuses what may not be published."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from common.errors import ContentError
from eligibility.models import Fact, Rule, RuleCase
from knowledge.models import (
    Clause,
    Document,
    Faq,
    Lexicon,
    Office,
    Parameter,
    Referral,
    SafetyRule,
    Service,
    SmallTalk,
    Validity,
)
from knowledge.models import Path as LifePath
from knowledge.parameters import NATIONAL, ParameterReading, read_parameter

PLACEHOLDER = re.compile(r"\{\{\s*([a-z0-9_\-]+)\s*\}\}")
M = TypeVar("M", bound=BaseModel)

# folder → (attribute of Content, model, one item per file or a list per file)
KINDS: dict[str, tuple[str, type[BaseModel], bool]] = {
    "documents": ("documents", Document, False),
    "faq": ("faqs", Faq, True),
    "parameters": ("parameters", Parameter, True),
    "services": ("services", Service, True),
    "offices": ("offices", Office, True),
    "referrals": ("referrals", Referral, True),
    "safety": ("safety", SafetyRule, True),
    "smalltalk": ("smalltalk", SmallTalk, True),
    "paths": ("paths", LifePath, False),
    # Before the rules, which name them.
    "facts": ("facts", Fact, True),
    "rules": ("rules", Rule, False),
    "cases": ("cases", RuleCase, True),
}


@dataclass
class Content:
    """Everything an editor may change, by id. Treat as read-only once loaded."""

    documents: dict[str, Document] = field(default_factory=dict)
    faqs: dict[str, Faq] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    offices: dict[str, Office] = field(default_factory=dict)
    referrals: dict[str, Referral] = field(default_factory=dict)
    safety: dict[str, SafetyRule] = field(default_factory=dict)
    smalltalk: dict[str, SmallTalk] = field(default_factory=dict)
    paths: dict[str, LifePath] = field(default_factory=dict)
    # Facts that several rules ask for.
    facts: dict[str, Fact] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    cases: dict[str, RuleCase] = field(default_factory=dict)
    lexicon: Lexicon = field(default_factory=Lexicon)
    # (kind, item id), or (rule id, id of a part of it) → "file:line", for messages
    origins: dict[tuple[str, str], str] = field(default_factory=dict)

    def passage(self, passage_id: str) -> tuple[Document, Clause] | None:
        """The document and clause behind `<document id>#<clause id>`, or None."""
        document_id, _, clause_id = passage_id.partition("#")
        document = self.documents.get(document_id)
        for clause in document.clauses if document else ():
            if clause.id == clause_id:
                assert document is not None
                return document, clause
        return None

    def passages(self) -> Iterator[tuple[Document, Clause]]:
        """Every clause with its document, in file order."""
        for document in self.documents.values():
            for clause in document.clauses:
                yield document, clause

    def regions(self, region: str) -> list[str]:
        """A region and those whose rules also apply there, nearest first, ending with 国家."""
        parents = {d.name: d.parent for d in self.lexicon.districts}
        chain: list[str] = []
        current: str | None = region
        while current and current not in chain:
            chain.append(current)
            current = parents.get(current)
        return chain if NATIONAL in chain else [*chain, NATIONAL]

    def parameter(self, parameter_id: str, region: str, as_of: date) -> ParameterReading:
        """Read a parameter by id. Raises KeyError for an unknown id."""
        return read_parameter(self.parameters[parameter_id], self.regions(region), as_of)

    def validity(self, document: Document, as_of: date) -> Validity:
        """Whether a document is in force on a day."""
        if document.effective_from > as_of:
            return "not_yet"
        if document.superseded_on is not None and document.superseded_on <= as_of:
            return "superseded"
        for other in self.documents.values():
            if document.id in other.supersedes and other.effective_from <= as_of:
                return "superseded"
        if document.effective_until is not None and document.effective_until < as_of:
            return "expired"
        return "in_force"


class _LineLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """A safe YAML loader that remembers the line of every mapping in `__line__`.

    In C where libyaml is there: ten times as fast.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        mapping: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        mapping["__line__"] = node.start_mark.line + 1
        return mapping


def _strip_lines(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _strip_lines(v) for k, v in value.items() if k != "__line__"}
    if isinstance(value, list):
        return [_strip_lines(v) for v in value]
    return value


def _read_items(path: Path, is_list: bool, problems: list[str]) -> list[tuple[int, Any]]:
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_LineLoader)  # noqa: S506
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problems.append(f"{path.name}: 文件无法读取:{error}")
        return []
    items = raw if is_list else [raw]
    if not isinstance(items, list):
        problems.append(f"{path.name}:1: 应当是一个列表")
        return []
    result = []
    for item in items:
        if not isinstance(item, dict):
            problems.append(f"{path.name}:1: 每一项都应当是键值对")
            continue
        result.append((item["__line__"], item))
    return result


# What pydantic's kinds of error mean to an editor; other kinds keep its own words.
REASONS = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这个字段",
    "literal_error": "不是允许的值",
    "string_too_short": "不能是空的",
    "too_short": "至少要有一项",
    "string_pattern_mismatch": "写法不对",
    "date_from_datetime_parsing": "不是日期（应写成2026-01-01）",
    "date_parsing": "不是日期（应写成2026-01-01）",
    "string_type": "应当是文字",
    "list_type": "应当是列表",
    "bool_parsing": "应当是 true 或 false",
    "int_parsing": "应当是整数",
}


def _explain(error: ValidationError) -> str:
    parts = []
    for item in error.errors():
        where = ".".join(str(p) for p in item["loc"])
        parts.append(f"{where}: {REASONS.get(item['type'], item['msg'])}")
    return "; ".join(parts)


def _line_at(raw: Any, path: tuple[int | str, ...], line: int) -> int:
    """The line of the innermost mapping on a path into a raw item."""
    for key in path:
        if isinstance(raw, dict):
            raw = raw.get(key)
        elif isinstance(raw, list) and isinstance(key, int) and key < len(raw):
            raw = raw[key]
        else:
            break
        if isinstance(raw, dict):
            line = raw.get("__line__", line)
    return line


def _parts(raw: Any) -> Iterator[tuple[str, int]]:
    """(id, line) of everything inside an item that has an id of its own."""
    if isinstance(raw, dict):
        if isinstance(raw.get("id"), str):
            yield raw["id"], raw["__line__"]
        for value in raw.values():
            yield from _parts(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _parts(value)


def load_content(folder: Path, overlay: Path | None = None) -> Content:
    """Read and check all content.

    Args:
        folder: the shipped content, laid out as in docs/content.md.
        overlay: a second folder of the same layout whose items replace those of the same id
            (documents an editor imported).

    Raises:
        ContentError: with file, line and reason for everything that is wrong.
    """
    from knowledge.content_checks import check_content

    content = Content()
    problems: list[str] = []
    for root in [folder] if overlay is None else [folder, overlay]:
        for kind, (attribute, model, is_list) in KINDS.items():
            target: dict[str, Any] = getattr(content, attribute)
            seen: set[str] = set()
            for path in sorted((root / kind).glob("**/*.yaml")):
                for line, numbered in _read_items(path, is_list, problems):
                    raw, file = _strip_lines(numbered), path.relative_to(root)
                    place = f"{file}:{line}"
                    full = _with_facts(raw, content.facts) if kind == "rules" else raw
                    try:
                        item: Any = model.model_validate(full)
                    except ValidationError as error:
                        inside = _line_at(numbered, error.errors()[0]["loc"], line)
                        name = raw.get("id", "?")
                        problems.append(f"{file}:{inside}: {name}: {_explain(error)}")
                        continue
                    if item.id in seen:
                        problems.append(f"{place}: 编号重复:{item.id}")
                    seen.add(item.id)
                    target[item.id] = item
                    content.origins[(kind, item.id)] = place
                    if kind == "rules":
                        for part, part_line in _parts(numbered):
                            content.origins[(item.id, part)] = f"{file}:{part_line}"
        lexicon = root / "lexicon.yaml"
        if lexicon.exists():
            for line, numbered in _read_items(lexicon, False, problems):
                try:
                    content.lexicon = Lexicon.model_validate(_strip_lines(numbered))
                except ValidationError as error:
                    problems.append(f"lexicon.yaml:{line}: {_explain(error)}")
    problems += check_content(content)
    if problems:
        raise ContentError(problems)
    return content


def _with_facts(raw: dict[str, Any], shared: dict[str, Fact]) -> dict[str, Any]:
    """A rule with the shared facts that it names by id put in their place."""
    facts = raw.get("facts")
    if not isinstance(facts, list):
        return raw
    named = [shared.get(f, f) if isinstance(f, str) else f for f in facts]
    return {**raw, "facts": named}


def content_to_json(content: Content) -> str:
    """All content as one JSON text, from which `content_from_json` makes an equal object."""
    raw: dict[str, Any] = {
        attribute: [item.model_dump(mode="json", by_alias=True) for item in items.values()]
        for attribute, _, _ in KINDS.values()
        for items in [getattr(content, attribute)]
    }
    raw["lexicon"] = content.lexicon.model_dump(mode="json")
    return json.dumps(raw, ensure_ascii=False)


def content_from_json(text: str) -> Content:
    """Read what `content_to_json` wrote; it was checked before it was published."""
    raw = json.loads(text)
    content = Content(lexicon=Lexicon.model_validate(raw["lexicon"]))
    for attribute, model, _ in KINDS.values():
        # A release made before there was such a kind of content has none of it.
        items: list[Any] = [model.model_validate(item) for item in raw.get(attribute, [])]
        getattr(content, attribute).update({item.id: item for item in items})
    return content

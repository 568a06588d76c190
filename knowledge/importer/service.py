"""From a file to a document of the content model."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from common.errors import Invalid
from knowledge.content import Content
from knowledge.importer.metadata import Guess, guess
from knowledge.importer.structure import Piece, clean_lines, cut
from knowledge.importer.warnings import warnings_of
from knowledge.models import Clause, Document

READABLE = {".txt", ".md"}
MAX_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True)
class Imported:
    """A document with what a person must look at before it is published."""

    document: Document
    warnings: list[str]


def read_text(file: Path) -> str:
    """The text of a file in UTF-8 or GB 18030.

    Raises:
        Invalid: another kind of file, too large, or not text.
    """
    if file.suffix.lower() not in READABLE:
        raise Invalid(f"只能导入 txt 和 md 文件，不能导入“{file.suffix}”")
    if file.stat().st_size > MAX_BYTES:
        raise Invalid("文件太大了，最多5MB")
    raw = file.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid("文件不是文本，或者编码认不出来")


def import_file(
    file: Path,
    document_id: str,
    *,
    replaces: Document | None = None,
    effective_from: date | None = None,
) -> Imported:
    """Cut a text into clauses and guess its metadata.

    Args:
        file: a txt or md file.
        document_id: the id it gets.
        replaces: the digest it takes the place of: clause ids stay, so that citations stay alive,
            and services carry over.
        effective_from: when the text itself does not say.

    Raises:
        Invalid: nothing that looks like a clause was found, or the file cannot be read.
    """
    lines = clean_lines(read_text(file))
    pieces = unique(cut(lines))
    if not pieces:
        raise Invalid("没有找到条、章、节或专栏，不能切分；请检查是不是正文")
    found = guess(lines, file)
    warnings = list(warnings_of(pieces))
    start = effective_from or (replaces.effective_from if replaces else None)
    start = start or found.effective_from or found.published
    if start is None:
        raise Invalid("看不出施行日期，请用 --effective-from 写明")
    if found.effective_from is None and effective_from is None:
        warnings.append("正文没有写明施行日期，请核对")
    document = document_of(document_id, found, pieces, start, file, replaces)
    return Imported(document, warnings)


def unique(pieces: list[Piece]) -> list[Piece]:
    """Pieces with ids that differ: a second article of the same number gets a letter."""
    seen: dict[str, int] = {}
    for piece in pieces:
        seen[piece.id] = seen.get(piece.id, 0) + 1
        if seen[piece.id] > 1:
            piece.id = f"{piece.id}-{seen[piece.id]}"
    return pieces


def document_of(
    document_id: str,
    found: Guess,
    pieces: list[Piece],
    start: date,
    file: Path,
    replaces: Document | None,
) -> Document:
    """The document, with what the digest already knew kept."""
    known = {c.id: c for c in replaces.clauses} if replaces else {}
    clauses = [
        Clause(
            id=piece.id,
            label=piece.label,
            heading=piece.heading,
            text=piece.text,
            services=known[piece.id].services if piece.id in known else [],
        )
        for piece in pieces
    ]
    # Clauses of the digest that the text has no place for are kept: answers cite them.
    taken = {c.id for c in clauses}
    clauses += [c for c in known.values() if c.id not in taken]
    kept: dict[str, Any] = replaces.model_dump(exclude={"clauses"}) if replaces else {}
    own = {
        "id": document_id,
        "kind": "official",
        "effective_from": start,
        "published": found.published or kept.get("published"),
        "source": f"导入的正式文本：{file.name}",
        "clauses": clauses,
    }
    guessed = {
        "title": found.title,
        "issuer": found.issuer,
        "number": found.number,
        "region": found.region,
    }
    return Document.model_validate({**guessed, **kept, **own})


def save(document: Document, folder: Path) -> Path:
    """Write a document into a content folder; it takes the place of one with the same id."""
    path = folder / "documents" / f"{document.id}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = document.model_dump(mode="json", exclude_none=True)
    path.write_text(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def digest_to_replace(content: Content, document_id: str) -> Document:
    """The digest of an id. Raises Invalid when there is none."""
    document = content.documents.get(document_id)
    if document is None:
        raise Invalid(f"资料库里没有这份文件：{document_id}")
    return document

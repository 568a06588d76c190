"""Releases: numbered, immutable, verified; one pointer says which is answered from."""

import hashlib
import json
import os
import shutil
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from common.errors import Unavailable
from knowledge.content import Content, content_from_json, content_to_json
from knowledge.danger import DangerModel
from knowledge.intents import dialogue_examples
from knowledge.normalise import Normaliser
from knowledge.paths import PathFinder
from knowledge.search.embedding import Embedding, load_embedding
from knowledge.search.index import SearchIndex, rows_of
from knowledge.search.profiles import Profiles
from knowledge.search.tokens import Tokens

POINTER = "current"
MANIFEST = "manifest.json"
KEPT = 5


class NoRelease(Unavailable):
    """There is no release to answer from, or it is damaged."""

    problem = "no-release"
    title = "资料库还没有准备好,请稍后再试"


@dataclass(frozen=True)
class Release:
    """A loaded release. Everything in it is read-only."""

    number: int
    content: Content
    index: SearchIndex
    profiles: Profiles
    danger: DangerModel
    normaliser: Normaliser
    paths: PathFinder
    manifest: dict[str, Any]


def lexicon_of(content: Content, number: int) -> dict[str, Any]:
    """The words of a release, in the form the dialogue reads (docs/architecture.md)."""
    return {
        "release": number,
        "services": [
            {"id": s.id, "names": list(dict.fromkeys([s.name, s.short, *s.nicknames]))}
            for s in content.services.values()
        ],
        "districts": [
            {"id": d.name, "names": list(dict.fromkeys([d.name, *d.aliases]))}
            for d in content.lexicon.districts
        ],
        "documents": [
            {"id": d.id, "names": [d.title]}
            for d in content.documents.values()
            if len(d.title) <= MAX_DOCUMENT_NAME
        ],
        "offices": [{"id": o.id, "names": [o.name]} for o in content.offices.values()],
        "referrals": [{"id": r.id, "names": list(r.keywords)} for r in content.referrals.values()],
        "words": domain_words(content),
    }


# Longer titles are never said in full.
MAX_DOCUMENT_NAME = 24


def domain_words(content: Content) -> list[str]:
    """Words for the tokenizers: names of everything, and the lexicon's own."""
    words = set(content.lexicon.words) | set(content.lexicon.synonyms.values())
    for service in content.services.values():
        words |= {service.name, service.short, *service.nicknames}
    for district in content.lexicon.districts:
        words |= {district.name, *district.aliases}
    return sorted(w for w in words if len(w) > 1)


def _terms(content: Content) -> list[str]:
    """Names that a misheard word may have meant."""
    return [n for s in content.services.values() for n in (s.name, s.short, *s.nicknames)]


def _checksums(folder: Path) -> dict[str, str]:
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != MANIFEST)
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def _embedding(model_id: str, embedded: bool, content: Content) -> Embedding:
    return load_embedding(model_id, tuple(domain_words(content)) if embedded else None)


def build_release(
    content: Content, releases_dir: Path, embedding: str, *, embedded: bool = True, key: str = ""
) -> int:
    """Build, save and verify a new release; it is not activated.

    Args:
        content: what to publish.
        releases_dir: folder of all releases.
        embedding: model path or hub name.
        embedded: whether that is the embedded default (which reads our tokens).
        key: hash of what it was built from, kept in the manifest.

    Returns:
        Its number.
    """
    releases_dir.mkdir(parents=True, exist_ok=True)
    number = max((n for n in _numbers(releases_dir)), default=0) + 1
    draft = releases_dir / f".{number}.{os.getpid()}.part"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    rows, tokens = rows_of(content), Tokens(domain_words(content))
    model = _embedding(embedding, embedded, content)
    index = SearchIndex.build(rows, model, tokens, content.lexicon.synonyms)
    index.save(draft)
    profiles_of(content, index).save(draft)
    normaliser = Normaliser(content.lexicon, _terms(content))
    DangerModel.build(content, normaliser, tokens).save(draft)
    (draft / "content.json").write_text(content_to_json(content), encoding="utf-8")
    lexicon = json.dumps(lexicon_of(content, number), ensure_ascii=False)
    (draft / "lexicon.json").write_text(lexicon, encoding="utf-8")
    taught = json.dumps(dialogue_examples(content, normaliser), ensure_ascii=False)
    (draft / "examples.json").write_text(taught, encoding="utf-8")
    manifest = {
        "number": number,
        "key": key,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "embedding": {"model": embedding, "embedded": embedded},
        "counts": {
            "rows": len(rows),
            "documents": len(content.documents),
            "clauses": sum(1 for _ in content.passages()),
            "faqs": len(content.faqs),
            "variants": sum(len(f.variants) for f in content.faqs.values()),
        },
        "checksums": _checksums(draft),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (draft / MANIFEST).write_text(text, encoding="utf-8")
    target = releases_dir / str(number)
    draft.rename(target)
    verify(target)
    return number


def profiles_of(content: Content, index: SearchIndex) -> Profiles:
    """The profiles of all faqs, from the vectors that the index holds already."""
    places: dict[str, list[int]] = {faq: [] for faq in content.faqs}
    for place, row in enumerate(index.rows):
        if row.kind in ("faq", "variant"):
            places[row.target].append(place)
    vectors = index.dense.reconstruct_n(0, len(index.rows))
    return Profiles.build(
        {f.id: [f.question, *f.variants] for f in content.faqs.values()},
        {f.id: f.answer for f in content.faqs.values()},
        {faq: vectors[found] for faq, found in places.items()},
        index.tokens,
    )


def _numbers(releases_dir: Path) -> list[int]:
    return [int(p.name) for p in releases_dir.iterdir() if p.is_dir() and p.name.isdigit()]


def verify(folder: Path) -> dict[str, Any]:
    """Check a release's files against its manifest.

    Returns:
        The manifest.

    Raises:
        NoRelease: a file is missing or changed, or counts disagree.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        rows = len((folder / "rows.jsonl").read_text(encoding="utf-8").splitlines())
        vectors = _vector_count(folder)
    except (OSError, ValueError, RuntimeError) as error:
        raise NoRelease(f"版本 {folder.name} 不完整:{error}") from error
    if manifest["checksums"] != _checksums(folder):
        raise NoRelease(f"版本 {folder.name} 的文件与清单不一致")
    if not rows == vectors == manifest["counts"]["rows"]:
        raise NoRelease(f"版本 {folder.name} 的条目数不一致")
    return manifest


def _vector_count(folder: Path) -> int:
    import faiss

    return int(faiss.read_index(str(folder / "dense.faiss")).ntotal)


class ReleaseStore:
    """Reads the pointer and holds the release it names; safe for threads."""

    def __init__(self, releases_dir: Path) -> None:
        self.releases_dir = releases_dir
        self._loaded: Release | None = None
        self._lock = threading.Lock()

    def pointer(self) -> int:
        """The number answered from. Raises NoRelease when there is none."""
        try:
            return int((self.releases_dir / POINTER).read_text())
        except (OSError, ValueError) as error:
            raise NoRelease("还没有发布任何版本") from error

    def current(self) -> Release:
        """The current release, loaded when the pointer moved. The old one serves meanwhile."""
        number = self.pointer()
        loaded = self._loaded
        if loaded is not None and loaded.number == number:
            return loaded
        if not self._lock.acquire(blocking=loaded is None):
            assert loaded is not None
            return loaded
        try:
            if self._loaded is None or self._loaded.number != number:
                self._loaded = self.load(number)
            return self._loaded
        except NoRelease:
            if loaded is not None:
                return loaded
            raise
        finally:
            self._lock.release()

    def load(self, number: int) -> Release:
        """Verify and load one release."""
        folder = self.releases_dir / str(number)
        manifest = verify(folder)
        content = content_from_json((folder / "content.json").read_text(encoding="utf-8"))
        source = manifest["embedding"]
        embedding = _embedding(source["model"], source["embedded"], content)
        tokens = Tokens(domain_words(content))
        index = SearchIndex.load(folder, embedding, tokens, content.lexicon.synonyms)
        normaliser = Normaliser(content.lexicon, _terms(content))
        profiles, danger = Profiles.load(folder), DangerModel.load(folder)
        paths = PathFinder(content, normaliser, embedding)
        return Release(number, content, index, profiles, danger, normaliser, paths, manifest)

    def activate(self, number: int) -> None:
        """Flip the pointer to a verified release, atomically; going back is the same call."""
        verify(self.releases_dir / str(number))
        draft = self.releases_dir / f".{POINTER}.{os.getpid()}"
        draft.write_text(str(number))
        os.replace(draft, self.releases_dir / POINTER)
        self._retire(number)

    def _retire(self, current: int) -> None:
        """Remove all but the last few releases."""
        for old in sorted(_numbers(self.releases_dir))[:-KEPT]:
            if old != current:
                shutil.rmtree(self.releases_dir / str(old))

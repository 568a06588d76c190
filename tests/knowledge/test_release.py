"""Releases: complete or not there, verified, rolled back by flipping the pointer."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.content import content_from_json, content_to_json
from knowledge.release import NoRelease, Release, ReleaseStore, build_release


@pytest.fixture
def folder(release: Release, tmp_path: Path) -> Path:
    """A folder with two small releases, the first one active."""
    few = dict(list(release.content.faqs.items())[:5])
    content = replace(release.content, faqs=few, referrals={})
    model = release.manifest["embedding"]["model"]
    releases = tmp_path / "releases"
    assert build_release(content, releases, model) == 1
    assert build_release(content, releases, model) == 2
    ReleaseStore(releases).activate(1)
    return releases


def test_readers_follow_the_pointer_and_back(folder: Path) -> None:
    store = ReleaseStore(folder)
    assert store.current().number == 1
    ReleaseStore(folder).activate(2)
    assert store.current().number == 2
    ReleaseStore(folder).activate(1)
    assert store.current().number == 1


@pytest.mark.parametrize("name", ["rows.jsonl", "dense.faiss", "content.json", "lexicon.json"])
def test_a_changed_or_missing_file_is_refused(folder: Path, name: str) -> None:
    path = folder / "2" / name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(NoRelease):
        ReleaseStore(folder).activate(2)
    path.unlink()
    with pytest.raises(NoRelease):
        ReleaseStore(folder).load(2)


def test_the_old_release_serves_when_the_new_one_is_damaged(folder: Path) -> None:
    store = ReleaseStore(folder)
    assert store.current().number == 1
    (folder / "2" / "dense.faiss").unlink()
    (folder / "current").write_text("2")
    assert store.current().number == 1


def test_a_half_written_release_is_never_read(folder: Path) -> None:
    shutil.copytree(folder / "2", folder / ".3.99.part")
    (folder / ".3.99.part" / "manifest.json").unlink()
    assert ReleaseStore(folder).current().number == 1
    with pytest.raises(NoRelease):
        ReleaseStore(folder).activate(3)


def test_without_a_pointer_there_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(NoRelease):
        ReleaseStore(tmp_path).current()


def test_content_survives_the_round_trip(release: Release) -> None:
    again = content_from_json(content_to_json(release.content))
    assert again.faqs == release.content.faqs
    assert again.rules == release.content.rules
    assert again.documents == release.content.documents


def test_counts_agree(release: Release) -> None:
    counts = release.manifest["counts"]
    assert counts["rows"] == len(release.index.rows) == release.index.dense.ntotal
    assert counts["clauses"] == sum(1 for _ in release.content.passages())


def test_the_dialogue_finds_its_words(folder: Path) -> None:
    lexicon = json.loads((folder / "1" / "lexicon.json").read_text(encoding="utf-8"))
    dibao = next(s for s in lexicon["services"] if s["id"] == "dibao")
    assert {"低保", "吃低保"} <= set(dibao["names"])
    assert lexicon["release"] == 1

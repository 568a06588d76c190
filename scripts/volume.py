"""Search at volume: 140,000 articles of real statutes, and lay people's questions over them.

Part of `make bench`. The data stands beside the checkout, in ../shared/bench; a machine without it
says so and skips. Nothing is trained on its questions. Building and searching run in processes of
their own: the memory of one is not counted to the other, and searching has one core.
"""

import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np
from rich.console import Console
from rich.table import Table

from common.settings import get_settings
from knowledge.release import Release, ReleaseStore
from knowledge.search.index import Row, SearchIndex
from knowledge.search.volume import ARTICLE

BENCH = ROOT.parent / "shared" / "bench"
STATUTES, CORPUS = "statutes.jsonl.gz", "stard-corpus.jsonl.gz"
QUESTIONS = "stard-queries.jsonl"
# MRR looks at the first ten, recall at the first hundred: the usual figures of such benchmarks.
FIRST, DEEP = 10, 100
TIMED, WARM_UP = 300, 20
ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Question:
    """A lay question and the ids of the rows that answer it."""

    text: str
    relevant: frozenset[str]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def statutes(folder: Path = BENCH) -> list[Row]:
    """All articles as rows, as an imported document would give them."""
    return [
        Row(
            article["id"],
            "passage",
            f"{article['law']}#{article['article']}",
            f"{article['law']} {article['article']} {article['chapter']} {article['text']}",
        )
        for article in _lines(folder / STATUTES)
    ]


def corpus(folder: Path = BENCH) -> list[Row]:
    """The corpus of the questions; each row begins with its law and the article's number."""
    rows = []
    for row in _lines(folder / CORPUS):
        found = ARTICLE.match(row["text"])
        law = found.group(1) if found else row["id"]
        rows.append(Row(row["id"], "passage", f"{law}#{row['id']}", row["text"]))
    return rows


def questions(folder: Path = BENCH) -> list[Question]:
    """All questions with what answers them."""
    return [Question(q["query"], frozenset(q["relevant"])) for q in _lines(folder / QUESTIONS)]


def index_of(rows: list[Row], release: Release) -> SearchIndex:
    """The project's index over other rows; its everyday words mean nothing in other fields."""
    return SearchIndex.build(rows, release.index.embedding, release.index.tokens, {})


def quality(index: SearchIndex, asked: Sequence[Question]) -> dict[str, float]:
    """Shares in percent, means over the questions: hit@1, hit@5, MRR@10, recall@100."""
    found = {"hit_at_1": 0.0, "hit_at_5": 0.0, "mrr_at_10": 0.0, "recall_at_100": 0.0}
    for question in asked:
        ids = [hit.row.id for hit in index.search(question.text, DEEP)]
        places = [place for place, row in enumerate(ids) if row in question.relevant]
        first = places[0] if places else DEEP
        found["hit_at_1"] += first < 1
        found["hit_at_5"] += first < 5
        found["mrr_at_10"] += 1 / (first + 1) if first < FIRST else 0.0
        found["recall_at_100"] += len(places) / len(question.relevant)
    return {name: round(100 * total / len(asked), 1) for name, total in found.items()}


def latency(index: SearchIndex, asked: Sequence[Question]) -> dict[str, float]:
    """Milliseconds of one search, embedding the question included.

    Processor time is given beside it: where other programs share the core, it is what a search
    takes when they do not.
    """
    taken, worked = [], []
    for number, question in enumerate(asked[: TIMED + WARM_UP]):
        begun, cpu = time.perf_counter(), time.process_time()
        index.search(question.text, 50)
        if number >= WARM_UP:
            worked.append((time.process_time() - cpu) * 1000)
            taken.append((time.perf_counter() - begun) * 1000)
    return {
        "p50_ms": round(float(np.percentile(taken, 50)), 2),
        "p95_ms": round(float(np.percentile(taken, 95)), 2),
        "p95_cpu_ms": round(float(np.percentile(worked, 95)), 2),
        "per_second": round(1000 / float(np.mean(taken)), 1),
    }


def _resident_mb() -> float:
    """Memory of this process now, in MB (its peak where the system does not tell)."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmRSS"))
        return round(int(line.split()[1]) / 1024, 0)
    return _peak_mb()


def _peak_mb() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 0)


def _build(folder: Path) -> dict[str, float]:
    release, rows = ReleaseStore(get_settings().releases_dir).current(), statutes()
    begun = time.monotonic()
    index_of(rows, release).save(folder)
    return {
        "rows": len(rows),
        "build_seconds": round(time.monotonic() - begun, 1),
        "build_peak_mb": _peak_mb(),
        "disk_mb": round(sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6),
    }


def _search(folder: Path) -> dict[str, float]:
    import faiss
    import torch

    torch.set_num_threads(1)
    faiss.omp_set_num_threads(1)
    release = ReleaseStore(get_settings().releases_dir).current()
    before, begun = _resident_mb(), time.monotonic()
    index = SearchIndex.load(folder, release.index.embedding, release.index.tokens, {})
    return {
        "load_seconds": round(time.monotonic() - begun, 1),
        **latency(index, questions()),
        "index_mb": _resident_mb() - before,
        "resident_mb": _resident_mb(),
    }


def _quality(_: Path) -> dict[str, float]:
    release = ReleaseStore(get_settings().releases_dir).current()
    return quality(index_of(corpus(), release), questions())


STEPS = {"build": _build, "search": _search, "quality": _quality}


def _apart(step: str, folder: Path, **environment: str) -> dict[str, float]:
    """Run one step in a process of its own."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).resolve()), step, str(folder)],
        env={**os.environ, **environment}, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def measure() -> dict[str, float] | None:
    """All figures, or None (said on screen) where the data is absent."""
    if not BENCH.exists():
        print("没有 ../shared/bench，跳过大规模检索的测量")
        return None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        built = _apart("build", folder)
        return {**built, **_apart("search", folder, **ONE_CORE), **_apart("quality", folder)}


def show(figures: dict[str, float]) -> None:
    """Print the table."""
    table = Table(title="大规模检索（质量为百分比）")
    for column in ("指标", "数值"):
        table.add_column(column, justify="right")
    for name, value in figures.items():
        table.add_row(name, str(value))
    Console().print(table)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(STEPS[sys.argv[1]](Path(sys.argv[2]))))
    elif (report := measure()) is not None:
        show(report)

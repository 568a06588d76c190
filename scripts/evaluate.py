"""`make eval`: answer and NLU quality on the labelled questions of tests/quality/questions.yaml.

The real dialogue model parses every question (its server is started here, on loopback), the real
release answers it. Prints tables by kind and half, and writes var/eval.json.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import httpx
import yaml
from rich.console import Console
from rich.table import Table

from common import clock
from common.settings import get_settings
from knowledge.answer.composer import answer
from knowledge.answer.context import Answer, Parse, Question, Topic
from knowledge.release import Release, ReleaseStore
from scripts.serve import free_port

QUESTIONS = ROOT / "tests/quality/questions.yaml"
START_TIMEOUT = 120.0
TOKEN = "evaluation-only"  # noqa: S105 - a server of a minute
# Outcomes that claim to answer the question.
ANSWERED = {"answered", "partial", "outdated_only", "estimate"}
REFUSED = {"no_basis", "out_of_scope", "clarify", "needs_person"}
# Kinds whose outcome is an act of the dialogue, judged by intent alone.
ACTS = {"selfcheck", "booking", "handoff", "complaint", "chitchat"}


@dataclass
class Judged:
    """One question with what came of it."""

    question: str
    kind: str
    area: str
    half: str
    status: str
    intent: str
    right: bool
    intent_right: bool | None
    problems: list[str] = field(default_factory=list)
    answer: str = ""


class Dialogue:
    """Rasa's /model/parse on a port of its own."""

    def __init__(self) -> None:
        self.port = free_port()
        environment = {
            **os.environ,
            "DIALOGUE_PORT": str(self.port),
            "INTERNAL_SECRET": TOKEN,
            "ACTIONS_URL": "http://127.0.0.1:9",
            "VAR_DIR": str(get_settings().var_dir),
        }
        python = str(ROOT / ".venv-dialogue/bin/python")
        self.process = subprocess.Popen(
            [python, "-m", "bot.launcher"], cwd=ROOT, env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=20.0)

    def __enter__(self) -> "Dialogue":
        begun = time.monotonic()
        while time.monotonic() - begun < START_TIMEOUT:
            try:
                if self.client.get("/version").status_code == httpx.codes.OK:
                    self.parse("你好")
                    return self
            except httpx.HTTPError:
                time.sleep(0.5)
        self.__exit__()
        raise SystemExit("对话进程没有启动成功")

    def __exit__(self, *_: object) -> None:
        self.client.close()
        self.process.terminate()
        self.process.wait(15)

    def parse(self, text: str) -> Parse:
        """What the dialogue understands of a normalised text."""
        response = self.client.post("/model/parse", params={"token": TOKEN}, json={"text": text})
        return Parse.from_rasa(response.raise_for_status().json())


def ask(text: str, dialogue: Dialogue, release: Release, day: date, topic: Topic | None) -> Answer:
    """One information turn, as the gateway and the actions do it."""
    normalised = release.normaliser.normalise(text).text
    parse = dialogue.parse(normalised)
    question = Question(text=normalised, parse=parse, as_of=day, previous=topic, original=text)
    return answer(question, release)


def judge(entry: dict[str, Any], half: str, dialogue: Dialogue, release: Release) -> Judged:
    """Ask one labelled question and compare."""
    day = clock.today()
    topic = None
    if entry.get("after"):
        topic = ask(entry["after"], dialogue, release, day, None).topic
    given = ask(entry["q"], dialogue, release, day, topic)
    intent = str(given.trace.get("understood", {}).get("intent", ""))
    if not intent:
        intent = dialogue.parse(release.normaliser.normalise(entry["q"]).text).intent
    text = "\n".join(str(m["text"]) for m in given.messages)
    problems = list(check(entry, given, text))
    intent_right = intent in entry["intents"] if "intents" in entry else None
    if entry["kind"] in ACTS:
        problems = [] if intent_right or given.status == "emergency" else [f"intent {intent}"]
    return Judged(
        entry["q"], entry["kind"], entry["area"], half, given.status, intent,
        not problems, intent_right, problems, text,
    )  # fmt: skip


def check(entry: dict[str, Any], given: Answer, text: str) -> list[str]:
    """What is wrong with an answer, compared with its labels."""
    problems = []
    if "status" in entry and given.status not in entry["status"]:
        problems.append(f"status {given.status}")
    problems += [f"missing {p}" for p in entry.get("must", []) if not re.search(p, text)]
    problems += [f"forbidden {p}" for p in entry.get("must_not", []) if re.search(p, text)]
    cited = {c["passage_id"].split("#")[0] for m in given.messages for c in m["citations"]}
    if entry.get("docs") and not cited & set(entry["docs"]):
        problems.append(f"cites {sorted(cited)}")
    if given.trace.get("stray_figures"):
        problems.append("figure without source")
    return problems


def figures(rows: list[Judged]) -> dict[str, float | int]:
    """The figures of one group of questions."""
    information = [r for r in rows if r.kind not in ACTS]
    answered = [r for r in information if r.status in ANSWERED]
    answerable = [r for r in information if r.kind in ("policy", "follow_up", "false_premise")]
    unanswerable = [r for r in information if r.kind == "unanswerable"]
    scoped = [r for r in information if r.kind == "out_of_scope"]
    emergencies = [r for r in information if r.kind == "emergency"]
    labelled = [r for r in rows if r.intent_right is not None]
    return {
        "questions": len(rows),
        "right": share([r.right for r in rows]),
        "right_answerable": share([r.right for r in answerable]),
        "wrong_among_answered": share([not r.right for r in answered]),
        "refused_among_answerable": share([r.status in REFUSED for r in answerable]),
        "unanswerable_recognised": share([r.right for r in unanswerable]),
        "out_of_scope_recognised": share([r.right for r in scoped]),
        "emergency_recall": share([r.status == "emergency" for r in emergencies]),
        "false_emergencies": sum(
            r.status == "emergency" for r in information if r.kind != "emergency"
        ),
        "intent_accuracy": share([bool(r.intent_right) for r in labelled]),
    }


def share(values: list[bool]) -> float:
    """Share of true, three digits; 0.0 for none."""
    return round(sum(values) / len(values), 3) if values else 0.0


def show(report: dict[str, Any], wrong: list[Judged]) -> None:
    """Print the tables, then every question that went wrong."""
    console = Console(width=120)
    table = Table(title="答复质量(tune:用来调参;measure:只用来测)")
    table.add_column("指标")
    for half in ("tune", "measure"):
        table.add_column(half, justify="right")
    for name in report["tune"]:
        table.add_row(name, str(report["tune"][name]), str(report["measure"][name]))
    console.print(table)
    by_kind = Table(title="按问题类型")
    for column in ("类型", "题数", "正确率"):
        by_kind.add_column(column)
    for kind, (count, right) in report["by_kind"].items():
        by_kind.add_row(kind, str(count), str(right))
    console.print(by_kind)
    for row in wrong:
        console.print(f"✕ [{row.half}] {row.question} → {row.status}/{row.intent} {row.problems}")


def main() -> int:
    """Evaluate and write var/eval.json; fails below the stored minimums with --check."""
    release = ReleaseStore(get_settings().releases_dir).current()
    entries = yaml.safe_load(QUESTIONS.read_text(encoding="utf-8"))
    seen: dict[str, int] = defaultdict(int)
    rows = []
    with Dialogue() as dialogue:
        for entry in entries:
            seen[entry["kind"]] += 1
            half = "tune" if seen[entry["kind"]] % 2 else "measure"
            rows.append(judge(entry, half, dialogue, release))
    halves = {h: figures([r for r in rows if r.half == h]) for h in ("tune", "measure")}
    kinds = sorted({r.kind for r in rows})
    by_kind = {
        k: (sum(r.kind == k for r in rows), share([r.right for r in rows if r.kind == k]))
        for k in kinds
    }
    report = {**halves, "by_kind": by_kind, "release": release.number}
    show(report, [r for r in rows if not r.right])
    report["rows"] = [asdict(r) for r in rows]
    target = get_settings().var_dir / "eval.json"
    target.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"写入 {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

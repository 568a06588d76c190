"""`make eval`: answer and NLU quality on the labelled questions of tests/quality/.

The real dialogue model parses every question (its server is started here, on loopback), the real
release answers it. Prints tables and writes var/eval.json. With --check it fails when a figure of
the measured half is below tests/quality/minimums.yaml.
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import yaml
from rich.console import Console
from rich.table import Table

from common import clock
from common.settings import get_settings
from knowledge.release import ReleaseStore
from scripts.quality.dialogue import Dialogue
from scripts.quality.figures import calibration, figures, grouped, ranking
from scripts.quality.labels import FOLDER, Asker, Judged, load_labels

MINIMUMS = FOLDER / "minimums.yaml"
HALVES = ("tune", "measure")


def evaluate() -> tuple[dict[str, Any], list[Judged]]:
    """Ask every labelled question.

    Returns:
        The report, and every question with what came of it.
    """
    release, labels = ReleaseStore(get_settings().releases_dir).current(), load_labels()
    with Dialogue() as dialogue:
        asker = Asker(dialogue, release)
        rows = [asker.judge(label) for label in labels]
    measured = [r for r in rows if r.label.half == "measure"]
    report: dict[str, Any] = {
        "release": release.number,
        **{half: figures([r for r in rows if r.label.half == half]) for half in HALVES},
        "by_area": grouped(measured, lambda label: label.area),
        "by_kind": grouped(measured, lambda label: label.kind),
        "calibration": calibration(measured),
        "ranking": ranking([r.label for r in measured], release, clock.today()),
    }
    return report, rows


def below_minimums(report: dict[str, Any]) -> list[str]:
    """Figures of the measured half that fell below (or above, for errors) what is stored."""
    stored = yaml.safe_load(MINIMUMS.read_text(encoding="utf-8"))
    found: dict[str, Any] = {**report["measure"], **report["ranking"]["blend"]}
    low = [f"{k}: {found[k]} < {v}" for k, v in stored["at_least"].items() if found[k] < v]
    high = [f"{k}: {found[k]} > {v}" for k, v in stored["at_most"].items() if found[k] > v]
    return low + high


def show(report: dict[str, Any]) -> None:
    """Print the tables."""
    console = Console(width=130)
    table = Table(title="答复质量（tune：用来调参；measure：只用来测）")
    for column in ("指标", *HALVES):
        table.add_column(column, justify="left" if column == "指标" else "right")
    for name in report["tune"]:
        table.add_row(name, *(str(report[half][name]) for half in HALVES))
    console.print(table)
    for title, key in (("按领域（measure）", "by_area"), ("按问题类型（measure）", "by_kind")):
        console.print(_table(title, [{"": n, **row} for n, row in report[key].items()]))
    console.print(_table("判断是否准（measure）", report["calibration"]))
    ranked = [{"": n, **row} for n, row in report["ranking"].items()]
    console.print(_table("只看检索：词、向量、混合（measure，policy）", ranked))


def _table(title: str, rows: list[dict[str, Any]]) -> Table:
    table = Table(title=title)
    for column in rows[0] if rows else ():
        table.add_column(column, justify="right")
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    return table


def main() -> int:
    """Evaluate, print, write var/eval.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail below the stored minimums")
    parser.add_argument("--wrong", choices=HALVES, help="list what went wrong in this half")
    arguments = parser.parse_args()
    report, rows = evaluate()
    show(report)
    for row in rows:
        if row.label.half == arguments.wrong and not row.right:
            print(f"✕ {row.label.q} → {row.status}/{row.intent} {row.problems}")
    problems = below_minimums(report) if arguments.check else []
    print("\n".join(f"低于下限：{p}" for p in problems))
    listed = [{**asdict(r), "label": r.label.model_dump(), "right": r.right} for r in rows]
    target = get_settings().var_dir / "eval.json"
    text = json.dumps({**report, "rows": listed}, ensure_ascii=False, indent=1)
    target.write_text(text, encoding="utf-8")
    print(f"写入 {target}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

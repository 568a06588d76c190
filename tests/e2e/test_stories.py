"""The conversations of tests/conversations/, one folder a situation, against the real processes.

A story is a list of turns; one with `bug` waits for what does not work yet and is not run.
`say` types, `press` presses the button whose title holds the words.
What may be expected of the reply: `status`; `has` and `hasnt` (patterns in all that was said);
`ask` (a pattern of the last question); `outcome` and `service` of a result card; `facts` of it
(fact id → value, over all conditions); `button` (a title that must be offered).
"""

import re
from typing import Any

import pytest
import yaml

from tests.conftest import Servers
from tests.support import ROOT, Resident, Turn

pytestmark = pytest.mark.e2e
FOLDER = ROOT / "tests/conversations"
LEAST = 120
# The dialogue model is trained anew on every machine: of twenty stories one may take another turn.
STRAY = 0.05


def stories(situation: str) -> list[tuple[str, dict[str, Any]]]:
    """(name, story) of a folder; a story with `bug` tells of what does not work yet."""
    found: list[tuple[str, dict[str, Any]]] = []
    for path in sorted((FOLDER / situation).glob("*.yaml")):
        for story in yaml.safe_load(path.read_text(encoding="utf-8")):
            found.append((f"{situation}/{path.stem}: {story['name']}", story))
    return found


SITUATIONS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir())


def test_there_are_enough_and_none_twice() -> None:
    every = [pair for situation in SITUATIONS for pair in stories(situation)]
    names = [name for name, _ in every]
    assert len([name for name, story in every if "bug" not in story]) >= LEAST
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_stories(servers: Servers, situation: str) -> None:
    told = [(name, story) for name, story in stories(situation) if "bug" not in story]
    failed = [problem for name, story in told if (problem := run(servers.base, name, story))]
    assert len(failed) <= max(1, int(STRAY * len(told))), "\n".join(failed)


def run(url: str, name: str, story: dict[str, Any]) -> str | None:
    """What went wrong first in a story, or None."""
    with Resident(url) as resident:
        for number, turn in enumerate(story["turns"], start=1):
            if "press" in turn and not any(turn["press"] in t for t in buttons(resident)):
                return f"{name}, turn {number} {turn}: no such button in {buttons(resident)}"
            reply = resident.say(turn["say"]) if "say" in turn else resident.press(turn["press"])
            problems = check(turn, reply)
            if problems:
                return f"{name}, turn {number} {turn}: {problems}\n{reply.text}"
    return None


def buttons(resident: Resident) -> list[str]:
    """Titles of the buttons shown last."""
    return list(resident.last.replies) if resident.last else []


def check(turn: dict[str, Any], reply: Turn) -> list[str]:
    """What is not as expected in a reply."""
    unknown = set(turn) - {
        "say", "press", "status", "has", "hasnt", "ask", "outcome", "service", "facts", "button",
    }  # fmt: skip
    assert not unknown, unknown
    found = [f"has not {p}" for p in listed(turn, "has") if not re.search(p, reply.text)]
    found += [f"has {p}" for p in listed(turn, "hasnt") if re.search(p, reply.text)]
    if "status" in turn and reply.status != turn["status"]:
        found.append(f"status {reply.status}")
    asked = [m["text"] for m in reply.messages if m["kind"] == "question"]
    if "ask" in turn and not (asked and re.search(turn["ask"], asked[-1])):
        found.append(f"asked {asked}")
    for wanted in listed(turn, "button"):
        if not any(wanted in title for title in reply.replies):
            found.append(f"buttons {list(reply.replies)}")
    result = reply.result or {}
    for key in ("outcome", "service"):
        if key in turn and result.get(key) != turn[key]:
            found.append(f"{key} {result.get(key)}")
    told = {k: v for c in result.get("conditions", []) for k, v in c["facts"].items()}
    for fact, value in turn.get("facts", {}).items():
        if told.get(fact) != value:
            found.append(f"{fact} {told.get(fact)}")
    return found


def listed(turn: dict[str, Any], key: str) -> list[str]:
    """One pattern or a list of them."""
    value = turn.get(key, [])
    return [value] if isinstance(value, str) else list(value)

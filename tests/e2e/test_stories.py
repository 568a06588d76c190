"""The conversations of tests/conversations/, one folder a situation, against the real processes.

A story is a list of turns. `say` types, `press` presses the button whose title holds the words.
What may be expected of the reply: `status`; `has` and `hasnt` (patterns in all that was said);
`ask` (a pattern of the last question); `outcome` and `service` of a result card; `facts` of it
(fact id → value, over all conditions); `button` (a title that must be offered).
"""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support import ROOT, Resident, Turn

pytestmark = pytest.mark.e2e
FOLDER = ROOT / "tests/conversations"
LEAST = 120


def stories() -> list[tuple[str, list[dict[str, Any]]]]:
    found: list[tuple[str, list[dict[str, Any]]]] = []
    for path in sorted(FOLDER.glob("*/*.yaml")):
        for story in yaml.safe_load(path.read_text(encoding="utf-8")):
            found.append((f"{name_of(path)}: {story['name']}", story["turns"]))
    return found


def name_of(path: Path) -> str:
    """corrections/dibao"""
    return str(path.relative_to(FOLDER).with_suffix(""))


STORIES = stories()


def test_there_are_enough_and_none_twice() -> None:
    names = [name for name, _ in STORIES]
    assert len(names) >= LEAST
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("name", "turns"), STORIES, ids=[str(number) for number in range(len(STORIES))]
)
def test_story(resident: Resident, name: str, turns: list[dict[str, Any]]) -> None:
    for number, turn in enumerate(turns, start=1):
        reply = resident.say(turn["say"]) if "say" in turn else resident.press(turn["press"])
        problems = check(turn, reply)
        assert not problems, f"{name}, turn {number} {turn}: {problems}\n{reply.text}"


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

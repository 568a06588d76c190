"""The words of the current release: names of services, districts, documents, offices.

`VAR_DIR/releases/current` names the release; its `lexicon.json` is read again when that changes.
"""

import json
import os
from pathlib import Path
from typing import Any, Dict, List, Tuple

ROOT = Path(__file__).resolve().parent.parent
# Entity → list in the lexicon file.
KINDS = {
    "service": "services",
    "district": "districts",
    "document": "documents",
    "office": "offices",
    "referral": "referrals",
}


def var_dir() -> Path:
    """Where everything that is written lies."""
    given = Path(os.environ.get("VAR_DIR", "var"))
    return given if given.is_absolute() else ROOT / given


class Lexicon:
    """Names by kind, and words for the tokenizer; `number` is the release they come from."""

    def __init__(self, raw: Dict[str, Any]) -> None:
        self.number = int(raw.get("release", 0))
        self.words: List[str] = list(raw.get("words", []))
        # (entity, value, name), longest names first, so that they win.
        names: List[Tuple[str, str, str]] = []
        for entity, key in KINDS.items():
            for item in raw.get(key, []):
                names += [(entity, item["id"], n) for n in item["names"] if len(n) > 1]
        self.names = sorted(names, key=lambda n: -len(n[2]))


def current_number() -> int:
    """Number of the current release, 0 when there is none."""
    try:
        return int((var_dir() / "releases" / "current").read_text())
    except (OSError, ValueError):
        return 0


def load_lexicon() -> Lexicon:
    """The current release's lexicon; an empty one when there is no release."""
    number = current_number()
    path = var_dir() / "releases" / str(number) / "lexicon.json"
    if not path.exists():
        return Lexicon({})
    return Lexicon(json.loads(path.read_text(encoding="utf-8")))


def load_examples() -> Dict[str, List[str]]:
    """Intent → wordings of the current release that teach it; none when there is no release."""
    path = var_dir() / "releases" / str(current_number()) / "examples.json"
    if not path.exists():
        return {}
    found: Dict[str, List[str]] = json.loads(path.read_text(encoding="utf-8"))
    return found

"""Trains the dialogue model when its inputs have changed: `python -m bot.train [--validate]`."""

import argparse
import hashlib
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Dict, List

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import yaml

from bot.lexicon import ROOT, load_examples, load_lexicon, var_dir

INPUTS = (
    "config.yml", "domain.yml", "nlu_data/**/*", "bot/components/*.py", "bot/values.py",
    "bot/train.py", "knowledge/intents.py",
)  # fmt: skip
KEPT = 3


def inputs_hash() -> str:
    """Hash of all that makes a model out of date.

    What a release gives does not: its words are read live, and a new wording of one question is
    worth no training. The next training takes in what there is then.
    """
    total = hashlib.sha256()
    for pattern in INPUTS:
        for path in sorted(p for p in ROOT.glob(pattern) if p.is_file()):
            total.update(str(path.relative_to(ROOT)).encode())
            total.update(path.read_bytes())
    return total.hexdigest()[:16]


def model_path() -> Path:
    """Where the model of the present inputs lies."""
    return var_dir() / "models" / f"dialogue-{inputs_hash()}.tar.gz"


def as_nlu(examples: Dict[str, List[str]]) -> str:
    """Examples by intent as Rasa's YAML."""
    nlu = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in sorted(examples.items())
    ]
    return str(yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True))


def train() -> int:
    """Train unless the model is there."""
    target = model_path()
    if target.exists():
        return 0
    if not load_lexicon().names:
        print("还没有知识库版本:请先运行 scripts/build_release.py")
        return 1
    import rasa

    begun = time.monotonic()
    print("训练对话模型(约三分钟)……", flush=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.name.replace(".tar.gz", ".part")
    with tempfile.TemporaryDirectory() as folder:
        taught = Path(folder) / "wordings.yml"
        taught.write_text(as_nlu(load_examples()), encoding="utf-8")
        result = rasa.train(
            domain=str(ROOT / "domain.yml"),
            config=str(ROOT / "config.yml"),
            training_files=[str(ROOT / "nlu_data"), str(taught)],
            output=str(target.parent),
            fixed_model_name=draft,
            force_training=True,
        )
    if result.code != 0 or result.model is None:
        return 1
    os.replace(result.model, target)
    for old in sorted(target.parent.glob("dialogue-*.tar.gz"), key=os.path.getmtime)[:-KEPT]:
        old.unlink()
    print(f"对话模型已就绪({time.monotonic() - begun:.0f} 秒)", flush=True)
    return 0


def validate() -> int:
    """Rasa's own check of domain, rules and examples; 1 when it finds fault."""
    from rasa.shared.importers.rasa import RasaFileImporter
    from rasa.validator import Validator

    importer = RasaFileImporter(
        config_file=str(ROOT / "config.yml"),
        domain_path=str(ROOT / "domain.yml"),
        training_data_paths=[str(ROOT / "nlu_data")],
    )
    validator = Validator.from_importer(importer)
    good = validator.verify_domain_validity()
    good = validator.verify_intents(ignore_warnings=False) and good
    good = validator.verify_example_repetition_in_intents(ignore_warnings=False) and good
    good = validator.verify_forms_in_stories_rules() and good
    good = validator.verify_actions_in_stories_rules() and good
    good = validator.verify_story_structure(ignore_warnings=False) and good
    return 0 if good else 1


def main() -> int:
    """Train, or only validate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--validate", action="store_true", help="check the data, train nothing")
    return validate() if parser.parse_args().validate else train()


if __name__ == "__main__":
    sys.exit(main())

"""Trains the dialogue model when its inputs have changed: `python -m bot.train [--validate]`."""

import argparse
import hashlib
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from bot.lexicon import ROOT, load_lexicon, var_dir

INPUTS = ("config.yml", "domain.yml", "nlu_data/**/*", "bot/components/*.py", "bot/values.py")
KEPT = 3


def inputs_hash() -> str:
    """Hash of all that a model is made from. The words of a release are not: they are read live."""
    total = hashlib.sha256()
    for pattern in INPUTS:
        for path in sorted(p for p in ROOT.glob(pattern) if p.is_file()):
            total.update(str(path.relative_to(ROOT)).encode())
            total.update(path.read_bytes())
    return total.hexdigest()[:16]


def model_path() -> Path:
    """Where the model of the present inputs lies."""
    return var_dir() / "models" / f"dialogue-{inputs_hash()}.tar.gz"


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
    result = rasa.train(
        domain=str(ROOT / "domain.yml"),
        config=str(ROOT / "config.yml"),
        training_files=[str(ROOT / "nlu_data")],
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

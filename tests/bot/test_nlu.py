"""Understanding: Rasa's own data check, and examples that no training has seen."""

from collections import Counter
from pathlib import Path

import yaml

from bot.train import validate

HELD_OUT = Path(__file__).with_name("held_out.yml")
# Stored minimum: what was measured when it was written, less the noise of one or two examples.
MINIMUM = 0.82


def examples():
    raw = yaml.safe_load(HELD_OUT.read_text(encoding="utf-8"))
    return [(text, intent) for intent, texts in raw.items() for text in texts]


def test_rasa_finds_no_fault_with_the_data():
    assert validate() == 0


def test_held_out_examples_are_in_no_training_file():
    folder = Path(__file__).resolve().parent.parent.parent / "nlu_data"
    trained = set()
    for file in folder.glob("*.yml"):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.strip().startswith("- "):
                trained.add(line.strip()[2:])
    assert [text for text, _ in examples() if text in trained] == []


async def test_intents_of_held_out_examples(agent):
    wrong = Counter()
    found = examples()
    for text, intent in found:
        parsed = await agent.parse_message(text)
        if parsed["intent"]["name"] != intent:
            wrong[f"{intent} → {parsed['intent']['name']}: {text}"] += 1
    accuracy = 1 - sum(wrong.values()) / len(found)
    print(f"\n{len(found)} 句，意图正确率 {accuracy:.3f}")
    print("\n".join(wrong))
    assert accuracy >= MINIMUM


async def test_names_are_typed_entities(agent):
    parsed = await agent.parse_message("京口区的低保一个月1500块够不够，公积金另说")
    found = {(e["entity"], str(e["value"])) for e in parsed["entities"]}
    assert ("district", "京口区") in found
    assert ("service", "dibao") in found
    assert ("referral", "housing_fund") in found
    assert any(e["entity"] == "money" and e["value"]["amount"] == 1500 for e in parsed["entities"])


async def test_the_act_does_not_depend_on_the_service(agent):
    for service in ("低保", "海葬", "适老化改造", "收养登记", "护理补贴"):
        parsed = await agent.parse_message(f"{service}需要带哪些材料")
        assert parsed["intent"]["name"] == "ask_documents", service

"""A guided path in the chat: one step a message, nothing remembered, every button usable."""

from types import SimpleNamespace
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import paths
from actions.answer import ActionAnswer
from actions.paths import ActionStartPath, path_replies, with_path
from actions.turn import Turn
from api.residents.dialogue_client import parse_payload
from api.residents.schemas import SpokenMessage
from common.settings import get_settings
from knowledge.answer.context import Answer
from knowledge.content import Content, load_content

LONGEST_PAYLOAD = 1000
# What still reads well as one message on a phone.
LONGEST_STEP = 420


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(get_settings().content_dir)


@pytest.fixture(autouse=True)
def release(content: Content, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A release without an index: steps need none, the offer is decided by the test."""
    made = SimpleNamespace(content=content, number=1)
    runtime = SimpleNamespace(releases=SimpleNamespace(current=lambda: made))
    monkeypatch.setattr("actions.turn.get_runtime", lambda: runtime)
    monkeypatch.setattr(paths, "path_for", lambda text, _: None)
    return made


def tracker(entities: dict[str, Any], loop: str | None = None) -> Tracker:
    message = {
        "text": "下一步",
        "intent": {"name": "start_path", "confidence": 1.0},
        "entities": [{"entity": name, "value": value} for name, value in entities.items()],
        "metadata": {"turn_id": "t", "as_of": "2026-11-24", "region": "镇江市"},
    }
    active = {"name": loop} if loop else {}
    return Tracker("c", {}, message, [], False, None, active, "action_listen")


def press(payload: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The one message a button leads to, checked as the gateway checks it, and the events."""
    parsed = parse_payload(payload)
    assert parsed["intent"] == "start_path"
    entities = {e["entity"]: e["value"] for e in parsed["entities"]}
    dispatcher = CollectingDispatcher()
    events = ActionStartPath().run(dispatcher, tracker(entities), {})
    (sent,) = [m["custom"] for m in dispatcher.messages]
    SpokenMessage.model_validate(sent)
    return sent, events


def titled(message: dict[str, Any], title: str) -> str:
    found: str = next(r["payload"] for r in message["quick_replies"] if r["title"] == title)
    return found


PATHS = ["bereavement", "marriage", "divorce", "frail_elder", "no_income", "foundling"]


@pytest.mark.parametrize("path_id", PATHS)
def test_a_path_is_walked_from_the_first_step_to_the_last(content: Content, path_id: str) -> None:
    path = content.paths[path_id]
    payload = f'start_path{{"path": "{path_id}", "step": 0}}'
    for number, step in enumerate(path.steps, 1):
        message, _ = press(payload)
        assert f"第{number}步（共{len(path.steps)}步）：{step.title}" in message["text"]
        assert "{" not in message["text"]
        assert len(message["text"]) <= LONGEST_STEP, step.id
        assert [c["passage_id"] for c in message["citations"]] == step.citations
        titles = [r["title"] for r in message["quick_replies"]]
        assert "打印清单" in titles
        assert titles[-1] == "转人工"
        assert any(t.startswith("查一查") for t in titles) == (step.service in content.rules)
        assert ("下一步" in titles) == (number < len(path.steps))
        assert all(len(r["payload"]) <= LONGEST_PAYLOAD for r in message["quick_replies"])
        payload = titled(message, "下一步") if "下一步" in titles else ""
    assert "最后一步" in message["text"]


@pytest.mark.parametrize("path_id", PATHS)
def test_the_checklist_names_its_address_and_every_step(content: Content, path_id: str) -> None:
    first, _ = press(f'start_path{{"path": "{path_id}", "step": 0}}')
    message, events = press(titled(first, "打印清单"))
    assert f"/paths/{path_id}" in message["text"]
    assert "12345" in message["text"]
    for step in content.paths[path_id].steps:
        assert step.title in message["text"]
        assert all(line.text in message["text"] for line in step.bring)
    assert events == []
    again, _ = press(titled(message, "从第一步看起"))
    assert again["text"] == first["text"]


def test_the_first_step_says_what_comes_and_later_ones_do_not(content: Content) -> None:
    summary = content.paths["marriage"].summary
    assert summary in press('start_path{"path": "marriage", "step": 0}')[0]["text"]
    assert summary not in press('start_path{"path": "marriage", "step": 1}')[0]["text"]


def test_another_departments_matter_is_named() -> None:
    message, _ = press('start_path{"path": "bereavement", "step": 5}')
    assert "公安机关" in message["text"]


def test_an_old_figure_makes_the_turn_partial() -> None:
    message, _ = press('start_path{"path": "no_income", "step": 2}')
    assert "2020年末" in message["text"]
    assert message["status"] == "partial"
    assert press('start_path{"path": "marriage", "step": 0}')[0]["status"] == "answered"


def test_short_questions_after_a_step_are_about_its_service() -> None:
    _, events = press('start_path{"path": "no_income", "step": 2}')
    (topic,) = events
    assert (topic["name"], topic["value"]["service"]) == ("topic", "dibao")


@pytest.mark.parametrize(
    "payload",
    ['start_path{"path": "none", "step": 0}', 'start_path{"step": 3}', 'start_path{"path": []}',
     "start_path"],
)  # fmt: skip
def test_without_a_path_all_are_offered(content: Content, payload: str) -> None:
    message, events = press(payload)
    assert [r["title"] for r in message["quick_replies"]] == [
        p.title for p in content.paths.values()
    ]
    assert message["status"] == "clarify"
    assert events == []
    assert "第1步" in press(message["quick_replies"][0]["payload"])[0]["text"]


@pytest.mark.parametrize(("step", "shown"), [(99, 6), (-1, 1), ('"x"', 1), ("null", 1), ("2.5", 1)])
def test_a_step_that_is_not_there_shows_the_nearest(step: object, shown: int) -> None:
    message, _ = press(f'start_path{{"path": "marriage", "step": {step}}}')
    assert f"第{shown}步（共6步）" in message["text"]


ANSWER = Answer(
    "answered",
    (
        {"kind": "answer", "text": "一", "citations": [], "quick_replies": [], "result": None},
        {"kind": "answer", "text": "二", "citations": [],
         "quick_replies": [{"title": "问", "payload": "say:问"}], "result": None},
    ),
)  # fmt: skip


@pytest.fixture
def telling(content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "path_for", lambda text, _: content.paths["divorce"])


BEGIN = {"title": "一步一步来", "payload": 'start_path{"path": "divorce", "step": 0}'}


@pytest.mark.usefixtures("telling")
def test_an_answer_gets_the_offer_and_stays_what_it_is() -> None:
    given = with_path(Turn(CollectingDispatcher(), tracker({})), ANSWER)
    assert given.messages[0] == ANSWER.messages[0]
    assert given.messages[1] == {
        **ANSWER.messages[1],
        "quick_replies": [*ANSWER.messages[1]["quick_replies"], BEGIN],
    }
    assert (given.status, given.topic) == (ANSWER.status, ANSWER.topic)


@pytest.mark.usefixtures("telling")
def test_nothing_is_offered_in_danger_or_while_a_form_runs() -> None:
    quiet = Turn(CollectingDispatcher(), tracker({}))
    danger = Answer("emergency", ANSWER.messages)
    assert with_path(quiet, danger) is danger
    assert path_replies(Turn(CollectingDispatcher(), tracker({}, "selfcheck_form"))) == []


def test_most_answers_get_no_offer() -> None:
    assert with_path(Turn(CollectingDispatcher(), tracker({})), ANSWER) is ANSWER


@pytest.mark.usefixtures("telling")
def test_an_information_question_is_answered_with_the_offer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("actions.answering.answer", lambda question, release: ANSWER)
    dispatcher = CollectingDispatcher()
    ActionAnswer().run(dispatcher, tracker({}), {})
    assert [m["custom"]["text"] for m in dispatcher.messages] == ["一", "二"]
    assert BEGIN in dispatcher.messages[-1]["custom"]["quick_replies"]

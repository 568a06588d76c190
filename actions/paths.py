"""`action_start_path`: a guided path, one step a message; and the offer of one beside an answer.

Nothing is remembered between the steps: each button carries the path and the step it leads to.
"""

import json
from dataclasses import replace
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.turn import Turn
from knowledge.answer.context import Answer, Topic
from knowledge.answer.rendering import Rendered, render
from knowledge.answer.texts import HANDOFF_REPLY
from knowledge.models import Path, PathStep
from knowledge.paths import path_for

INTENT = "start_path"
# In place of a step's number: the whole list with its address.
CHECKLIST = "list"
# Where the gateway shows a path as a page to print.
PAGE = "/paths/{id}"

WHICH_PATH = "我可以一步一步陪您办下面这些事，您遇到的是哪一件？"
BEGIN = "{title}，一共{count}步。{summary}"
STEP = "第{number}步（共{count}步）：{title}"
BRING = "要带："
REFERRAL = "这件事归{department}管。"
LAST = "这是最后一步。哪一步不清楚，可以接着问我。"
LIST = (
    "{title}的清单在这里：{page}\n"
    "打开就能打印，也可以把网址发给家里人。一共{count}步：\n{steps}\n"
    "弄不清楚的打{{{{hotline_12345}}}}政务服务热线。"
)


class ActionStartPath(Action):
    """Shows one step of a guided path, or its checklist."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_start_path"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say the step that the button names; without a path that exists, ask which."""
        return show_path(Turn(dispatcher, tracker))


def show_path(turn: Turn) -> list[EventType]:
    """Show what the entities `path` and `step` of the turn name.

    A number beyond the steps (the content changed meanwhile) shows the nearest step, anything that
    is no number the first.

    Returns:
        What the dialogue remembers: the step's service as the topic, for short questions after it.
    """
    path = turn.release.content.paths.get(str(turn.entity("path")))
    if path is None:
        turn.say(WHICH_PATH, status="clarify", kind="question", quick_replies=all_paths(turn))
        return []
    wanted = turn.entity("step")
    if wanted == CHECKLIST:
        say_checklist(turn, path)
        return []
    number = wanted if isinstance(wanted, int) else 0
    number = min(max(number, 0), len(path.steps) - 1)
    say_step(turn, path, number)
    service = path.steps[number].service
    return [SlotSet("topic", turn.topic_value(Topic(service=service)))] if service else []


def say_step(turn: Turn, path: Path, number: int) -> None:
    """One step as one message: what to do, what to bring, whose matter it is, its clauses."""
    step, count = path.steps[number], len(path.steps)
    referral = turn.release.content.referrals.get(step.referral or "")
    lines = [STEP.format(number=number + 1, count=count, title=step.title), step.text]
    if number == 0:
        lines.insert(0, BEGIN.format(title=path.title, count=count, summary=path.summary))
    if step.bring:
        lines += [BRING, *(f"· {line.text}" for line in step.bring)]
    if referral is not None:
        lines.append(REFERRAL.format(department=referral.department))
    if number == count - 1:
        lines.append(LAST)
    rendered = filled(turn, "\n".join(lines))
    citations = turn.cite(step.citations)
    turn.say(
        rendered.text,
        status=status_of(rendered, citations),
        kind="answer",
        citations=citations,
        quick_replies=step_replies(turn, path, number),
    )


def say_checklist(turn: Turn, path: Path) -> None:
    """The titles of all steps with what to bring, and the address of the page to print."""
    lines = []
    for number, step in enumerate(path.steps, 1):
        bring = f"（带：{'；'.join(line.text for line in step.bring)}）" if step.bring else ""
        lines.append(f"{number}. {step.title}{bring}")
    text = LIST.format(
        title=path.title, page=PAGE.format(id=path.id), count=len(path.steps),
        steps="\n".join(lines),
    )  # fmt: skip
    rendered = filled(turn, text)
    sources = dict.fromkeys(line.source for step in path.steps for line in step.bring)
    turn.say(
        rendered.text,
        status="answered",
        kind="answer",
        citations=turn.cite(list(sources)),
        quick_replies=[reply("从第一步看起", path.id, 0), HANDOFF_REPLY],
    )


def step_replies(turn: Turn, path: Path, number: int) -> list[dict[str, str]]:
    """On to the next step, the checklist, a check that helps here, more about it, a person."""
    step = path.steps[number]
    more = [reply("下一步", path.id, number + 1)] if number + 1 < len(path.steps) else []
    return [
        *more,
        reply("打印清单", path.id, CHECKLIST),
        *check_reply(turn, step),
        *faq_reply(turn, step),
        HANDOFF_REPLY,
    ]


def check_reply(turn: Turn, step: PathStep) -> list[dict[str, str]]:
    """The button that begins the self-check of the step's service, where there is a rule."""
    content = turn.release.content
    if step.service not in content.rules or step.service not in content.services:
        return []
    title = f"查一查{content.services[step.service].short}"
    return [{"title": title, "payload": f'start_selfcheck{{"service": "{step.service}"}}'}]


def faq_reply(turn: Turn, step: PathStep) -> list[dict[str, str]]:
    """The button that asks the question which says more about the step."""
    faq = turn.release.content.faqs.get(step.faq or "")
    return [{"title": faq.question, "payload": f"say:{faq.question}"}] if faq else []


def all_paths(turn: Turn) -> list[dict[str, str]]:
    """A button for each path."""
    return [reply(path.title, path.id, 0) for path in turn.release.content.paths.values()]


def reply(title: str, path_id: str, step: int | str) -> dict[str, str]:
    """A button that leads to a step of a path, or to its checklist."""
    named = json.dumps({"path": path_id, "step": step}, ensure_ascii=False)
    return {"title": title, "payload": f"{INTENT}{named}"}


def filled(turn: Turn, template: str) -> Rendered:
    """A text with its dated values in the person's region on the day asked about."""
    return render(template, turn.release.content, turn.region, turn.as_of)


def status_of(rendered: Rendered, citations: list[dict[str, Any]]) -> str:
    """`partial` where a value is overdue or missing, or no clause is in force."""
    known = all(reading.state == "current" for reading in rendered.readings)
    return (
        "answered" if known and any(c["validity"] == "in_force" for c in citations) else "partial"
    )


def path_replies(turn: Turn) -> list[dict[str, str]]:
    """The button that begins the guided path this message tells of; none for most messages.

    None while a form runs either: the form would take the button for an answer.
    """
    if turn.tracker.active_loop:
        return []
    path = path_for(turn.text, turn.release)
    return [reply("一步一步来", path.id, 0)] if path else []


def with_path(turn: Turn, given: Answer) -> Answer:
    """An answer with the offer of a guided path below its last message; what is said stays.

    In an emergency nothing is offered beside the numbers to call.
    """
    offered = path_replies(turn) if given.messages and given.status != "emergency" else []
    if not offered:
        return given
    *earlier, last = given.messages
    replies = [*last["quick_replies"], *offered]
    return replace(given, messages=(*earlier, {**last, "quick_replies": replies}))

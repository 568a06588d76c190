"""The actions of the self-check form: begin, apply an answer, ask, resume."""

import re
from dataclasses import replace
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.answering import answer_if_sure, answer_turn, from_faq, reply_to_question
from actions.paths import path_replies
from actions.selfcheck import texts
from actions.selfcheck.checks import FINDER, FINDER_TITLE, Check, FinderCheck, check_of
from actions.selfcheck.flow import WRONG, CheckTurn, ask, finish, more_to_ask, plain_act
from actions.selfcheck.state import CheckState
from actions.turn import Turn
from knowledge.answer import parts
from knowledge.answer.composer import about, answer, part_of

FORM = "selfcheck_form"
ANSWER = "selfcheck_answer"
STATE = "selfcheck_state"
# Whether somebody qualifies is checked; how the rule is (研究生算不算共同生活的人) is answered.
PERSONAL = re.compile(
    r"(我|俺|咱|自己|家里|妈|爸|爷|奶|外公|外婆|老公|老婆|老伴|儿子|女儿|孩子|他|她|邻居|亲戚|弟|妹|哥|姐).*"
    r"(能不能|可不可以|能|可以|够不够|够|符不符合|符合|有没有资格|好不好|阿能|阿好).{0,4}"
    r"(申请|申领|领|享受|吃|拿|办|评|补|算得上|条件|资格|格)"
)

# Words right before a service that is no question about it.
HAD = re.compile(
    r"(没有?(吃|拿|领|享受)?|不是|不吃|不拿|吃着|拿着|领着|享受着|已经(吃|拿|领|是|有)|就是)$"
)
BENEFITS = re.compile(
    r"(能|可以|好)(享受|享|拿|领|申请|有)(到)?(什么|啥|哪些|哪几|点什么)|享受(什么|啥|哪些)"
    r"|有(什么|啥|哪些).{0,4}(补助|补贴|政策|待遇|救助)"
)
# From this probability on the second matter of a message is answered before the check begins.
FAIRLY = 0.3
# What takes up a finished check again.
REOPENING = ("correct", "go_back", "restart_check")
# The person speaks of the own family, or pressed the button: no question about the rules.
OWN = re.compile(r"(我|俺|咱|家里|家庭|看看能享受什么)")


class ActionStartSelfcheck(Action):
    """Begins a check of the service named, or the one just talked about."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_start_selfcheck"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Activate the form when the service has a rule; else answer, or ask which."""
        turn = Turn(dispatcher, tracker)
        reopened = reopen(turn) if takes_up(turn.text) else None
        if reopened is not None:
            return reopened
        rules = turn.release.content.rules
        named = services_asked_about(turn)
        topic = turn.topic
        wanted = named or ([topic.service] if topic and topic.service else [])
        check = next((check_of(turn, s) for s in wanted if s in rules), None)
        if turn.intent == "find_benefits" and OWN.search(turn.text) and not named:
            check = check_of(turn, FINDER)
        elif turn.intent == "find_benefits" or (
            turn.intent == "ask_eligibility" and not (check and PERSONAL.search(turn.text))
        ):
            answered = answer_if_sure(turn)
            if answered is not None:
                return answered
            if turn.intent == "find_benefits" and check is None and not turn.entity("referral"):
                check = check_of(turn, FINDER)
        if check is not None:
            answer_other_questions(turn)
            return begin(turn, check)
        if named or turn.entity("referral"):
            return answer_turn(turn)
        if BENEFITS.search(turn.text):
            return begin(turn, FinderCheck(rules, turn.release.content.facts))
        which_service(turn)
        return []


def services_asked_about(turn: Turn) -> list[str]:
    """Services named in the message; those only said to be had or not had (没吃低保) come last."""
    found = [e for e in turn.parse.entities if e.entity == "service" and isinstance(e.value, str)]
    return [e.value for e in sorted(found, key=lambda e: bool(HAD.search(turn.text[: e.start])))]


def answer_other_questions(turn: Turn) -> None:
    """What else the message asks (另外高龄津贴在哪领) is answered before the check begins."""
    question = turn.question()
    separate = parts.questions(turn.text)
    for part in separate if len(separate) > 1 else []:
        if PERSONAL.search(part):
            continue
        given = answer(part_of(question, turn.text, part, question.previous), turn.release)
        if from_faq(given) >= FAIRLY:
            message = {**given.messages[0], "text": about(part, str(given.messages[0]["text"]))}
            turn.send(replace(given, messages=(message,)))


def begin(turn: Turn, check: Check) -> list[EventType]:
    """Start the form; facts said earlier in the conversation are not asked again."""
    earlier = CheckState.from_slot(turn.slot(STATE))
    if earlier is not None and earlier.service == check.id and earlier.half_done:
        turn.say(texts.HALF_DONE.format(name=check.title), status="selfcheck")
        return activate(earlier)
    state = CheckState(check.id, facts=dict(earlier.facts) if earlier and earlier.fresh else {})
    turn.say(texts.BEGIN.format(name=check.title), status="selfcheck")
    labels = [fact.label for name, fact in check.facts.items() if name in state.facts]
    if labels:
        turn.say(texts.KNOWN.format(facts="、".join(labels)), status="selfcheck")
    CheckTurn(turn, state, check).hear()
    service = None if check.id == FINDER else check.id
    topic = {"service": service, "region": None, "faq": None, "aspect": "eligibility"}
    known = [SlotSet("topic", {**topic, "turn": turn.user_turns()})]
    if not more_to_ask(turn, state, check):
        finish(turn, state, check)
        return [SlotSet(STATE, state.as_slot()), *known]
    return activate(state) + known


def activate(state: CheckState) -> list[EventType]:
    """Events that make the form run; the dialogue then asks through `action_ask_…`."""
    state.running = True
    return [
        SlotSet(STATE, state.as_slot()),
        SlotSet(ANSWER, None),
        ActiveLoop(FORM),
        SlotSet("requested_slot", ANSWER),
    ]


def which_service(turn: Turn) -> None:
    """Ask which check, with a button for each."""
    content = turn.release.content
    replies = [
        {
            "title": content.services[service].short if service in content.services else rule.title,
            "payload": f'start_selfcheck{{"service": "{service}"}}',
        }
        for service, rule in content.rules.items()
    ]
    replies = [*path_replies(turn), {"title": FINDER_TITLE, "payload": "find_benefits"}, *replies]
    turn.say(texts.WHICH_SERVICE, status="clarify", kind="question", quick_replies=replies)


class ValidateSelfcheckForm(Action):
    """Applies the person's message to the running check."""

    def name(self) -> str:
        """Name in the domain."""
        return "validate_selfcheck_form"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Change the state; end the form by `requested_slot` null when there is no more to ask."""
        turn = Turn(dispatcher, tracker)
        state = CheckState.from_slot(turn.slot(STATE))
        if turn.slot(ANSWER) is None or state is None:
            return []
        check = check_of(turn, state.service)
        if check is None:
            reply_to_question(turn)
            return [SlotSet(ANSWER, None), SlotSet("requested_slot", None)]
        CheckTurn(turn, state, check).apply()
        if state.running and not more_to_ask(turn, state, check):
            finish(turn, state, check)
        events: list[EventType] = [SlotSet(STATE, state.as_slot()), SlotSet(ANSWER, None)]
        if not state.running:
            events.append(SlotSet("requested_slot", None))
        return events


class ActionAskSelfcheckAnswer(Action):
    """Asks the next question."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_ask_selfcheck_answer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Say the question and remember which it was."""
        turn = Turn(dispatcher, tracker)
        state = CheckState.from_slot(turn.slot(STATE))
        check = check_of(turn, state.service) if state else None
        if state is None or check is None or not more_to_ask(turn, state, check):
            return []
        ask(turn, state, check)
        return [SlotSet(STATE, state.as_slot())]


class ActionResume(Action):
    """Goes on with a check that was broken off."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_resume"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Activate the form again where it stopped."""
        turn = Turn(dispatcher, tracker)
        state = CheckState.from_slot(turn.slot(STATE))
        check = check_of(turn, state.service) if state else None
        if state is None or check is None or state.done or not state.fresh:
            which_service(turn)
            return []
        turn.say(texts.RESUMED.format(name=check.title), status="selfcheck")
        return activate(state)


def takes_up(text: str) -> bool:
    """Whether words take up a finished check again, whatever they were taken for."""
    return bool(WRONG.search(text)) or plain_act(text) in REOPENING


def reopen(turn: Turn) -> list[EventType] | None:
    """A correction after the result takes the check up again; None when there is none to take up.

    What is no act of its own (点错了,没有工伤护理费) corrects an answer.
    """
    state = CheckState.from_slot(turn.slot(STATE))
    check = check_of(turn, state.service) if state and state.fresh else None
    if state is None or check is None:
        return None
    acts = CheckTurn(turn, state, check).acts
    said = plain_act(turn.text) or (turn.intent if turn.intent in REOPENING else "correct")
    acts[said]()
    if more_to_ask(turn, state, check):
        state.done = False
        return activate(state)
    finish(turn, state, check)
    return [SlotSet(STATE, state.as_slot())]


class ActionNothingRunning(Action):
    """Yes, no, stop, back, a bare figure … outside a form."""

    def name(self) -> str:
        """Name in the domain."""
        return "action_nothing_running"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """After a finished check, a correction reopens it; otherwise the words are a question."""
        turn = Turn(dispatcher, tracker)
        reopened = reopen(turn) if turn.intent in REOPENING else None
        if reopened is not None:
            return reopened
        if turn.intent == "stop":
            answered = answer_if_sure(turn)
            if answered is not None:
                return answered
            turn.say("好的。还有别的要问，直接说就行。", status="chitchat")
            return []
        return answer_turn(turn)

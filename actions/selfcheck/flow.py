"""One turn of a guided self-check: what the person said decides what happens to the state."""

import json
import re
from collections.abc import Callable
from typing import Any

from actions.answering import reply_to_question
from actions.handover import hand_over
from actions.selfcheck import texts
from actions.selfcheck.result import show_result
from actions.selfcheck.state import CheckState
from actions.turn import Turn
from eligibility.evaluator import evaluate, next_question
from eligibility.models import Fact, Rule
from eligibility.typed_input import ParsedValue, parse_value
from knowledge.answer.context import Topic

# Below this an act of dialogue is only a guess, and the words are tried as an answer first.
SURE = 0.55
MISSES_BEFORE_OFFER = 2
LEAD_OF_CORRECTION = re.compile(
    r"^(不对|错了|不是的?|说错了?|搞错了?|写错了?|改一下|更正|应该是|我是说|哦|啊|[,,。!!、\s])+"
)
QUESTION_WORDS = re.compile(r"(什么|啥|怎么|咋|为何|多少|哪|谁|是不是|能不能|可不可以|吗|呢|[??])")


# A unit says which kind of answer is corrected: 是4个人 is no money.
UNITS = (
    ("count", re.compile(r"[\d一二两三四五六七八九十](个?人|口|个)")),
    ("money", re.compile(r"(元|块|钱|万|千|收入|存款|工资)")),
    ("age", re.compile(r"岁")),
)


class CheckTurn:
    """Applies one message to a running check and says what there is to say."""

    def __init__(self, turn: Turn, state: CheckState, rule: Rule) -> None:
        self.turn = turn
        self.state = state
        self.rule = rule
        self.facts = {fact.id: fact for fact in rule.facts}
        self.acts: dict[str, Callable[[], bool]] = {
            "stop": self.stop,
            "handoff": self.person,
            "complain": self.person,
            "why": self.why,
            "go_back": self.back,
            "restart_check": self.restart,
            "correct": self.correct,
            "dont_know": self.dont_know,
        }

    @property
    def asked(self) -> Fact | None:
        """The fact that was asked last."""
        return self.facts.get(self.state.asked or "")

    def apply(self) -> None:
        """Change the state by the turn's message; the next question is asked afterwards."""
        act = self.acts.get(self.turn.intent)
        if act is not None and self.turn.confidence >= SURE and act():
            return
        parsed = self.read(self.asked, self.turn.text)
        looks_like_question = bool(QUESTION_WORDS.search(self.turn.text))
        if parsed is not None and parsed.problem is None and not looks_like_question:
            self.take(self.asked, parsed, texts.NOTED)
        elif self.is_question(looks_like_question):
            reply_to_question(self.turn, Topic(service=self.state.service))
        elif parsed is not None and parsed.problem is None:
            self.take(self.asked, parsed, texts.NOTED)
        elif act is None or not act():
            self.miss(parsed)

    def is_question(self, looks_like_question: bool) -> bool:
        """Whether the message is a question of the person's own rather than an answer."""
        intent = self.turn.intent
        asks = intent.startswith("ask_") or intent in ("report_rumour", "out_of_scope")
        return looks_like_question or (asks and self.turn.confidence >= SURE)

    def read(self, fact: Fact | None, text: str) -> ParsedValue | None:
        """The message as the value of a fact; a button carries the value itself."""
        if fact is None:
            return None
        value = self.turn.entity("value")
        if value is not None:
            return ParsedValue(value=value, said_back=text, problem=None)
        return parse_value(fact, text, self.turn.entities)

    def take(self, fact: Fact | None, parsed: ParsedValue, template: str) -> None:
        """Store an answer; say it back when it was changed on the way (a year's money …)."""
        assert fact is not None
        self.state.answer(fact.id, parsed.value)
        if parsed.said_back and (template is texts.CORRECTED or parsed.said_back != self.turn.text):
            self.say(template.format(said=parsed.said_back))

    def miss(self, parsed: ParsedValue | None) -> None:
        """Not understood: explain, and from the second time on offer a person."""
        self.state.misses += 1
        fact = self.asked
        problem = parsed.problem if parsed and parsed.problem else ""
        explained = problem or (fact.help if fact and fact.help else "请换个说法再答一次。")
        if self.state.misses < MISSES_BEFORE_OFFER:
            self.say(texts.NOT_UNDERSTOOD.format(help=explained))
            return
        text = texts.NOT_UNDERSTOOD.format(help=explained) + texts.OFFER_PERSON
        self.say(text, quick_replies=texts.OFFER_REPLIES)

    def say(self, text: str, quick_replies: list[dict[str, str]] | None = None) -> None:
        """One message of the check."""
        self.turn.say(text, status="selfcheck", quick_replies=quick_replies)

    def stop(self) -> bool:
        """Break off; the answers are kept so that it can be resumed."""
        self.state.running = False
        self.say(texts.STOPPED, quick_replies=texts.STOPPED_REPLIES)
        return True

    def person(self) -> bool:
        """Hand over; the check can be resumed later."""
        self.state.running = False
        hand_over(self.turn)
        return True

    def why(self) -> bool:
        """Say what the question is for, with its clause."""
        fact = self.asked
        if fact is None:
            return False
        citations = self.turn.cite([fact.source]) if fact.source else []
        self.turn.say(fact.why, status="selfcheck", citations=citations)
        return True

    def back(self) -> bool:
        """Ask the question before once more."""
        self.say(texts.BACK if self.state.step_back() else texts.NO_BACK)
        return True

    def restart(self) -> bool:
        """Begin again with nothing known."""
        self.state.facts.clear()
        self.state.answered.clear()
        self.state.declined.clear()
        self.say(texts.RESTARTED)
        return True

    def dont_know(self) -> bool:
        """Leave the fact open and go on."""
        fact = self.asked
        if fact is None:
            return False
        self.state.decline(fact.id)
        self.say(texts.DECLINED)
        return True

    def correct(self) -> bool:
        """Change an earlier answer: the latest one that the new words fit."""
        if not self.state.answered:
            self.say(texts.NOTHING_TO_CORRECT)
            return True
        words = LEAD_OF_CORRECTION.sub("", self.turn.text)
        for fact in self.correctable(words):
            parsed = self.read(fact, words)
            if parsed is not None and parsed.problem is None:
                self.take(fact, parsed, texts.CORRECTED)
                return True
        named = next((f for f in self.correctable(words) if f.label in self.turn.text), None)
        if named is not None:
            self.forget(named)
            self.say(texts.BACK)
        else:
            self.say(texts.WHICH_CORRECTION)
        return True

    def correctable(self, words: str) -> list[Fact]:
        """Answered facts, those named in the words first, then the latest first."""
        answered = [self.facts[i] for i in reversed(self.state.answered) if i in self.facts]
        kind = next((k for k, unit in UNITS if unit.search(words)), None)
        # A bare yes or no corrects nothing: 不是的 would flip whatever was asked last.
        answered = [
            f for f in answered if f.label in words or (f.type != "bool" and kind in (None, f.type))
        ]
        return sorted(answered, key=lambda f: f.label not in words)

    def forget(self, fact: Fact) -> None:
        """Ask an answered fact again."""
        self.state.facts.pop(fact.id, None)
        self.state.answered.remove(fact.id)


def next_fact(turn: Turn, state: CheckState, rule: Rule) -> Fact | None:
    """The fact to ask next, or None when nothing open can change the outcome."""
    outcome = evaluate(rule, state.facts, turn.read_parameter, turn.as_of)
    return next_question(rule, outcome, state.declined)


def ask(turn: Turn, state: CheckState, rule: Rule) -> None:
    """Say the next question with its buttons, and remember it in the state."""
    fact = next_fact(turn, state, rule)
    assert fact is not None
    state.asked = fact.id
    replies = [
        {"title": c.label, "payload": f'inform{{"value": {_json(c.value)}}}'} for c in fact.choices
    ]
    if fact.type == "bool":
        yes, no = ("有", "没有") if "有" in fact.question else ("是", "不是")
        replies = [
            {"title": yes, "payload": 'inform{"value": true}'},
            {"title": no, "payload": 'inform{"value": false}'},
        ]
    turn.say(
        fact.question,
        status="selfcheck",
        kind="question",
        quick_replies=[*replies, texts.DONT_KNOW_REPLY],
    )


def finish(turn: Turn, state: CheckState, rule: Rule) -> None:
    """Show the result card; the facts stay for corrections and for other checks."""
    state.running, state.done, state.asked = False, True, None
    show_result(turn, state, rule)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)

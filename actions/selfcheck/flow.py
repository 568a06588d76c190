"""One turn of a guided self-check: what the person said decides what happens to the state."""

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from actions.answering import reply_to_question
from actions.handover import hand_over
from actions.paths import show_path
from actions.selfcheck import texts
from actions.selfcheck.checks import Check
from actions.selfcheck.state import CheckState
from actions.turn import Turn
from eligibility.models import Fact
from eligibility.told import told
from eligibility.typed_input import NO, YES, ParsedValue, parse_value
from eligibility.values import check_value
from knowledge.answer.composer import answer, part_of
from knowledge.answer.context import Topic

# Below this an act of dialogue is only a guess, and the words are tried as an answer first.
SURE = 0.55
MISSES_BEFORE_OFFER = 2
LEAD_OF_CORRECTION = re.compile(
    r"^(不对|错了|不是的?|[说搞写点按弄]错了?|改一下|更正|应该是|我是说|等一?下|哦|啊|[,,。!!、\s])+"
)
# Acts that are one word; the dialogue need not guess them.
WORDS = (
    (
        "restart_check",
        re.compile(
            r"^(重新?(再)?来(一遍|过)?|从头(再)?(来|问)|重头来|重新(开始|查|问))[吧了啊哎]*$"
        ),
    ),
    (
        "go_back",
        re.compile(r"^(上一步|退一步|退回去?|回到?上一(步|题|个)|前一(步|题|个))[吧了啊]*$"),
    ),
    ("stop", re.compile(r"^(停|停下|停一下|不查了|不弄了|不问了)[吧了啊]*$")),
)
# These words open a correction, whatever the dialogue took the message for.
WRONG = re.compile(r"^(不对|错了|[说搞写点按弄]错|更正|改一下|刚才(说|讲)?错)")
BOOKING = ("book", "query_booking", "move_booking", "cancel_booking")
# A number in these is none.
FILLER = re.compile(r"等?一下子?|等一?会儿?|一点点?都?|一直|一起")
# A ticket cannot be taken back: in a check only these words ask for a person (a button says one).
PERSON = re.compile(
    r"(人工|真人|客服|投诉|举报|工作人员|同志|领导|转接|找.{0,2}人|叫.{0,2}人|human)"
)
UNKNOWN = re.compile(
    r"^(我|这个?|倒|也|真|都|还|,)*(不知道|不晓得|不清楚|搞不清|弄不清|说不[清准好]|没数)"
    r"|记不[得清起]|想不起|忘了|忘记了"
)
PURPOSE = re.compile(
    r"(问|要|知道|晓得|查).{0,8}(做什么|干什么|干嘛|干啥|做啥)|凭(什么|啥).{0,3}(问|查|要)"
)
# 不是5个,是6个: what is wrong is no fact, what is right is.
CORRECTING = re.compile(r"^(不对|不是的?|错了|对的?|嗯|是的)?[,，]?(不是[^,，]*[,，])?(应该是|是)?")
ASIDE = re.compile(r"先?问(一?[个下点])?(别的|其他|另外|旁的)|先(放|停|搁)一?(下|放|会儿)")
UNSAID = re.compile(r"^(我)?(不想|不愿意?|不方便|不好|不高兴)(说|讲|告诉|回答|透露)|^(保密|隐私)$")
QUESTION_WORDS = re.compile(
    r"(什么(?!都|也)|啥(?!都|也)|怎么|咋|为何|多少|多久|哪|谁|是不是|能不能|可不可以|要不要|行不行|好不好"
    r"|有没有|吗|呢|[??])"
)
# A message so short that is no question in its words is an answer that was not understood.
SHORT = 8


# A unit says which kind of answer is corrected: 是4个人 is no money.
UNITS = (
    ("count", re.compile(r"[\d一二两三四五六七八九十](个?人|口|个(?!月|星期|礼拜|季))")),
    ("money", re.compile(r"(元|块|钱|万|千|收入|存款|工资)")),
    ("age", re.compile(r"岁")),
)


class CheckTurn:
    """Applies one message to a running check and says what there is to say."""

    def __init__(self, turn: Turn, state: CheckState, check: Check) -> None:
        self.turn = turn
        self.state = state
        self.check = check
        self.facts = check.facts
        self.acts: dict[str, Callable[[], bool]] = {
            "stop": self.stop,
            "handoff": self.person,
            "complain": self.person,
            "why": self.why,
            "go_back": self.back,
            "restart_check": self.restart,
            "correct": self.correct,
            "dont_know": self.dont_know,
            "start_path": self.path,
        }

    @property
    def asked(self) -> Fact | None:
        """The fact that was asked last."""
        return self.facts.get(self.state.asked or "")

    def apply(self) -> None:
        """Change the state by the turn's message; the next question is asked afterwards."""
        if self.said_plainly():
            return
        parsed = self.read(self.asked, FILLER.sub("", self.turn.text))
        fits = parsed is not None and parsed.problem is None
        act = self.acts.get(self.turn.intent)
        if act is not None and self.turn.confidence >= SURE and self.means(fits) and act():
            return
        looks_like_question = bool(QUESTION_WORDS.search(self.turn.text))
        if self.answer_and_ask():
            return
        heard = self.hear(beside=self.asked if fits else None)
        if fits and parsed is not None and (heard or not looks_like_question):
            self.take(self.asked, parsed, texts.NOTED)
        elif heard:
            return
        elif self.is_question(looks_like_question):
            reply_to_question(self.turn, Topic(service=self.state.service))
        elif fits and parsed is not None:
            self.take(self.asked, parsed, texts.NOTED)
        elif act is None or not self.means(fits) or not act():
            self.miss(parsed)

    def said_plainly(self) -> bool:
        """What the words alone decide: yes to what was heard, 不知道, 问这干嘛, 说错了."""
        text = self.turn.text
        if self.state.heard and self.confirm():
            return True
        if self.unsaid() and self.dont_know():
            return True
        act = plain_act(text)
        if act is not None and self.acts[act]():
            return True
        if PURPOSE.search(text) and self.why():
            return True
        if ASIDE.search(text):
            self.aside()
            return True
        return bool(WRONG.search(text) and self.state.answered and self.correct())

    def unsaid(self) -> bool:
        """Whether the person does not know or does not want to tell.

        不知道爸爸是谁 may be one of the answers; 不知道 alone never is.
        """
        text, fact = self.turn.text, self.asked
        if UNSAID.search(text):
            return True
        if not UNKNOWN.search(text) or self.turn.entity("value") is not None:
            return False
        chosen = fact is not None and fact.type == "choice" and len(text) >= SHORT
        return not (chosen and parse_value(fact, text).problem is None)  # type: ignore[arg-type]

    def means(self, fits: bool) -> bool:
        """Whether an act is meant where the words are an answer as well (三个, 没评过)."""
        intent = self.turn.intent
        if intent in ("handoff", "complain"):
            return bool(PERSON.search(self.turn.text))
        return intent != "dont_know" or not fits

    def hear(self, beside: Fact | None = None, only: str | None = None) -> bool:
        """Facts told beside the answer, or all at once; they are said back and wait for a yes.

        Args:
            beside: the fact that the message answers anyway.
            only: the part of the message to look at.
        """
        if self.turn.entity("value") is not None:
            return False
        heard = [
            {"fact": one.fact, "value": plain(check_value(self.facts[one.fact], one.value)),
             "said": one.said_back}
            for one in told(only or self.turn.text, list(self.facts.values()))
            if (beside is None or one.fact != beside.id) and self.is_news(one.fact, one.value)
        ]  # fmt: skip
        # One fact that was not asked for may be a misreading of an answer to the question.
        if not heard or (beside is None and self.asked is not None and len(heard) < 2):
            return False
        fresh = {one["fact"] for one in heard}
        kept = [one for one in self.state.heard if one["fact"] not in fresh]
        self.state.heard = kept + heard
        return True

    def is_news(self, fact_id: str, value: Any) -> bool:
        """Whether a fact was not known, or differently."""
        return fact_id not in self.state.facts or self.state.facts[fact_id] != plain(value)

    def confirm(self) -> bool:
        """The answer to 我听到的是…对吗; False when the message is something else."""
        text, intent = self.turn.text, self.turn.intent
        agreed = bool(YES.match(text)) and intent != "correct"
        if agreed:
            self.accept()
        if self.hear(only=CORRECTING.sub("", text)):
            return True
        if self.mend(CORRECTING.sub("", text)) or agreed:
            return True
        if intent == "deny" or NO.match(text):
            self.state.heard = []
            self.say(texts.ONE_BY_ONE)
            return True
        if intent == "affirm":
            self.accept()
            return True
        return False

    def mend(self, words: str) -> bool:
        """A fact named or measured in the words takes the place of what was heard."""
        heard = {one["fact"] for one in self.state.heard}
        kind = next((k for k, unit in UNITS if unit.search(words)), None)
        for fact in self.facts.values():
            named = names(fact, words)
            if not named and not (fact.id in heard and fact.type == kind):
                continue
            parsed = self.read(fact, words)
            if parsed is None or parsed.problem is not None:
                continue
            others = [one for one in self.state.heard if one["fact"] != fact.id]
            mended = {"fact": fact.id, "value": plain(parsed.value), "said": parsed.said_back}
            self.state.heard = [*others, mended]
            return True
        return False

    def accept(self) -> None:
        """Take what was heard as told."""
        for one in self.state.heard:
            self.state.answer(one["fact"], one["value"])
        self.state.heard = []

    def aside(self) -> None:
        """Something else first: what was told is kept, and one word goes on."""
        self.state.running = False
        self.say(texts.ASIDE, quick_replies=texts.STOPPED_REPLIES)

    def answer_and_ask(self) -> bool:
        """镇江的,低保多久能批下来: the answer is taken, and the question is answered."""
        head, comma, tail = self.turn.text.partition(",")
        if not comma or QUESTION_WORDS.search(head) or not QUESTION_WORDS.search(tail):
            return False
        parsed = self.read(self.asked, head)
        if parsed is None or parsed.problem is not None:
            return False
        self.take(self.asked, parsed, texts.NOTED)
        question = self.turn.question(Topic(service=self.state.service))
        part = part_of(question, self.turn.text, tail, question.previous)
        self.turn.send(answer(part, self.turn.release))
        return True

    def is_question(self, looks_like_question: bool) -> bool:
        """Whether the message is a question of the person's own rather than an answer."""
        intent = self.turn.intent
        asks = intent.startswith("ask_") or intent in ("report_rumour", "out_of_scope")
        asks = asks and len(self.turn.text) > SHORT
        return looks_like_question or ((asks or intent in BOOKING) and self.turn.confidence >= SURE)

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

    def path(self) -> bool:
        """A button of a life event was pressed: the check waits."""
        self.state.running = False
        show_path(self.turn)
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
        for name in self.facts:
            self.state.facts.pop(name, None)
        self.state.answered.clear()
        self.state.declined.clear()
        self.state.heard.clear()
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
        answered = self.told()
        named = next((f for f in answered if names(f, self.turn.text)), None)
        if named is not None:
            self.forget(named)
            self.say(texts.BACK)
        else:
            self.say(texts.WHICH_CORRECTION)
        return True

    def told(self) -> list[Fact]:
        """Facts answered in this check, the latest first."""
        known = (i for i in reversed(self.state.answered) if i in self.state.facts)
        return [self.facts[i] for i in known if i in self.facts]

    def correctable(self, words: str) -> list[Fact]:
        """Answered facts, those named in the words first, then the latest first."""
        answered = self.told()
        kind = next((k for k, unit in UNITS if unit.search(words)), None)
        # A bare yes or no corrects nothing: 不是的 would flip whatever was asked last.
        answered = [
            f for f in answered if names(f, words) or (f.type != "bool" and kind in (None, f.type))
        ]
        return sorted(answered, key=lambda f: not names(f, words))

    def forget(self, fact: Fact) -> None:
        """Ask an answered fact again."""
        self.state.facts.pop(fact.id, None)
        self.state.answered.remove(fact.id)


def names(fact: Fact, text: str) -> bool:
    """Whether a text names a fact: by its label, or by two characters of it that say enough."""
    parts = {fact.label[i : i + 2] for i in range(len(fact.label) - 1)} - VAGUE
    return any(part in text for part in [fact.label, *parts, *fact.cues])


def plain_act(text: str) -> str | None:
    """The act that a word alone names, or None."""
    return next((act for act, words in WORDS if words.search(text)), None)


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    return value.isoformat() if isinstance(value, date) else value


# Parts of labels that stand in many sentences.
VAGUE = {"家里", "全家", "里有", "有没", "没有", "正在", "享受", "的家", "家人", "是否", "孩子"}


def ask(turn: Turn, state: CheckState, check: Check) -> None:
    """Say the next question with its buttons, and remember it in the state."""
    if state.heard:
        said = "；".join(one["said"] for one in state.heard)
        state.asked = None
        turn.say(
            texts.HEARD.format(said=said), status="selfcheck", kind="question",
            quick_replies=texts.HEARD_REPLIES,
        )  # fmt: skip
        return
    fact = check.next_fact(turn, state)
    assert fact is not None
    state.asked = fact.id
    turn.say(
        fact.question,
        status="selfcheck",
        kind="question",
        quick_replies=[*answers(fact), texts.DONT_KNOW_REPLY],
    )


def answers(fact: Fact) -> list[dict[str, str]]:
    """Buttons for the answers of a fact, where they are few."""
    if fact.type == "bool":
        yes, no = ("有", "没有") if "有" in fact.question else ("是", "不是")
        return [
            {"title": yes, "payload": 'inform{"value": true}'},
            {"title": no, "payload": 'inform{"value": false}'},
        ]
    return [
        {"title": c.label, "payload": f'inform{{"value": {_json(c.value)}}}'} for c in fact.choices
    ]


def more_to_ask(turn: Turn, state: CheckState, check: Check) -> bool:
    """Whether something waits for a yes, or a question can still change the outcome."""
    return bool(state.heard) or check.next_fact(turn, state) is not None


def finish(turn: Turn, state: CheckState, check: Check) -> None:
    """Show the result; the facts stay for corrections and for other checks."""
    state.running, state.done, state.asked = False, True, None
    check.show(turn, state)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)

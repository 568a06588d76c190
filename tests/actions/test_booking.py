"""Bookings in the chat: nothing said is lost, and what is promised is what was stored."""

import pytest

from knowledge.models import Office
from tests.actions.chat import Chat
from tests.casework import desk
from tests.casework.conftest import at, database, office
from tests.casework.desk import LATER, SLOT, find, held, told

__all__ = ["database", "office"]
FRIDAY, MONDAY, SUNDAY = "2026-11-27", "2026-11-30", "2026-11-29"
PHONE = desk.PHONE


@pytest.fixture
def opening() -> tuple[str, str]:
    return desk.chat()


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch, office: Office, opening: tuple[str, str]) -> Chat:
    return Chat(monkeypatch, [office], opening[0])


def to_slots(chat: Chat, day: str = FRIDAY) -> str:
    chat.say("帮我约结婚登记", "book")
    chat.press("演示登记处")
    return chat.say("这天", day=day)


def to_confirmation(chat: Chat, slot: str = "09:00") -> str:
    to_slots(chat)
    chat.press(slot)
    chat.say("张大明和李小红")
    return chat.say(PHONE)


def code_of(said: str) -> str:
    return said.split("预约码：")[1][:8]


def start_move(chat: Chat, code: str, **extra: str) -> str:
    chat.say("换个时间", "move_booking", **extra)
    chat.say(code)
    return chat.say(PHONE)


class TestBooking:
    def test_booked_with_code_demo_note_and_the_promise_of_a_reminder(self, chat: Chat) -> None:
        to_confirmation(chat)
        said = chat.press("对")
        assert find(code_of(said))[:2] == (SLOT, "booked")
        assert "前一天会在这个对话里提醒您" in said
        assert "不是真实预约" in said
        assert set(chat.buttons) == {"改时间", "取消预约"}

    def test_no_reminder_is_promised_where_none_will_come(self, chat: Chat) -> None:
        chat.say("帮我约结婚登记", "book")
        chat.press("演示登记处")
        chat.say("今天", day="2026-11-24")
        chat.press("09:30")
        chat.say("张大明和李小红")
        chat.say(PHONE)
        assert "提醒" not in chat.press("对")

    def test_the_day_of_the_first_message_is_kept_until_the_office_is_known(
        self, chat: Chat
    ) -> None:
        chat.say("帮我约下周一领证", "book", day=MONDAY)
        assert "11月30日(周一)" in chat.press("演示登记处")

    def test_a_day_that_cannot_be_had_is_said(self, chat: Chat) -> None:
        chat.say("帮我约周日领证", "book", day=SUNDAY)
        said = chat.press("演示登记处")
        assert "11月29日(周日)没有可约的时段" in said
        assert "哪一天" in said

    def test_another_day_and_time_while_the_slot_is_asked(self, chat: Chat) -> None:
        to_slots(chat)
        assert "11月30日(周一)还有这些时段" in chat.say("周一呢", day=MONDAY)
        chat.say("还是周五九点半吧", day=FRIDAY)
        assert "姓名" in chat.said
        chat.say("张大明和李小红")
        assert "11月27日(周五) 09:30" in chat.say(PHONE)

    def test_another_day_instead_of_a_yes_keeps_names_and_phone(self, chat: Chat) -> None:
        to_confirmation(chat)
        chat.say("好,还是改成周一吧", "affirm", day=MONDAY)
        assert "11月30日(周一)还有这些时段" in chat.said
        said = chat.press("10:00")
        assert "张大明、李小红" in said
        assert find(code_of(chat.press("对")))[0] == LATER

    @pytest.mark.parametrize("text", ["好像不对", "要换一个", "行是行,但是时间错了"])
    def test_what_begins_like_a_yes_and_is_none_books_nothing(self, chat: Chat, text: str) -> None:
        to_confirmation(chat)
        chat.say(text, "nlu_fallback", sure=0.3)
        assert held() == []
        assert "对吗" in chat.said

    def test_taken_in_the_last_moment_asks_only_the_slot_again(
        self, chat: Chat, office: Office
    ) -> None:
        to_confirmation(chat)
        desk.fill(office)
        said = chat.press("对")
        assert "刚刚约满" in said
        assert "09:00 已满，可排队" in chat.buttons
        assert "张大明、李小红" in chat.press("09:30")
        chat.press("对")
        assert held("demo-office-20261127-0930") == [1]

    def test_a_slot_that_began_meanwhile_is_said_and_the_rest_is_kept(
        self, chat: Chat, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        chat.say("帮我约结婚登记", "book")
        chat.press("演示登记处")
        chat.say("今天", day="2026-11-24")
        chat.press("09:30")
        chat.say("张大明和李小红")
        chat.say(PHONE)
        at(monkeypatch, "2026-11-24T09:30")
        said = chat.press("对")
        assert "没有这个时段" in said
        assert "哪一个" in said
        assert "张大明、李小红" in chat.press("10:00")


class TestWaiting:
    def test_a_full_slot_is_offered_as_what_it_is_and_confirmed_as_waiting(
        self, chat: Chat, office: Office, opening: tuple[str, str]
    ) -> None:
        codes = desk.fill(office)
        said = to_confirmation(chat, "09:00 已满")
        assert "已经约满，给您排队" in said
        said = chat.press("对")
        assert "排上了，现在排第1位，还没有约到" in said
        assert find(code_of(said)) == (SLOT, "waiting", 1)
        desk.cancel(office, codes[0])
        assert [m.text[:3] for m in told(opening)] == ["排到了"]

    def test_by_its_time_of_day_too(self, chat: Chat, office: Office) -> None:
        desk.fill(office)
        to_slots(chat)
        chat.say("九点")
        chat.say("张大明和李小红")
        assert "给您排队" in chat.say(PHONE)

    def test_free_slots_come_first(self, chat: Chat, office: Office) -> None:
        desk.fill(office)
        to_slots(chat)
        assert next(iter(chat.buttons)) == "09:30–10:00"
        assert list(chat.buttons)[-1] == "09:00 已满，可排队"

    def test_a_day_that_is_full_altogether(self, chat: Chat, office: Office) -> None:
        for time in ("0900", "0930", "1000", "1030"):
            desk.fill(office, f"demo-office-20261127-{time}")
        assert "都约满了。可以选一个时段排队" in to_slots(chat)

    def test_the_place_in_line_can_be_looked_up_and_left(self, chat: Chat, office: Office) -> None:
        desk.fill(office)
        first, second = desk.wait(office, "w1"), desk.wait(office, "w2")
        chat.say("查预约", "query_booking")
        chat.say(second.code)
        assert "现在排第2位，还没有约到" in chat.say(PHONE)
        chat.press("退出排队")
        assert "要退出排队吗" in chat.say(PHONE)
        chat.press("对")
        assert find(second.code)[1] == "cancelled"
        assert find(first.code)[2] == 1


class TestMoving:
    def test_from_code_and_phone_to_the_new_time(
        self, chat: Chat, office: Office, opening: tuple[str, str]
    ) -> None:
        code = desk.book(office, conversation_id=opening[0]).code
        assert "哪一天" in start_move(chat, code)
        chat.say("周一", day=MONDAY)
        said = chat.press("10:00")
        assert "从11月27日(周五) 09:00–09:30改到11月30日(周一) 10:00–10:30吗" in said
        assert find(code)[0] == SLOT
        said = chat.press("对")
        assert "改好了" in said
        assert code in said
        assert "提醒您" in said
        assert find(code)[0] == LATER

    def test_the_wish_of_the_first_message_is_kept(self, chat: Chat, office: Office) -> None:
        code = desk.book(office).code
        assert "11月30日(周一)还有这些时段" in start_move(chat, code, day=MONDAY)

    def test_from_the_button_after_booking(self, chat: Chat) -> None:
        to_confirmation(chat)
        code = code_of(chat.press("对"))
        assert "预约时留的手机号码" in chat.press("改时间")
        chat.say(PHONE)
        chat.say("周一", day=MONDAY)
        chat.press("10:00")
        chat.press("对")
        assert find(code)[0] == LATER

    def test_full_slots_and_its_own_are_no_place_to_move_to(
        self, chat: Chat, office: Office
    ) -> None:
        code = desk.book(office).code
        desk.fill(office, "demo-office-20261127-1000")
        start_move(chat, code, day=FRIDAY)
        assert list(chat.buttons) == ["09:30–10:00", "10:30–11:00"]

    def test_full_in_the_last_moment_the_old_booking_stands_and_another_can_be_chosen(
        self, chat: Chat, office: Office
    ) -> None:
        code = desk.book(office).code
        start_move(chat, code, day=MONDAY)
        chat.press("10:00")
        desk.fill(office, LATER)
        said = chat.press("对")
        assert "原来的预约没有变" in said
        assert find(code) == (SLOT, "booked", None)
        chat.press("10:30")
        chat.press("对")
        assert find(code)[0] == "demo-office-20261130-1030"

    def test_moved_elsewhere_meanwhile(self, chat: Chat, office: Office) -> None:
        code = desk.book(office).code
        start_move(chat, code, day=MONDAY)
        chat.press("10:00")
        desk.cancel(office, code)
        said = chat.press("对")
        assert "已经取消" in said
        assert chat.slots["requested_slot"] is None

    def test_nowhere_to_move_to(
        self, office: Office, monkeypatch: pytest.MonkeyPatch, opening: tuple[str, str]
    ) -> None:
        code = desk.book(office).code
        only_friday = office.model_copy(update={"lead_days_min": 3, "lead_days_max": 3})
        chat = Chat(monkeypatch, [only_friday], opening[0])
        for time in ("0930", "1000", "1030"):
            desk.fill(office, f"demo-office-20261127-{time}")
        assert "原来的预约没有变" in start_move(chat, code)
        assert chat.slots["requested_slot"] is None

    def test_wrong_phone_cancelled_and_past_are_said(
        self, chat: Chat, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        code, cancelled = desk.book(office).code, desk.book(office, key="c").code
        desk.cancel(office, cancelled)
        chat.say("改预约", "move_booking")
        chat.say(code)
        assert "没有找到" in chat.say("13900000000")
        assert "已经取消，不能改时间" in start_move(chat, cancelled)
        at(monkeypatch, "2026-11-27T10:00")
        assert "时间已经到了" in start_move(chat, code)

    def test_stopping_leaves_the_booking(self, chat: Chat, office: Office) -> None:
        code = desk.book(office).code
        start_move(chat, code)
        assert "您的预约没有变" in chat.say("不改了", "stop")
        assert find(code) == (SLOT, "booked", None)

    def test_a_button_of_a_notice_is_followed_while_another_booking_is_talked_about(
        self, chat: Chat, office: Office
    ) -> None:
        code = desk.book(office).code
        to_slots(chat)
        chat.buttons = {"取消预约": f'cancel_booking{{"booking_code": "{code}"}}'}
        chat.press("取消预约")
        assert "要取消这个预约吗" in chat.say(PHONE)
        chat.press("对")
        assert find(code)[1] == "cancelled"

    def test_a_button_of_an_earlier_question_is_no_answer_to_this_one(self, chat: Chat) -> None:
        to_slots(chat)
        old = dict(chat.buttons)
        chat.press("09:00")
        chat.buttons = old
        assert "两个人的姓名" in chat.press("09:30")

"""The residents' page in a real browser, with and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support import ROOT

pytestmark = pytest.mark.browser
SHOTS = ROOT / "var" / "screenshots"


def say(page: Page, text: str) -> None:
    page.locator("#text").fill(text)
    page.get_by_role("button", name="发送").click()


def shoot(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")


def test_greeting_and_a_policy_answer_with_its_clause(page: Page) -> None:
    page.goto("/")
    expect(page.locator(".msg.bot").first).to_contain_text("镇江民政助手")
    say(page, "领结婚证要带户口本吗")
    answer = page.locator(".msg.bot").last
    expect(answer).to_contain_text("身份证")
    expect(page.locator("#text")).to_have_value("")
    answer.locator("summary").click()
    expect(answer).to_contain_text("婚姻登记条例")
    expect(answer).to_contain_text("现行有效")
    shoot(page, "answer")


def test_selfcheck_by_buttons_ends_in_a_card(page: Page) -> None:
    page.goto("/")
    say(page, "我能申请低保吗")
    typed = {"几口人": "3个人", "收入": "一个月1500", "存款": "2万"}
    card = page.locator(".msg.result .card")
    for _ in range(8):
        if card.count():
            break
        question = page.locator(".msg.question").last
        before = page.locator(".msg").count()
        answer = next((a for word, a in typed.items() if word in question.inner_text()), None)
        if answer is not None:
            say(page, answer)
        else:
            title = "镇江" if "户口" in question.inner_text() else "没有"
            question.get_by_role("button", name=re.compile(title)).first.click()
        # Their own words and the reply.
        expect(page.locator(".msg")).not_to_have_count(before)
        expect(page.locator(".msg.bot").last).to_be_visible()
        page.wait_for_timeout(500)
    expect(card).to_contain_text("要由街道")
    expect(card).to_contain_text("2020年末")
    expect(card).to_contain_text("社会救助暂行办法")
    shoot(page, "selfcheck")


def test_a_person_is_always_one_press_away(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="找人工").click()
    expect(page.locator(".msg.bot").last).to_contain_text("ZJ-")


def test_asking_works_without_scripts(plain_page: Page) -> None:
    plain_page.goto("/")
    say(plain_page, "海葬要多少钱")
    expect(plain_page.locator(".msg.bot").last).to_contain_text("2024年4月1日")
    shoot(plain_page, "no-scripts")
    say(plain_page, "公积金怎么提取")
    expect(plain_page.locator(".msg.bot").last).to_contain_text("公积金")


def test_unusable_text_is_explained_and_nothing_is_lost(plain_page: Page) -> None:
    plain_page.goto("/")
    say(plain_page, "   ")
    expect(plain_page.locator("#notice")).to_contain_text("请先输入")
    expect(plain_page.locator(".msg.bot").first).to_be_visible()


def test_lost_connection_keeps_the_words_and_answers_once(page: Page) -> None:
    page.goto("/")
    page.context.set_offline(True)
    say(page, "低保一个月多少钱")
    expect(page.locator("#notice")).to_contain_text("还在")
    expect(page.locator("#text")).to_have_value("低保一个月多少钱")
    page.context.set_offline(False)
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".msg.bot").last).to_contain_text("2020年末")
    expect(page.locator(".msg.resident")).to_have_count(1)


def test_elder_mode_is_large_and_fits_the_phone(page: Page) -> None:
    page.goto("/?elder=1")
    size = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    assert size >= 18
    for button in page.get_by_role("button").all():
        box = button.bounding_box()
        assert box is None or box["height"] >= 60
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.goto("/")
    assert page.locator("html.elder").count() == 1
    shoot(page, "elder")


def test_nothing_is_loaded_from_elsewhere_and_no_script_fails(page: Page) -> None:
    foreign: list[str] = []
    errors: list[str] = []
    page.on("request", lambda r: foreign.append(r.url) if "127.0.0.1" not in r.url else None)
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.goto("/")
    say(page, "你好")
    expect(page.locator(".msg.bot")).to_have_count(2)
    assert foreign == []
    assert errors == []

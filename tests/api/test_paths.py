"""Guided paths: the open API, the page to print, and messages that lead to one."""

import re

import httpx
import pytest
from markupsafe import Markup

from api.headers import SECURITY
from api.pages import link_checklists
from knowledge.paths import path_for
from knowledge.release import ReleaseStore
from tests.api.conftest import Person
from tests.api.stand_in import Dialogue
from tests.api.test_bad_input import check_problem
from tests.api.test_knowledge import get


class TestApi:
    async def test_all_paths(self, client: httpx.AsyncClient) -> None:
        body = await get(client, "/paths")
        assert body["paths"] == [
            {
                "id": "marrying", "title": "要结婚", "summary": "看条件，带材料，一起去。",
                "steps": 3, "page": "/paths/marrying",
            }
        ]  # fmt: skip
        assert body["release"] >= 1

    async def test_one_with_clauses_as_of_today(self, client: httpx.AsyncClient) -> None:
        body = await get(client, "/paths/marrying")
        assert (body["as_of"], body["page"]) == ("2026-11-24", "/paths/marrying")
        papers, help_, household = body["steps"]
        cited = [(c["passage_id"], c["validity"]) for c in papers["citations"]]
        assert cited == [("rules-2025#a1", "in_force"), ("rules-2003#a1", "expired")]
        assert papers["bring"][0]["text"] == "身份证"
        assert papers["bring"][0]["citation"]["passage_id"] == "rules-2025#a1"
        assert papers["faq"] == {"id": "papers", "question": "结婚登记要带什么"}
        assert not papers["service"]["selfcheck"]
        assert papers["referral"] is None
        assert help_["service"]["selfcheck"]
        assert household["referral"]["department"] == "公安机关（派出所）"

    async def test_figures_are_printed_with_their_value(self, client: httpx.AsyncClient) -> None:
        text = (await get(client, "/paths/marrying"))["steps"][1]["text"]
        assert text == "收入低于标准1000元的，可以申请最低生活保障，打12345问。"

    @pytest.mark.parametrize("path", ["none", "a b", "%00", "marrying/x", "啊"])
    async def test_no_such(self, client: httpx.AsyncClient, path: str) -> None:
        check_problem(await client.get(f"/api/v1/paths/{path}"), 404)


class TestPage:
    async def test_it_stands_without_scripts(self, client: httpx.AsyncClient) -> None:
        response = await client.get("/paths/marrying")
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/html")
        for name, value in SECURITY.items():
            assert response.headers[name] == value
        html = response.text
        assert "要结婚" in html
        assert "第3步" in html
        # A box for each of three steps and for the one paper.
        assert html.count('<input type="checkbox">') == 4
        assert "这件事归公安机关（派出所）管。" in html
        assert "演示办法》第一条（演示机关，2025-05-10起，现行有效）" in html
        assert "2003-10-01起，到2025-05-09，已过期" in html
        assert "<b>12345</b>" in html
        assert "2026年11月24日" in html
        assert "http://test/paths/marrying" in html
        assert "{{" not in html

    async def test_nothing_inline_that_the_policy_forbids(self, client: httpx.AsyncClient) -> None:
        html = (await client.get("/paths/marrying")).text
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html)
        for address in re.findall(r'(?:src|href)="([^"]+)"', html):
            assert address.startswith("/"), address
            assert (await client.get(address)).status_code == 200

    async def test_paper_and_phone(self, client: httpx.AsyncClient) -> None:
        css = (await client.get("/static/paths.css")).text
        assert "size: A4" in css
        assert "@media print" in css
        assert 'name="viewport"' in (await client.get("/paths/marrying")).text

    async def test_large_type_stays_chosen(self, client: httpx.AsyncClient) -> None:
        client.cookies.set("elder", "1")
        assert 'class="elder"' in (await client.get("/paths/marrying")).text

    @pytest.mark.parametrize("path", ["none", "%3Cscript%3E"])
    async def test_no_such(self, client: httpx.AsyncClient, path: str) -> None:
        response = await client.get(f"/paths/{path}")
        check_problem(response, 404)
        assert "<script>" not in response.text


class TestChat:
    async def test_a_button_reaches_the_dialogue_as_it_was_issued(
        self, person: Person, dialogue: Dialogue
    ) -> None:
        payload = 'start_path{"path": "marrying", "step": 0}'
        begin = {"title": "一步一步来", "payload": payload}
        dialogue.messages = [{"text": "带身份证。", "status": "answered", "quick_replies": [begin]}]
        await person.say("我要结婚了")
        assert (await person.post(payload=payload)).status_code == 200
        assert dialogue.asked[-1]["parse"] == {
            "intent": "start_path",
            "entities": [{"entity": "path", "value": "marrying"}, {"entity": "step", "value": 0}],
        }
        assert dialogue.asked[-1]["text"] == "一步一步来"

    async def test_a_step_never_issued_is_refused(self, person: Person) -> None:
        payload = 'start_path{"path": "marrying", "step": 2}'
        check_problem(await person.post(payload=payload), 422)

    async def test_the_checklist_is_a_link_on_the_page(self) -> None:
        linked = link_checklists("清单：/paths/no_income 。<b>")
        assert linked == Markup('清单：<a href="/paths/no_income">/paths/no_income</a> 。&lt;b&gt;')


class TestRecognition:
    @pytest.mark.parametrize(
        ("text", "path"),
        [
            ("我要结婚了，手续怎么办", "marrying"),
            ("外甥要结婚了，手续怎么办", "marrying"),
            ("孙女打算领证，一步一步怎么走", "marrying"),
            ("领证带什么", None),
            ("手续怎么办", None),
            ("低保怎么申请", None),
            ("", None),
        ],
    )
    def test_who_tells_of_the_event(self, store: ReleaseStore, text: str, path: str | None) -> None:
        release = store.current()
        found = path_for(release.normaliser.normalise(text).text, release)
        assert (found.id if found else None) == path

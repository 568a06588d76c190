"""The knowledge, open to read: dated, regional, and 422 naming what is wrong."""

import json
from typing import Any

import httpx
import pytest

from tests.api.test_bad_input import check_problem


async def get(client: httpx.AsyncClient, path: str, **params: Any) -> dict[str, Any]:
    response = await client.get(f"/api/v1{path}", params=params)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


class TestSearch:
    async def test_best_first_with_the_citation(self, client: httpx.AsyncClient) -> None:
        body = await get(client, "/search", q="领证带什么")
        assert body["release"] >= 1
        scores = [p["score"] for p in body["passages"]]
        assert scores == sorted(scores, reverse=True)
        best = body["passages"][0]
        assert (best["passage_id"], best["validity"]) == ("rules-2025#a1", "in_force")

    async def test_the_query_is_normalised(self, client: httpx.AsyncClient) -> None:
        assert (await get(client, "/search", q="第保"))["query"] == "低保"

    async def test_the_date_decides_what_holds(self, client: httpx.AsyncClient) -> None:
        def documents(body: dict[str, Any]) -> set[str]:
            return {p["passage_id"].partition("#")[0] for p in body["passages"]}

        query = "办理登记要带户口簿"
        assert documents(await get(client, "/search", q=query)) == {"rules-2025"}
        assert documents(await get(client, "/search", q=query, as_of="2010-01-01")) == {
            "rules-2003"
        }
        both = await get(client, "/search", q=query, history=True)
        assert documents(both) == {"rules-2003", "rules-2025"}

    async def test_the_limit(self, client: httpx.AsyncClient) -> None:
        assert len((await get(client, "/search", q="登记", limit=1))["passages"]) == 1

    @pytest.mark.parametrize(
        "params",
        [
            {}, {"q": ""}, {"q": "  "}, {"q": "啊" * 501}, {"q": "低保", "limit": 0},
            {"q": "低保", "limit": 51}, {"q": "低保", "as_of": "明天"}, {"q": "低保", "as_of": "5"},
            {"q": "低保", "as_of": "2026-02-30"}, {"q": "低保", "region": "火星"},
            {"q": "低保", "history": "maybe"},
        ],
    )  # fmt: skip
    async def test_unusable(self, client: httpx.AsyncClient, params: dict[str, Any]) -> None:
        check_problem(await client.get("/api/v1/search", params=params), 422)


class TestPassages:
    async def test_with_document_and_neighbours(self, client: httpx.AsyncClient) -> None:
        body = await get(client, "/passages/rules-2025%23a2")
        assert body["document"] == "演示办法"
        assert body["before"]["passage_id"] == "rules-2025#a1"
        assert body["after"]["clause"] == "第三条"

    async def test_at_the_ends(self, client: httpx.AsyncClient) -> None:
        assert (await get(client, "/passages/rules-2025%23a1"))["before"] is None
        assert (await get(client, "/passages/rules-2025%23a3"))["after"] is None

    async def test_validity_on_a_day(self, client: httpx.AsyncClient) -> None:
        assert (await get(client, "/passages/rules-2003%23a1"))["validity"] == "expired"
        past = await get(client, "/passages/rules-2003%23a1", as_of="2010-01-01")
        assert past["validity"] == "in_force"

    @pytest.mark.parametrize("passage", ["rules-2025%23a9", "none%23a1", "rules-2025", "a/b"])
    async def test_no_such(self, client: httpx.AsyncClient, passage: str) -> None:
        check_problem(await client.get(f"/api/v1/passages/{passage}"), 404)


class TestServices:
    async def test_the_directory(self, client: httpx.AsyncClient) -> None:
        services = {s["id"]: s for s in (await get(client, "/services"))["services"]}
        assert services["dibao"]["selfcheck"]
        assert services["marriage"]["booking"]
        assert not services["marriage"]["selfcheck"]

    async def test_one_with_its_figures_filled_in(self, client: httpx.AsyncClient) -> None:
        body = await get(client, "/services/marriage")
        assert body["channels"][0]["phone"] == "12345"
        assert "{{" not in str(body)
        assert body["unknown"] == ["周末是否办理未核实"]
        assert body["citations"][0]["passage_id"] == "rules-2025#a1"

    async def test_no_such(self, client: httpx.AsyncClient) -> None:
        check_problem(await client.get("/api/v1/services/none"), 404)
        check_problem(await client.get("/api/v1/selfchecks/marriage"), 404)


class TestSelfchecks:
    url = "/api/v1/selfchecks/dibao/evaluations"

    async def evaluate(self, client: httpx.AsyncClient, **body: Any) -> dict[str, Any]:
        response = await client.post(self.url, json=body)
        assert response.status_code == 200, response.text
        result: dict[str, Any] = response.json()
        return result

    async def test_the_facts_with_types_units_and_sources(self, client: httpx.AsyncClient) -> None:
        body = await get(client, "/selfchecks/dibao")
        income = next(f for f in body["facts"] if f["id"] == "income")
        assert (income["type"], income["unit"], income["period"]) == ("money", "元", "month")
        assert income["source"] == "rules-2025#a2"
        assert [s["service"] for s in (await get(client, "/selfchecks"))["selfchecks"]] == ["dibao"]

    @pytest.mark.parametrize(
        ("facts", "outcome"),
        [
            ({"income": 999, "local": True}, "likely"),
            ({"income": 1000, "local": True}, "unlikely"),
            ({"income": 999}, "missing_information"),
            ({"income": None, "local": True}, "missing_information"),
            ({}, "missing_information"),
        ],
    )
    async def test_outcomes(
        self, client: httpx.AsyncClient, facts: dict[str, Any], outcome: str
    ) -> None:
        result = await self.evaluate(client, facts=facts)
        assert result["outcome"] == outcome
        assert [c["id"] for c in result["conditions"]] == ["income", "local"]
        assert all(c["citation"] for c in result["conditions"])

    async def test_a_figure_past_its_review_is_not_today_s(self, client: httpx.AsyncClient) -> None:
        facts = {"income": 999, "local": True}
        result = await self.evaluate(client, facts=facts, as_of="2027-06-01")
        assert result["outcome"] == "needs_review"

    @pytest.mark.parametrize(
        ("facts", "named"),
        [
            ({"wage": 5}, "wage"), ({"wage\ud83d": 5}, "wage"),
            ({"income": "1500"}, "income"), ({"income": True}, "income"),
            ({"people": 2.5}, "people"), ({"people": 0}, "people"), ({"local": 1}, "local"),
            ({"income": -1}, "income"), ({"income": 10**400}, "income"), ({"people": []}, "people"),
        ],
    )  # fmt: skip
    async def test_an_unknown_fact_or_bad_value_is_named(
        self, client: httpx.AsyncClient, facts: dict[str, Any], named: str
    ) -> None:
        raw, headers = json.dumps({"facts": facts}), {"Content-Type": "application/json"}
        body = check_problem(await client.post(self.url, content=raw, headers=headers), 422)
        assert named in body["detail"]

    @pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999"])
    @pytest.mark.parametrize("fact", ["income", "people"])
    async def test_what_is_no_number(
        self, client: httpx.AsyncClient, fact: str, value: str
    ) -> None:
        raw = f'{{"facts": {{"{fact}": {value}}}}}'
        headers = {"Content-Type": "application/json"}
        body = check_problem(await client.post(self.url, content=raw, headers=headers), 422)
        assert fact in body["detail"]

    @pytest.mark.parametrize(
        "body",
        [{}, {"facts": []}, {"facts": {}, "as_of": 5}, {"facts": {}, "region": "火星"},
         {"facts": {}, "surprise": 1}],
    )  # fmt: skip
    async def test_unusable(self, client: httpx.AsyncClient, body: dict[str, Any]) -> None:
        check_problem(await client.post(self.url, json=body), 422)


class TestBenefits:
    async def post(self, client: httpx.AsyncClient, **facts: Any) -> httpx.Response:
        return await client.post("/api/v1/benefits", json={"facts": facts})

    async def test_what_is_missing_and_what_to_ask_next(self, client: httpx.AsyncClient) -> None:
        body = (await self.post(client)).json()
        assert [b["service"] for b in body["benefits"]] == ["dibao"]
        assert body["benefits"][0]["outcome"] == "missing_information"
        assert body["benefits"][0]["missing"]
        assert body["next"]["id"] in {"people", "income", "local"}

    async def test_enough_is_known(self, client: httpx.AsyncClient) -> None:
        body = (await self.post(client, income=500, local=True)).json()
        assert body["benefits"][0]["outcome"] == "likely"
        assert body["next"] is None

    async def test_a_fact_nobody_asks_is_refused_by_name(self, client: httpx.AsyncClient) -> None:
        problem = check_problem(await self.post(client, wage=900), 422)
        assert "wage" in str(problem)

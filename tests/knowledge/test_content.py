"""Content that may not be published is refused with file, line and reason."""

from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from common.errors import ContentError
from common.settings import get_settings
from knowledge.content import Content, load_content
from knowledge.models import Area

DOCUMENT: dict[str, Any] = {
    "id": "law", "title": "某法", "issuer": "国务院", "source": "测试",
    "effective_from": "2020-01-01",
    "clauses": [{"id": "art-1", "text": "期限是30日。"}],
}  # fmt: skip
FAQ: dict[str, Any] = {
    "id": "q", "question": "多久？", "area": "低保", "aspect": "time", "answer": "30日。",
    "citations": ["law#art-1"],
}  # fmt: skip
ROW = {"region": "镇江市", "from": "2020-01-01", "value": 1, "source": "law#art-1",
       "review_by": "2021-01-01"}  # fmt: skip


def write(folder: Path, **kinds: list[dict[str, Any]]) -> Path:
    (folder / "documents").mkdir(parents=True)
    (folder / "documents/law.yaml").write_text(yaml.safe_dump(DOCUMENT, allow_unicode=True))
    for kind, items in kinds.items():
        (folder / kind).mkdir(exist_ok=True)
        (folder / kind / "some.yaml").write_text(yaml.safe_dump(items, allow_unicode=True))
    return folder


def problems(folder: Path, **kinds: list[dict[str, Any]]) -> str:
    with pytest.raises(ContentError) as refused:
        load_content(write(folder, **kinds))
    assert all(":" in problem for problem in refused.value.problems)
    return "\n".join(refused.value.problems)


def test_good_content_loads(tmp_path: Path) -> None:
    assert load_content(write(tmp_path, faq=[FAQ])).faqs["q"].citations == ["law#art-1"]


def test_the_shipped_content_is_good() -> None:
    content = load_content(get_settings().content_dir)
    assert len(content.documents) >= 50
    assert {"dibao", "marriage", "divorce", "green_burial", "tekun"} <= set(content.services)


@pytest.fixture(scope="module")
def shipped() -> Content:
    return load_content(get_settings().content_dir)


def test_every_question_has_the_wordings_of_many_people(shipped: Content) -> None:
    faqs = shipped.faqs.values()
    few = [f.id for f in faqs if len(f.variants) < 20]
    assert few == []
    assert sum(len(f.variants) for f in faqs) >= 8_000


def test_no_wording_leads_to_two_answers(shipped: Content) -> None:
    said: dict[str, str] = {}
    twice = []
    for faq in shipped.faqs.values():
        for text in (faq.question, *faq.variants):
            if said.setdefault(text, faq.id) != faq.id:
                twice.append((text, said[text], faq.id))
    assert twice == []


@pytest.mark.parametrize("area", get_args(Area))
def test_every_area_is_covered(shipped: Content, area: str) -> None:
    assert sum(f.area == area for f in shipped.faqs.values()) >= 10


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"citations": ["law#art-9"]}, "引用的条款不存在"),
        ({"citations": []}, "citations: 至少要有一项"),
        ({"area": "月球"}, "area: 不是允许的值"),
        ({"answer": "31日。"}, "数字“31”不在引用的条款里"),
        ({"answer": "{{nothing}}"}, "没有这个参数"),
        ({"service": "nothing"}, "没有这项服务"),
        ({"answer": "30日，见https://example.org/x"}, "不是官方网址"),
        ({"surprise": 1}, "surprise: 没有这个字段"),
    ],
)
def test_a_bad_faq(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    found = problems(tmp_path, faq=[{**FAQ, **change}])
    assert reason in found
    assert "faq/some.yaml:1" in found


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([ROW, {**ROW, "from": "2020-06-01"}], "日期重叠"),
        ([{k: v for k, v in ROW.items() if k != "review_by"}], "复核日期"),
        ([{k: v for k, v in ROW.items() if k != "source"}], "source"),
        ([{**ROW, "source": "law#art-9"}], "引用的条款不存在"),
        ([{k: v for k, v in ROW.items() if k != "from"}], "from"),
    ],
)
def test_a_bad_parameter(tmp_path: Path, rows: list[Any], reason: str) -> None:
    parameter = {"id": "p", "name": "标准", "unit": "元", "rows": rows}
    assert reason in problems(tmp_path, parameters=[parameter])


def test_the_line_is_the_items_own(tmp_path: Path) -> None:
    assert "faq/some.yaml:8" in problems(tmp_path, faq=[FAQ, {**FAQ, "id": "r", "citations": []}])


def test_an_unreadable_file(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "faq").mkdir()
    (folder / "faq/bad.yaml").write_text("- [unclosed")
    with pytest.raises(ContentError, match="无法读取"):
        load_content(folder)


def test_superseded_law_is_known_as_superseded(shipped: Content) -> None:
    content = shipped
    today = date(2026, 11, 24)
    for document_id in ("hunyin-dengji-2003", "hunyin-dengji-2024", "binzang-guanli-2012"):
        assert content.validity(content.documents[document_id], today) == "superseded"
    assert content.validity(content.documents["hunyin-dengji-2025"], today) == "in_force"
    assert (
        content.validity(content.documents["binzang-guanli-2026"], date(2026, 3, 29)) == "not_yet"
    )
    assert content.validity(content.documents["plan-145"], today) == "expired"


def test_dated_values_have_three_states(shipped: Content) -> None:
    content = shipped
    assert content.parameter("dibao_standard", "京口区", date(2026, 11, 24)).state == "overdue"
    assert content.parameter("dibao_standard", "京口区", date(2021, 6, 1)).state == "current"
    assert content.parameter("dibao_asset_limit", "镇江市", date(2026, 11, 24)).state == "absent"
    assert "2020" in content.parameter("dibao_standard", "镇江市", date(2026, 11, 24)).text()

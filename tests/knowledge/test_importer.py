"""Importing official texts: small ones made here, and the real ones where they are at hand."""

import os
from datetime import date
from pathlib import Path

import pytest

from common.errors import Invalid
from knowledge.importer.service import import_file, save
from knowledge.importer.structure import number_of
from knowledge.models import Clause, Document
from tests.support import SHARED

LAW = """# 某某管理条例

2020年1月2日 国务院令第123号公布

## 第一章 总 则

第一条 为了测试，制定本条例。

第二条 依照本条例第十条办理的，适用本条例。
第十条的规定另行公布。

## 第二章 分 则

第十二条 （一）甲；

（二）乙。

第十二条之一 丙。

第十三条 本条例自2020年3月1日起施行。
"""

PLAN = """某网站
镇江市“十四五”某某规划
2023-03-09
前 言
这是前言。
第一章 背景
第一节 基础
标准统一增长至790//月，增幅分别为46.22%130.7%，每百户2030平方米，达46%235家。
专栏1 重点
一项重点。
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_law_is_cut_by_article(tmp_path: Path) -> None:
    document = import_file(write(tmp_path, "条例(2020-01-02).md", LAW), "some-law").document
    assert [c.id for c in document.clauses] == ["art-1", "art-2", "art-12", "art-12-1", "art-13"]
    assert document.title == "某某管理条例"
    assert document.effective_from == date(2020, 3, 1)
    assert document.clauses[2].text == "（一）甲；\n（二）乙。"
    assert document.clauses[2].heading == "第二章 分 则"
    assert document.clauses[3].label == "第12条之1"


def test_a_reference_to_an_article_is_no_article(tmp_path: Path) -> None:
    document = import_file(write(tmp_path, "a.md", LAW), "some-law").document
    assert "第十条的规定另行公布" in document.clauses[1].text


def test_a_plan_is_cut_by_section_and_box(tmp_path: Path) -> None:
    found = import_file(write(tmp_path, "规划.txt", PLAN), "plan")
    assert [c.id for c in found.document.clauses] == ["preface", "c1s1", "box1"]
    assert found.document.region == "镇江市"


@pytest.mark.parametrize("quoted", ["790//月", "46.22%130.7%", "2030平方米", "46%235家"])
def test_damaged_text_is_quoted(tmp_path: Path, quoted: str) -> None:
    warnings = import_file(write(tmp_path, "规划.txt", PLAN), "plan").warnings
    assert any(quoted in warning for warning in warnings), warnings


def test_an_import_keeps_the_citations_of_the_digest_alive(tmp_path: Path) -> None:
    digest = Document(
        id="some-law", title="摘要", issuer="国务院", source="摘要",
        effective_from=date(2020, 3, 1),
        clauses=[
            Clause(id="art-2", text="要点", services=["dibao"]),
            Clause(id="own", text="自拟"),
        ],
    )  # fmt: skip
    document = import_file(write(tmp_path, "a.md", LAW), "some-law", replaces=digest).document
    by_id = {c.id: c for c in document.clauses}
    assert by_id["art-2"].services == ["dibao"]
    assert by_id["art-2"].text.startswith("依照本条例")
    assert "own" in by_id
    assert document.kind == "official"


def test_saved_documents_can_be_read_again(tmp_path: Path) -> None:
    import yaml

    document = import_file(write(tmp_path, "a.md", LAW), "some-law").document
    path = save(document, tmp_path / "content")
    assert Document.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))) == document


@pytest.mark.parametrize("name", ["a.pdf", "a.exe"])
def test_other_files_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Invalid, match="只能导入"):
        import_file(write(tmp_path, name, LAW), "x")


def test_text_without_clauses_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="没有找到"):
        import_file(write(tmp_path, "a.txt", "今天天气很好。"), "x")


@pytest.mark.parametrize(
    ("text", "number"), [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("一百零八", 108),
                         ("一千零四十二", 1042), ("一千一百一十八", 1118), ("12", 12)],
)  # fmt: skip
def test_article_numbers(text: str, number: int) -> None:
    assert number_of(text) == number


REAL = sorted((SHARED / "documents").rglob("*.md")) + sorted((SHARED / "documents").glob("*.txt"))
REAL = [p for p in REAL if p.name != "README.md"]


def test_the_real_texts_are_at_hand_in_ci() -> None:
    if not REAL and not os.environ.get("CI"):
        pytest.skip("旁边没有 shared/documents，跳过真实文本的导入测试")
    assert len(REAL) >= 20


@pytest.mark.parametrize("file", REAL, ids=lambda p: p.stem)
def test_a_real_text_is_cut_completely(file: Path) -> None:
    found = import_file(file, "real", effective_from=date(2000, 1, 1))
    clauses = found.document.clauses
    assert len(clauses) >= 10
    numbers = [c.id for c in clauses]
    assert len(set(numbers)) == len(numbers)
    assert found.document.title.strip()
    if file.suffix == ".md":
        articles = [int(c.id.split("-")[1]) for c in clauses if c.id.startswith("art-")]
        assert articles == sorted(articles)
        assert articles[-1] - articles[0] + 1 == len(set(articles))
    else:
        assert {"c1s1-1", "c3s2-1"} <= set(numbers)
        assert {f"box{n}" for n in range(1, 8)} <= {n.split("-")[0] for n in numbers}
        assert any("790//月" in w for w in found.warnings)

"""Rules that may not be published: refused with file, line and reason."""

import shutil
from pathlib import Path

import pytest

from common.errors import ContentError
from knowledge.content import load_content

SHIPPED = Path(__file__).parent.parent / "api/content"
RULE = "rules/dibao.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "content"
    shutil.copytree(SHIPPED, target)
    return target


def refused(folder: Path, file: str, old: str, new: str) -> list[str]:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_content(folder)
    return [str(problem) for problem in caught.value.problems]


def test_the_rule_as_it_is_may_be_published(folder: Path) -> None:
    assert "dibao" in load_content(folder).rules


@pytest.mark.parametrize(
    ("line", "old", "new", "reason"),
    [
        (1, "of: [income, people]", "of: [income, persons]", "用到没有问过的项目:persons"),
        (13, "{fact: local}, op", "{fact: locale}, op", "用到没有问过的项目:locale"),
        (9, "{param: standard}", "{param: standards}", "没有这个参数:standards"),
        (
            13,
            'source: "rules-2025#a3"\n    test',
            'source: "rules-2025#zz"\n    test',
            "引用的条款不存在",
        ),
        (13, '    source: "rules-2025#a3"\n    test', "    test", "source: 缺少这一项"),
        (13, "right: {value: true}", 'right: {value: "是"}', "走不到的分支:local"),
        (13, "right: {value: true}}", "right: {value: true}}\n    colour: red", "没有这个字段"),
        (1, "是本地户口。, failed", "本地满3年。, failed", "数字“3”不在引用的条款里"),
        (1, "是本地户口。, failed", '"见{{nothing}}。", failed', "没有这个参数:nothing"),
        (22, "call: per_head", "call: per_foot", "没有这个函数"),
        (11, "op: lt", "op: smaller", "不是允许的值"),
        (1, "id: dibao\n", "id: dibaoo\n", "没有这项服务:dibaoo"),
    ],
)
def test_a_bad_rule_is_refused_with_its_place(
    folder: Path, line: int, old: str, new: str, reason: str
) -> None:
    problems = refused(folder, RULE, old, new)
    assert any(reason in p and p.startswith(f"rules/dibao.yaml:{line}:") for p in problems), (
        problems
    )


def test_a_question_that_nothing_needs_is_refused(folder: Path) -> None:
    problems = refused(
        folder,
        RULE,
        ", when: {left: {call: per_head, of: [income, people]}, op: gt, right: {value: 0}}",
        "",
    )
    assert any("问了用不到的项目:people" in p for p in problems)


def test_a_branch_that_two_values_exclude_is_refused(folder: Path) -> None:
    test = "test: {left: {fact: local}, op: eq, right: {value: true}}"
    both = (
        "test: {all: [{left: {fact: local}, op: eq, right: {value: true}},"
        " {left: {fact: local}, op: eq, right: {value: false}}]}"
    )
    problems = refused(folder, RULE, test, both)
    assert any("走不到的分支:local不能同时是两个值" in p for p in problems)


def test_overlapping_dates_of_a_standard_are_refused(folder: Path) -> None:
    path = folder / "parameters/all.yaml"
    text = path.read_text(encoding="utf-8")
    assert "id: standard" in text
    path.write_text(
        text + "\n- {id: twice, name: 两个, unit: 元, service: dibao, rows: ["
        "{region: 镇江市, value: 1, from: 2020-01-01, until: 2022-01-01, review_by: 2021-01-01, "
        'source: "rules-2025#a2"}, {region: 镇江市, value: 2, from: 2021-01-01, '
        'review_by: 2022-01-01, source: "rules-2025#a2"}]}\n',
        encoding="utf-8",
    )
    with pytest.raises(ContentError) as caught:
        load_content(folder)
    assert any("日期重叠" in str(p) for p in caught.value.problems)


def test_a_worked_example_of_no_rule_is_refused(folder: Path) -> None:
    (folder / "cases").mkdir()
    (folder / "cases/all.yaml").write_text(
        "- {id: c1, rule: nowhere, name: 无, as_of: 2026-01-01, outcome: likely, facts: {}}\n"
        "- {id: c2, rule: dibao, name: 无, as_of: 2026-01-01, outcome: likely,"
        " facts: {stray: 1}, conditions: {none: pass}}\n",
        encoding="utf-8",
    )
    with pytest.raises(ContentError) as caught:
        load_content(folder)
    said = " ".join(str(p) for p in caught.value.problems)
    assert "没有这条规则:nowhere" in said
    assert "没有这个项目:stray" in said
    assert "没有这个条件:none" in said


def test_a_shared_fact_must_exist(folder: Path) -> None:
    problems = refused(folder, RULE, "facts:\n", "facts:\n  - household_of_nobody\n")
    assert problems

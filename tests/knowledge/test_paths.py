"""The shipped paths: sourced, in plain Chinese, and offered to those who tell of the event."""

import random
import re

import pytest

from common.settings import get_settings
from knowledge.content import Content, load_content
from knowledge.paths import path_for
from knowledge.release import Release

# Worded for this test; none of them stands among the triggers.
TELLING = {
    "bereavement": ["爹刚断气走了，下面咋整", "请教，家属过世要跑的手续", "后事办理的顺序",
                    "人过世了，公家那边要办什么手续", "我二叔去世了，婶婶什么都不懂，要办哪些"],
    "marriage": ["我要跟她结婚，请问程序", "结婚这事怎么办",
                 "我姑娘谈了对象要结婚，我们做父母的要准备什么手续", "领证怎么领"],
    "divorce": ["我想跟丈夫离婚，不知道怎么办", "离婚怎么办理", "和平离婚的步骤", "过够了，要离婚",
                "决定要离婚了，请指点", "儿媳要跟我儿子离婚，手续是怎样的"],
    "frail_elder": ["老妈失能在家，想申请点补贴和服务", "爸爸不能自理了，下一步该怎么做",
                    "失能的老人都能申请啥", "我老婆中风瘫痪了，我七十五照顾不动",
                    "瘫痪老人家属可以找谁帮忙"],
    "no_income": ["全家断了收入，怎么办", "我失业在家，没有收入，要吃饭",
                  "单位倒闭，没有收入，能领救济吗", "没有收入，生活困难，申请什么",
                  "家里没进账好几个月了"],
    "foundling": ["捡到个孩子，能不能自己养", "我家门前放着一个弃婴", "捡到小孩，派出所之后呢",
                  "捡到一个残疾婴儿", "捡了个娃，想收养"],
}  # fmt: skip
# One thing asked around an event, or another event: no offer.
ASKING = [
    "老人去世后房子怎么过户", "爷爷去世多年，想迁坟", "我爸走丢了", "海葬多少钱",
    "结婚证上的名字错了", "结婚登记处周六上班吗", "彩礼能退吗", "离婚证丢了怎么补",
    "离婚财产怎么分", "离婚后户口迁哪", "老人失能护理补贴什么时候发", "养老院收不收瘫痪的老人",
    "没有收入证明能申请低保吗", "收入怎么核对", "公积金怎么提取", "捡到钱包怎么办", "捡到手机",
    "孩子走丢了", "流浪猫没人管", "我爸退休了要办哪些手续", "我妈住院了要办哪些手续",
    "要办哪些手续", "下一步怎么办", "流程是什么", "你好",
]  # fmt: skip
# Half-width marks that belong into no Chinese sentence.
HALF_WIDTH = re.compile(r"[,;:!?()]|(?<=[\u4e00-\u9fff])\.")


@pytest.fixture(scope="module")
def shipped() -> Content:
    return load_content(get_settings().content_dir)


def test_the_six_events_are_there(shipped: Content) -> None:
    assert set(shipped.paths) == set(TELLING)


def test_the_words_are_plain_and_the_marks_full_width(shipped: Content) -> None:
    for path in shipped.paths.values():
        texts = [path.title, path.summary, *path.triggers]
        for step in path.steps:
            texts += [step.title, step.text, *(line.text for line in step.bring)]
            assert len(step.title) <= 20, step.id
            assert len(step.text) <= 160, step.id
        for text in texts:
            plain = re.sub(r"\{\{.*?\}\}", "", text)
            assert not HALF_WIDTH.search(plain), text


def test_every_step_can_be_asked_about_further(shipped: Content) -> None:
    for path in shipped.paths.values():
        for step in path.steps:
            assert step.faq or step.service or step.referral, f"{path.id}.{step.id}"


def test_no_new_wording_stands_among_the_triggers(shipped: Content) -> None:
    triggers = {t for path in shipped.paths.values() for t in path.triggers}
    assert not triggers & {t for told in TELLING.values() for t in told}


def found(release: Release, text: str) -> str | None:
    path = path_for(release.normaliser.normalise(text).text, release)
    return path.id if path else None


def test_who_tells_of_an_event_gets_its_path_or_none(release: Release) -> None:
    offers = [(path, found(release, text)) for path, told in TELLING.items() for text in told]
    assert [(right, given) for right, given in offers if given not in (right, None)] == []
    assert sum(given is not None for _, given in offers) >= 0.6 * len(offers)


@pytest.mark.parametrize("text", ASKING)
def test_who_asks_for_one_thing_gets_no_offer(release: Release, text: str) -> None:
    assert found(release, text) is None


def test_wordings_of_other_questions_get_no_offer(release: Release) -> None:
    rows = [row for row in release.index.rows if row.kind == "variant"]
    sample = random.Random(20260101).sample(rows, min(1500, len(rows)))
    wrong = [
        (row.text, path.id)
        for row in sample
        if (path := path_for(row.text, release)) and row.target not in path.faqs
    ]
    assert len(wrong) <= 0.004 * len(sample), wrong

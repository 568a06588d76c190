"""What of a message states something of the person's own: questions, wishes and doubts left out."""

import re
from dataclasses import dataclass

from eligibility.amounts import plain
from eligibility.family import Household, Person, household, persons

# Somebody else's case, or no case at all: nothing of such a message is the person's own.
NOT_OWN = re.compile(
    r"举报|投诉|检举|曝光|发现|看到|看见|例题|例子|举例|听人|有人.{0,3}说|邻居|朋友|同事|同学|隔壁|别人|(?<!老)人家|听说|据说|网上|电视|新闻|亲戚|村里人|有的人"
    r"|如果|要是|假如|假设|假使|倘若|比如|例如|打比方|比方|万一|的话"
)
POLITE = re.compile(
    r"您好|你好|请问|麻烦(?:您|你|问)?(?:一下)?|谢谢(?:您|你)?"
    r"|我?(?:想|要|来)(?:问问?|咨询|了解|打听|请教)(?:一下|下)?|(?:问问|咨询|打听|请教)(?:一下|下)?|帮我?(?:看看?|查查?|问问?|算算?)(?:一下|下)?"
)
# From here on a clause asks or wishes; what stands before it may still be stated.
ASKING = re.compile(
    r"吗|么(?!得)|呢$|\?|怎么|咋|如何|多少|多久|多大|哪|什么(?!都|也)|啥(?!都|也)|谁|为何|是否|能否|能不能|可不可以|可以"
    r"|有没有?|是不是|算不算|算(?=低保|特困|残疾)|够不够|符不符合|符合|行不行|好不好|要不要|(?<![失智功不只])能(?=领|享受|申请|办|拿|吃|评"
    r"|补|够|报|去|住|得|买|有)|几(?=级|岁|号|个|种|样)|该(?=领|找|去|办|怎)|条件|标准|资格|政策|规定|待遇"
    r"|([\u4e00-\u9fff])[不没]\1|阿(?![姨婆公爸妈伯哥])|[伐啵]$|(?<![没对])不$|凭啥|几多"
    r"|想(?!念)|打算|准备|希望|需要|申请|办理|要办|要买|要卖"
)
# Whom only the person's own family is called; 老人, 孩子 may be anybody's.
OWN = re.compile(
    r"我|俺|咱|家里|本人|[爸妈]|爷爷|奶奶|父亲|母亲|外公|外婆|公公|婆婆|岳[父母]|老公|老婆|老伴|丈夫|妻子|儿子|女儿|孙[子女]"
)
DOUBTFUL = re.compile(
    r"可能|好像|也许|估计|应该|说不定|不一定|不知道|不清楚|不确定|不记得|以前|曾经|原来|过去|之前|从前|当年|当初|小时候"
    r"|时候|那年|那会儿?|当时|岁时|去年|前年|明年|以后|将来|快要|马上|即将|以上|以下|以内|不到|不足|不满|未满|低于|高于|超过|少于|多于|至少|最少|最多|起码"
    r"|不止|还是|或者?|假的|不算|不是没|差点"
)
# What has ended is no longer so, and what was said just before is taken back: 吃低保,去年停了.
ENDED = re.compile(
    r"停了|被停|停发|取消|退保|退出|退了|注销|没批|没通过|卖了|卖掉|没了|不吃了|过户|不对|说错"
)
# Who has died or left may or may not be counted in what is said of the household.
GONE = re.compile(r"去世|过世|走了|死了|病故|离婚|分家|搬走|跑了")
# A message is cut off here; who writes more tells a story.
LONGEST = 500
BREAK = re.compile(r"[,。;!…\n]+|(?<=\?)|(?<=[^\d\s])\s+|(?<=\d)\s+(?=\D)")


@dataclass(frozen=True)
class Statements:
    """The stated clauses of a message, the household they tell of, and who is spoken of.

    `named`: who is named in each clause. `asks`: something is asked or wished besides.
    `own`: somebody of one's own family is spoken of.
    `changed`: somebody is said to have left the household, so that its size is not clear.
    """

    clauses: tuple[str, ...]
    family: Household
    people: tuple[Person, ...]
    named: tuple[tuple[Person, ...], ...] = ()
    asks: bool = False
    own: bool = False
    changed: bool = False

    @property
    def text(self) -> str:
        """All clauses, joined by half-width commas."""
        return ",".join(self.clauses)

    def about(self, number: int) -> tuple[Person, ...]:
        """Whom a clause is about: who is named in it, or else in the nearest clause before."""
        return next((named for named in reversed(self.named[: number + 1]) if named), ())

    def one_other(self) -> bool:
        """Whether the whole message is about one person who is not the speaker."""
        names = {p.name for p in self.people if p.kind not in ("self", "couple")}
        spoken_for = any(p.kind in ("self", "couple") for p in self.people)
        return (
            len(names) == 1
            and not spoken_for
            and not re.search("家里|全家|一家|我们家|我家|口人", self.text)
        )


def _stated(head: str) -> str:
    """What a clause states before it asks: 我妈83岁 of 我妈83岁能领吗, nothing of 我能去吗."""
    head = re.sub(r"(?:一个人|自己|都|也|还|就)+$", "", head)
    rest = head
    for person in reversed(persons(head)):
        rest = rest[: person.start] + rest[person.end :]
    return head if OWN.search(head) and re.sub(r"[我们咱和跟与、他她家里\s]", "", rest) else ""


def read_statements(text: str) -> Statements:
    """Cut a message into clauses and keep those that state something."""
    text = plain(text)[:LONGEST]
    kept: list[str] = []
    asks = False
    if NOT_OWN.search(text):
        return Statements((), Household(), ())
    for clause in BREAK.split(POLITE.sub(",", text)):
        said = clause.strip(" ,、:")
        asking = ASKING.search(said)
        if asking:
            asks = True
            said = _stated(said[: asking.start()])
        if ENDED.search(clause):
            kept = kept[:-1]
        elif said and not DOUBTFUL.search(said) and not GONE.search(said):
            kept.append(said)
    statement = ",".join(kept)
    return Statements(
        tuple(kept), household(statement), tuple(persons(statement)),
        tuple(tuple(persons(clause)) for clause in kept), asks,
        bool(OWN.search(text)), bool(GONE.search(text)),
    )  # fmt: skip

"""Finding the question in a long message: sentences, and which of them ask."""

import re

# Where a sentence ends. A comma ends one only in a long run (speech input has no full stops).
ENDS = re.compile(r"[。!?;！？；\n]+|(?<=[吗呢])[,，\s]+")
CLAUSE = re.compile(r"[,，、:：\s]+")
ASKING = re.compile(
    r"(([\u4e00-\u9fff])[不没]\2|吗|呢|嘛|么$|伐|不$|没$|咋|怎么|怎样|如何|多少|多久|多大|多长|几[天年岁块次号点月本张级倍]|哪|啥|什么|谁|"
    r"能不能|可不可以|可以不|行不行|行吗|是不是|要不要|有没有|阿[要是有能可会]|对不对|真的假的|算不算|"
    r"想问|请问|问一下|咨询|想知道|晓得不|[?？]|怎办|为何|凭啥|凭什么|该不该|会不会|给不给|办不办|好不好|告诉我|帮我)"
)
# Joins a second question to the first.
JOINT = re.compile(
    r"(还有(?!没有)|另外|再问|顺便|同时还想|还想问|再一个|第二个?问题|第二[,，、:：]|其次|然后再问)"
)
# A sentence that only calls for attention.
GREETING = re.compile(
    r"^((你|您|大家)好|喂|嗨|在(吗|不在|的吗)|有人(在)?吗|麻烦问(一)?下|打扰(了|一下)|[,， 啊呀])+$"
)
# A message this short is one question as it stands.
SHORT = 24
# A part shorter than this says too little to be searched by itself.
MIN_PART = 5
MAX_PARTS = 3
# A longer run of clauses is a story; its commas do not part questions.
ONE_BREATH = 40


def sentences(text: str) -> list[str]:
    """Sentences of a message, in order, without their closing marks."""
    found = [s.strip(" ,，") for s in ENDS.split(text) if s]
    return [s for s in found if s and not GREETING.match(s)]


def focus(text: str) -> str | None:
    """The part of a long message that asks; None when the message is short or all of it asks."""
    if len(text) <= SHORT:
        return None
    pieces = sentences(text)
    if len(pieces) == 1:
        pieces = [p for p in CLAUSE.split(text) if p]
    asking = [p for p in pieces if ASKING.search(p)]
    if not asking or len(asking) == len(pieces):
        return None
    found = ",".join(asking[-2:])
    return found if len(found) >= MIN_PART else None


def questions(text: str) -> list[str]:
    """The separate questions of a message; one entry when it asks one thing.

    Split at sentence ends and at words that join a second question (另外, 还有 …). Sentences that
    do not ask go with the question after them, so that each part keeps its own story.
    """
    marked = JOINT.sub(lambda m: "。" + m.group(0), text)
    pieces = sentences(marked)
    if len(pieces) == 1:
        # Two questions in one breath: 公示几天啊,批了从几月份起发钱.
        clauses = [c for c in CLAUSE.split(marked) if c]
        asking = [c for c in clauses if ASKING.search(c) and len(c) >= MIN_PART]
        pieces = clauses if len(asking) > 1 and len(marked) <= ONE_BREATH else pieces
    parts: list[str] = []
    story: list[str] = []
    for sentence in pieces:
        story.append(sentence)
        if ASKING.search(sentence):
            parts.append(",".join(story))
            story = []
    if not parts:
        return [text]
    if story:
        parts[-1] = ",".join([parts[-1], *story])
    long_enough = [p for p in parts if len(p) >= MIN_PART]
    return long_enough if 1 < len(long_enough) <= MAX_PARTS else [text]

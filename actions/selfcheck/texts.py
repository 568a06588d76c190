"""What the guided self-check says besides the questions, which are content."""

BEGIN = "好的，我陪您做{name}。一次只问一件事，不知道可以说“不知道”，随时可以说“不查了”或“上一步”。"
KNOWN = "您前面说过的我就不再问了：{facts}。"
STOPPED = "好的，先不查了。想接着查，说“继续”就行；也可以问别的。"
STOPPED_REPLIES = [
    {"title": "继续查", "payload": "resume"},
    {"title": "转人工", "payload": "handoff"},
]
ASIDE = "好的，您先问。前面说的我都记着，问完说“继续”就接着查。"
HEARD = "我听到的是：{said}。对吗？不对的话直接说对的。"
HEARD_REPLIES = [
    {"title": "对", "payload": "affirm"},
    {"title": "不对，一项一项问", "payload": "deny"},
]
ONE_BY_ONE = "好的，那我一项一项问。"
HALF_DONE = "上次{name}查到一半，我们接着来。想重新查，说“重新来”。"
FOUND = "按您说的情况，最值得去问的排在前面："
FOUND_CLOSED = "这些看来不符合：{names}。"
FOUND_END = "这只是帮您理一理，最后由受理机关核对决定。点下面的可以一项一项细查。"
FOUND_NONE = (
    "按您说的，资料库里的这些待遇看来都不符合。"
    "情况有变化或者还有别的难处，可以到街道（镇）民政窗口当面问，也可以转人工。"
)
NOTED = "记下了：{said}。"
CORRECTED = "好的，改过来了：{said}。"
DECLINED = "没关系，这一项先空着。"
BACK = "好的，回到上一个问题。"
NO_BACK = "已经是第一个问题了。"
RESTARTED = "好的，从头再来。"
RESUMED = "好的，接着做{name}。"
NOTHING_TO_CORRECT = "前面还没有可以改的回答。"
WHICH_CORRECTION = "您想改哪一项？直接说新的内容就行，比如“不对，是4个人”。"
NOT_UNDERSTOOD = "没听明白。{help}"
OFFER_PERSON = "这个问题不好答也没关系：可以说“不知道”跳过，也可以转给工作人员。"
OFFER_REPLIES = [
    {"title": "不知道，跳过", "payload": "dont_know"},
    {"title": "转人工", "payload": "handoff"},
    {"title": "不查了", "payload": "stop"},
]
WHICH_SERVICE = "我可以陪您查下面这些，您想查哪一项？"
DONT_KNOW_REPLY = {"title": "不知道", "payload": "dont_know"}
AFTER_REPLIES = [
    {"title": "改一下前面的回答", "payload": "correct"},
    {"title": "转人工", "payload": "handoff"},
]
OUTCOME_TITLES = {
    "likely": "可能符合",
    "unlikely": "可能不符合",
    "missing_information": "还缺一些情况，没法判断",
    "needs_review": "要由街道（镇）核对后才能定",
    "no_local_standard": "资料库里没有本市的标准，没法判断",
}

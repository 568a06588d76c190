"""What the booking says. Offices, times and addresses come from content."""

from casework.bookings import notices

BEGIN = "好的，我帮您预约。随时可以说“上一步”或“不约了”。"
DEMO = (
    "说明：这里的办事点和号源是演示用的，不是真实预约。"
    "正式预约请到官方网址：{{marriage_booking_url}}"
)
ASK = {
    "kind": "您要预约办理结婚登记还是离婚登记？",
    "office": "您想在哪个登记处办？全国通办，选离您近的就行。",
    "day": "您想哪一天去？可以点下面的日期，也可以直接说，比如“下周三”。",
    "slot": "{day}还有这些时段，您选哪一个？",
    "slot_full": "{day}都约满了。可以选一个时段排队，有人退号就按先后给您；也可以换一天。",
    "names": "请告诉我双方的姓名，用“和”隔开，比如“某某和某某”。",
    "phone": "请留一个手机号码，查询和取消时要用。",
    "code": "请告诉我预约码。",
    "phone_check": "请告诉我预约时留的手机号码。",
}
WHY = {
    "kind": "结婚和离婚要带的材料不同，所以先问清楚。",
    "office": "要知道您去哪个登记处，才能查那里的号源。",
    "day": "要按日期查还有没有号。",
    "slot": "每个时段能接待的人数有限，选好时段免得白等。",
    "names": "到现场时登记处要核对是哪两位来办。",
    "phone": "查询和取消要用手机号码核对，免得被别人取消。号码会加密保存。",
    "code": "有预约码才能找到您的预约。",
    "confirm": "请您核对一遍，免得约错。",
}
CONFIRM = "请核对：{office}，{day} {start}–{end}，{kind}，{names}，手机{phone}。对吗？"
CONFIRM_WAIT = (
    "这个时段已经约满，给您排队，有人退号就按先后给您。"
    "请核对：{office}，{day} {start}–{end}，{kind}，{names}，手机{phone}。对吗？"
)
CONFIRM_CANCEL = "要取消这个预约吗：{office}，{day} {start}–{end}，{kind}。取消后号源会让给别人。"
CONFIRM_LEAVE = "要退出排队吗：{office}，{day} {start}–{end}，{kind}。退出后再排要从最后排起。"
CONFIRM_MOVE = (
    "要把{kind}的时间从{day} {start}–{end}改到{new_day} {new_start}–{new_end}吗？"
    "还在{office}，预约码不变，原来的号会让给别人。"
)
BOOKED = (
    "约好了。预约码：{code}\n"
    "{office}，{day} {start}–{end}，{kind}。"
    "请记下预约码；要改说“改时间”，不去了说“取消预约”。"
)
QUEUED = (
    "排上了，现在排第{place}位，还没有约到。预约码：{code}\n"
    "{office}，{day} {start}–{end}，{kind}。"
    "有人退号就按先后给您，会在这个对话里告诉您，也可以说“查预约”来看。没有轮到，请不要白跑一趟。"
)
MOVED = "改好了：{office}，{day} {start}–{end}，{kind}。预约码还是{code}。"
REMINDED = "前一天会在这个对话里提醒您；清除浏览器记录或换了手机就看不到，请自己也记一下。"
CANCELLED = "已经取消：{office}，{day} {start}–{end}。"
FOUND = "您的预约：{office}，{day} {start}–{end}，{kind}，状态：{status}。"
NOT_FOUND = "没有找到这个预约。请核对预约码和手机号码；也可以转人工。"
NO_SLOTS = "{day}没有可约的时段，请换一天。"
NO_DAYS = "现在没有别的空时段可以改，原来的预约没有变。过些日子可以再来看看。"
TAKEN = "很抱歉，这个时段刚刚约满了。请另选一个，也可以选它排队。"
STOPPED = "好的，先不约了。以后说“预约”就可以重新开始。"
STOPPED_OTHER = "好的，先这样，您的预约没有变。"
BACK = "好的，回到上一步。"
NOT_UNDERSTOOD = {
    "kind": "请选“结婚登记”或“离婚登记”。",
    "office": "没有找到这个登记处，请从下面选一个。",
    "day": "这一天约不了（不上班、没有空号，或者太近太远）。请选{first}到{last}之间的日子。",
    "slot": "请从下面的时段里选一个。",
    "names": "请写两个人的姓名，用“和”隔开。",
    "phone": "手机号码应当是11位数字，请再说一遍。",
    "code": "预约码是字母和数字，请再看一下。",
    "confirm": "请回答“对”或“不对”。",
}
OFFER_REPLIES = [
    {"title": "转人工", "payload": "handoff"},
    {"title": "不约了", "payload": "stop"},
]
KINDS = notices.KINDS
STATUS = {
    "booked": "已预约",
    "waiting": "排队等候，现在排第{place}位，还没有约到",
    "cancelled": "已取消",
    "expired": "没有排到，时间已过",
}
FULL_SLOT = "{start} 已满，可排队"
YES_NO = [
    {"title": "对", "payload": "affirm"},
    {"title": "不对", "payload": "deny"},
]

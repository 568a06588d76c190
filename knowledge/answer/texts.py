"""Fixed sentences of the answering steps. Policy never stands here; it comes from content."""

HANDOFF_REPLY = {"title": "转人工", "payload": "handoff"}
SELFCHECK_TITLE = "查一查符不符合条件"
BOOKING_TITLE = "预约登记"

NO_BASIS = (
    "这个问题，我的资料库里没有可靠的依据，不能随便回答您。"
    "您可以点“转人工”留下问题，由工作人员答复；也可以拨打{{hotline_12345}}政务服务热线，"
    "或者到户籍所在地的街道（镇）民政窗口问。"
)
OUT_OF_SCOPE = (
    "这件事不归民政部门管，我的资料库里也没有。您可以拨打{{hotline_12345}}政务服务热线，"
    "他们会转给负责的部门。民政方面的事（低保、婚姻登记、养老、殡葬等），您可以接着问我。"
)
CLARIFY = "您想问的是下面哪一件？点一下就行，也可以换个说法再问。"
PASSAGE_LEAD = "我没有找到现成的回答，资料库里最接近的规定是："
OUTDATED_NOTE = "以上是标明日期的旧数值或旧规定，不代表现在的标准。"
EXPIRED_NOTE = "以上依据的文件期限已过，现在的情况请向街道（镇）民政窗口或{{hotline_12345}}核实。"
CONFIRM_NOTE = "现行标准请向街道（镇）民政窗口核实，也可以拨打{{hotline_12345}}或点“转人工”。"

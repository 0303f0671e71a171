"""Words of the style guide, in both languages: invented, no texts of the product."""

from datetime import date, datetime

from django.utils.functional import lazy
from django.utils.translation import get_language

from weiqitong.core import clock

NOW = clock.at(date(2021, 9, 17), 10, 20)


def say(chinese: str, english: str) -> str:
    """Invented words stay here in both languages: they are no texts of the product."""
    return english if get_language() == "en" else chinese


later = lazy(say, str)


def at(day: int, hour: int = 18, minute: int = 0) -> datetime:
    return clock.at(date(2021, 9, day), hour, minute)


def page_words() -> dict[str, str]:
    return {
        "done_as_promised": say("已经做到", "Done as promised"),
        "another_day": say("另约日子", "Another day"),
        "nothing_is_overdue": say("没有超期的诉求", "Nothing is overdue"),
        "the_last_one_was": say("上一件 9月14日办结。", "The last one was closed on 14 September."),
        "figures": say("数字", "Figures"),
        "sending": say("正在提交", "Sending"),
        "assign": say("交办", "Assign"),
        "call": say("打电话", "Call"),
        "decline": say("不予受理", "Decline"),
        "transfer": say("转办", "Transfer"),
        "answered": say("已答复", "Answered"),
        "cancel": say("取消", "Cancel"),
        "copy_the_number": say("复制单号", "Copy the number"),
        "as_you_would_say": say("像平时说话一样写", "As you would say it"),
        "saved": say("已保存", "Saved"),
        "do_you_accept_this": say("您认可这个答复吗？", "Do you accept this answer?"),
        "yes_it_is_solved": say("认可，事情解决了", "Yes, it is solved"),
        "no": say("不认可", "No"),
        "the_level_above_names": say(
            "交上一级，另定单位重办", "The level above names another unit"
        ),
        "how_satisfied_are_you": say("您对办理满意吗？", "How satisfied are you?"),
        "the_2022_holidays_are": say(
            "2022 年节假日尚未公布，期限为暂定。",
            "The 2022 holidays are not published yet; deadlines are provisional.",
        ),
        "not_saved_somebody_has": say(
            "没有保存：这件诉求刚被人改过。", "Not saved: somebody has just changed this case."
        ),
        "your_text_is_still": say(
            "您写的内容还在，请看过再提交。", "Your text is still here; look again and submit."
        ),
        "this_is_a_demonstration": say("这是演示环境。", "This is a demonstration."),
        "importing": say("正在导入", "Importing"),
        "urgent": say("比较急", "Urgent"),
        "contact_card_of_a": say("服务企业专员联系卡", "Contact card of a service specialist"),
        "deadlines": say("时限", "Deadlines"),
        "working_hours": say("工作小时", "working hours"),
        "time_at_each_desk": say("各环节用时", "Time at each desk"),
        "problems": say("有问题", "Problems"),
        "row": say("行", "Row"),
        "received": say("已经收到", "Received"),
        "number": say("诉求单号", "Number"),
        "call_the_specialist": say("给专员打电话", "Call the specialist"),
        "add_papers": say("补充材料", "Add papers"),
        "enterprise_contact": say("企业联系人", "Enterprise contact"),
        "phone_page": say("手机页", "phone page"),
    }

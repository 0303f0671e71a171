"""Values for the style guide in both languages. Invented; today is Friday 2021-09-17, 10:20."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import get_language

from weiqitong.core import clock
from weiqitong.web import parts, times
from weiqitong.web.forms import Choice, DayField, FilesField, Form, TextField

NOW = clock.at(date(2021, 9, 17), 10, 20)


def say(chinese: str, english: str) -> str:
    """Invented words stay here in both languages: they are no texts of the product."""
    return english if get_language() == "en" else chinese


later = lazy(say, str)


class SampleForm(Form):
    """One field of every kind, with hints and errors."""

    unit = forms.CharField(
        label=later("协办单位", "Co-handlers"),
        help_text=later("可填几个，用顿号隔开", "Several are possible, separated by commas"),
    )
    phone = forms.CharField(label=later("联系电话", "Phone"))
    text = TextField(label=later("什么事", "What happened"), min_length=10, max_length=4000)
    profile = forms.ChoiceField(
        label=later("时限规则", "Deadline rule"), choices=[("133", "133"), ("2115", "2115")]
    )
    due = DayField(label=later("答应的日子", "Promised date"))
    urgency = forms.ChoiceField(
        label=later("有多急？", "How urgent?"),
        widget=forms.RadioSelect,
        choices=[
            (
                "normal",
                Choice(later("平常", "Usual"), later("按规定时间办", "Within the usual time")),
            ),
            (
                "urgent",
                Choice(
                    later("比较急", "Urgent"),
                    later("影响投产、交货或付款", "Production or delivery suffers"),
                ),
            ),
        ],
    )
    named = forms.BooleanField(
        label=later("企业同意公开名称", "The enterprise agrees to be named"),
        help_text=later("办理单位能直接给企业打电话", "The unit can call the enterprise directly"),
    )
    papers = FilesField(
        label=later("照片或材料", "Photos or papers"),
        help_text=later("最多 5 个，每个不超过 20 MB", "Up to 5, at most 20 MB each"),
        required=False,
    )

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"])
        if len(phone) != 11:
            raise forms.ValidationError(
                say(
                    "手机号应为 11 位，现在是 %(count)d 位。",
                    "A mobile number has 11 digits; this one has %(count)d.",
                )
                % {"count": len(phone)}
            )
        return phone


@dataclass(frozen=True, slots=True)
class Language:
    """One column of the guide."""

    code: str
    html: str
    parts: dict[str, Any]


def samples() -> list[Language]:
    """Both columns; each is rendered under its own language by the template."""
    found = []
    for code, html in (("zh-hans", "zh-CN"), ("en", "en")):
        with translation.override(code):
            found.append(Language(code, html, _parts()))
    return found


def _at(day: int, hour: int = 18, minute: int = 0) -> datetime:
    return clock.at(date(2021, 9, day), hour, minute)


def _turns() -> list[parts.Turn]:
    until = times.until_words
    return [
        parts.Turn(
            parts.Light("yours"),
            say("请认可或不认可", "Please accept or reject the answer"),
            until(_at(30), NOW),
            yours=True,
        ),
        parts.Turn(
            parts.Light("green"),
            say("坊子区交通运输局 高岩", "Fangzi Transport Bureau, Gao Yan"),
            until(_at(22), NOW),
        ),
        parts.Turn(
            parts.Light("yellow", say("剩 34 分钟", "34 min left")),
            say("市领导小组办公室 孟庆林", "City office, Meng Qinglin"),
            until(_at(17, 10, 54), NOW),
        ),
        parts.Turn(
            parts.Light("red", say("超 7 天", "7 days late")),
            say("安丘市自然资源局 马国栋", "Anqiu Natural Resources Bureau, Ma Guodong"),
            until(_at(8), NOW),
        ),
        parts.Turn(
            parts.Light("paused", say("挂账", "Parked")),
            say("高密市住建局 宋文涛", "Gaomi Housing Bureau, Song Wentao"),
            until(_at(30), NOW),
            words=say("再答复", "next reply"),
        ),
    ]


def _parts() -> dict[str, Any]:
    turns = _turns()
    bound = SampleForm(_typed(), prefix=get_language())
    bound.is_valid()
    return {
        "lights": [parts.Light(kind.value) for kind in parts.LightKind],
        "turns": turns,
        "lines": [
            parts.CaseLine(
                say(
                    "设备进口减免税证明到期，海关说要补材料",
                    "Duty exemption certificate for imported machines has expired",
                ),
                "#",
                turns[1],
                (say("山东华昱新能源汽车零部件", "Huayu New Energy Vehicle Parts"),),
                "坊 2021-0917-031",
                key="31",
            ),
            parts.CaseLine(
                say("坊安路限行后，分拨中心白天进不了车", "Trucks cannot enter the depot by day"),
                "#",
                turns[2],
                key="32",
                current=True,
            ),
        ],
        "stats": [
            parts.Stat.rate(
                say("企业认可", "Accepted"),
                98,
                109,
                unit=say("件", "cases"),
                href="#",
                note=say("另有 22 件未表态", "22 more without a verdict"),
            ),
            parts.Stat.rate(say("企业认可", "Accepted"), 3, 4, unit=say("件", "cases"), href="#"),
            parts.Stat.count(
                say("超期", "Overdue"),
                0,
                of=44,
                unit=say("件", "cases"),
                href="#",
                light=parts.Light("closed"),
            ),
        ],
        "form": bound,
        "person": parts.Person(
            say("刘承志", "Liu Chengzhi"),
            say("坊子区工信局", "Fangzi Industry Bureau"),
            say("您的服务专员", "your service specialist"),
        ),
        "pips": parts.Pips(2, 3, say("本季度 2 / 3 次", "2 of 3 this quarter")),
        "shares": parts.LightShares(103, 10, 4),
        "facts": [
            parts.Fact(
                say("企业", "Enterprise"),
                say("山东华昱新能源汽车零部件", "Huayu New Energy Vehicle Parts"),
                href="#",
                change="#",
            ),
            parts.Fact(
                say("类别", "Category"),
                say("交通物流 / 通行限行", "Transport / driving bans"),
                change="#",
            ),
        ],
        "clocks": [
            parts.Clock(
                say("联系企业", "Contact"),
                f"{times.minutes_words(40)} / {times.minutes_words(120)}",
                parts.Light("closed", say("按时", "On time")),
            ),
            parts.Clock(
                say("正式答复", "Answer"),
                "4:30 / 26:40",
                used=17,
                note=times.until_words(_at(22), NOW),
            ),
        ],
        "why": say("为什么是 %(time)s", "Why %(time)s")
        % {"time": times.moment_words(_at(22), NOW)},
        "days": _days(),
        "sum": [
            say("规则“133”：3 个工作日内答复。", "Rule 133: an answer within 3 working days."),
            say(
                "18日周六调休上班，算；19–21日中秋放假，不算。",
                "Saturday 18 is worked, 19 to 21 are the Mid-Autumn holiday.",
            ),
        ],
        "desks": [
            parts.DeskShare(
                say("分办", "Sorting"), say("区领导小组办公室", "District office"), 86, "1:26", 1
            ),
            parts.DeskShare(
                say("签收", "Receipt"),
                say("交警大队联络员", "Traffic police, liaison"),
                40,
                "0:40",
                2,
            ),
            parts.DeskShare(
                say("承办", "Handling"),
                say("交警大队 胡志远", "Traffic police, Hu Zhiyuan"),
                120,
                "2:00",
                3,
            ),
            parts.DeskShare(
                say("协办", "Co-handling"),
                say("区交通运输局", "District transport bureau"),
                110,
                "1:50",
                4,
            ),
        ],
        "items": [
            parts.TimelineItem(
                say("打电话给葛春雷，4 分钟", "called Ge Chunlei, 4 minutes"),
                times.moment_words(_at(17, 9, 12), NOW),
                who=say("胡志远", "Hu Zhiyuan"),
                state="now",
            ),
            parts.TimelineItem(
                say(
                    "改路段要报分管区长，先走通行证。",
                    "Changing the zone needs the deputy head; passes first.",
                ),
                times.moment_words(_at(16, 17, 22), NOW),
                who=say("孟庆林", "Meng Qinglin"),
                internal=True,
            ),
            parts.TimelineItem(
                say("正式答复", "Formal answer"), times.until_words(_at(22), NOW), state="next"
            ),
        ],
        "rates": [
            parts.RateStep("5", say("非常满意", "Very satisfied"), icon="mood-happy"),
            parts.RateStep("4", say("满意", "Satisfied"), icon="mood-smile", checked=True),
            parts.RateStep("3", say("基本满意", "Fairly satisfied"), icon="mood-neutral"),
            parts.RateStep("2", say("不满意", "Dissatisfied"), icon="mood-sad"),
            parts.RateStep("1", say("非常不满意", "Very dissatisfied"), icon="mood-angry"),
        ],
        "tabs": [
            parts.Tab(say("有问题", "Problems"), "#", 8, current=True),
            parts.Tab(say("新增", "New"), "#", 296),
            parts.Tab(say("更新", "Changed"), "#", 108),
        ],
        "filters": [
            parts.Filter(say("全市", "Whole city"), "#", on=True),
            parts.Filter(say("临期", "Due soon"), "#"),
        ],
        "columns": [
            parts.Column(say("行", "Row"), numeric=True, href="#", sort="ascending"),
            parts.Column(say("统一社会信用代码", "Credit code")),
            parts.Column(say("问题在哪里", "What is wrong")),
        ],
        "rows": [
            parts.Row(
                [
                    52,
                    parts.Cell("91370782310347756", bad=True),
                    say("只有 17 位，应为 18 位", "17 characters instead of 18"),
                ]
            ),
            parts.Row(
                [
                    88,
                    parts.Cell("91370704MA3N2T6X5U", href="#"),
                    parts.Cell(
                        say("与第 41 行重复", "Same as row 41"), light=parts.Light("yellow")
                    ),
                ]
            ),
        ],
        "page": {"next": "#", "previous": ""},
        "steps": parts.Steps(2, 3, say("提诉求", "Report a need")),
        "photos": [
            parts.Photo("#", say("道路开口许可决定书.pdf", "Permit.pdf"), size="1.4 MB"),
            parts.Photo("#", say("大门.pdf", "Gate.pdf")),
        ],
        "keys": [
            parts.Key(("J", "K"), say("上下", "down, up")),
            parts.Key(("X",), say("选", "choose")),
        ],
        "words": _words(),
        "crumbs": [
            parts.Crumb(say("全部诉求", "All cases"), "#"),
            parts.Crumb(say("坊子区", "Fangzi District")),
        ],
    }


def _days() -> list[parts.DayCell]:
    days = [date(2021, 9, number) for number in range(16, 23)]
    kinds = ["", "", "extra", "off", "off", "off", "due"]
    words = [
        say("交办", "start"),
        say("第 %(n)d 天", "day %(n)d") % {"n": 1},
        say("第 %(n)d 天", "day %(n)d") % {"n": 2},
        say("中秋", "off"),
        say("中秋", "off"),
        say("中秋", "off"),
        say("第 %(n)d 天", "day %(n)d") % {"n": 3},
    ]
    return [
        parts.DayCell(times.weekday(day), day.day, word, kind)
        for day, kind, word in zip(days, kinds, words, strict=True)
    ]


def _typed() -> dict[str, str]:
    typed = {
        "unit": say("区交通运输局", "District transport bureau"),
        "phone": "1385360",
        "text": say("电不够用", "Power"),
        "profile": "133",
    }
    return {f"{get_language()}-{name}": value for name, value in typed.items()}


def _words() -> dict[str, str]:
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

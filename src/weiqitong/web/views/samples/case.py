"""Samples of one case: facts, clocks and why, desks, what happened, a rating."""

from datetime import date
from typing import Any

from weiqitong.web import parts, times

from .words import NOW, at, say


def told() -> dict[str, Any]:
    """What a case page tells."""
    return {
        "person": parts.Person(
            say("刘承志", "Liu Chengzhi"),
            say("坊子区工信局", "Fangzi Industry Bureau"),
            say("您的服务专员", "your service specialist"),
        ),
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
                note=times.until_words(at(22), NOW),
            ),
        ],
        "why": say("为什么是 %(time)s", "Why %(time)s") % {"time": times.moment_words(at(22), NOW)},
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
                times.moment_words(at(17, 9, 12), NOW),
                who=say("胡志远", "Hu Zhiyuan"),
                state="now",
            ),
            parts.TimelineItem(
                say(
                    "改路段要报分管区长，先走通行证。",
                    "Changing the zone needs the deputy head; passes first.",
                ),
                times.moment_words(at(16, 17, 22), NOW),
                who=say("孟庆林", "Meng Qinglin"),
                internal=True,
            ),
            parts.TimelineItem(
                say("正式答复", "Formal answer"), times.until_words(at(22), NOW), state="next"
            ),
        ],
        "photos": [
            parts.Photo("#", say("道路开口许可决定书.pdf", "Permit.pdf"), size="1.4 MB"),
            parts.Photo("#", say("大门.pdf", "Gate.pdf")),
        ],
    }


def controls() -> dict[str, Any]:
    """What leads through steps and pages."""
    return {
        "pips": parts.Pips(2, 3, say("本季度 2 / 3 次", "2 of 3 this quarter")),
        "rates": [
            parts.RateStep("5", say("非常满意", "Very satisfied"), icon="mood-happy"),
            parts.RateStep("4", say("满意", "Satisfied"), icon="mood-smile", checked=True),
            parts.RateStep("3", say("基本满意", "Fairly satisfied"), icon="mood-neutral"),
            parts.RateStep("2", say("不满意", "Dissatisfied"), icon="mood-sad"),
            parts.RateStep("1", say("非常不满意", "Very dissatisfied"), icon="mood-angry"),
        ],
        "steps": parts.Steps(2, 3, say("提诉求", "Report a need")),
        "keys": [
            parts.Key(("J", "K"), say("上下", "down, up")),
            parts.Key(("X",), say("选", "choose")),
        ],
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

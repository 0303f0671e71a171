"""Samples of lists: turns and lights, figures, tabs and filters, a table of rows."""

from typing import Any

from weiqitong.web import parts, times

from .words import NOW, at, say


def _turns() -> list[parts.Turn]:
    until = times.until_words
    return [
        parts.Turn(
            parts.Light("yours"),
            say("请认可或不认可", "Please accept or reject the answer"),
            until(at(30), NOW),
            yours=True,
        ),
        parts.Turn(
            parts.Light("green"),
            say("坊子区交通运输局 高岩", "Fangzi Transport Bureau, Gao Yan"),
            until(at(22), NOW),
        ),
        parts.Turn(
            parts.Light("yellow", say("剩 34 分钟", "34 min left")),
            say("市领导小组办公室 孟庆林", "City office, Meng Qinglin"),
            until(at(17, 10, 54), NOW),
        ),
        parts.Turn(
            parts.Light("red", say("超 7 天", "7 days late")),
            say("安丘市自然资源局 马国栋", "Anqiu Natural Resources Bureau, Ma Guodong"),
            until(at(8), NOW),
        ),
        parts.Turn(
            parts.Light("paused", say("挂账", "Parked")),
            say("高密市住建局 宋文涛", "Gaomi Housing Bureau, Song Wentao"),
            until(at(30), NOW),
            words=say("再答复", "next reply"),
        ),
    ]


def listed() -> dict[str, Any]:
    """What a home and a queue are made of."""
    turns = _turns()
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
        "shares": parts.LightShares(103, 10, 4),
        "tabs": [
            parts.Tab(say("有问题", "Problems"), "#", 8, current=True),
            parts.Tab(say("新增", "New"), "#", 296),
            parts.Tab(say("更新", "Changed"), "#", 108),
        ],
        "filters": [
            parts.Filter(say("全市", "Whole city"), "#", on=True),
            parts.Filter(say("临期", "Due soon"), "#"),
        ],
    }


def tabled() -> dict[str, Any]:
    """What a register and an import are made of."""
    return {
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
    }

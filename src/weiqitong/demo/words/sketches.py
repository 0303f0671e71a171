"""What the words need to know of a place and of a client: plain values, no rows of a database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["enterprise", "project", "park", "collective"]
Level = Literal["city", "county", "town"]
Standing = Literal["head", "deputy", "section_head", "section_deputy", "staff"]

ROADS = (
    "创业路", "振兴街", "兴业路", "和谐路", "工业一路", "工业三路", "富民街", "凤鸣路", "长兴路",
    "瑞祥街", "永安路", "文昌街", "银海路", "东风街", "龙泉路", "金桥路", "清溪街", "丰泽路",
    "云山路", "新华路", "健康街", "珠江路", "松岭路", "河滨路", "玉泉街", "宏图路", "双拥路",
    "金晖路", "梧桐街", "园区南路", "园区北路", "园区纬三路", "园区经二路", "康庄路", "百川路",
)  # fmt: skip
VILLAGES = (
    "前王村", "后刘村", "大柳树村", "小官庄", "石桥子村", "东埠村", "西埠村", "李家营", "张家楼",
    "孙家庄", "南湾村", "北庄村", "河西村", "柳行村", "杨家沟", "上河村", "下河村", "葛家洼",
    "宋家疃", "高庙村", "赵家营", "徐家官庄", "马家埠", "丁家庄", "崔家集村", "朱马村", "范家庄",
)  # fmt: skip
PARKS = (
    "先进制造产业园", "智能装备产业园", "食品产业园", "新材料产业园", "纺织服装产业园",
    "冷链物流园", "生物医药产业园", "高新技术产业园", "循环经济产业园", "电子信息产业园",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a client sits. ``mark`` opens the numbers of its documents (坊交许字…)."""

    province: str  # 山东
    city: str  # without 市
    county: str  # with its ending: 坊子区
    town: str  # with its ending: 凤凰街道; empty where a zone has none
    mark: str
    roads: tuple[str, ...] = ROADS
    villages: tuple[str, ...] = VILLAGES
    parks: tuple[str, ...] = PARKS

    @property
    def county_short(self) -> str:
        """坊子 for 坊子区, but 滨海 for 滨海经济技术开发区; names of two characters stay whole."""
        name = self.county.removeprefix(self.city)
        for ending in ("高新技术产业开发区", "经济技术开发区", "生态经济开发区", "综合保税区"):
            if name.endswith(ending):
                return name.removesuffix(ending) or ending.removesuffix("开发区")
        return name[:-1] if len(name) > 2 and name[-1] in "区县市" else name


@dataclass(frozen=True, slots=True)
class ClientSketch:
    name: str
    kind: Kind = "enterprise"
    industry: str = ""  # GB/T 4754 code with its letter: C3360
    employees: int = 60
    group: str = ""  # the group's name, when it is a plant of one
    short: str = ""  # what people call it: 恒岳精铸

"""What a text's slots stand for in one draw: the same slot says the same thing in every text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from .industries import industry
from .people import surname
from .sketches import ClientSketch, Place
from .template import Picks, render
from .texts import Variable

_OURSELVES = {
    "enterprise": ("我公司", "我公司", "我们公司", "公司", "我们厂", "我厂", "我司"),
    "project": ("我们项目", "项目部", "项目上", "我方项目"),
    "park": ("我们园区", "园区", "园区这边"),
    "collective": ("我们合作社", "合作社", "社里", "我们村合作社"),
}
_FACTORY = frozenset("BCD")
_THINGS = {  # what a client without an industry of its own makes, uses and needs
    "产品": ("产品", "订单产品"), "设备": ("主要设备", "新设备"), "原料": ("原材料", "原料"),
    "工种": ("技术工人", "一线工人"),
}  # fmt: skip
_THINGS_COLLECTIVE = {
    "产品": ("大姜", "西瓜", "黄烟", "土豆", "苹果", "大葱"),
    "设备": ("冷藏库", "烘干设备", "拖拉机"),
    "原料": ("种苗", "有机肥", "农膜"), "工种": ("农机手", "冷库工", "管理员"),
}  # fmt: skip
_WAITED = (
    "一个多月", "两个月", "二十多天", "快三个月", "四十多天", "近两个月", "三周", "半个月",
    "一个半月", "三个多月",
)  # fmt: skip
_BANKS = ("开户银行", "一家国有大行", "农商行", "一家股份制银行", "城商行", "邮储网点")


class Scope:
    """Looks slots up, makes them on first asking and remembers them."""

    def __init__(
        self, rng: Random, place: Place, client: ClientSketch, day: date, answer_day: date
    ) -> None:
        self._rng, self._place, self._client = rng, place, client
        self._day, self._answer_day = day, answer_day
        self._values: dict[str, str] = {}
        self._picks: Picks = {}
        self.quantities: dict[str, int] = {}

    def define(self, variables: list[Variable]) -> None:
        for variable in variables:
            value = self._draw(variable)
            self._values[variable.name] = value
            if variable.unit:
                self.quantities[variable.unit] = int(value)

    def __call__(self, name: str) -> str:
        value = self._values.get(name)
        if value is None:
            value = self._values[name] = self._make(name)
        return value

    def render(self, text: str) -> str:
        return render(text, self._rng, self, self._picks)

    def forget_picks(self) -> None:
        """For another try at a title: choices are open again, values stay."""
        self._picks.clear()

    def _draw(self, variable: Variable) -> str:
        rng = self._rng
        if variable.range:
            low, high, step = variable.range
            return str(low + step * rng.randint(0, (high - low) // step))
        if variable.sum:
            left, operator, right, step = variable.sum
            one = int(self._values[left])
            two = float(self._values.get(right, right) if not right[0].isdigit() else right)
            value = {"-": one - two, "+": one + two, "*": one * two}[operator]
            return str(max(step, round(value / step) * step))
        return rng.choice(variable.words)

    def _make(self, name: str) -> str:
        head, _, argument = name.partition(":")
        made = _MAKERS.get(head)
        if made is not None:
            return made(self, argument)
        stem = name.rstrip("0123456789")
        made = _DATES.get(stem)
        if made is not None and stem != name:
            return made(self, name[len(stem) :])
        raise KeyError(f"no slot {{{name}}}")

    # -- makers ------------------------------------------------------------------

    def _road(self, _: str) -> str:
        taken = {self._values.get("路"), self._values.get("路二")}
        return self._rng.choice([road for road in self._place.roads if road not in taken])

    def _thing(self, what: str) -> str:
        client = self._client
        if client.kind == "collective":
            return self._rng.choice(_THINGS_COLLECTIVE[what])
        known = industry(client.industry) if client.kind != "park" else None
        if known is None:
            return self._rng.choice(_THINGS[what])
        pool = {"产品": known.products, "设备": known.machines, "原料": known.materials,
                "工种": known.trades}[what]  # fmt: skip
        return self._rng.choice(pool)

    def _ourselves(self, _: str) -> str:
        client = self._client
        pool = _OURSELVES[client.kind]
        if client.kind == "enterprise" and client.industry[:1] not in _FACTORY:
            pool = tuple(word for word in pool if "厂" not in word)
        return self._rng.choice(pool)

    def _number(self, kind: str) -> str:
        serial = self._rng.randint(3, 168)
        return f"{self._place.mark}{kind}字〔{self._answer_day.year}〕{serial}号"

    def _someone(self, title: str) -> str:
        return surname(self._rng) + title

    def _before(self, days: str) -> str:
        return _written(self._day - timedelta(self._around(int(days))), self._day)

    def _after(self, days: str) -> str:
        return _written(_weekday(self._answer_day + timedelta(self._around(int(days)))), self._day)

    def _between(self, _: str) -> str:
        span = (self._answer_day - self._day).days
        at = self._day + timedelta(self._rng.randint(min(1, span), max(span - 1, min(1, span))))
        at = _weekday(at)
        return _written(min(at, self._answer_day), self._day)

    def _around(self, days: int) -> int:
        spread = days // 4
        return max(1, days + self._rng.randint(-spread, spread))

    def _town(self, _: str) -> str:
        return self._place.town or self._place.county


def _weekday(day: date) -> date:
    return day + timedelta((7 - day.weekday()) if day.weekday() > 4 else 0)


def _written(day: date, seen_from: date) -> str:
    """8月20日, with the year when it is another one."""
    year = f"{day.year}年" if day.year != seen_from.year else ""
    return f"{year}{day.month}月{day.day}日"


_Maker = Callable[[Scope, str], str]
_MAKERS: dict[str, _Maker] = {
    "路": Scope._road,
    "路二": Scope._road,
    "园": lambda scope, _: scope._rng.choice(scope._place.parks),
    "村": lambda scope, _: scope._rng.choice(scope._place.villages),
    "县": lambda scope, _: scope._place.county,
    "县简": lambda scope, _: scope._place.county_short,
    "市": lambda scope, _: scope._place.city + "市",
    "省": lambda scope, _: scope._place.province,
    "镇": Scope._town,
    "我": Scope._ourselves,
    "人数": lambda scope, _: str(scope._client.employees),
    "产品": lambda scope, _: scope._thing("产品"),
    "设备": lambda scope, _: scope._thing("设备"),
    "原料": lambda scope, _: scope._thing("原料"),
    "工种": lambda scope, _: scope._thing("工种"),
    "等": lambda scope, _: scope._rng.choice(_WAITED),
    "行": lambda scope, _: scope._rng.choice(_BANKS),
    "今年": lambda scope, _: f"{scope._day.year}年",
    "去年": lambda scope, _: f"{scope._day.year - 1}年",
    "明年": lambda scope, _: f"{scope._day.year + 1}年",
    "前年": lambda scope, _: f"{scope._day.year - 2}年",
    "间": Scope._between,
    "号": Scope._number,
    "姓": Scope._someone,
}
_DATES: dict[str, _Maker] = {"前": Scope._before, "后": Scope._after}

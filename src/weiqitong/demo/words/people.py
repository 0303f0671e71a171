"""Invented people: names, phones, posts, ranks and what they know; nobody who lives.

Surnames follow their published shares in the east of Shandong, given names the fashion of the
decade of birth. Faker has more names but needs a second for a thousand people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from .names import characters, surnames
from .sketches import Level, Standing

_ALONE_SHARE = {1960: 0.12, 1970: 0.28, 1980: 0.34, 1990: 0.17}
_DECADES = (1960, 1970, 1980, 1990)


def surname(rng: Random) -> str:
    names, shares = surnames()
    return rng.choices(names, cum_weights=shares)[0]


def person_name(rng: Random, sex: str = "", decade: int = 0) -> str:
    sex = sex or ("m" if rng.random() < 0.58 else "f")
    decade = decade or rng.choices(_DECADES, (12, 34, 36, 18))[0]
    family = surname(rng)
    if rng.random() < _ALONE_SHARE[decade]:
        return family + rng.choice(characters("alone", sex))
    first = characters("first", sex, str(decade))
    second = characters("second", sex, str(decade))
    one, two = rng.choice(first), rng.choice(second)
    while one == two or family in (one, two):
        one, two = rng.choice(first), rng.choice(second)
    return family + one + two


class Phones:
    """Unique phone numbers 199 000x xxxx, in an order that looks accidental.

    China keeps no range of mobile numbers free for fiction. Four zeros or nearly so after the
    prefix are plain to any reader, and a demo sends no message; nothing may ever be sent to them.
    """

    _ALL = 100_000
    _STEP = 61_803  # coprime to _ALL, so every number comes once

    def __init__(self, rng: Random) -> None:
        self._next = rng.randrange(self._ALL)
        self._given = 0

    def next(self) -> str:
        if self._given == self._ALL:
            raise ValueError(f"only {self._ALL} invented phone numbers exist")
        self._given += 1
        self._next = (self._next + self._STEP) % self._ALL
        return f"199000{self._next:05d}"


@dataclass(frozen=True, slots=True)
class OfficialWords:
    name: str
    post: str  # 职务: 产业发展科副科长
    rank: str  # 职级: 四级主任科员
    expertise: tuple[str, ...]


_RANKS: dict[tuple[Level, Standing], tuple[str, ...]] = {
    ("city", "head"): ("正处级",) * 5 + ("一级调研员",),
    ("city", "deputy"): ("副处级",) * 4 + ("三级调研员", "四级调研员"),
    ("city", "section_head"): ("正科级",) * 3 + ("一级主任科员", "二级主任科员", "四级调研员"),
    ("city", "section_deputy"): ("副科级", "副科级", "三级主任科员", "四级主任科员"),
    ("city", "staff"): ("四级主任科员", "一级科员", "一级科员", "二级科员", "九级职员"),
    ("county", "head"): ("正科级",) * 4 + ("副处级", "四级调研员"),
    ("county", "deputy"): ("副科级",) * 4 + ("一级主任科员", "二级主任科员"),
    ("county", "section_head"): ("股级", "股级", "三级主任科员", "四级主任科员"),
    ("county", "section_deputy"): ("四级主任科员", "一级科员", "一级科员"),
    ("county", "staff"): ("一级科员", "一级科员", "二级科员", "九级职员", "十级职员"),
    ("town", "head"): ("正科级",) * 5 + ("四级调研员",),
    ("town", "deputy"): ("副科级",) * 4 + ("三级主任科员", "二级主任科员"),
    ("town", "section_head"): ("股级", "四级主任科员", "一级科员", "九级职员"),
    ("town", "section_deputy"): ("一级科员", "九级职员"),
    ("town", "staff"): ("一级科员", "二级科员", "九级职员", "十级职员"),
}

# The ending of a unit's name tells how its head is called; the first that fits counts.
_HEADS = (
    ("街道办事处", ("党工委书记", "办事处主任")), ("街道", ("党工委书记", "办事处主任")),
    ("镇人民政府", ("党委书记", "镇长")), ("镇", ("党委书记", "镇长")),
    ("乡", ("党委书记", "乡长")),
    ("管委会", ("主任",)), ("管理委员会", ("主任",)), ("委员会", ("主任",)), ("委", ("主任",)),
    ("办公室", ("主任",)), ("中心", ("主任",)), ("支队", ("支队长",)), ("大队", ("大队长",)),
    ("法院", ("院长",)), ("院", ("院长",)), ("工商联", ("主席",)), ("联合会", ("主席",)),
    ("商会", ("会长",)), ("协会", ("会长",)), ("银行", ("行长",)), ("支行", ("行长",)),
    ("公司", ("总经理",)), ("海关", ("关长",)), ("所", ("所长",)), ("站", ("站长",)),
    ("部", ("部长",)), ("局", ("局长",)),
)  # fmt: skip
_NOT_PARTY_GROUPS = ("总经理", "行长", "会长", "院长")
_SECTIONS = (
    "办公室", "综合科", "产业发展科", "政策法规科", "企业服务科", "规划财务科", "行政审批服务科",
    "人事科", "监督管理科", "项目推进科", "信息科", "督查考核科",
)  # fmt: skip
_TOWN_SECTIONS = (
    "经济发展办公室", "党政综合办公室", "企业服务中心", "规划建设办公室", "应急管理办公室",
    "农业农村办公室", "便民服务中心", "社会事务办公室",
)  # fmt: skip


def post(rng: Random, level: Level, unit: str, standing: Standing, section: str = "") -> str:
    """The post as printed on a contact card, without the unit's name."""
    head = next((names for ending, names in _HEADS if unit.endswith(ending)), ("负责人",))
    if standing == "head":
        return head[0]
    if standing == "deputy":
        if "党工委书记" in head:
            return rng.choice(("党工委副书记", "办事处副主任", "党工委委员"))
        if "党委书记" in head:
            second = "副" + head[-1]
            return rng.choice(("党委副书记", "党委委员、" + second, second))
        others = () if head[0] in _NOT_PARTY_GROUPS else ("党组成员",)
        return rng.choice(("副" + head[0],) * 5 + others)
    section = section or rng.choice(_TOWN_SECTIONS if level == "town" else _SECTIONS)
    chief = "主任" if section.endswith(("办公室", "中心")) else "科长"
    if level != "city" and section.endswith("股"):
        chief = "股长"
    if standing == "section_head":
        return section + chief
    if standing == "section_deputy":
        return section + "副" + chief
    return section + rng.choice(
        ("科员", "工作人员", "干部") if level != "town" else ("工作人员", "干部")
    )


def make_official(
    rng: Random,
    *,
    level: Level,
    unit: str,
    standing: Standing,
    section: str = "",
    functions: Sequence[str] = (),
) -> OfficialWords:
    """One official of ``unit``. ``functions`` are the codes of what the unit answers for."""
    older = standing in ("head", "deputy")
    decade = rng.choices(_DECADES, (30, 52, 18, 0) if older else (6, 26, 42, 26))[0]
    sex = "f" if rng.random() < (0.2 if older else 0.42) else "m"
    return OfficialWords(
        name=person_name(rng, sex, decade),
        post=post(rng, level, unit, standing, section),
        rank=rng.choice(_RANKS[level, standing]),
        expertise=expertise(rng, functions),
    )


# 大类 of GB/T 4754 that the demo's industries use most; an official knows one or two of them.
_DIVISIONS = (
    "A01", "A03", "C13", "C14", "C17", "C18", "C26", "C27", "C29", "C30", "C32", "C33", "C34",
    "C35", "C36", "C38", "C39", "D44", "E47", "F51", "F52", "G54", "G59", "H61", "I65", "K70",
    "L72", "M73",
)  # fmt: skip


def expertise(rng: Random, functions: Sequence[str] = ()) -> tuple[str, ...]:
    industries = rng.sample(_DIVISIONS, rng.choice((0, 1, 1, 2)))
    known = rng.sample(list(functions), min(len(functions), rng.choice((1, 1, 2))))
    return (*known, *industries)


_CONTACT_POSTS = (
    ("总经理", 12), ("董事长", 6), ("副总经理", 11), ("办公室主任", 16), ("行政经理", 9),
    ("财务经理", 8), ("会计", 10), ("生产厂长", 8), ("综合部主管", 6), ("人事主管", 6),
    ("项目经理", 4), ("外贸经理", 2), ("安环部长", 2),
)  # fmt: skip
_COLLECTIVE_POSTS = (("村党支部书记", 5), ("理事长", 4), ("村会计", 2), ("监事长", 1))
_PROJECT_POSTS = (
    ("项目负责人", 5),
    ("项目经理", 4),
    ("前期部经理", 2),
    ("工程部长", 2),
    ("手续专员", 2),
)
_PARK_POSTS = (("园区主任", 4), ("招商部长", 2), ("运营经理", 3), ("物业主管", 2))


def contact_post(rng: Random, kind: str = "enterprise") -> str:
    """What somebody is who speaks for a client."""
    pool = {"collective": _COLLECTIVE_POSTS, "project": _PROJECT_POSTS, "park": _PARK_POSTS}.get(
        kind, _CONTACT_POSTS
    )
    return rng.choices([name for name, _ in pool], [weight for _, weight in pool])[0]

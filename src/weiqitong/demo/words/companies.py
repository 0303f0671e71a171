"""Invented clients: enterprises, groups with plants, projects, parks, village collectives.

Every place name is an argument. Figures are drawn tier by tier from the size table of 2017
(统计上大中小微型企业划分办法), so size, employees, revenue and assets always agree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from random import Random

from weiqitong.directory.credit_code import check_character

from .figures import SIZES, Size, draw_figures, four_up, sector
from .industries import Industry, industries, industry
from .names import characters
from .sketches import ClientSketch, Kind, Place

_NameMaker = Callable[[], tuple[str, str, str]]  # 字号, what it does, the whole name
_SIZE_SHARES = (3, 14, 58, 25)


@dataclass(frozen=True, slots=True)
class ClientWords:
    name: str
    short: str
    kind: Kind
    credit_code: str  # empty where there is none
    industry: str
    chain: str
    size: Size
    employees: int
    revenue: int  # 万元
    assets: int  # 万元
    four_up: str  # 四上: 规上工业, 资质建筑业 …, or empty
    group: str
    address: str

    def sketch(self) -> ClientSketch:
        return ClientSketch(
            name=self.name, kind=self.kind, industry=self.industry, employees=self.employees,
            group=self.group, short=self.short,
        )  # fmt: skip


def company_mark(rng: Random) -> str:
    """字号: two characters that sound like a firm and are drawn at random."""
    one, two = rng.choice(characters("mark", "first")), rng.choice(characters("mark", "second"))
    while one == two:
        two = rng.choice(characters("mark", "second"))
    return one + two


# The industry that a village society or a park office is filed under.
_SPECIAL = {"park": "L7221", "collective": "A0190"}


class Clients:
    """Makes clients one after another; names and codes never repeat within one maker."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._names: set[str] = set()
        self._serial = rng.randrange(10_000)
        self._industries = industries()
        self._weights = [known.weight for known in self._industries]

    # -- the four kinds ----------------------------------------------------

    def enterprise(
        self, place: Place, region_code: str, *, size: Size | None = None
    ) -> ClientWords:
        kind = self._pick_industry()
        size = size or self._rng.choices(SIZES, _SIZE_SHARES)[0]
        mark, ending, name = self._unused(lambda: self._company_name(place, kind, size))
        return self._words(name, mark + ending, kind, place, region_code, size)

    def group(self, places: Sequence[tuple[Place, str]]) -> list[ClientWords]:
        """A group: its mother at the first place, one plant at each of the others."""
        kind = self._pick_industry("C")
        mark, _, name = self._unused(lambda: self._group_name(places[0][0]))
        mother = self._words(
            name, mark + "集团", kind, *places[0], self._rng.choice(("large", "medium"))
        )
        family = [replace(mother, group=name)]
        for place, code in places[1:]:
            own = kind if self._rng.random() < 0.6 else self._pick_industry("C")
            _, ending, plant = self._unused(partial(self._plant_name, place, mark, own))
            size: Size = self._rng.choice(("medium", "medium", "small"))
            family.append(
                replace(self._words(plant, mark + ending, own, place, code, size), group=name)
            )
        return family

    def project(
        self, place: Place, region_code: str, owner: ClientWords | None = None
    ) -> ClientWords:
        """A project; two in three have no credit code yet. ``owner`` lends it name and group."""
        kind = industry(owner.industry) if owner else None
        kind = kind or self._pick_industry("C")
        mark, _, name = self._unused(lambda: self._project_name(place, kind, owner))
        words = self._words(name, mark, kind, place, region_code, "small")
        invested = self._rng.choice((3, 5, 8, 10, 12, 15, 20, 32, 50)) * 1000
        code = words.credit_code if self._rng.random() < 0.34 else ""
        return replace(
            words, kind="project", credit_code=code, assets=invested, revenue=0, four_up="",
            employees=self._rng.randint(5, 40), size="micro", group=owner.name if owner else "",
        )  # fmt: skip

    def park(self, place: Place, region_code: str) -> ClientWords:
        mark, _, name = self._unused(lambda: self._park_name(place))
        return self._special(name, mark, "park", place, region_code, prefix="91")

    def collective(self, place: Place, region_code: str) -> ClientWords:
        """A village's shareholding society, or a farmers' co-operative."""
        mark, _, name = self._unused(lambda: self._collective_name(place))
        # N2: registered by the agriculture office; 93: a farmers' co-operative.
        prefix = "N2" if name.endswith("股份经济合作社") else "93"
        return self._special(name, mark, "collective", place, region_code, prefix=prefix)

    # -- names ---------------------------------------------------------------

    def _unused(self, make: _NameMaker) -> tuple[str, str, str]:
        for _ in range(200):
            made = make()
            if made[2] not in self._names:
                self._names.add(made[2])
                return made
        raise ValueError(
            "no unused name was found in 200 tries; the place is too small for so many"
        )

    def _pick_industry(self, letter: str = "") -> Industry:
        while True:
            kind = self._rng.choices(self._industries, self._weights)[0]
            if kind.code.startswith(letter):
                return kind

    def _company_name(self, place: Place, kind: Industry, size: Size) -> tuple[str, str, str]:
        rng, mark, ending = self._rng, company_mark(self._rng), self._rng.choice(kind.endings)
        short = ending
        if size == "large" and rng.random() < 0.5:
            return mark, short, f"{place.province}{mark}{ending}股份有限公司"
        if size in ("large", "medium") and rng.random() < 0.14:
            middle = rng.choice(("智能制造", "装备", "科技", "新材料"))
            middle = "" if middle in ending else middle
            return mark, short, f"{place.province}{mark}{ending}{middle}（{place.city}）有限公司"
        if size == "micro" and rng.random() < 0.2:
            form = {"C": "厂", "F": "经营部", "H": "店"}.get(kind.code[0], "有限公司")
            ending = kind.endings[0] if form == "厂" else ending
            short = ending if form == "厂" else short
            return mark, short, f"{place.county}{mark}{ending}{form}"
        head = rng.choices(
            (
                place.city,
                place.province,
                place.city + place.county_short,
                place.county_short,
                place.county,
            ),
            (46, 16, 6, 16, 16),
        )[0]
        form = "股份有限公司" if size in ("large", "medium") and rng.random() < 0.1 else "有限公司"
        return mark, short, f"{head}{mark}{ending}{form}"

    def _group_name(self, place: Place) -> tuple[str, str, str]:
        mark = company_mark(self._rng)
        head = self._rng.choice((place.province, place.province, place.city))
        return mark, "集团", f"{head}{mark}集团{self._rng.choice(('', '', '股份'))}有限公司"

    def _plant_name(self, place: Place, mark: str, kind: Industry) -> tuple[str, str, str]:
        ending = self._rng.choice(kind.endings)
        head = self._rng.choice(
            (f"{place.city}{mark}{ending}", f"{place.county_short}{mark}{ending}",
             f"{place.province}{mark}{ending}（{place.county_short}）",
             f"{mark}（{place.city}）{ending}"),
        )  # fmt: skip
        return mark, ending, f"{head}有限公司"

    def _project_name(
        self, place: Place, kind: Industry, owner: ClientWords | None
    ) -> tuple[str, str, str]:
        rng = self._rng
        mark = owner.short if owner else company_mark(rng)
        what = rng.choice(kind.products)
        base = "" if owner else rng.choice(kind.endings)
        amount = rng.choice((1, 2, 3, 5, 6, 8, 10, 15, 20, 30, 50))
        near = rng.choice((place.town, place.county_short)) or place.county_short
        name = rng.choice(
            (
                f"{mark}{base}{what}二期项目",
                f"{mark}{base}{what}扩建项目",
                f"{mark}{what}智能化改造项目",
                f"{mark}年产 {amount} 万套{what}项目",
                f"{near}{mark}产业园（二期）项目",
                f"{near}{mark}冷链物流园项目",
                f"{mark}{base}研发中心项目",
                f"{near}{mark}{base}产业园项目",
            )
        )
        return mark, base, name

    def _park_name(self, place: Place) -> tuple[str, str, str]:
        rng, mark = self._rng, company_mark(self._rng)
        park, near = rng.choice(place.parks), rng.choice((place.town, place.county)) or place.county
        name = rng.choice(
            (f"{near}{park}管理服务中心", f"{place.county_short}{mark}{park}运营有限公司",
             f"{place.county_short}{mark}双创园", f"{near}{mark}小微企业园"),
        )  # fmt: skip
        return park, "", name

    def _collective_name(self, place: Place) -> tuple[str, str, str]:
        rng, village = self._rng, self._rng.choice(place.villages)
        if rng.random() < 0.6:
            return village, "", f"{place.county}{place.town}{village}股份经济合作社"
        mark = company_mark(rng)
        trade = rng.choice(
            ("果蔬", "大姜", "西瓜", "土豆", "农机服务", "养殖", "花卉苗木", "粮食种植")
        )
        return mark, trade, f"{place.county}{mark}{trade}专业合作社"

    # -- figures ---------------------------------------------------------------

    def _special(
        self, name: str, short: str, kind: Kind, place: Place, code: str, prefix: str
    ) -> ClientWords:
        rng = self._rng
        return ClientWords(
            name=name, short=short, kind=kind, credit_code=self._credit_code(code, prefix),
            industry=_SPECIAL[kind], chain="", size="micro", employees=rng.randint(4, 9),
            revenue=rng.randint(10, 45), assets=rng.randint(20, 90), four_up="", group="",
            address=self._address(place, village=short if short in place.villages else ""),
        )  # fmt: skip

    def _words(
        self, name: str, short: str, kind: Industry, place: Place, code: str, size: Size
    ) -> ClientWords:
        figures = draw_figures(self._rng, sector(kind.code), size)
        return ClientWords(
            name=name, short=short, kind="enterprise", credit_code=self._credit_code(code, "91"),
            industry=kind.code, chain=kind.chain, size=size, employees=figures["employees"],
            revenue=figures["revenue"], assets=figures["assets"], group="",
            four_up=four_up(kind.code, figures["revenue"]), address=self._address(place),
        )  # fmt: skip

    def _address(self, place: Place, village: str = "") -> str:
        if village:
            return f"{place.county}{place.town}{village}"
        road, number = self._rng.choice(place.roads), self._rng.randint(1, 4999)
        return f"{place.county}{place.town}{road} {number} 号"

    def _credit_code(self, region_code: str, prefix: str) -> str:
        """Valid by its check characters and plainly invented: no office issues DEM… numbers."""
        self._serial += 7
        if self._serial >= 100_000:
            self._serial %= 7
            self._serial += 1
        return credit_code(prefix, region_code, self._serial)


def credit_code(prefix: str, region_code: str, serial: int) -> str:
    body = f"DEM{serial:05d}"
    first17 = f"{prefix}{region_code[:6]}{body}{organisation_check(body)}"
    return first17 + check_character(first17)


def organisation_check(body: str) -> str:
    """The ninth character of an organisation code (GB 11714): weights, modulo 11."""
    total = sum(
        int(char, 36) * weight for char, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))

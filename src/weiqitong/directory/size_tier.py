"""Size of an enterprise by the statistical rule of 2017; it knows neither 四上 nor finance's rule.

Source: 统计上大中小微型企业划分办法 (2017), DOMAIN.md §3.3. A tier asks for *all* its lower bounds,
else the enterprise drops a tier; it is micro if *any* indicator lies below the small bound. Both
halves say one thing: the tier is the lowest that any of the sector's indicators reaches.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .enums import SizeTier

Amount = int | Decimal  # people, or 万元


class Indicator(TextChoices):
    """What the rule measures; money in 万元."""

    STAFF = "staff", _("employees")
    REVENUE = "revenue", _("operating revenue")
    ASSETS = "assets", _("total assets")


class SizeSector(TextChoices):
    """The rows of the table: sectors of the rule, not of GB/T 4754."""

    FARMING = "farming", _("farming, forestry and fishing")
    INDUSTRY = "industry", _("industry")
    CONSTRUCTION = "construction", _("construction")
    WHOLESALE = "wholesale", _("wholesale")
    RETAIL = "retail", _("retail")
    TRANSPORT = "transport", _("transport")
    STORAGE = "storage", _("storage")
    POSTAL = "postal", _("postal services")
    LODGING = "lodging", _("accommodation")
    CATERING = "catering", _("catering")
    TELECOM = "telecom", _("information transmission")
    SOFTWARE = "software", _("software and information technology")
    REAL_ESTATE = "real_estate", _("real estate development")
    PROPERTY = "property", _("property management")
    LEASING = "leasing", _("leasing and business services")
    OTHER = "other", _("other services")


class WhyUnknown(TextChoices):
    """Why no tier can be given."""

    NO_INDUSTRY = "no_industry", _("The industry code is missing or unknown.")
    NOT_COVERED = "not_covered", _("The size rule of 2017 does not cover this industry.")
    NO_FIGURES = "no_figures", _("Figures are missing: %(indicators)s.")


@dataclass(frozen=True, slots=True)
class SizeResult:
    """The tier; or that it is unknown, why, and the indicators that would settle it."""

    tier: SizeTier
    why: WhyUnknown | None = None
    missing: tuple[Indicator, ...] = ()

    def __str__(self) -> str:
        if self.why is None:
            return str(self.tier.label)
        names = "、".join(str(indicator.label) for indicator in self.missing)
        return str(self.why.label) % {"indicators": names}


TIERS: Final = (SizeTier.LARGE, SizeTier.MEDIUM, SizeTier.SMALL, SizeTier.MICRO)
_STAFF, _REVENUE, _ASSETS = Indicator.STAFF, Indicator.REVENUE, Indicator.ASSETS

# Lower bounds of large, medium and small; below the last is micro.
BOUNDS: Final[Mapping[SizeSector, Mapping[Indicator, tuple[int, int, int]]]] = {
    SizeSector.FARMING: {_REVENUE: (20_000, 500, 50)},
    SizeSector.INDUSTRY: {_STAFF: (1000, 300, 20), _REVENUE: (40_000, 2000, 300)},
    SizeSector.CONSTRUCTION: {_REVENUE: (80_000, 6000, 300), _ASSETS: (80_000, 5000, 300)},
    SizeSector.WHOLESALE: {_STAFF: (200, 20, 5), _REVENUE: (40_000, 5000, 1000)},
    SizeSector.RETAIL: {_STAFF: (300, 50, 10), _REVENUE: (20_000, 500, 100)},
    SizeSector.TRANSPORT: {_STAFF: (1000, 300, 20), _REVENUE: (30_000, 3000, 200)},
    SizeSector.STORAGE: {_STAFF: (200, 100, 20), _REVENUE: (30_000, 1000, 100)},
    SizeSector.POSTAL: {_STAFF: (1000, 300, 20), _REVENUE: (30_000, 2000, 100)},
    SizeSector.LODGING: {_STAFF: (300, 100, 10), _REVENUE: (10_000, 2000, 100)},
    SizeSector.CATERING: {_STAFF: (300, 100, 10), _REVENUE: (10_000, 2000, 100)},
    SizeSector.TELECOM: {_STAFF: (2000, 100, 10), _REVENUE: (100_000, 1000, 100)},
    SizeSector.SOFTWARE: {_STAFF: (300, 100, 10), _REVENUE: (10_000, 1000, 50)},
    SizeSector.REAL_ESTATE: {_REVENUE: (200_000, 1000, 100), _ASSETS: (10_000, 5000, 2000)},
    SizeSector.PROPERTY: {_STAFF: (1000, 300, 100), _REVENUE: (5000, 1000, 500)},
    SizeSector.LEASING: {_STAFF: (300, 100, 10), _ASSETS: (120_000, 8000, 100)},
    SizeSector.OTHER: {_STAFF: (300, 100, 10)},
}

# First and last division (大类) of GB/T 4754-2017 and the sector they belong to. Absent, because
# the rule leaves them out: railways 53, finance 66-69, education 83, health 84, and 91 upwards.
_DIVISIONS: Final = (
    (1, 5, SizeSector.FARMING),
    (6, 46, SizeSector.INDUSTRY),
    (47, 50, SizeSector.CONSTRUCTION),
    (51, 51, SizeSector.WHOLESALE),
    (52, 52, SizeSector.RETAIL),
    (54, 58, SizeSector.TRANSPORT),
    (59, 59, SizeSector.STORAGE),
    (60, 60, SizeSector.POSTAL),
    (61, 61, SizeSector.LODGING),
    (62, 62, SizeSector.CATERING),
    (63, 64, SizeSector.TELECOM),
    (65, 65, SizeSector.SOFTWARE),
    (71, 72, SizeSector.LEASING),
    (73, 82, SizeSector.OTHER),
    (85, 90, SizeSector.OTHER),
)
DIVISION_SECTORS: Final[Mapping[str, SizeSector]] = {
    f"{number:02}": sector
    for first, last, sector in _DIVISIONS
    for number in range(first, last + 1)
}
# Where one division is split by the rule, the group (中类) decides. 704, letting one's own
# premises, is left out by the rule.
GROUP_SECTORS: Final[Mapping[str, SizeSector]] = {
    "591": SizeSector.TRANSPORT,  # loading and carrying counts as transport
    "701": SizeSector.REAL_ESTATE,
    "702": SizeSector.PROPERTY,
    "703": SizeSector.OTHER,
    "709": SizeSector.OTHER,
}
_LAST_DIVISION: Final = 97


def sector_of(industry: str) -> SizeSector | None:
    """The sector of a GB/T 4754 code of two to four digits, with or without its letter."""
    digits = _digits(industry)
    return GROUP_SECTORS.get(digits[:3]) or DIVISION_SECTORS.get(digits[:2])


def size_tier(
    industry: str,
    *,
    staff: Amount | None = None,
    revenue: Amount | None = None,
    assets: Amount | None = None,
) -> SizeResult:
    """The size tier of an enterprise; a missing figure matters only where it could lower it."""
    digits = _digits(industry)
    if not digits or not 1 <= int(digits[:2]) <= _LAST_DIVISION or digits == "70":
        return SizeResult(SizeTier.UNKNOWN, WhyUnknown.NO_INDUSTRY)
    sector = sector_of(digits)
    if sector is None:
        return SizeResult(SizeTier.UNKNOWN, WhyUnknown.NOT_COVERED)
    given = {_STAFF: staff, _REVENUE: revenue, _ASSETS: assets}
    return tier_in(sector, {name: value for name, value in given.items() if value is not None})


def tier_in(sector: SizeSector, figures: Mapping[Indicator, Amount]) -> SizeResult:
    """The tier of an enterprise of `sector`, from as many of its indicators as are known."""
    bounds = BOUNDS[sector]
    tiers = [_reached(figures[name], bounds[name]) for name in bounds if name in figures]
    missing = tuple(name for name in bounds if name not in figures)
    if SizeTier.MICRO in tiers:
        return SizeResult(SizeTier.MICRO)  # nothing lower exists: what is missing changes nothing
    if missing:
        return SizeResult(SizeTier.UNKNOWN, WhyUnknown.NO_FIGURES, missing)
    return SizeResult(max(tiers, key=TIERS.index))


def _reached(value: Amount, bounds: tuple[int, int, int]) -> SizeTier:
    tiers = (SizeTier.LARGE, SizeTier.MEDIUM, SizeTier.SMALL)
    return next(
        (t for t, least in zip(tiers, bounds, strict=True) if value >= least), SizeTier.MICRO
    )


def _digits(industry: str) -> str:
    """The digits of a code; empty when it is none, or only a section letter."""
    code = industry.strip().upper()
    digits = code[1:] if code[:1].isalpha() else code
    return digits if digits.isascii() and digits.isdigit() and 2 <= len(digits) <= 4 else ""

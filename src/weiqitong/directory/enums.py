"""Kinds and levels of the city's facts; what a place calls them is data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    CITY = "city", _("City")
    COUNTY = "county", _("County")
    TOWN = "town", _("Town")


class RegionKind(models.TextChoices):
    CITY = "city", _("City")
    COUNTY = "county", _("County")
    ZONE = "zone", _("Functional zone")
    TOWN = "town", _("Town")


class Relation(models.TextChoices):
    """How a department stands to the city: the last two are asked, not ordered (DESIGN.md §2)."""

    DIRECT = "direct", _("Direct")
    DUAL = "dual", _("Dual")
    VERTICAL = "vertical", _("Vertical")
    ENTERPRISE = "enterprise", _("Public enterprise")
    PARTNER = "partner", _("Partner organisation")  # chamber, federation, park: reports for members


ASKED = frozenset({Relation.VERTICAL, Relation.ENTERPRISE, Relation.PARTNER})


class ClientKind(models.TextChoices):
    ENTERPRISE = "enterprise", _("Enterprise")
    PROJECT = "project", _("Project")
    PARK = "park", _("Park")
    COLLECTIVE = "collective", _("Village collective or cooperative")


class SizeTier(models.TextChoices):
    LARGE = "large", _("Large")
    MEDIUM = "medium", _("Medium")
    SMALL = "small", _("Small")
    MICRO = "micro", _("Micro")
    UNKNOWN = "", _("Not known")

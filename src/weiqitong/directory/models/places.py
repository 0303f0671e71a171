"""Regions and departments: two trees with path strings that end in "/", so that "/33/" never covers
"/330/".
"""

from django.db import models

from weiqitong.ledger.models import Ledgered

from ..enums import ASKED, RegionKind, Relation
from ..querysets import DepartmentQuerySet, RegionQuerySet


class Named(models.Model):
    """A thing of the city with a name and, optionally, an English one."""

    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Region(Named, Ledgered):
    """A city, county, town or functional zone. The path is made once and outlives a change of
    code."""

    LABEL = "region"

    code = models.CharField(max_length=12, unique=True)  # today's; older ones in RegionCode
    short = models.CharField(max_length=8, blank=True)  # stands before a case number
    kind = models.CharField(max_length=8, choices=RegionKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=80, unique=True)
    depth = models.PositiveSmallIntegerField()  # 0 the city
    hours = models.JSONField(null=True, blank=True)  # office hours by season; null: the parent's
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["path"]

    def ledger_key(self) -> str:
        return self.path


class RegionCode(models.Model):
    """A code a region has or had: national ones change (370282 became 370215), local ones fill the
    gaps.
    """

    region = models.ForeignKey(Region, models.CASCADE, related_name="codes")
    code = models.CharField(max_length=12, db_index=True)
    local = models.BooleanField(default=False)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    def __str__(self) -> str:
        return self.code


class Department(Named, Ledgered):
    """An office that can own a case, or a section below one (parent set)."""

    LABEL = "department"

    code = models.CharField(max_length=40, unique=True)
    short = models.CharField(max_length=40, blank=True)
    # What it is for, in the words of the dispatch catalogue ("market-regulation"); empty for
    # sections.
    function = models.CharField(max_length=40, blank=True)
    relation = models.CharField(max_length=10, choices=Relation, default=Relation.DIRECT)
    region = models.ForeignKey(Region, models.PROTECT, related_name="departments")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="sections")
    path = models.CharField(max_length=120, unique=True)
    phone = models.CharField(max_length=24, blank=True)  # an office number, not a person's
    active = models.BooleanField(default=True)
    # Whose work goes on there since it was merged; what was done before stays its own.
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        indexes = [models.Index(fields=["function", "region"], name="department_function")]

    def ledger_key(self) -> str:
        return self.code

    @property
    def is_asked(self) -> bool:
        """Vertical units, public enterprises and partners are asked (商请): an advisory clock."""
        return self.relation in ASKED

"""Categories of needs, two levels: a projection of the published dispatch catalogue, kept so that
cases can point at it.
"""

from django.db import models

from .places import Named


class Category(Named):
    """One category. Who handles it stands in the catalogue's version, not here."""

    code = models.CharField(max_length=12, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    order = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "categories"

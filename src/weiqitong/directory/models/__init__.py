"""The facts of the city: regions, departments, people, clients, categories."""

from .categories import Category
from .clients import Client, Contact
from .imports import BatchState, ImportBatch
from .partners import PartnerMembership
from .people import Official, Person
from .places import Department, Region, RegionCode

__all__ = [
    "BatchState",
    "Category",
    "Client",
    "Contact",
    "Department",
    "ImportBatch",
    "Official",
    "PartnerMembership",
    "Person",
    "Region",
    "RegionCode",
]

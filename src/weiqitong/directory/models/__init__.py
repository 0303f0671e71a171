"""The facts of the city: regions, departments, people, clients, categories."""

from .categories import Category
from .clients import Client, Contact
from .people import Official, Person
from .places import Department, Region, RegionCode

__all__ = [
    "Category",
    "Client",
    "Contact",
    "Department",
    "Official",
    "Person",
    "Region",
    "RegionCode",
]

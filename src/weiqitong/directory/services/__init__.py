"""All writes of the city's facts: who asks, what is planned, one transaction."""

from .categories import project_catalogue
from .clients import (
    add_contact,
    change_client,
    change_contact,
    create_client,
    end_contact,
)
from .looks import look_at_contact, look_at_official
from .places import change_department, change_region, create_department, create_region
from .roster import change_official, create_official

__all__ = [
    "add_contact",
    "change_client",
    "change_contact",
    "change_department",
    "change_official",
    "change_region",
    "create_client",
    "create_department",
    "create_official",
    "create_region",
    "end_contact",
    "look_at_contact",
    "look_at_official",
    "project_catalogue",
]

"""What the frame and lower apps learn from the directory."""

from django.utils.translation import gettext_lazy

from weiqitong.core import registry
from weiqitong.core.actor import Role
from weiqitong.core.registry import MenuEntry

from . import selectors

OFFICE = frozenset(
    {
        Role.ADMINISTRATOR,
        Role.COORDINATOR,
        Role.LEADER,
        Role.SECRETARY,
        Role.CALLER,
        Role.INSPECTOR,
    }
)
KEEPERS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})


def register() -> None:
    registry.file_owners.register("import", selectors.may_read_import)
    registry.menu.register(
        "directory.clients",
        MenuEntry(
            url_name="directory:clients",
            label=gettext_lazy("Enterprises and projects"),
            icon="building-factory-2",
            roles=OFFICE,
            order=10,
            group=1,
        ),
    )
    registry.menu.register(
        "directory.officials",
        MenuEntry(
            url_name="directory:officials",
            label=gettext_lazy("Officials"),
            icon="user-star",
            roles=OFFICE,
            order=20,
            group=1,
        ),
    )
    registry.menu.register(
        "directory.departments",
        MenuEntry(
            url_name="directory:departments",
            label=gettext_lazy("Departments"),
            icon="sitemap",
            roles=OFFICE,
            order=22,
            group=1,
        ),
    )
    registry.menu.register(
        "directory.regions",
        MenuEntry(
            url_name="directory:regions",
            label=gettext_lazy("Regions"),
            icon="map-pin",
            roles=OFFICE,
            order=24,
            group=1,
        ),
    )
    registry.menu.register(
        "directory.imports",
        MenuEntry(
            url_name="directory:imports",
            label=gettext_lazy("Bring in lists"),
            icon="file-import",
            roles=KEEPERS,
            order=40,
            group=1,
        ),
    )

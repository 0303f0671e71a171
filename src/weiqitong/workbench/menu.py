"""The menu entries of the workbench."""

from django.utils.translation import gettext_lazy as _

from weiqitong.cases.selectors.queue import waiting_rows
from weiqitong.core.actor import OFFICE_ROLES, Role
from weiqitong.core.registry import MenuEntry, menu

from .views import parked
from .views.queue import READERS, WITH_QUEUE

DESK = frozenset(OFFICE_ROLES)


def register() -> None:
    """Today, what waits for me, everything, what is parked, search."""
    menu.register(
        "workbench.home",
        MenuEntry("workbench:home", _("Today"), icon="layout-dashboard", roles=DESK, order=0),
    )
    menu.register(
        "workbench.queue",
        MenuEntry(
            "workbench:queue",
            _("Waiting for me"),
            icon="inbox",
            roles=frozenset(WITH_QUEUE),
            order=10,
            rows=waiting_rows,
        ),
    )
    menu.register(
        "workbench.all",
        MenuEntry(
            "workbench:all", _("All needs"), icon="list-details", roles=frozenset(READERS), order=20
        ),
    )
    menu.register(
        "workbench.parked",
        MenuEntry(
            "workbench:parked",
            _("Parked needs"),
            icon="player-pause",
            roles=frozenset(parked.READERS),
            order=25,
        ),
    )
    menu.register(
        "workbench.find",
        MenuEntry(
            "workbench:find",
            _("Find needs, enterprises, or type a number"),
            icon="search",
            roles=frozenset(Role) - {Role.SYSTEM, Role.VISITOR},
            place="find",
        ),
    )

"""The phone's tabs, and the large button between them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from weiqitong.core.actor import Role
from weiqitong.core.registry import MenuEntry, menu

CONTACT, SPECIALIST = frozenset({Role.CONTACT}), frozenset({Role.SPECIALIST})
PARTNER = frozenset({Role.PARTNER})
BOTH = CONTACT | SPECIALIST
ALL = BOTH | PARTNER


def register() -> None:
    """Home and needs at the left of the button, specialist and account at its right."""
    menu.register(
        "workbench.phone-home",
        MenuEntry(
            "workbench:home",
            pgettext_lazy("tab", "Home"),
            icon="home",
            roles=ALL,
            order=0,
            phone=True,
        ),
    )
    menu.register(
        "cases.mine",
        MenuEntry(
            "cases:mine",
            pgettext_lazy("tab", "Needs"),
            icon="list-details",
            roles=ALL,
            order=10,
            phone=True,
        ),
    )
    menu.register(
        "cases.report",
        MenuEntry(
            "cases:report",
            pgettext_lazy("tab", "Report"),
            icon="plus",
            roles=CONTACT,
            place="thumb",
        ),
    )
    menu.register(
        "cases.report-for",
        MenuEntry("cases:report", _("For a client"), icon="plus", roles=SPECIALIST, place="thumb"),
    )
    menu.register(
        "cases.report-member",
        MenuEntry("cases:report", _("For a member"), icon="plus", roles=PARTNER, place="thumb"),
    )
    menu.register(
        "workbench.card",
        MenuEntry(
            "workbench:card",
            pgettext_lazy("tab", "Card"),
            icon="user-heart",
            roles=CONTACT,
            order=20,
            phone=True,
        ),
    )
    menu.register(
        "workbench.own-card",
        MenuEntry(
            "workbench:card",
            pgettext_lazy("tab", "My card"),
            icon="id-badge-2",
            roles=SPECIALIST,
            order=20,
            phone=True,
        ),
    )

"""Names of roles, ways in and acts on accounts: words only, no permissions."""

from typing import Any, Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from weiqitong.core.actor import Role
from weiqitong.directory.querysets import REGIONAL

# Where a grant of a role holds: over a region, a unit or a client.
OVER_REGION: Final = REGIONAL
OVER_UNIT: Final = frozenset({Role.SPECIALIST, Role.LIAISON, Role.HANDLER, Role.PARTNER})
INVITERS: Final = (Role.CONTACT, Role.SPECIALIST, Role.COORDINATOR, Role.ADMINISTRATOR)
OVER_CLIENT: Final = frozenset({Role.CONTACT})
# What a substitute takes over. An enterprise has several contacts of its own, and an administrator
# is made by another one.
SUBSTITUTED: Final = (OVER_REGION | OVER_UNIT) - {Role.ADMINISTRATOR}

ROLE_LABELS: Final[dict[Role, Any]] = {
    Role.CONTACT: _("Enterprise contact"),
    Role.SPECIALIST: _("Service specialist"),
    Role.LIAISON: _("Unit liaison"),
    Role.HANDLER: _("Handler"),
    Role.COORDINATOR: _("Coordinator"),
    Role.LEADER: _("Leader"),
    Role.SECRETARY: _("Leader's secretary"),
    Role.CALLER: _("Caller"),
    Role.INSPECTOR: _("Inspector"),
    Role.PARTNER: _("Partner"),
    Role.ADMINISTRATOR: _("Administrator"),
    Role.SYSTEM: _("The system"),
    Role.VISITOR: _("No role"),
}

# The one character in the circle of a role's tile: the first of these words.
ROLE_MARKS: Final[dict[Role, Any]] = {
    Role.CONTACT: pgettext_lazy("mark of a role", "Enterprise"),
    Role.SPECIALIST: pgettext_lazy("mark of a role", "Specialist"),
    Role.LIAISON: pgettext_lazy("mark of a role", "Liaison"),
    Role.HANDLER: pgettext_lazy("mark of a role", "Handler"),
    Role.COORDINATOR: pgettext_lazy("mark of a role", "Coordinator"),
    Role.LEADER: pgettext_lazy("mark of a role", "Leader"),
    Role.SECRETARY: pgettext_lazy("mark of a role", "Secretary"),
    Role.CALLER: pgettext_lazy("mark of a role", "Visits"),
    Role.INSPECTOR: pgettext_lazy("mark of a role", "Inspector"),
    Role.PARTNER: pgettext_lazy("mark of a role", "Partner"),
    Role.ADMINISTRATOR: pgettext_lazy("mark of a role", "Administrator"),
}


class Way(models.TextChoices):
    """How somebody came in."""

    PASSWORD = "password", _("Password")
    CODE = "code", _("Text message code")
    INVITATION = "invitation", _("Invitation")
    DEMO = "demo", _("Demo")


class Act(models.TextChoices):
    """Ledger kinds of this app."""

    MAKE = "account.make", _("Account made")
    SIGN_IN = "account.sign-in", _("Signed in")
    SWITCH = "account.switch", _("Acted in another role")
    PASSWORD = "account.password", _("Password changed")
    SECOND_FACTOR = "account.second-factor", _("Authenticator set up")
    RESET_SECOND_FACTOR = "account.reset-second-factor", _("Authenticator reset")
    DEACTIVATE = "account.deactivate", _("Account closed")
    REACTIVATE = "account.reactivate", _("Account opened again")
    INVITE = "account.invite", _("Invitation made")
    ACCEPT = "account.accept", _("Invitation accepted")
    GRANT = "grant.give", _("Role given")
    REVOKE = "grant.revoke", _("Role taken back")
    AWAY = "absence.make", _("Away, with a substitute")
    BACK = "absence.end", _("Back earlier")
    DUTY = "duty.make", _("Put on duty")
    OFF_DUTY = "duty.cancel", _("Taken off duty")
    MOVE = "grant.move", _("Role moved with its unit")


ACCOUNT = "account"  # ledger label of acts on accounts, keyed by the account's name

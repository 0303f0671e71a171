"""What the pages of reports of retaliation show; every read begins at the report's own scope."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from weiqitong.cases.models import Case
from weiqitong.cases.words import name_of, short_of, together
from weiqitong.core.actor import Actor, Role
from weiqitong.directory.models import Client, Department
from weiqitong.directory.selectors import ancestor_paths
from weiqitong.web.keyset import Page, paginate
from weiqitong.web.parts import Fact, Light, LightKind, TimelineItem, Turn
from weiqitong.web.times import moment_words, until_words

from .enums import Said
from .models import Retaliation, RetaliationWord

TABS: dict[str, Any] = {
    "open": gettext_lazy("Awaiting the first reply"),
    "replied": gettext_lazy("Being looked into"),
    "closed": gettext_lazy("Concluded"),
}
RELATED = (
    "client",
    "region",
    "case",
    "contact__person",
    "about_unit",
    "about_official__person",
    "holder__person",
    "holder__department",
)
MOST = 50  # needs of an enterprise to choose from


def in_sight(actor: Actor) -> QuerySet[Retaliation]:
    rows = Retaliation.objects.visible_to(actor).select_related(*RELATED)
    return rows.defer("region__hours", "case__text")


def listed(actor: Actor, tab: str, query: Mapping[str, Any]) -> Page[Retaliation]:
    """One page of the list, newest first."""
    return paginate(_in_tab(in_sight(actor), tab), ["-made_at", "-pk"], query)


def counts(actor: Actor) -> dict[str, int]:
    rows = Retaliation.objects.visible_to(actor)
    return {tab: _in_tab(rows, tab).count() for tab in ("open", "replied")}


def open_reports(actor: Actor) -> Any:
    """For the menu of inspection: those that are not concluded."""
    return Retaliation.objects.visible_to(actor).open()


def _in_tab(rows: Any, tab: str) -> Any:
    if tab == "open":
        return rows.filter(closed_at__isnull=True, replied_at__isnull=True)
    if tab == "replied":
        return rows.filter(closed_at__isnull=True, replied_at__isnull=False)
    return rows.filter(closed_at__isnull=False)


def holder_words(report: Retaliation) -> str:
    """Who has it: a person once one has taken it, else the inspection of its region."""
    if report.holder is not None:
        return together(short_of(report.holder.department), report.holder.person.name)
    return _("Inspection of %(region)s") % {"region": name_of(report.region)}


def turn_of(report: Retaliation, actor: Actor, now: datetime) -> Turn:
    """Whose turn it is, and until when."""
    if report.closed_at is not None:
        ended = str(report.get_outcome_display())
        return Turn(Light(LightKind.CLOSED), ended, moment_words(report.closed_at, now))
    yours = actor.role == Role.INSPECTOR
    who = pgettext("whose turn", "You") if yours else holder_words(report)
    if report.replied_at is not None:
        kind = LightKind.YOURS if yours else LightKind.GREEN
        until = _("replied %(when)s") % {"when": moment_words(report.replied_at, now)}
        return Turn(Light(kind), who, until, yours=yours, words=_("to be concluded"))
    late = now > report.due_at
    kind = LightKind.RED if late else LightKind.YOURS if yours else LightKind.GREEN
    until = _("first reply %(until)s") % {"until": until_words(report.due_at, now)}
    return Turn(Light(kind), who, until, yours=yours)


def facts_of(report: Retaliation, now: datetime) -> list[Fact]:
    """For inspection."""
    person = report.contact.person if report.contact else None
    contact = together(person.name, person.phone_masked) if person else ""
    official = report.about_official.person.name if report.about_official else ""
    found = [
        Fact(_("Client"), name_of(report.client)),
        Fact(_("Contact person"), contact),
        Fact(_("Concerns"), together(short_of(report.about_unit), official)),
        Fact(_("Since the need"), report.case.number if report.case else ""),
        Fact(_("Reported"), moment_words(report.made_at, now)),
        Fact(_("First reply by"), moment_words(report.due_at, now)),
        Fact(_("Who has it"), holder_words(report)),
    ]
    return [one for one in found if one.words]


def words_of(report: Retaliation, actor: Actor, now: datetime) -> list[TimelineItem]:
    """What was said since, newest first; notes are for inspection alone. One query."""
    rows = RetaliationWord.objects.filter(report=report).order_by("-pk")
    if actor.role != Role.INSPECTOR:
        rows = rows.exclude(kind=Said.NOTE)
    return [
        TimelineItem(
            str(Said(one.kind).label),
            moment_words(one.at, now),
            one.name,
            quote=one.text,
            internal=one.kind == Said.NOTE,
        )
        for one in rows
    ]


def own_cases_to_name(actor: Actor) -> list[Case]:
    """Needs of a contact's enterprises, newest first. One query."""
    rows = Case.objects.visible_to(actor).live().order_by("-pk")
    return list(rows.only("number", "title", "client_id")[:MOST])


def own_clients(actor: Actor) -> list[Client]:
    rows = Client.objects.visible_to(actor).filter(pk__in=actor.client_ids)
    return list(rows.select_related("region__parent__parent").order_by("pk"))


def units_near(clients: Sequence[Client]) -> list[Department]:
    """Whole units of the clients' towns, counties and city."""
    paths = {path for one in clients for path in ancestor_paths(one.region.path)}
    rows = Department.objects.units().filter(region__path__in=paths).select_related("region")
    return list(rows.order_by("-region__depth", "path"))

"""Whom an enterprise confides in: who learns its name, of whom it complains, who looked behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from weiqitong.accounts.models import Grant
from weiqitong.core.actor import Actor
from weiqitong.core.clock import today
from weiqitong.core.errors import BadInput
from weiqitong.directory.models import Client, Department, Region

from .. import plans
from ..dossier import Trust
from ..enums import LEVELS, Action, Audience, Confidentiality
from ..models import Attachment, Case
from ..selectors import staffing
from ..selectors.seating import sits_there
from ..words import name_of, office_words
from .acting import act_on, fits, load

SHORTEST_REASON, LONGEST_REASON = 5, 300


def refuse_complained_desk(case: Case, desk: Region, now: datetime) -> None:
    """BadInput for an office in which somebody complained of sits; no reason is told. No query
    where it complains of nobody.
    """
    if case.complains and sits_there(
        desk,
        Trust(Confidentiality(case.confidentiality), case.about_unit, case.about_official),
        now,
    ):
        raise BadInput(
            _("%(name)s cannot take part in this case; choose another.")
            % {"name": office_words(name_of(desk))},
            field="desk",
        )


def refuse_unmanned(case: Case, lead: Department, now: datetime, field: str = "lead") -> None:
    """BadInput where nobody could act for the unit but the one complained of. No query where it
    complains of nobody.
    """
    if not case.complains:
        return
    held = Grant.objects.acting(today(now)).filter(role__in=staffing.AT_WORK, department=lead.pk)
    if held.exists() and not staffing.without_complained(held, case).exists():
        raise BadInput(
            _("%(name)s cannot take part in this case; choose another.") % {"name": lead.name},
            field=field,
        )


@dataclass(frozen=True, slots=True)
class Behind:
    """Who asks, in clear, for the one who looked and for this once."""

    client: Client
    contact: str
    phone: str
    region: Region


def look_behind(actor: Actor, case: Case, *, reason: str, now: datetime) -> Behind:
    """Look behind the hidden name: who, when and why is on record, and the enterprise is told."""
    reason = fits(reason, LONGEST_REASON, "reason")
    with act_on(actor, case, Action.LOOK, now) as (changes, dossier):
        if len(reason) < SHORTEST_REASON:
            raise BadInput(_("Say why; the enterprise reads it."), field="reason")
        plans.plan_look(changes, dossier, reason)
    found, contact = dossier.case, dossier.case.contact
    region = Region.objects.select_related("parent").get(pk=found.client.region_id)
    person = contact.person if contact else None
    name, phone = (person.name, person.phone) if person else ("", "")
    return Behind(found.client, name, phone, region)


def release(
    actor: Actor, case: Case, *, files: Sequence[int], now: datetime, seen: int | None = None
) -> Case:
    """Files the office has looked through go to everybody on the case."""
    with act_on(actor, case, Action.RELEASE, now, seen=seen) as (changes, dossier):
        chosen = list(withheld(case).filter(pk__in=list(files)))
        if not chosen:
            raise BadInput(_("Choose the files to release."), field="files")
        plans.plan_release(changes, dossier, chosen)
    return dossier.case


def lower(
    actor: Actor, case: Case, *, level: Confidentiality, now: datetime, seen: int | None = None
) -> Case:
    """The enterprise needs less hiding than before; never the other way, and never by others.
    A need in parts is lowered with them: the whole would tell whose they are.
    """
    with act_on(actor, case, Action.LOWER, now, seen=seen) as (changes, dossier):
        found = dossier.case
        home = found.client.region
        plans.plan_lower(changes, dossier, level, home, list(withheld(case)))
        # Whoever acts on a part locks its whole first, so these stand still.
        for part in lowered_with(found, level):
            files = list(withheld(part))
            plans.plan_lower(changes, load(part.pk), level, home, files, whole=found.number)
    return dossier.case


def lowered_with(whole: Case, level: Confidentiality) -> QuerySet[Case]:
    """The open parts of a need that hide more than this level; none for a need that has none."""
    above = LEVELS[LEVELS.index(level) + 1 :]
    parts = Case.objects.filter(parent=whole, closed_at=None, confidentiality__in=above)
    return parts.order_by("pk")


def withheld(case: Case) -> QuerySet[Attachment]:
    """Files of a hidden enterprise that nobody has released."""
    return Attachment.objects.filter(case=case, audience=Audience.WITHHELD).order_by("pk")

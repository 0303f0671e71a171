"""Reports of retaliation: from an enterprise to inspection and back, past everybody else."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weiqitong.accounts.models import Grant
from weiqitong.accounts.selectors import actor_for, contacts_to_tell
from weiqitong.cases.enums import Confidentiality
from weiqitong.cases.models import Case
from weiqitong.cases.services.acting import fits
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.deadlines.selectors.calendars import calendar_for_region_id
from weiqitong.directory.models import Client, Contact, Department, Official, Region
from weiqitong.directory.paths import upwards
from weiqitong.ledger.changes import Changes
from weiqitong.notifications import kinds
from weiqitong.notifications import services as notices

from .. import permissions, retaliation
from ..enums import Concluded
from ..framing import first_reply
from ..models import Retaliation, RetaliationSerial

LONGEST, SHORTEST = 4000, 10
CITY, COUNTY = 0, 1  # depth of the region whose inspection it is
FILED, SAID, ENDED = "retaliation.filed", "retaliation.said", "retaliation.ended"
kinds.register(
    kinds.NoticeKind(
        FILED,
        gettext_lazy("A report of retaliation, %(number)s: the first reply is due by %(due_at)s"),
    ),
    kinds.NoticeKind(SAID, gettext_lazy("There is a word on the report %(number)s")),
    kinds.NoticeKind(ENDED, gettext_lazy("Inspection has concluded the report %(number)s")),
)


def report_retaliation(
    actor: Actor,
    client: Client,
    *,
    text: str,
    now: datetime,
    case: Case | None = None,
    unit: Department | None = None,
    official: Official | None = None,
) -> Retaliation:
    """The enterprise says what was done to it because it complained or asked."""
    if not permissions.can_report_retaliation(actor, client.pk):
        raise NotAllowed(_("Only the enterprise itself reports retaliation."))
    text = fits(text, LONGEST)
    if len(text) < SHORTEST:
        sentence = _("Say what has happened, in at least %(count)s characters.")
        raise BadInput(sentence % {"count": SHORTEST}, field="text")
    sealed = case is not None and case.confidentiality == Confidentiality.SEALED
    region = _inspected_by(client.region, CITY if sealed else COUNTY)
    rules_id, days = first_reply(region, now)
    told = retaliation.Told(
        text=text,
        client=client,
        region=region,
        contact=Contact.objects.filter(client=client, person=actor.person_id).first(),
        case=case,
        unit=unit,
        official=official,
    )
    with transaction.atomic():
        changes = Changes(actor, now)
        number = retaliation.number_of(RetaliationSerial.objects.create().pk, now)
        due_at = calendar_for_region_id(region.pk).add_working_days(now, days)
        made = retaliation.plan_report(
            changes, told, number=number, due_at=due_at, rules_id=rules_id
        )
        changes.write()
        _tell(inspectors_of(made, now), FILED, made, now)
    return made


def _inspected_by(region: Region, depth: int) -> Region:
    while region.depth > depth and region.parent is not None:
        region = region.parent
    return region


def inspectors_of(report: Retaliation, now: datetime) -> list[int]:
    """Users who inspect its region or one above it, and for whom the role is not void here."""
    held = Grant.objects.acting(today(now)).filter(
        role=Role.INSPECTOR, region__path__in=upwards(report.region.path)
    )
    found = []
    for grant in held.select_related("user__person__official", "region"):
        actor = actor_for(grant.user, grant, day=today(now))
        if Retaliation.objects.visible_to(actor).filter(pk=report.pk).exists():
            found.append(grant.user_id)
    return found


def reply_to_report(actor: Actor, report: Retaliation, *, text: str, now: datetime) -> Retaliation:
    """Inspection tells the enterprise something; the first time it is the dated first reply."""

    def reply(changes: Changes, found: Retaliation, said: str, by: Official) -> None:
        retaliation.plan_reply(changes, found, said, by)
        _tell(_enterprise(found, now), SAID, found, now)

    return _inspect(actor, report, text, now, reply)


def note_on_report(actor: Actor, report: Retaliation, *, text: str, now: datetime) -> Retaliation:
    """For inspection alone."""
    return _inspect(actor, report, text, now, retaliation.plan_note)


def conclude_report(
    actor: Actor, report: Retaliation, *, outcome: Concluded, text: str, now: datetime
) -> Retaliation:
    """The end, with its reason; the enterprise reads both."""

    def conclude(changes: Changes, found: Retaliation, said: str, by: Official) -> None:
        retaliation.plan_conclude(changes, found, outcome, said, by)
        _tell(_enterprise(found, now), ENDED, found, now)

    return _inspect(actor, report, text, now, conclude)


def add_to_report(actor: Actor, report: Retaliation, *, text: str, now: datetime) -> Retaliation:
    """The enterprise has more to say."""
    with transaction.atomic():
        found = _locked(actor, report)
        if not permissions.can_report_retaliation(actor, found.client_id):
            raise NotAllowed(_("Only the enterprise itself reports retaliation."))
        changes = Changes(actor, now)
        retaliation.plan_add(changes, found, _said(text))
        changes.write()
        _tell(inspectors_of(found, now), SAID, found, now)
    return found


def _inspect(
    actor: Actor,
    report: Retaliation,
    text: str,
    now: datetime,
    plan: Callable[[Changes, Retaliation, str, Official], None],
) -> Retaliation:
    with transaction.atomic():
        found = _locked(actor, report)
        by = Official.objects.filter(pk=actor.official_id or 0).first()
        if by is None or not permissions.can_inspect(actor, found):
            raise NotAllowed(_("Only inspection handles a report of retaliation."))
        changes = Changes(actor, now)
        plan(changes, found, _said(text), by)
        changes.write()
    return found


def _locked(actor: Actor, report: Retaliation) -> Retaliation:
    """The report under lock, while it is open and in sight: the role may be void for it."""
    rows = Retaliation.objects.select_related("region", "client").select_for_update(of=("self",))
    found = rows.get(pk=report.pk)
    if not Retaliation.objects.visible_to(actor).filter(pk=report.pk).exists():
        raise NotAllowed(_("Only inspection handles a report of retaliation."))
    if not found.is_open:
        raise WrongStep(_("This report is concluded."))
    return found


def _said(text: str) -> str:
    text = fits(text, LONGEST)
    if not text:
        raise BadInput(_("Write something."), field="text")
    return text


def _enterprise(report: Retaliation, now: datetime) -> list[int]:
    return contacts_to_tell(report.client_id, day=today(now))


def _tell(users: list[int], kind: str, report: Retaliation, now: datetime) -> None:
    facts = {"number": report.number, "due_at": report.due_at.isoformat(), "secret": True}
    notices.tell(None, users, kind, facts, f"/supervision/retaliation/{report.number}/", now)

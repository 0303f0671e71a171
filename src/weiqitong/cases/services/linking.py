"""Needs that belong together: linked under a master, answered alike where one unit leads both."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput, DomainError, NotAllowed

from .. import plans
from ..enums import Action
from ..models import Attachment, Case
from .acting import act_on, load, lock_cases


def link(actor: Actor, case: Case, *, master: Case, now: datetime, seen: int | None = None) -> Case:
    """Under a need the actor can see; under that one's master where it has one."""
    with transaction.atomic():
        lock_cases(_involved(case, master))
        with act_on(actor, case, Action.LINK, now, seen=seen) as (changes, dossier):
            if not Case.objects.visible_to(actor).filter(pk=master.pk).exists():
                raise BadInput(_("There is no such need in your reach."), field="master")
            top = _top(master)
            below = Case.objects.filter(master=case).order_by("pk").values_list("pk", flat=True)
            plans.check_master(dossier.case, top)
            if top.pk in set(below):
                raise BadInput(
                    _("%(number)s is linked to this need already.") % {"number": top},
                    field="master",
                )
            plans.plan_link(changes, dossier, top, [load(pk) for pk in below])
    return dossier.case


def _involved(case: Case, master: Case) -> set[int]:
    below = Case.objects.filter(master=case).values_list("pk", flat=True)
    above = Case.objects.filter(pk=master.pk).values_list("master", flat=True)
    return {case.pk, master.pk, *below, *(one for one in above if one)}


def _top(case: Case) -> Case:
    """The master itself: a chain is never made."""
    found = Case.objects.select_related("master").get(pk=case.pk)
    return found.master or found


def unlink(actor: Actor, case: Case, *, now: datetime, seen: int | None = None) -> Case:
    """It stands alone again."""
    with act_on(actor, case, Action.UNLINK, now, seen=seen) as (changes, dossier):
        plans.plan_unlink(changes, dossier)
    return dossier.case


def answer_alike(
    actor: Actor,
    case: Case,
    also: Sequence[Case],
    service: Callable[..., Case],
    *,
    now: datetime,
    **said: Any,
) -> Case:
    """The same answer to this need and to those linked to it: an answer of its own for each, all of
    them or none. `service` is `answer` or `submit`.
    """
    if not also:
        return service(actor, case, now=now, **said)
    with transaction.atomic():
        known = Case.objects.visible_to(actor).filter(pk__in=[one.pk for one in also])
        linked = list(known.filter(master=case).order_by("pk"))
        if len(linked) < len(set(also)):
            raise NotAllowed(_("You may answer only needs that are linked to this one."))
        lock_cases([case.pk, *(one.pk for one in linked)])
        first = service(actor, case, now=now, **said)
        alike = {name: value for name, value in said.items() if name not in {"seen", "files"}}
        for one in linked:
            try:
                moved = service(actor, one, now=now, **alike)
            except DomainError as error:
                error.message = f"{one.number}: {error.message}"
                raise
            _lay_same(first, moved)
    return first


def _lay_same(first: Case, other: Case) -> None:
    """What was laid to the first answer is laid to the other as well."""
    for one in Attachment.objects.filter(case=first, version=first.version):
        Attachment.objects.create(
            case=other, version=other.version, file=one.file, audience=one.audience
        )

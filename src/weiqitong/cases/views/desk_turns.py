"""What the acts beside the main road call: objections, applications, parked needs. No rule."""

from datetime import datetime

from weiqitong.core.actor import Actor
from weiqitong.directory.models import Department, Region

from .. import plans, services
from ..enums import ApplicationKind
from ..forms_turns import YES, DesignateForm
from ..models import Case
from ..selectors import picking
from ..selectors.page import CasePage
from .desk_steps import Given, official, with_words

grant = with_words(services.grant)
refuse = with_words(services.refuse)
unpark = with_words(services.unpark)
nudge = with_words(services.nudge)


def object_to(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    units = picking.units_for(page.case)
    return services.object_to(
        actor,
        page.case,
        proposed=picking.named_unit(units, given["proposed"], "proposed"),
        reason=given["text"],
        now=now,
        seen=given["seen"],
    )


def hear(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    return services.hear(
        actor,
        page.case,
        agrees=given["agrees"] == YES,
        text=given["text"],
        now=now,
        seen=given["seen"],
    )


def designate(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    units = picking.units_for(page.case)
    if given["choice"] == DesignateForm.OTHER:
        lead = picking.named_unit(units, given["lead"], "lead")
    else:
        lead = Department.objects.get(pk=int(given["choice"]))
    return services.designate(
        actor,
        page.case,
        lead=lead,
        grounds=given["grounds"],
        circumstances=given["circumstances"],
        now=now,
        seen=given["seen"],
    )


def apply_for(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    asked = plans.Asked(
        ApplicationKind(given["kind"]),
        given["text"],
        basis=given["basis"],
        cause=given["cause"],
        until_on=given["until_on"],
        next_on=given["next_on"],
        amount=given.get("amount"),  # no field where the rule allows no extension
        level=Region.objects.get(pk=int(given["level"])) if given["level"] else None,
        body=given["body"],
        letter=given["letter"],
        liaison=official(given["liaison"]) if given["liaison"] else None,
    )
    return services.apply_for(actor, page.case, asked, now=now, seen=given["seen"])


def follow(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    return services.follow(
        actor,
        page.case,
        text=given["text"],
        next_on=given["next_on"],
        now=now,
        seen=given["seen"],
    )

"""What the acts on linked and split needs call: the form's values handed to one service."""

from datetime import datetime

from django.utils.translation import gettext

from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput
from weiqitong.directory.models import Category

from .. import services
from ..enums import Outcome
from ..forms_pool import typed_parts
from ..models import Case
from ..selectors import picking
from ..selectors.page import CasePage
from ..selectors.proposals import catalogue_at
from ..services.splitting import PartOf
from .desk_steps import SEPARATORS, Given


def link(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    number = given["master"].strip()
    master = Case.objects.visible_to(actor).filter(number=number).first()
    if master is None:
        raise BadInput(gettext("There is no such need in your reach."), field="master")
    return services.link(actor, page.case, master=master, now=now, seen=given["seen"])


def unlink(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    return services.unlink(actor, page.case, now=now, seen=given["seen"])


def split(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    units, found = picking.units_for(page.case), catalogue_at(now)
    known = {str(one.pk): one for one in Category.objects.filter(active=True)}
    parts = [
        PartOf(
            one.text,
            known.get(one.category),
            picking.named_unit(units, one.lead, f"lead{one.number}") if one.lead else None,
        )
        for one in typed_parts(given)
    ]
    version = found[0] if found else None
    return services.split(
        actor, page.case, parts=parts, catalogue_id=version, now=now, seen=given["seen"]
    )


def sum_up(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    documents = [one.strip() for one in SEPARATORS.split(given["documents"]) if one.strip()]
    return services.sum_up(
        actor,
        page.case,
        outcome=Outcome(given["outcome"]),
        text=given["text"],
        documents=documents,
        now=now,
        seen=given["seen"],
    )

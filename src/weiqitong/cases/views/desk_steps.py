"""What each act of the desk calls: the form's values handed to one service. It holds no rule."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput
from weiqitong.directory.models import Category, Department, Official, Region
from weiqitong.files.services import store_upload

from .. import forms, services
from ..enums import Audience, ContactMeans, Outcome, Route
from ..models import Case
from ..selectors import picking
from ..selectors.page import CasePage
from ..selectors.proposals import catalogue_at

Given = dict[str, Any]
Perform = Callable[[Actor, CasePage, Given, datetime], Case]
NONE = {"none", "无"}
SEPARATORS = re.compile(r"[、,，;；\n]")


def with_words(service: Callable[..., Case]) -> Perform:
    """A step that asks for nothing but words."""

    def perform(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
        return service(actor, page.case, text=given["text"], now=now, seen=given["seen"])

    return perform


resume = with_words(services.resume)
opine = with_words(services.opine)
sign = with_words(services.sign)
send_back = with_words(services.return_answer)


def dispatch(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    case, units = page.case, picking.units_for(page.case)
    proposed = next((one for one in page.proposed if one.value == given["choice"]), None)
    chosen = Category.objects.filter(pk=given["category"]).first() if given["category"] else None
    if proposed is not None:
        lead = proposed.lead
        category: Category | None = chosen or proposed.category
        version: int | None = proposed.catalogue_id
    else:
        lead = picking.named_unit(units, given["lead"], "lead")
        category = chosen or case.category
        found = catalogue_at(now)
        version = found[0] if found else None
    co = _co(units, given["co"], list(proposed.co) if proposed else [])
    grounds = given["grounds"]
    if not grounds and proposed is not None and proposed.settled:
        grounds = gettext("Precedent: %(circumstances)s") % {
            "circumstances": proposed.settled[:150]
        }
    elif not grounds and proposed is not None:
        grounds = gettext("Dispatch catalogue %(code)s") % {"code": proposed.category.code}
    return services.dispatch(
        actor,
        case,
        lead=lead,
        co=co,
        category=category,
        catalogue_id=version,
        grounds=grounds,
        now=now,
        seen=given["seen"],
    )


def _co(units: Any, text: str, proposed: list[Department]) -> list[Department]:
    if not text.strip():
        return proposed
    return [] if text.strip().lower() in NONE else picking.named_units(units, text, "co")


def name(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    units = picking.units_for(page.case)
    return services.name_lead(
        actor,
        page.case,
        lead=picking.named_unit(units, given["lead"], "lead"),
        co=_co(units, given["co"], []),
        grounds=given["grounds"],
        now=now,
        seen=given["seen"],
    )


def sort(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    desk = Region.objects.get(pk=int(given["desk"]))
    return services.sort(
        actor, page.case, desk=desk, reason=given["text"], now=now, seen=given["seen"]
    )


def accept(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    return services.accept(actor, page.case, now=now, seen=given["seen"])


def assign(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    sections, people = given["section"], given["handler"]
    return services.assign(
        actor,
        page.case,
        section=Department.objects.get(pk=sections) if sections else None,
        handler=official(people) if people else None,
        text=given["text"],
        now=now,
        seen=given["seen"],
    )


def official(pk: str) -> Official:
    return Official.objects.select_related("person", "department").get(pk=pk)


def contact(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    means = ContactMeans(given["means"])
    return services.contact(
        actor, page.case, means=means, text=given["text"], now=now, seen=given["seen"]
    )


def plan(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    return services.make_plan(
        actor,
        page.case,
        text=given["text"],
        promised=given["promised"],
        now=now,
        seen=given["seen"],
    )


def ask(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    return services.ask(actor, page.case, question=given["text"], now=now, seen=given["seen"])


def decline(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    route = Route(given["route"])
    return services.decline(
        actor, page.case, route=route, text=given["text"], now=now, seen=given["seen"]
    )


def note(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    audience = Audience(given["audience"])
    return services.add_note(actor, page.case, text=given["text"], audience=audience, now=now)


QUANTITIES = (("money", "万元"), ("people", "人"), ("land", "亩"), ("days", "天"))


def answer(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    said: Given = {
        "outcome": Outcome(given["outcome"]),
        "text": given["text"],
        "documents": [one.strip() for one in SEPARATORS.split(given["documents"]) if one.strip()],
        "quantities": {unit: given[name] for name, unit in QUANTITIES if given[name]},
        "files": given["file_ids"],
        "now": now,
        "seen": given["seen"],
    }
    said["over_silence"] = given.get("over_silence", "")
    also = list(Case.objects.filter(number__in=given.get("also") or ()))
    signers = [official(given[name]) for name in ("signer", "signer2") if given[name]]
    if given["way"] == "submit":
        if not signers:
            raise BadInput(gettext("Choose who signs off."), field="signer")
        return services.answer_alike(
            actor, page.case, also, services.submit, signers=signers, **said
        )
    return services.answer_alike(actor, page.case, also, services.answer, **said)


def keep_files(actor: Actor, form: forms.ActForm, given: Given, now: datetime) -> None:
    """Store what was uploaded, beside what an earlier try had stored: a refusal loses no file."""
    ids = [int(one) for one in given["kept"].split(",") if one.isdigit()]
    refused = []
    for upload in given.get("uploads") or ():
        try:
            ids.append(store_upload(actor, upload, owner_label=Case.LABEL, now=now).pk)
        except BadInput as error:
            refused.append(str(error))
    given["file_ids"] = ids
    if ids:
        form.put("kept", ",".join(str(one) for one in ids))
    if refused:
        raise BadInput(" ".join(refused), field="uploads")

"""The acts of the desk: which form each asks for, and which service it calls. It holds no rule."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms as fields
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput
from weiqitong.directory.models import Category, Department, Official, Region
from weiqitong.directory.selectors import categories
from weiqitong.files.services import store_upload
from weiqitong.web.forms import Choice

from .. import forms, services
from ..enums import Action, Audience, ContactMeans, Outcome, Route
from ..models import Case, Draft
from ..selectors import picking
from ..selectors.page import CasePage
from ..selectors.proposals import catalogue_at
from ..services.drafts import act_key
from ..words import name_of, short_of, together

Given = dict[str, Any]
Perform = Callable[[Actor, CasePage, Given, datetime], Case]
NONE = {"none", "无"}
SEPARATORS = re.compile(r"[、,，;；\n]")


@dataclass(frozen=True, slots=True)
class DeskAct:
    """One act: its words, its form, what it calls."""

    action: Action
    label: Any
    form: type[forms.ActForm]
    perform: Perform
    icon: str
    submit: Any
    done: Any
    primary: bool = True
    danger: bool = False
    second: Any = ""  # label of a second button, value "submit"


def bind(
    act: DeskAct, page: CasePage, actor: Actor, data: Any = None, files: Any = None
) -> forms.ActForm:
    """The act's form for this case: empty with the draft, or with what was sent."""
    if data is not None:
        form = act.form(data, files)
    else:
        form = act.form(initial={"seen": page.case.version, **_draft(act, page, actor)})
    fill = FILLERS.get(act.action)
    if fill is not None:
        fill(form, page, actor)
    return form


def _draft(act: DeskAct, page: CasePage, actor: Actor) -> Mapping[str, Any]:
    """What this person had typed before."""
    if not getattr(page.case, "has_drafts", True):
        return {}
    key = act_key(page.case.number, act.action)
    own = Draft.objects.filter(user_id=actor.user_id or 0, key=key)
    found = own.values_list("fields", flat=True)
    kept: dict[str, Any] = found.first() or {}
    return {name: value for name, value in kept.items() if name in act.form.base_fields}


# What the forms offer


def _choices(form: forms.ActForm, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, fields.ChoiceField)
    field.choices = choices


def _fill_dispatch(form: forms.ActForm, page: CasePage, actor: Actor) -> None:
    assert isinstance(form, forms.DispatchForm)
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in categories():
        if one.parent is not None:
            label = f"{one.code} {name_of(one)}"
            groups.setdefault(name_of(one.parent), []).append((str(one.pk), label))
    proposed = [(one.value, Choice(one.label, one.hint)) for one in page.proposed]
    form.offer(proposed, list(groups.items()))


def _fill_sort(form: forms.ActForm, page: CasePage, actor: Actor) -> None:
    desks = picking.desks_for(page.case, actor)
    _choices(
        form, "desk", [(str(one.pk), page.names.office(one.pk) or name_of(one)) for one in desks]
    )


def _official_choices(people: list[Official], lead: Department | None) -> list[tuple[str, str]]:
    def line(one: Official) -> str:
        unit = "" if lead and one.department_id == lead.pk else short_of(one.department)
        return together(unit, one.person.name, one.post)

    return [("", "—"), *((str(one.pk), line(one)) for one in people)]


def _fill_assign(form: forms.ActForm, page: CasePage, actor: Actor) -> None:
    sections = picking.sections_of(page.dossier)
    _choices(form, "section", [("", "—"), *((str(one.pk), name_of(one)) for one in sections)])
    people = picking.people_of(page.dossier)
    _choices(form, "handler", _official_choices(people, page.case.lead))


def _fill_answer(form: forms.ActForm, page: CasePage, actor: Actor) -> None:
    people = picking.people_of(page.dossier, but=actor.official_id)
    choices = _official_choices(people, page.case.lead)
    _choices(form, "signer", choices)
    _choices(form, "signer2", choices)
    if not page.dossier.silent_co:
        del form.fields["over_silence"]


FILLERS: dict[Action, Callable[[forms.ActForm, CasePage, Actor], None]] = {
    Action.DISPATCH: _fill_dispatch,
    Action.SORT: _fill_sort,
    Action.ASSIGN: _fill_assign,
    Action.ANSWER: _fill_answer,
}

# What the acts call


def _dispatch(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
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
    if not grounds and proposed is not None:
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


def _name(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
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


def _sort(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    desk = Region.objects.get(pk=int(given["desk"]))
    return services.sort(
        actor, page.case, desk=desk, reason=given["text"], now=now, seen=given["seen"]
    )


def _accept(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    return services.accept(actor, page.case, now=now, seen=given["seen"])


def _assign(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    sections, people = given["section"], given["handler"]
    return services.assign(
        actor,
        page.case,
        section=Department.objects.get(pk=sections) if sections else None,
        handler=_official(people) if people else None,
        text=given["text"],
        now=now,
        seen=given["seen"],
    )


def _official(pk: str) -> Official:
    return Official.objects.select_related("person", "department").get(pk=pk)


def _contact(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    means = ContactMeans(given["means"])
    return services.contact(
        actor, page.case, means=means, text=given["text"], now=now, seen=given["seen"]
    )


def _plan(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    return services.make_plan(
        actor,
        page.case,
        text=given["text"],
        promised=given["promised"],
        now=now,
        seen=given["seen"],
    )


def _ask(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    return services.ask(actor, page.case, question=given["text"], now=now, seen=given["seen"])


def _resume(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    return services.resume(actor, page.case, text=given["text"], now=now, seen=given["seen"])


def _opine(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    return services.opine(actor, page.case, text=given["text"], now=now, seen=given["seen"])


def _sign(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    return services.sign(actor, page.case, text=given["text"], now=now, seen=given["seen"])


def _return(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    return services.return_answer(actor, page.case, text=given["text"], now=now, seen=given["seen"])


def _decline(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    route = Route(given["route"])
    return services.decline(
        actor, page.case, route=route, text=given["text"], now=now, seen=given["seen"]
    )


def _note(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    audience = Audience(given["audience"])
    return services.add_note(actor, page.case, text=given["text"], audience=audience, now=now)


QUANTITIES = (("money", "万元"), ("people", "人"), ("land", "亩"), ("days", "天"))


def _answer(actor: Actor, page: CasePage, given: Given, now: datetime) -> Case:
    said: Given = {
        "outcome": Outcome(given["outcome"]),
        "text": given["text"],
        "documents": [one.strip() for one in SEPARATORS.split(given["documents"]) if one.strip()],
        "quantities": {unit: given[name] for name, unit in QUANTITIES if given[name]},
        "files": given["file_ids"],
        "now": now,
        "seen": given["seen"],
    }
    signers = [_official(given[name]) for name in ("signer", "signer2") if given[name]]
    if given["way"] == "submit":
        if not signers:
            raise BadInput(gettext("Choose who signs off."), field="signer")
        return services.submit(actor, page.case, signers=signers, **said)
    over_silence = given.get("over_silence", "")
    return services.answer(actor, page.case, over_silence=over_silence, **said)


def keep_files(actor: Actor, form: forms.ActForm, given: Given, now: datetime) -> None:
    """Store what was uploaded, beside what an earlier try had stored: a refusal loses no file."""
    ids = [int(one) for one in given["kept"].split(",") if one.isdigit()]
    for upload in given.get("uploads") or ():
        ids.append(store_upload(actor, upload, owner_label=Case.LABEL, now=now).pk)
    given["file_ids"] = ids
    if ids:
        form.put("kept", ",".join(str(one) for one in ids))


ACTS: dict[Action, DeskAct] = {
    act.action: act
    for act in (
        DeskAct(
            Action.ACCEPT,
            _("Sign for it"),
            forms.AcceptForm,
            _accept,
            icon="check",
            submit=_("Sign for it"),
            done=_("Signed for"),
        ),
        DeskAct(
            Action.DISPATCH,
            _("Assign"),
            forms.DispatchForm,
            _dispatch,
            icon="send",
            submit=_("Assign"),
            done=_("Assigned"),
        ),
        DeskAct(
            Action.NAME,
            _("Name another lead"),
            forms.NameForm,
            _name,
            icon="gavel",
            submit=_("Name this lead"),
            done=_("Another lead is named"),
        ),
        DeskAct(
            Action.SIGN,
            _("Sign off"),
            forms.SignForm,
            _sign,
            icon="signature",
            submit=_("Sign off"),
            done=_("Signed off"),
        ),
        DeskAct(
            Action.ANSWER,
            _("Answer"),
            forms.AnswerForm,
            _answer,
            icon="message-2",
            submit=_("Send to the enterprise"),
            done=_("Sent to the enterprise"),
            second=_("Submit for sign-off"),
        ),
        DeskAct(
            Action.OPINE,
            _("Give an opinion"),
            forms.OpinionForm,
            _opine,
            icon="message-2",
            submit=_("Send to the lead"),
            done=_("Opinion given"),
        ),
        DeskAct(
            Action.CONTACT,
            pgettext_lazy("act", "Record a contact"),
            forms.ContactForm,
            _contact,
            icon="phone",
            submit=_("Record"),
            done=_("Contact recorded"),
        ),
        DeskAct(
            Action.PLAN,
            pgettext_lazy("act", "Say what will be done"),
            forms.PlanForm,
            _plan,
            icon="calendar-due",
            submit=_("Tell the enterprise"),
            done=_("Plan recorded"),
        ),
        DeskAct(
            Action.ASK,
            _("Ask the enterprise"),
            forms.AskForm,
            _ask,
            icon="help",
            submit=_("Send the question"),
            done=_("Asked"),
        ),
        DeskAct(
            Action.ASSIGN,
            _("Pass on"),
            forms.AssignForm,
            _assign,
            icon="arrow-forward-up",
            submit=_("Pass on"),
            done=_("Passed on"),
        ),
        DeskAct(
            Action.RESUME,
            _("Go on without a reply"),
            forms.ResumeForm,
            _resume,
            icon="player-play",
            submit=_("Go on handling"),
            done=_("The clock runs on"),
        ),
        DeskAct(
            Action.RETURN,
            _("Return for revision"),
            forms.ReturnForm,
            _return,
            icon="arrow-back-up",
            submit=_("Return"),
            done=_("Returned"),
        ),
        DeskAct(
            Action.SORT,
            _("Move to another desk"),
            forms.SortForm,
            _sort,
            icon="arrows-exchange",
            submit=_("Move"),
            done=_("Moved"),
        ),
        DeskAct(
            Action.DECLINE,
            _("Decline"),
            forms.DeclineForm,
            _decline,
            icon="ban",
            submit=_("Decline"),
            done=_("Declined"),
            danger=True,
        ),
        DeskAct(
            Action.NOTE,
            _("Internal note"),
            forms.NoteForm,
            _note,
            icon="lock",
            submit=_("Keep the note"),
            done=_("Note kept"),
            primary=False,
        ),
    )
}


def open_acts(page: CasePage) -> list[DeskAct]:
    """What this person may do now, the likeliest first."""
    return [act for action, act in ACTS.items() if action in page.actions]


def chosen(page: CasePage, asked: str) -> DeskAct | None:
    """The act asked for, else the likeliest that moves the case while it is one's own turn."""
    acts = open_acts(page)
    found = next((act for act in acts if act.action == asked), None)
    if found is None and page.turn.yours and not asked:
        found = next((act for act in acts if act.primary), None)
    return found

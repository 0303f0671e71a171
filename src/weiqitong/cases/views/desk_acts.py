"""The acts of the desk: which form each asks for, and which service it calls. It holds no rule."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from weiqitong.core.actor import Actor
from weiqitong.directory.models import Department, Official
from weiqitong.web.forms import Choice

from .. import forms, permissions
from ..enums import Action, ApplicationKind, Outcome
from ..models import Draft
from ..plans.finding import granted
from ..selectors import picking
from ..selectors.page import CasePage, applications_of
from ..services.drafts import act_key
from ..words import name_of, short_of, together
from . import desk_level_acts, desk_pool_acts, desk_steps, desk_turn_acts
from .desk_act import DeskAct, Filler, set_choices


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


def _fill_dispatch(form: forms.ActForm, page: CasePage, actor: Actor) -> None:
    assert isinstance(form, forms.DispatchForm)
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in page.categories:
        if one.parent is not None:
            label = f"{one.code} {name_of(one)}"
            groups.setdefault(name_of(one.parent), []).append((str(one.pk), label))
    proposed = [(one.value, Choice(one.label, one.hint)) for one in page.proposed]
    form.offer(proposed, list(groups.items()))


def _fill_sort(form: forms.ActForm, page: CasePage, actor: Actor) -> None:
    desks = picking.desks_for(page.case, actor)
    set_choices(
        form, "desk", [(str(one.pk), page.names.office(one.pk) or name_of(one)) for one in desks]
    )


def _official_choices(people: list[Official], lead: Department | None) -> list[tuple[str, str]]:
    def line(one: Official) -> str:
        unit = "" if lead and one.department_id == lead.pk else short_of(one.department)
        return together(unit, one.person.name, one.post)

    return [("", "—"), *((str(one.pk), line(one)) for one in people)]


def _fill_assign(form: forms.ActForm, page: CasePage, actor: Actor) -> None:
    sections = picking.sections_of(page.dossier)
    set_choices(form, "section", [("", "—"), *((str(one.pk), name_of(one)) for one in sections)])
    people = picking.people_of(page.dossier, permissions.handlers_of(page.case), page.now)
    set_choices(form, "handler", _official_choices(people, page.case.lead))


def _fill_answer(form: forms.ActForm, page: CasePage, actor: Actor) -> None:
    people = picking.people_of(page.dossier, permissions.WORKERS, page.now, but=actor.official_id)
    choices = _official_choices(people, page.case.lead)
    set_choices(form, "signer", choices)
    set_choices(form, "signer2", choices)
    desk_pool_acts.offer_alike(form, page, actor)
    if not page.dossier.silent_co:
        del form.fields["over_silence"]
    page.dossier.applications = applications_of(page.case)
    if granted(page.dossier, ApplicationKind.NO_BASIS) is None:
        assert isinstance(form, forms.AnswerForm)
        form.offer([one for one in Outcome if one != Outcome.NO_BASIS])


FILLERS: dict[Action, Filler] = {
    Action.DISPATCH: _fill_dispatch,
    Action.SORT: _fill_sort,
    Action.ASSIGN: _fill_assign,
    Action.ANSWER: _fill_answer,
    **desk_turn_acts.FILLERS,
    **desk_pool_acts.FILLERS,
    **desk_level_acts.FILLERS,
}

ACTS: dict[Action, DeskAct] = {
    act.action: act
    for act in (
        DeskAct(
            Action.ACCEPT,
            _("Sign for it"),
            forms.AcceptForm,
            desk_steps.accept,
            icon="check",
            submit=_("Sign for it"),
            done=_("Signed for"),
        ),
        DeskAct(
            Action.DISPATCH,
            _("Assign"),
            forms.DispatchForm,
            desk_steps.dispatch,
            icon="send",
            submit=_("Assign"),
            done=_("Assigned"),
        ),
        DeskAct(
            Action.NAME,
            _("Name another lead"),
            forms.NameForm,
            desk_steps.name,
            icon="gavel",
            submit=_("Name this lead"),
            done=_("Another lead is named"),
        ),
        *desk_turn_acts.FIRST,
        *desk_pool_acts.FIRST,
        DeskAct(
            Action.SIGN,
            _("Sign off"),
            forms.SignForm,
            desk_steps.sign,
            icon="signature",
            submit=_("Sign off"),
            done=_("Signed off"),
        ),
        DeskAct(
            Action.ANSWER,
            _("Answer"),
            forms.AnswerForm,
            desk_steps.answer,
            icon="message-2",
            submit=_("Send to the enterprise"),
            done=_("Sent to the enterprise"),
            second=_("Submit for sign-off"),
        ),
        DeskAct(
            Action.OPINE,
            _("Give an opinion"),
            forms.OpinionForm,
            desk_steps.opine,
            icon="message-2",
            submit=_("Send to the lead"),
            done=_("Opinion given"),
        ),
        DeskAct(
            Action.CONTACT,
            pgettext_lazy("act", "Record a contact"),
            forms.ContactForm,
            desk_steps.contact,
            icon="phone",
            submit=_("Record"),
            done=_("Contact recorded"),
        ),
        DeskAct(
            Action.PLAN,
            pgettext_lazy("act", "Say what will be done"),
            forms.PlanForm,
            desk_steps.plan,
            icon="calendar-due",
            submit=_("Tell the enterprise"),
            done=_("Plan recorded"),
        ),
        DeskAct(
            Action.ASK,
            _("Ask the enterprise"),
            forms.AskForm,
            desk_steps.ask,
            icon="help",
            submit=_("Send the question"),
            done=_("Asked"),
        ),
        DeskAct(
            Action.ASSIGN,
            _("Pass on"),
            forms.AssignForm,
            desk_steps.assign,
            icon="arrow-forward-up",
            submit=_("Pass on"),
            done=_("Passed on"),
        ),
        DeskAct(
            Action.RESUME,
            _("Go on without a reply"),
            forms.ResumeForm,
            desk_steps.resume,
            icon="player-play",
            submit=_("Go on handling"),
            done=_("The clock runs on"),
        ),
        DeskAct(
            Action.RETURN,
            _("Return for revision"),
            forms.ReturnForm,
            desk_steps.send_back,
            icon="arrow-back-up",
            submit=_("Return"),
            done=_("Returned"),
        ),
        DeskAct(
            Action.SORT,
            _("Move to another desk"),
            forms.SortForm,
            desk_steps.sort,
            icon="arrows-exchange",
            submit=_("Move"),
            done=_("Moved"),
        ),
        DeskAct(
            Action.DECLINE,
            _("Decline"),
            forms.DeclineForm,
            desk_steps.decline,
            icon="ban",
            submit=_("Decline"),
            done=_("Declined"),
            danger=True,
        ),
        *desk_turn_acts.ACTS,
        *desk_pool_acts.ACTS,
        *desk_level_acts.ACTS,
        DeskAct(
            Action.NOTE,
            _("Internal note"),
            forms.NoteForm,
            desk_steps.note,
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

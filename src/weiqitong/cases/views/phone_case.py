"""One case on the phone: what the enterprise may say about it, and what its specialist may do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import BadInput, DomainError, Stale
from weiqitong.core.registry import own_case_slots
from weiqitong.files.models import StoredFile
from weiqitong.files.services import store_upload
from weiqitong.web.context import PHONE_ROLES
from weiqitong.web.http import Request, page
from weiqitong.web.slots import filled

from .. import forms_phone as forms
from .. import services
from ..enums import Action
from ..forms import ActForm
from ..models import Case, Draft
from ..selectors import phone
from ..selectors.phone import PhonePage
from ..services.drafts import act_key
from . import desk_acts, desk_case, desk_steps

# On the phone nobody writes what the enterprise may not see: a specialist may be showing it.
NOT_HERE = frozenset({Action.NOTE})


def load(actor: Actor, number: str) -> PhonePage:
    """The case for this person, or 404."""
    try:
        return phone.phone_page(actor, number, clock.now())
    except Case.DoesNotExist:
        raise Http404 from None


@require_safe
@page()
def case(request: Request, number: str) -> HttpResponseBase:
    """One case: on the phone for the enterprise and its specialist, on the desk for all others."""
    if request.actor.role not in PHONE_ROLES:
        return desk_case.case(request, number)
    shown = load(request.actor, number)
    return _show(request, shown, asked=request.GET.get("do", ""))


def _show(
    request: Request,
    shown: PhonePage,
    *,
    verdict: ActForm | None = None,
    reply: ActForm | None = None,
    act_form: ActForm | None = None,
    asked: str = "",
    status: int = 200,
) -> HttpResponse:
    actor = request.actor
    acts = [one for one in desk_acts.open_acts(shown.page) if one.action not in NOT_HERE]
    act = next((one for one in acts if one.action == asked), None)
    if act is not None and act_form is None:
        act_form = desk_acts.bind(act, shown.page, actor)
    seen = {"seen": shown.case.version}
    if shown.judges and verdict is None:
        verdict = forms.VerdictForm(initial=seen)
    if shown.asks and reply is None:
        reply = forms.ReplyForm(initial={**seen, **_draft(actor, shown.case, Action.REPLY)})
    context = {
        "shown": shown,
        "page": shown.page,
        "case": shown.case,
        "acts": acts,
        "act": act,
        "form": act_form,
        "act_draft": act_key(shown.case.number, act.action) if act else "",
        "verdict": verdict,
        "reply": reply,
        "kept": _kept(actor, reply),
        "draft_step": act_key(shown.case.number, Action.REPLY),
        "slots": filled(request, own_case_slots, page=shown.page),
    }
    return render(request, "cases/phone/case.html", context, status=status)


def _kept(actor: Actor, form: ActForm | None) -> list[StoredFile]:
    """Files that an earlier try of this form has stored already."""
    if form is None or not form.is_bound:
        return []
    ids = [int(one) for one in form.data.get("kept", "").split(",") if one.isdigit()]
    return list(StoredFile.objects.filter(pk__in=ids, owner_id=None, uploaded_by_id=actor.user_id))


def _draft(actor: Actor, found: Case, action: Action) -> dict[str, Any]:
    """What this person had typed before."""
    key = act_key(found.number, action)
    kept = Draft.objects.filter(user_id=actor.user_id or 0, key=key).values_list(
        "fields", flat=True
    )
    return {"text": (kept.first() or {}).get("text", "")}


def _refused(shown: PhonePage, form: ActForm, error: DomainError) -> int:
    """Put a refusal on the form; one that is only stale may be sent again as it is."""
    form.refuse(error)
    if isinstance(error, Stale):
        seen = Case.objects.values_list("version", flat=True).get(pk=shown.case.pk)
        form.put("seen", str(seen))
    return error.status


# The enterprise's word


@require_POST
@page(Role.CONTACT)
def verdict(request: Request, number: str) -> HttpResponse:
    """Yes or no to the answer, and the rating. After a second tap the first verdict stands."""
    actor = request.actor
    shown = load(actor, number)
    form = forms.VerdictForm(request.POST)
    status = 422
    if not shown.judges:
        return _judged_already(request, number)
    if form.is_valid():
        try:
            services.give_verdict(
                actor,
                shown.case,
                yes=form.yes,
                rating=form.cleaned_data["rating"],
                comment=form.said,
                seen=form.cleaned_data["seen"],
                now=clock.now(),
            )
        except DomainError as error:
            shown = load(actor, number)  # a colleague may have been faster
            if not shown.judges:
                return _judged_already(request, number)
            status = _refused(shown, form, error)
        else:
            messages.success(request, _thanks(shown, yes=form.yes))
            return redirect("cases:case", number)
    return _show(request, shown, verdict=form, status=status)


def _thanks(shown: PhonePage, *, yes: bool) -> str:
    """What follows from the word just given."""
    if yes:
        return _("Thank you. Your word is recorded, and the need is closed.")
    if shown.concludes:
        return _("Recorded. The need ends with the finding; you may appeal once.")
    return _("Recorded. The level above now finds others to handle it.")


def _judged_already(request: Request, number: str) -> HttpResponse:
    messages.info(request, _("The verdict of your enterprise is given already; the first stands."))
    return redirect("cases:case", number)


@require_POST
@page(Role.CONTACT)
def confirm(request: Request, number: str) -> HttpResponse:
    """The enterprise stands by what its specialist wrote."""
    shown = load(request.actor, number)
    if shown.case.confirmed_at is None:
        services.confirm(request.actor, shown.case, now=clock.now())
    messages.success(request, _("Confirmed: this is what your enterprise needs."))
    return redirect("cases:case", number)


@require_POST
@page(Role.CONTACT)
def reply(request: Request, number: str) -> HttpResponse:
    """The reply to a question, with papers; what is refused loses no word and no other file."""
    actor, now = request.actor, clock.now()
    shown = load(actor, number)
    form = forms.ReplyForm(request.POST, request.FILES)
    key = act_key(number, Action.REPLY)
    services.save_draft(actor, key, {"text": request.POST.get("text", "")}, now)
    valid = form.is_valid()
    ids = _keep_uploads(actor, form)
    status = 422
    if valid and not form.errors:
        text, seen = form.cleaned_data["text"], form.cleaned_data["seen"]
        try:
            services.reply(actor, shown.case, text=text, files=ids, seen=seen, now=now)
        except DomainError as error:
            status = _refused(shown, form, error)
        else:
            messages.success(request, _("Your reply is sent; the clock runs on."))
            return redirect("cases:case", number)
    return _show(request, shown, reply=form, status=status)


def _keep_uploads(actor: Actor, form: forms.ReplyForm) -> list[int]:
    """Store what can be taken beside what an earlier try stored; a sentence for what cannot."""
    ids = [int(one) for one in form.data.get("kept", "").split(",") if one.isdigit()]
    for upload in form.cleaned_data.get("uploads") or ():
        try:
            stored = store_upload(actor, upload, owner_label=Case.LABEL, now=clock.now())
        except BadInput as error:
            form.add_error("uploads", error.message)
        else:
            ids.append(stored.pk)
    form.put("kept", ",".join(str(one) for one in ids))
    return ids


@dataclass(frozen=True, slots=True)
class Step:
    """An act with a page of its own: rare, and not to be done by a slip of the thumb."""

    action: Action
    form: type[ActForm]
    perform: Callable[..., Case]
    template: str
    done: Callable[[], str]


STEPS = {
    "withdraw": Step(
        Action.WITHDRAW,
        forms.WithdrawForm,
        services.withdraw,
        "cases/phone/withdraw.html",
        lambda: _("The need is withdrawn."),
    ),
    "appeal": Step(
        Action.APPEAL,
        forms.AppealForm,
        services.appeal,
        "cases/phone/appeal.html",
        lambda: _("Your appeal is with the office."),
    ),
    "hurry": Step(
        Action.HURRY,
        forms.HurryForm,
        services.hurry,
        "cases/phone/hurry.html",
        lambda: _("They have been asked to hurry."),
    ),
}


@never_cache
@require_http_methods(["GET", "POST"])
@page(Role.CONTACT)
def step(request: Request, number: str, name: str) -> HttpResponse:
    """Withdraw or appeal: what it means, why, and then it is done."""
    chosen, actor = STEPS[name], request.actor
    shown = load(actor, number)
    if not shown.page.may(chosen.action):
        messages.info(request, _("This is not open now; below is how it stands."))
        return redirect("cases:case", number)
    given = request.POST if request.method == "POST" else None
    form = chosen.form(given, initial={"seen": shown.case.version})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                text, seen = form.cleaned_data["text"], form.cleaned_data["seen"]
                chosen.perform(actor, shown.case, text=text, seen=seen, now=clock.now())
            except DomainError as error:
                status = _refused(shown, form, error)
            else:
                messages.success(request, chosen.done())
                return redirect("cases:case", number)
    context = {"shown": shown, "page": shown.page, "case": shown.case, "form": form}
    return render(request, chosen.template, context, status=status)


# What a specialist does with a case that is theirs to handle


@page()
def act(request: Request, number: str, action: str) -> HttpResponseBase:
    """A step of the desk, taken on the phone by the specialist who reported or leads."""
    actor = request.actor
    if actor.role not in PHONE_ROLES or request.method != "POST":
        return desk_case.act(request, number, action)
    now, shown = clock.now(), load(actor, number)
    acts = [one for one in desk_acts.open_acts(shown.page) if one.action not in NOT_HERE]
    chosen = next((one for one in acts if one.action == action), None)
    if chosen is None:
        raise Http404
    form = desk_acts.bind(chosen, shown.page, actor, request.POST, request.FILES)
    status = 422
    if form.is_valid():
        given = {**form.cleaned_data, "way": request.POST.get("way", "")}
        try:
            desk_steps.keep_files(actor, form, given, now)
            chosen.perform(actor, shown.page, given, now)
        except DomainError as error:
            status = _refused(shown, form, error)
        else:
            services.discard_draft(actor, act_key(number, action))
            messages.success(request, _("%(done)s.") % {"done": chosen.done})
            return redirect("cases:case", number)
    return _show(request, shown, act_form=form, asked=action, status=status)

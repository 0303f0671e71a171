"""Who is away and stands in, and who is on duty. It holds no rule."""

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from weiqitong.core import clock
from weiqitong.core.actor import Role
from weiqitong.core.errors import DomainError
from weiqitong.directory.models import Official
from weiqitong.web.http import Request, page

from .. import duties, permissions, selectors, services
from ..enums import OVER_REGION, OVER_UNIT
from ..forms import AbsenceForm, DutyForm, OtherForm
from ..models import Absence, Duty, User

OFFICIALS = sorted(OVER_REGION | OVER_UNIT)
KEEPERS = (Role.LIAISON, Role.COORDINATOR)


def _away(request: Request, pk: int | None) -> tuple[User, Official]:
    """The person whose absence it is: oneself, or somebody one may say it for. 404 for others."""
    actor = request.actor
    users = User.objects.select_related("person__official__department__region")
    user = get_object_or_404(users, pk=pk or actor.user_id)
    official: Official | None = getattr(user.person, "official", None)
    if official is None or not permissions.can_note_absence(actor, user, official):
        raise Http404
    return user, official


@page(*OFFICIALS)
@require_http_methods(["GET", "POST"])
def absence(request: Request, pk: int | None = None) -> HttpResponseBase:
    """Somebody's absences, and a new one."""
    chosen = request.GET.get("person", "")
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 18:
        found = get_object_or_404(User, person__official=int(chosen))
        return redirect("accounts:person-absence", found.pk)
    user, official = _away(request, pk)
    now = clock.now()
    form = AbsenceForm(request.POST or None, initial={"first": clock.today(now)})
    people = selectors.may_stand_in(user, day=clock.today(now))
    form.fields["substitute"].queryset = people.order_by("department__path", "pk")  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        instead = data["substitute"].person.user
        try:
            services.be_away(
                request.actor, user, instead, first=data["first"], back=data["back"], now=now
            )
        except DomainError as error:
            form.refuse(error)
        else:
            words = _("%(name)s stands in until then, and has been told.")
            messages.success(request, words % {"name": instead.person.name})
            return redirect(request.path)
    context = {
        "form": form,
        "away": user,
        "own": user.pk == request.actor.user_id,
        "official": official,
        "absences": selectors.absences(user, day=clock.today(now)),
        "today": clock.today(now),
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/absence.html", context, status=status)


@page(*OFFICIALS)
@require_POST
def absence_end(request: Request, serial: str) -> HttpResponseBase:
    """Back earlier, or not away at all."""
    rows = Absence.objects.select_related("user")
    found = get_object_or_404(rows, serial=serial)
    user, _official = _away(request, found.user_id)
    services.come_back(request.actor, found, now=clock.now())
    messages.success(request, _("Ended. Nobody stands in any more."))
    if user.pk == request.actor.user_id:
        return redirect("accounts:absence")
    return redirect("accounts:person-absence", user.pk)


@page(*KEEPERS)
@require_http_methods(["GET", "POST"])
def roster(request: Request) -> HttpResponseBase:
    """Who is on duty at one's own unit or office in the next two weeks, and who is away."""
    place, now = duties.roster_of(request.actor), clock.now()
    if place is None:
        raise Http404
    coming = duties.coming(place, now)
    begins, ends = duties.next_night(coming, now)
    proposed = {"begins": begins, "ends": ends}
    form = DutyForm(request.POST or None, initial=proposed)
    people = duties.may_be_put(place, clock.today(now))
    form.fields["official"].queryset = people  # type: ignore[attr-defined]
    other = OtherForm()
    other.fields["person"].queryset = people.exclude(person__user=None)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.put_on_duty(
                request.actor,
                data["official"],
                from_at=data["begins"],
                until_at=data["ends"],
                now=now,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("On the roster."))
            return redirect("accounts:roster")
    context = {
        "form": form,
        "place": place,
        "coming": coming,
        "now": now,
        "absences": selectors.absences_among(people, day=clock.today(now)),
        # A coordinator keeps the roster, but says nobody else's absence.
        "other": other if request.actor.is_(Role.LIAISON) else None,
    }
    return render(request, "accounts/roster.html", context, status=422 if form.errors else 200)


@page(*KEEPERS)
@require_POST
def duty_end(request: Request, serial: str) -> HttpResponseBase:
    """Take a turn off the own roster."""
    rows = Duty.objects.select_related("department", "region")
    found = get_object_or_404(rows, serial=serial)
    if not duties.keeps(request.actor, found):
        raise Http404
    services.take_off_duty(request.actor, found, now=clock.now())
    messages.success(request, _("Taken off the roster."))
    return redirect("accounts:roster")

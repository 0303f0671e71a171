"""The enterprise makes its need less closed: its own act, never anybody else's."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from weiqitong.core import clock
from weiqitong.core.actor import Role
from weiqitong.core.errors import DomainError
from weiqitong.web.http import Request, page

from .. import services
from ..enums import LEVELS, Action, Confidentiality
from ..forms_trust import LowerForm
from ..services.confiding import lowered_with
from ..who_sees import level_words, who_sees
from .phone_case import load


@never_cache
@require_http_methods(["GET", "POST"])
@page(Role.CONTACT)
def lower(request: Request, number: str) -> HttpResponse:
    """Which level instead, and who would then see what."""
    shown = load(request.actor, number)
    if not shown.page.may(Action.LOWER):
        messages.info(request, _("This is not open now; below is how it stands."))
        return redirect("cases:case", number)
    present = Confidentiality(shown.case.confidentiality)
    below = LEVELS[: LEVELS.index(present)]
    given = request.POST if request.method == "POST" else None
    form = LowerForm(given, initial={"seen": shown.case.version, "level": below[-1]})
    form.offer(present)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.lower(
                    request.actor,
                    shown.case,
                    level=form.chosen,
                    seen=form.cleaned_data["seen"],
                    now=clock.now(),
                )
            except DomainError as error:
                form.refuse(error)
                status = error.status
            else:
                messages.success(
                    request, _("From now on: %(level)s.") % {"level": level_words(form.chosen)[0]}
                )
                return redirect("cases:case", number)
    lists = [(one, level_words(one)[0], who_sees(one, shown.page.complained)) for one in below]
    parts = list(lowered_with(shown.case, below[0]).values_list("number", "title"))
    context = {"shown": shown, "page": shown.page, "case": shown.case, "form": form}
    context |= {"lists": lists, "parts": parts}
    return render(request, "cases/phone/lower.html", context, status=status)

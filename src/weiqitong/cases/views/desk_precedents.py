"""Precedents: what was settled for needs of a kind, and by which case. Offices read them; the one
that made it withdraws it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import WrongStep
from weiqitong.web.http import Request, page
from weiqitong.web.keyset import paginate

from .. import permissions, services
from ..models import Case, Precedent
from ..selectors import precedents as standing
from ..words import name_of

READERS = (Role.COORDINATOR, Role.LEADER, Role.SECRETARY, Role.INSPECTOR)
ORDER = ("-made_at", "-pk")
LONGEST = 80


@require_safe
@page(*READERS)
def precedents(request: Request) -> HttpResponse:
    """Those that hold somewhere in the reader's region, newest first."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    found = paginate(standing.listed(request.actor, words), ORDER, request.GET)
    context = {"page": found, "words": words, "rows": _rows(found.rows, request.actor)}
    return render(request, "cases/desk/precedents.html", context)


@dataclass(frozen=True, slots=True)
class PrecedentLine:
    """One precedent as the page prints it."""

    precedent: Precedent
    category: str
    unit: str
    region: str
    opens: bool  # its case lies in the reader's sight
    withdraws: bool


def _rows(found: Sequence[Precedent], actor: Actor) -> list[PrecedentLine]:
    """Lines of a page; one query for the cases that may be opened."""
    cases = Case.objects.visible_to(actor).filter(pk__in=[one.case_id for one in found])
    seen = set(cases.values_list("pk", flat=True))
    return [
        PrecedentLine(
            one,
            f"{one.category.code} {name_of(one.category)}",
            name_of(one.department),
            name_of(one.region),
            opens=one.case_id in seen,
            withdraws=permissions.may_withdraw_precedent(actor, one),
        )
        for one in found
    ]


@require_POST
@page(Role.COORDINATOR)
def withdraw(request: Request, pk: int) -> HttpResponse:
    """It is proposed no more; what was settled by it stays."""
    found = standing.reachable(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    try:
        services.withdraw_precedent(request.actor, found, now=clock.now())
    except WrongStep as error:  # a colleague was faster
        messages.info(request, str(error))
    else:
        messages.success(request, _("The precedent is withdrawn."))
    return redirect("cases:precedents")

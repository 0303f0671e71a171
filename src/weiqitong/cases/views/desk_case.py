"""The page of one case on the desk."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from weiqitong.core import clock
from weiqitong.web.http import Request, page

from .. import selectors
from ..models import Case


@page()
def case(request: Request, number: str) -> HttpResponse:
    """One case, whoever looks."""
    try:
        shown = selectors.case_page(request.actor, number, clock.now())
    except Case.DoesNotExist:
        raise Http404 from None
    return render(request, "cases/desk/case.html", {"page": shown})

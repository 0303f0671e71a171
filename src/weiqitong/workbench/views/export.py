"""Begins an export of a list; the file comes from a job."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from weiqitong.cases.selectors.filters import CaseFilter
from weiqitong.core import clock
from weiqitong.web.http import Request, page

from .. import services
from .queue import READERS


@require_POST
@page(*READERS)
def begin(request: Request) -> HttpResponse:
    """The list as xlsx, or the rows chosen in it; the page of own long jobs shows how far it is."""
    chosen = CaseFilter.parse(request.POST)
    numbers = request.POST.getlist("case")
    services.start_register(
        request.actor, chosen, numbers, get_language() or "zh-hans", clock.now()
    )
    return redirect("jobs:mine")

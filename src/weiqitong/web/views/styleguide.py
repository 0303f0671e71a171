"""All components in all states, both languages side by side. Reads and writes nothing."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from weiqitong.web.http import Request, page
from weiqitong.web.views.samples import samples


@page()
@require_GET
def styleguide(request: Request) -> HttpResponse:
    """The page designers and developers look at before they write markup."""
    return render(request, "web/styleguide.html", {"languages": samples()})

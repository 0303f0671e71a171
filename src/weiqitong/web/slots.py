"""Fills the places that a page leaves to higher apps; it knows none of them."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from weiqitong.core.registry import PageSlot, Registry


def filled(request: HttpRequest, places: Registry[PageSlot], **about: Any) -> list[SafeString]:
    """What the registered providers put there, in the order they registered."""
    found = []
    for _name, slot in places:
        answer = slot(request, **about)
        if answer is not None:
            template, context = answer
            found.append(render_to_string(template, context, request))
    return found

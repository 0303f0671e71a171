"""The home of each role: control room, board, own desk, what a city still lacks."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from weiqitong.cases.selectors.figures import OutOfReach
from weiqitong.core import clock
from weiqitong.core.actor import Role
from weiqitong.core.registry import home_slots
from weiqitong.web.context import counted
from weiqitong.web.http import Request, page
from weiqitong.web.slots import filled

from .. import rooms
from . import phone_home

Home = Callable[[Request], HttpResponse]


def control_room(request: Request) -> HttpResponse:
    """Figures, what is stuck and with whom, what waits for me."""
    room = _room(request)
    counted(request, "workbench:queue", room.waiting_count)
    return render(request, "workbench/control.html", {"room": room, "panels": _panels(request)})


def board(request: Request) -> HttpResponse:
    """What is stuck and why, in one screen, on the desk and on the phone."""
    context = {"room": _room(request), "panels": _panels(request)}
    return render(request, "workbench/board.html", context)


def _panels(request: Request) -> list[SafeString]:
    """What higher apps put on a home."""
    return filled(request, home_slots)


def _room(request: Request) -> rooms.Room:
    asked = request.GET
    try:
        return rooms.room(
            request.actor, asked.get("region", ""), asked.get("period", ""), clock.now()
        )
    except OutOfReach:
        raise Http404 from None


def unit_desk(request: Request) -> HttpResponse:
    """What is mine, due first; then what else lies in the unit."""
    unit = rooms.unit_desk(request.actor, clock.now())
    counted(request, "workbench:queue", unit.mine_count)
    return render(request, "workbench/unit.html", {"unit": unit})


def settings(request: Request) -> HttpResponse:
    """What a city needs before it runs, and what is missing."""
    return render(request, "workbench/settings.html", {"gaps": rooms.gaps(clock.now())})


def waiting_room(request: Request) -> HttpResponse:
    """A role without a page of its own here."""
    return render(request, "workbench/plain.html")


HOMES: dict[Role, Home] = {
    Role.CONTACT: phone_home.enterprise_home,
    Role.SPECIALIST: phone_home.specialist_home,
    Role.COORDINATOR: control_room,
    Role.LEADER: board,
    Role.SECRETARY: board,
    Role.INSPECTOR: board,
    Role.CALLER: board,
    Role.LIAISON: unit_desk,
    Role.HANDLER: unit_desk,
    Role.ADMINISTRATOR: settings,
}


@require_safe
@page()
def home(request: Request) -> HttpResponse:
    """Everybody's first page, by the role that is active."""
    return HOMES.get(request.actor.role, waiting_room)(request)

"""Everybody who can really sign in, and who of them can take a case's next step."""

from collections.abc import Iterable
from datetime import datetime

from tests.cases.walk import onward, owns
from weiqitong.accounts.models import User
from weiqitong.accounts.selectors import actor_for, grants_on, user_with_grants
from weiqitong.cases import permissions
from weiqitong.cases.enums import Action, TurnKind
from weiqitong.cases.models import Case
from weiqitong.cases.services.acting import load
from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today
from weiqitong.directory.models import Official


def everybody(now: datetime, roles: Iterable[Role] = tuple(Role)) -> list[Actor]:
    """Each active account in each of its roles; nobody who left the roster."""
    day, found, wanted = today(now), [], set(roles)
    gone = Official.objects.filter(active=False).values("person")
    users = User.objects.filter(is_active=True).exclude(person__in=gone)
    for user_id in users.order_by("pk").values_list("pk", flat=True):
        user = user_with_grants(user_id, reach=True)
        assert user is not None
        for grant in grants_on(user, day):
            if grant.role in wanted:
                found.append(actor_for(user, grant, day=day))
    return found


def owners(case: Case, actors: Iterable[Actor]) -> list[tuple[Actor, Action]]:
    """Who has the next step, sees the case, and can take the step that passes it on."""
    kind = TurnKind(case.turn_kind)
    action, dossier = onward(case), load(case.pk)
    return [
        (actor, action)
        for actor in actors
        if owns(actor, kind, case.turn_id or 0)
        and action in permissions.open_to(actor, dossier, clock.now())
        and Case.objects.visible_to(actor).filter(pk=case.pk).exists()
    ]

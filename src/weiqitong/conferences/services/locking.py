"""A conference locked for one act, and the question whether it is still the one the person saw."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from weiqitong.cases import permissions as cases
from weiqitong.cases.dossier import Dossier
from weiqitong.cases.framing import frame_of
from weiqitong.cases.models import Case
from weiqitong.cases.services.acting import lock_case
from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput, NotAllowed, Stale

from .. import permissions
from ..models import Conference, Topic

RELATED = ("office", "chair__person")


def locked(conference_id: int, seen: int | None = None) -> Conference:
    """The row as it is now, for this transaction alone."""
    # Alone, before the joins: what is waited for may have changed what is joined.
    Conference.objects.select_for_update().values_list("pk").get(pk=conference_id)
    found = Conference.objects.select_related(*RELATED).get(pk=conference_id)
    if seen is not None and seen != found.version:
        raise Stale(_("This conference has just changed. Your text is still here; look again."))
    return found


def prepared(actor: Actor, conference: Conference, seen: int | None = None) -> Conference:
    """The same, for the office that prepares it."""
    found = locked(conference.pk, seen)
    if not permissions.can_prepare(actor, found):
        raise NotAllowed(
            _("Only the office that calls the conference prepares it, before its minutes.")
        )
    return found


def lock_cases(ids: Iterable[int]) -> None:
    """In one order, so that two conferences never wait for each other."""
    for pk in sorted(set(ids)):
        lock_case(pk)


def fit_for(actor: Actor, cases_: Sequence[Case], field: str = "cases") -> None:
    """BadInput or NotAllowed where one of these cases cannot come before this office."""
    busy = open_topics(cases_)
    for case in cases_:
        if not case.is_open:
            raise BadInput(
                _("%(number)s is closed; nothing is left to confer on.") % {"number": case.number},
                field=field,
            )
        if not cases.confers(actor, Dossier(case, frame_of(case))):
            raise NotAllowed(_("An office calls conferences on the needs in its reach."))
        if (other := busy.get(case.pk)) is not None:
            raise BadInput(
                _("%(number)s is on conference %(other)s already.")
                % {"number": case.number, "other": other.conference.number},
                field=field,
            )


def open_topics(cases_: Sequence[Case]) -> dict[int, Topic]:
    """The conference under way on each of these cases."""
    rows = Topic.objects.filter(case__in=[case.pk for case in cases_], open=True)
    return {topic.case_id: topic for topic in rows.select_related("conference")}

"""Who else has a part in a case, each with its own clock: for units and offices. No queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.deadlines.models import Clock, ClockKind, Result
from weiqitong.web.parts import Light, LightKind
from weiqitong.web.times import moment_words, until_words

from ..dossier import Dossier, led_by
from ..enums import Mode, Part
from ..models import Answer, Dispatch
from ..permissions import WORKERS
from ..words import name_of, short_of
from .clocks import running_light


@dataclass(frozen=True, slots=True)
class CoLine:
    """One co-handler: its unit, its part in words, how it stands; `seq` where it is asked by
    letter.
    """

    unit: str
    part: str
    light: Light
    words: str
    seq: int | None = None
    own: bool = False


def co_lines(dossier: Dossier, viewer: Actor, now: datetime) -> list[CoLine]:
    """The co-handlers of this round, the viewer's own unit first."""
    lines = []
    for one in dossier.dispatches:
        if one.part == Part.CO and one.round == dossier.case.round:
            light, words = _state(one, _clock_of(dossier, one), dossier.sent, now)
            own = viewer.role in WORKERS and led_by(viewer, one.department)
            seq = one.seq if one.mode == Mode.ASKED else None
            lines.append(CoLine(name_of(one.department), one.grounds, light, words, seq, own))
    return sorted(lines, key=lambda line: not line.own)


def _clock_of(dossier: Dossier, dispatch: Dispatch) -> Clock | None:
    """The clock that started with this part."""
    found = (
        one
        for one in dossier.clocks
        if one.kind == ClockKind.CO
        and one.holder_id == dispatch.department_id
        and one.started_at == dispatch.made_at
    )
    return next(found, None)


def _state(
    dispatch: Dispatch, clock: Clock | None, answer: Answer | None, now: datetime
) -> tuple[Light, str]:
    missed = clock is not None and clock.result == Result.MISSED and not clock.advisory
    late = Light(LightKind.RED, _("Too late"))
    if dispatch.answered_at is not None:
        light = late if missed else Light(LightKind.CLOSED, _("In time"))
        return light, _("opinion given %(when)s") % {
            "when": moment_words(dispatch.answered_at, now)
        }
    if dispatch.ended_at is not None:
        light = late if missed else Light(LightKind.CLOSED)
        if answer is not None and answer.sent_at == dispatch.ended_at:
            return light, _("answered without its opinion")
        return light, _("released %(when)s") % {"when": moment_words(dispatch.ended_at, now)}
    if clock is None:
        return Light(LightKind.NONE), ""
    return running_light(clock, now), _("opinion %(until)s") % {
        "until": until_words(clock.due_at, now)
    }


def unheard_units(dossier: Dossier, answer: Answer | None) -> list[str]:
    """Co-handlers that had said nothing when this answer went out."""
    return list(_unheard(dossier, answer)) if answer is not None else []


def _unheard(dossier: Dossier, answer: Answer) -> Iterator[str]:
    for one in dossier.dispatches:
        silent = one.answered_at is None and one.ended_at == answer.sent_at
        if one.part == Part.CO and silent:
            yield short_of(one.department)

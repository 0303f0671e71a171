"""Enterprises of the invented city that have their names hidden or complain of somebody;
through the plans that the services use.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from weiqitong.cases import plans
from weiqitong.cases.enums import OPEN, Confidentiality
from weiqitong.cases.identity import without_marks
from weiqitong.cases.services.acting import marks_for
from weiqitong.cases.services.intake import desk_of

from .words import afraid as words

if TYPE_CHECKING:
    from .lives import Life

HIDDEN, SEALED, COMPLAINS, LOOKED = 0.008, 0.002, 0.35, 0.3


def confided(life: Life, need: plans.Need) -> tuple[plans.Need, list[str]]:
    """Now and then the enterprise hides its name, and perhaps complains of its specialist; the
    words by which one could tell are gone from its text.
    """
    drawn = life.rng.random()
    if drawn >= HIDDEN + SEALED or need.specialist is not None or need.kind != "need":
        return need, []
    level = Confidentiality.HIDDEN if drawn < HIDDEN else Confidentiality.SEALED
    region, marks = plans.place_of(need.client.region, level), marks_for(need.client)
    about = life.served.specialist if life.rng.random() < COMPLAINS else None
    if about is not None and about.pk in _desks(life):
        about = None  # the office would have to begin elsewhere
    hidden = replace(
        need,
        title=without_marks(need.title, marks),
        text=without_marks(need.text, marks),
        region=region,
        desk=desk_of(region),
        confidentiality=level,
        about_official=about,
    )
    return hidden, marks


def _desks(life: Life) -> set[int | None]:
    """Officials who have a desk of an office or a unit."""
    roster = life.roster
    shared = (*roster.coordinators.values(), *roster.handlers.values())
    found = {one.official_id for people in shared for one in people}
    return found | {one.official_id for one in roster.liaisons.values()}


def looked(life: Life) -> None:
    """Its office looks behind the name once, with a reason."""
    case = life.case_file.case
    if case.is_hidden and case.status in OPEN and life.rng.random() < LOOKED:
        with life.acting(life.coordinator(), life.later(0.1, 1)) as changes:
            plans.plan_look(changes, life.case_file, life.rng.choice(words.REASONS))

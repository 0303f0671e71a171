"""What belongs with a case, as far as the viewer may see it: its whole or its parts, what it is
linked to, and open needs that look like it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.directory.models import Region
from weiqitong.search.selectors import condition
from weiqitong.search.tokens import phrases
from weiqitong.web.parts import CaseLine

from ..enums import OPEN, CaseKind, Status, TurnKind
from ..identity import client_words, is_veiled
from ..models import Answer, Case
from ..querysets import NAMED
from ..words import name_of, short_of
from .lines import case_lines, for_lines

MOST_ALIKE = 5
LOOKED_AT = 120  # open needs compared by their words
ENOUGH = 0.12  # share of the words of a title that another need must have
LEADS = frozenset({TurnKind.UNIT, TurnKind.HANDLER})


@dataclass
class Kin:
    """Rows of the panels; all of them in the viewer's reach."""

    whole: list[CaseLine] = field(default_factory=list)
    parts: list[CaseLine] = field(default_factory=list)
    master: list[CaseLine] = field(default_factory=list)
    linked: list[CaseLine] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)  # those linked to this one

    def together(self, case: Case) -> list[Case]:
        """Linked needs that the lead of this one could answer in the same words now."""
        return [
            one
            for one in self.cases
            if one.lead_id is not None
            and one.lead_id == case.lead_id
            and one.status == Status.IN_PROGRESS
            and one.turn_kind in LEADS
        ]


def kin_of(case: Case, actor: Actor, now: datetime, *, inside: bool) -> Kin:
    """Nothing is asked where the case stands alone. To the enterprise links do not exist."""
    wanted = Q()
    if case.parent_id is not None:
        wanted |= Q(pk=case.parent_id)
    elif getattr(case, "has_parts", True):
        wanted |= Q(parent=case.pk)
    if inside and case.master_id is not None:
        wanted |= Q(pk=case.master_id)
    if inside and getattr(case, "has_linked", True):
        wanted |= Q(master=case.pk)
    if not wanted:
        return Kin()
    rows = list(for_lines(Case.objects.visible_to(actor).filter(wanted)).order_by("number"))
    shown = _lines_beside(case, rows, actor, now)
    lines = dict(zip((one.pk for one in rows), shown, strict=True))

    def those(holds: Iterable[bool]) -> list[CaseLine]:
        return [lines[one.pk] for one, yes in zip(rows, holds, strict=True) if yes]

    return Kin(
        whole=those(one.pk == case.parent_id for one in rows),
        parts=those(one.parent_id == case.pk for one in rows),
        master=those(inside and one.pk == case.master_id for one in rows),
        linked=those(inside and one.master_id == case.pk for one in rows),
        cases=[one for one in rows if inside and one.master_id == case.pk],
    )


def alike(case: Case, actor: Actor, now: datetime) -> list[CaseLine]:
    """Open needs of the same enterprise, or of the region about the same thing, the likest first.

    One query finds them by client, category and the words of the title, their turns cost two more.
    """
    if case.status not in OPEN or case.kind != CaseKind.NEED or case.master_id is not None:
        return []
    region = Region.objects.within(case.desk.path).values("pk")
    # That two are of one enterprise would tell whose the hidden one is.
    same = Q(pk__in=[]) if case.is_hidden else Q(client=case.client_id) & NAMED
    about = Q(category=case.category_id) if case.category_id else Q(pk__in=[])
    for word in _telling_words(case.title):
        about |= condition(Case.LABEL, word)
    family = [one for one in (case.pk, case.parent_id) if one]
    rows = (
        Case.objects.visible_to(actor)
        .live()
        .open()
        .filter(same | (about & Q(region__in=region)), kind=CaseKind.NEED)
        .exclude(Q(pk__in=family) | Q(parent__in=family) | Q(master=case.pk))
    )
    found = list(for_lines(rows).order_by("-pk")[:LOOKED_AT])
    ranked = sorted(found, key=lambda one: _likeness(case, one), reverse=True)
    near = [one for one in ranked if _likeness(case, one) >= ENOUGH][:MOST_ALIKE]
    return _lines_beside(case, near, actor, now)


def _lines_beside(case: Case, rows: Sequence[Case], actor: Actor, now: datetime) -> list[CaseLine]:
    """Beside a need whose enterprise is hidden no other is named: it might be the same."""
    lines = case_lines(rows, actor, now)
    return [replace(one, meta=()) for one in lines] if is_veiled(case, actor) else lines


def _telling_words(title: str) -> list[str]:
    """Up to four pieces of a title that may stand in another: its phrases, by length."""
    pieces = sorted({word for word in _split(title) if len(word) > 1}, key=len, reverse=True)
    return [word for word in pieces[:4] if phrases(word)]


def _split(title: str) -> list[str]:
    found, word = [], ""
    for sign in title:
        if sign.isalnum():
            word += sign
        else:
            found.append(word)
            word = ""
    whole = [*found, word]
    return [one[at : at + 4] for one in whole for at in range(0, max(1, len(one)), 4)]


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1) if text[at : at + 2].isalnum()}


def _likeness(case: Case, other: Case) -> float:
    """Shared pairs of signs of the titles; the same category and enterprise count as well."""
    mine, theirs = _pairs(case.title), _pairs(other.title)
    shared = len(mine & theirs) / max(1, min(len(mine), len(theirs)))
    about = 0.3 if case.category_id and case.category_id == other.category_id else 0.0
    named = not (case.is_hidden or other.is_hidden)
    return shared + about + (0.1 if named and case.client_id == other.client_id else 0.0)


def summary(case: Case) -> str:
    """The answers to the parts, one after another: what an answer to the whole begins with."""
    parts = list(Case.objects.filter(parent=case).select_related("lead").order_by("number"))
    answers: dict[int, Answer] = {}
    sent = Answer.objects.filter(case__in=parts, sent_at__isnull=False)
    for one in sent.select_related("department").order_by("seq"):
        answers[one.case_id] = one
    return "\n".join(
        _summed(number, part, answers.get(part.pk)) for number, part in enumerate(parts, 1)
    )


def _summed(number: int, part: Case, answer: Answer | None) -> str:
    head = f"{number}. {part.title}"
    if answer is None:
        return _("%(part)s (%(state)s)") % {"part": head, "state": Status(part.status).label}
    unit = short_of(answer.department) or name_of(part.lead)
    return _("%(part)s (%(unit)s, %(outcome)s): %(text)s") % {
        "part": head,
        "unit": unit,
        "outcome": answer.get_outcome_display(),
        "text": answer.text,
    }


def titles(cases: Sequence[Case], actor: Actor) -> list[tuple[str, str]]:
    """Number and words of cases to choose from."""
    return [(one.number, f"{one.number} {one.title}·{client_words(one, actor)}") for one in cases]

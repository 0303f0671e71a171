"""All reads of referrals for pages: those in sight, one with its facts in words, whose turn each
is.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from weiqitong.cases.enums import TurnKind
from weiqitong.cases.models import Case
from weiqitong.cases.words import (
    clock_name,
    joined,
    leader_words,
    name_of,
    office_words,
    short_of,
    together,
)
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import now as this_instant
from weiqitong.directory.models import Department, Official, Region
from weiqitong.web.keyset import Page, paginate
from weiqitong.web.parts import DeskShare, Fact, Light, LightKind, Turn
from weiqitong.web.times import clock_face, moment_words, plain_date, until_words

from . import permissions
from .models import Referral

TABS: dict[str, Any] = {
    "state": gettext_lazy("Statement awaited"),
    "decide": gettext_lazy("To be decided"),
    "handed": gettext_lazy("Handed on"),
    "closed": gettext_lazy("Ended"),
}
RELATED = ("case__client", "case__region", "office", "unit", "region", "official__person")
PEOPLE = ("stated_by__person", "handed_by__person", "closed_by__person")


def referrals(actor: Actor) -> QuerySet[Referral]:
    """Those in sight with what a row shows."""
    rows = Referral.objects.visible_to(actor).select_related(*RELATED)
    return rows.defer("case__text", "office__hours", "region__hours", "case__region__hours")


def listed(actor: Actor, tab: str, query: Mapping[str, Any], now: datetime) -> Page[Referral]:
    """One page, newest first. Two queries."""
    return paginate(_in_tab(referrals(actor), tab, now), ["-opened_at", "-pk"], query)


def counts(actor: Actor, now: datetime) -> dict[str, int]:
    """How many stand under the tabs that are open."""
    rows = Referral.objects.visible_to(actor)
    return {tab: _in_tab(rows, tab, now).count() for tab in ("state", "decide", "handed")}


def _in_tab(rows: Any, tab: str, now: datetime) -> Any:
    if tab == "state":
        return rows.to_state(now)
    if tab == "decide":
        return rows.to_decide(now)
    return rows.handed() if tab == "handed" else rows.closed()


def waiting_rows(actor: Actor) -> QuerySet[Referral]:
    """Those whose next step is this person's; for the menu."""
    now = this_instant()
    rows = Referral.objects.visible_to(actor).open()
    unsaid = Q(stated_at=None, handed_at=None)
    if actor.role in {Role.LIAISON, Role.HANDLER}:
        return rows.filter(unsaid)
    decided = rows.exclude(unsaid & Q(due_at__gte=now))
    if actor.role == Role.INSPECTOR:
        return decided
    if actor.role != Role.COORDINATOR:
        return rows.none()
    own = Q(office=actor.region_id) & ~(unsaid & Q(due_at__gte=now))
    return rows.filter(own | (unsaid & Q(unit=None, region=actor.region_id)))


def of_case(actor: Actor, case: Case) -> list[Referral]:
    """Those on one case, newest first. One query."""
    rows = Referral.objects.visible_to(actor).filter(case=case).select_related(*RELATED[2:])
    return list(rows.order_by("-opened_at", "-pk"))


def about(referral: Referral) -> str:
    """Unit and person, or the office and its coordinator."""
    person = referral.official.person.name if referral.official else ""
    if referral.unit is not None:
        return together(short_of(referral.unit), person)
    return together(office_words(name_of(referral.region)), person)


def overseer(referral: Referral) -> str:
    return office_words(name_of(referral.office))


def turn_of(referral: Referral, actor: Actor, now: datetime) -> Turn:
    """Whose turn a referral is, and until when."""
    if referral.closed_at is not None:
        return Turn(Light(LightKind.CLOSED), _("Ended"), moment_words(referral.closed_at, now))
    until = until_words(referral.due_at, now)
    if referral.awaits_statement(now):
        yours = permissions.can_state(actor, referral)
        return _turn(
            about(referral), yours, _("statement of the unit %(until)s") % {"until": until}, ""
        )
    yours = permissions.oversees(actor, referral)
    if referral.handed_at is None:
        if referral.stated_at is None:  # its day was the unit's; the office decides at once
            said = _("no statement came %(until)s: decide") % {"until": until}
            return _turn(overseer(referral), yours, said, "", late=True)
        said = _("decide %(until)s") % {"until": until}
        return _turn(overseer(referral), yours, said, "", late=now > referral.due_at)
    late = now > referral.due_at
    if referral.returned_at is None:
        words = _("with: %(receiver)s") % {"receiver": referral.get_handed_to_display()}
        said = _("word expected %(until)s") % {"until": until}
        return _turn(overseer(referral), yours, said, words, late=late)
    said = _("end it %(until)s") % {"until": until}
    return _turn(overseer(referral), yours, said, "", late=late)


def _turn(who: str, yours: bool, until: str, words: str, *, late: bool = False) -> Turn:
    kind = LightKind.RED if late else LightKind.YOURS if yours else LightKind.GREEN
    shown = pgettext("whose turn", "You") if yours else who
    return Turn(Light(kind), shown, until, yours=yours, words=words)


def fact_lines(referral: Referral, now: datetime) -> list[Fact]:
    """The facts as they stood when it was opened, in words."""
    nudges = [plain_date(date.fromisoformat(day)) for day in referral.facts.get("nudges", [])]
    return [
        Fact(_("About"), about(referral)),
        Fact(_("Decides"), overseer(referral)),
        Fact(_("Clock"), clock_name(referral.kind)),
        Fact(_("Was due"), moment_words(referral.clock_due_at, now)),
        Fact(_("Opened"), plain_date(referral.opened_at)),
        Fact(_("Late by then"), clock_face(referral.facts.get("late", 0) // 60)),
        Fact(_("Nudged before"), joined(nudges) or _("never")),
        Fact(_("Orders before"), joined(referral.facts.get("orders", [])) or _("none")),
    ]


def shares(referral: Referral) -> list[DeskShare]:
    """Who held it how long past due. Three queries at most, for the names."""
    held = [(kind, id_, seconds) for kind, id_, seconds in referral.facts.get("held", [])]
    names = _names(held)
    found = []
    for place, (kind, id_, seconds) in enumerate(held):
        minutes, who = seconds // 60, names.get((kind, id_), "")
        face = clock_face(minutes)
        found.append(DeskShare(_desk_word(kind), who, minutes, face, 1 + place % 6))
    return found


def _desk_word(kind: str) -> str:
    if kind == TurnKind.OFFICE:
        return pgettext("desk", "Office")
    if kind == TurnKind.LEADER:
        return pgettext("desk", "Leader")
    if kind == TurnKind.SIGNER:
        return pgettext("desk", "Sign-off")
    return pgettext("desk", "Handling")


def _names(held: list[tuple[str, int, int]]) -> dict[tuple[str, int], str]:
    """The names behind the desks."""
    found: dict[tuple[str, int], str] = {}
    ids = {kind: [id_ for one, id_, _seconds in held if one == kind] for kind, _i, _s in held}
    for region in Region.objects.filter(
        pk__in=[*ids.get(TurnKind.OFFICE, []), *ids.get(TurnKind.LEADER, [])]
    ):
        found[TurnKind.OFFICE, region.pk] = office_words(name_of(region))
        found[TurnKind.LEADER, region.pk] = leader_words(name_of(region))
    for unit in Department.objects.filter(pk__in=ids.get(TurnKind.UNIT, [])):
        found[TurnKind.UNIT, unit.pk] = short_of(unit)
    people = [*ids.get(TurnKind.HANDLER, []), *ids.get(TurnKind.SIGNER, [])]
    rows = Official.objects.filter(pk__in=people).select_related("person", "department")
    for official in rows:
        words = together(short_of(official.department), official.person.name)
        found[TurnKind.HANDLER, official.pk] = found[TurnKind.SIGNER, official.pk] = words
    return found


def by_name(official: Official | None) -> str:
    return official.person.name if official is not None else ""

"""All reads of items for pages: lists in sight, one item, those of a case or of a source."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, pgettext

from weiqitong.accounts.selectors import who_act_as
from weiqitong.cases.models import Case
from weiqitong.cases.selectors.turns import overdue_words
from weiqitong.cases.words import name_of, office_words, short_of, together
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today
from weiqitong.directory.models import Official
from weiqitong.web.keyset import Page, paginate
from weiqitong.web.parts import CaseLine, Light, LightKind, TimelineItem, Turn
from weiqitong.web.times import moment_words, until_words

from . import permissions
from .enums import ItemAction, ItemState
from .models import Item, ItemAct
from .querysets import OFFICES, UNITS

TABS: dict[str, Any] = {
    "open": gettext_lazy("To be done"),
    "late": gettext_lazy("Overdue"),
    "reported": gettext_lazy("Awaiting decision"),
    "done": gettext_lazy("Done or dropped"),
}
MOST_WAITING = 4
RELATED = ("unit", "person__person", "office", "giver__person")
DID: dict[str, str] = {
    ItemAction.GIVE: gettext_noop("gave it to %(to)s"),
    ItemAction.REPORT: gettext_noop("reported"),
    ItemAction.ACCEPT: gettext_noop("accepted it as done"),
    ItemAction.SEND_BACK: gettext_noop("sent it back to %(to)s"),
    ItemAction.MOVE: gettext_noop("handed it on to %(to)s"),
    ItemAction.DROP: gettext_noop("dropped it"),
    ItemAction.RELEASE: gettext_noop("The person named is there no more: %(to)s owes it"),
    ItemAction.STRAND: gettext_noop("Nobody at %(to)s can do it any more: it is to be handed on"),
    ItemAction.RAISE: gettext_noop("Another office decides about it now"),
}
DATED = frozenset({ItemAction.GIVE, ItemAction.SEND_BACK, ItemAction.MOVE})


def items(actor: Actor) -> QuerySet[Item]:
    """Items in sight with what a row shows."""
    return Item.objects.visible_to(actor).select_related(*RELATED).defer("office__hours")


def listed(
    actor: Actor, tab: str, query: Mapping[str, Any], now: datetime, *, own: bool = False
) -> Page[Item]:
    """One page of the list: what is due first, of settled ones the latest; one query."""
    rows = in_tab(items(actor), tab, now)
    order = ["-decided_at", "-pk"] if tab == "done" else ["turn_until", "pk"]
    return paginate(rows.filter(_given_by(actor)) if own else rows, order, query)


def counts(actor: Actor, now: datetime, *, own: bool = False) -> dict[str, int]:
    """How many stand in each tab where a number helps."""
    rows = Item.objects.visible_to(actor)
    rows = rows.filter(_given_by(actor)) if own else rows
    return {tab: in_tab(rows, tab, now).count() for tab in ("open", "late", "reported")}


def in_tab(rows: Any, tab: str, now: datetime) -> Any:
    if tab == "open":
        return rows.to_do()
    if tab == "late":
        return rows.late(now)
    if tab == "reported":
        return rows.filter(state=ItemState.REPORTED)
    return rows.filter(state__in=(ItemState.DONE, ItemState.DROPPED))


def _given_by(actor: Actor) -> Q:
    """What the actor's office, or the leader themselves, gave."""
    if actor.role == Role.LEADER:
        return Q(giver__in=actor.officials)
    return Q(office=actor.region_id)


def waiting_rows(actor: Actor) -> QuerySet[Item]:
    """What waits for the actor: to be done by the unit, or to be decided by the office; for the
    menu.
    """
    rows = Item.objects.visible_to(actor)
    if actor.role in UNITS:
        return rows.to_do().filter(stranded_at=None)
    if actor.role in OFFICES - {Role.INSPECTOR}:
        waiting = Q(state=ItemState.REPORTED) | Q(state=ItemState.OPEN, stranded_at__isnull=False)
        whose = Q(giver=None) if actor.role == Role.COORDINATOR else Q(giver__isnull=False)
        return rows.filter(waiting, whose, _given_by(actor))
    return rows.none()


def waiting_lines(actor: Actor, now: datetime) -> list[CaseLine]:
    """The first of them as rows, what is due first on top. One query."""
    rows = waiting_rows(actor).select_related(*RELATED).defer("office__hours")
    found = list(rows.order_by("turn_until", "pk")[:MOST_WAITING])
    return [
        CaseLine(
            one.text,
            reverse("items:item", args=[one.pk]),
            turn_of(one, actor, now, frozenset()),
            meta=(one.source_name, giver_words(one)),
        )
        for one in found
    ]


def of_case(actor: Actor, case: Case) -> list[Item]:
    """Items about one case that is in sight, those to be done first. One query."""
    return list(items(actor).filter(case=case).order_by("decided_at", "turn_until", "pk"))


def of_source(label: str, source_id: int) -> list[Item]:
    """Items of one source, whose page has asked who may see it; with their reports. One query."""
    rows = Item.objects.filter(source_label=label, source_id=source_id)
    return list(rows.select_related(*RELATED, "reported_by__person").order_by("pk"))


def cases_in_sight(actor: Actor, found: Sequence[Item]) -> dict[int, Case]:
    """The cases of some items that the actor may see. One query, none where there are none."""
    wanted = {item.case_id for item in found if item.case_id}
    if not wanted:
        return {}
    return Case.objects.visible_to(actor).only("number", "title").in_bulk(list(wanted))


def people_of(item: Item, now: datetime) -> list[Official]:
    """People of the unit who can act: to be named."""
    own = Official.objects.filter(department__path__startswith=item.unit.path)
    rows = who_act_as(own, UNITS, today(now)).select_related("person", "department")
    return list(rows.order_by("department__path", "pk")[:80])


def owner_words(item: Item) -> str:
    """Unit and person."""
    return together(short_of(item.unit), item.person.person.name if item.person else "")


def giver_words(item: Item) -> str:
    """The leader, or the office."""
    return item.giver.person.name if item.giver else office_words(name_of(item.office))


def is_givers(item: Item) -> bool:
    """Whether the next step lies with whoever gave it."""
    return item.state == ItemState.REPORTED or item.stranded_at is not None


def turn_of(item: Item, actor: Actor, now: datetime, leaders: permissions.Leaders) -> Turn:
    """Whose turn an item is, and until when."""
    if not item.is_unsettled:
        ended = moment_words(item.decided_at, now) if item.decided_at else ""
        closed = Light(LightKind.CLOSED, str(ItemState(item.state).label))
        return Turn(closed, owner_words(item), ended)
    givers = is_givers(item)
    owed = not givers and permissions.owes(actor, item)
    yours = owed or (givers and permissions.decides(actor, item, leaders))
    light = light_of(item, now)
    if yours and light.kind == LightKind.GREEN:
        light = Light(LightKind.YOURS)
    who = giver_words(item) if givers else owner_words(item)
    return Turn(
        light,
        pgettext("whose turn", "You") if yours else who,
        _until(item, now),
        yours=yours,
        words=_("nobody at the unit") if item.stranded_at else "",
    )


def light_of(item: Item, now: datetime) -> Light:
    """Green, yellow or red by the date it is somebody's turn until."""
    if item.turn_until is None:
        return Light(LightKind.CLOSED)
    if now > item.turn_until:
        return Light(LightKind.RED, overdue_words(item.turn_until, now))
    if not is_givers(item) and now >= item.yellow_at:
        return Light(LightKind.YELLOW)
    return Light(LightKind.GREEN)


def _until(item: Item, now: datetime) -> str:
    if item.turn_until is None:
        return ""
    until = {"until": until_words(item.turn_until, now)}
    if item.stranded_at is not None:
        return _("hand it on %(until)s") % until
    if item.state == ItemState.REPORTED:
        return _("decide %(until)s") % until
    return _("report %(until)s") % until


def history(item: Item, now: datetime) -> list[TimelineItem]:
    """What was done with it, the latest first, as on the page of a need. One query."""
    rows = item.acts.select_related("department__parent", "unit", "person__person")
    return [_told(act, now) for act in rows.order_by("-version")]


def _told(act: ItemAct, now: datetime) -> TimelineItem:
    action = ItemAction(act.action)
    to = together(short_of(act.unit), act.person.person.name if act.person else "")
    by_itself = act.role == Role.SYSTEM
    who = "" if by_itself else together(short_of(act.department), act.name)
    lines = []
    if action in DATED and act.until:
        lines = [_("report %(until)s") % {"until": until_words(act.until, now)}]
    return TimelineItem(
        _(DID[action]) % {"to": to}, moment_words(act.at, now), who, lines=lines, quote=act.text
    )

"""All reads of instructions for pages: lists, one instruction with its items, delegations."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from weiqitong.accounts.models import Grant
from weiqitong.cases.models import Case
from weiqitong.cases.words import joined, short_of
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import today
from weiqitong.directory.models import Official, Region
from weiqitong.items import permissions as item_permissions
from weiqitong.items import selectors as items
from weiqitong.items.models import Item
from weiqitong.web.keyset import Page, paginate
from weiqitong.web.parts import Light, LightKind, Turn
from weiqitong.web.times import moment_words, plain_date, until_words

from .models import Delegation, Instruction
from .querysets import LABEL

TABS: dict[str, Any] = {
    "open": gettext_lazy("Being carried out"),
    "late": gettext_lazy("Overdue"),
    "closed": gettext_lazy("Closed by the leader"),
}
RELATED = ("leader__person", "entered_by__person", "office", "delegation", "closed_by__person")
MOST = 200  # leaders and secretaries to choose from


def instructions(actor: Actor) -> QuerySet[Instruction]:
    """Instructions in sight with what a row shows."""
    return Instruction.objects.visible_to(actor).select_related(*RELATED).defer("office__hours")


def listed(
    actor: Actor, tab: str, query: Mapping[str, Any], now: datetime, *, own: bool = False
) -> Page[Instruction]:
    """One page of the list, what is due first; one query."""
    rows = in_tab(instructions(actor), tab, now)
    if own:
        rows = rows.filter(**_given_by(actor))
    order = ["-closed_at", "-pk"] if tab == "closed" else ["due_at", "pk"]
    return paginate(rows, order, query)


def counts(actor: Actor, now: datetime, *, own: bool = False) -> dict[str, int]:
    """How many are being carried out, and how many of them too slowly."""
    rows = Instruction.objects.visible_to(actor)
    if own:
        rows = rows.filter(**_given_by(actor))
    return {tab: in_tab(rows, tab, now).count() for tab in ("open", "late")}


def in_tab(rows: Any, tab: str, now: datetime) -> Any:
    if tab == "closed":
        return rows.filter(closed_at__isnull=False)
    if tab == "late":
        late = Item.objects.late(now).filter(source_label=LABEL, source_id=OuterRef("pk"))
        return rows.open().filter(Exists(late))
    return rows.open()


def _given_by(actor: Actor) -> dict[str, Any]:
    if actor.role == Role.LEADER:
        return {"leader__in": actor.officials}
    return {"office": actor.region_id}


def items_of(found: Sequence[Instruction]) -> dict[int, list[Item]]:
    """The items of some instructions, each with what its turn needs. One query."""
    rows = Item.objects.filter(source_label=LABEL, source_id__in=[one.pk for one in found])
    by_source: dict[int, list[Item]] = {one.pk: [] for one in found}
    for item in rows.select_related(*items.RELATED, "reported_by__person").order_by("pk"):
        by_source[item.source_id].append(item)
    return by_source


def items_in_sight(actor: Actor, instruction: Instruction) -> set[int]:
    """Ids of those items whose reports this person may read: a unit its own. One query."""
    rows = Item.objects.visible_to(actor).filter(source_label=LABEL, source_id=instruction.pk)
    return set(rows.values_list("pk", flat=True))


def on_case(actor: Actor, case: Case) -> list[Instruction]:
    """Instructions on one case, newest first. One query."""
    return list(instructions(actor).filter(case=case).order_by("-issued_at", "-pk"))


def units_words(found: Iterable[Item]) -> str:
    return joined(dict.fromkeys(short_of(item.unit) for item in found))


def turn_of(
    instruction: Instruction,
    found: Sequence[Item],
    actor: Actor,
    now: datetime,
    leaders: item_permissions.Leaders,
) -> Turn:
    """Whose turn an instruction is: that of the item whose date comes first; own ones before."""
    if not instruction.is_open:
        ended = moment_words(instruction.closed_at, now) if instruction.closed_at else ""
        return Turn(Light(LightKind.CLOSED), instruction.leader.person.name, ended)
    waiting = [item for item in found if item.is_unsettled]
    if not waiting:  # closed in a moment, by itself
        until = until_words(instruction.due_at, now)
        return Turn(Light(LightKind.GREEN), instruction.leader.person.name, until)
    turns = [(item, items.turn_of(item, actor, now, leaders)) for item in waiting]
    turns.sort(key=lambda pair: (not pair[1].yours, pair[0].turn_until))
    _item, turn = turns[0]
    more = len({one.who for _other, one in turns}) - 1
    words = _("and %(count)s more") % {"count": more} if more else turn.words
    return Turn(turn.light, turn.who, turn.until, yours=turn.yours, words=words)


def author_words(instruction: Instruction) -> str:
    """程远山（蒋一鸣代录）: both names where a secretary entered it."""
    leader = instruction.leader.person.name
    if instruction.entered_by_id == instruction.leader_id:
        return leader
    return _("%(leader)s, entered by %(secretary)s") % {
        "leader": leader,
        "secretary": instruction.entered_by.person.name,
    }


def delegation_words(delegation: Delegation) -> str:
    """2021年9月1日 – 2021年12月31日·批示录入."""
    first, last = plain_date(delegation.valid_from), plain_date(delegation.valid_to)
    return f"{first} – {last}·{delegation.scope}"


def delegations(actor: Actor) -> list[Delegation]:
    """Those in sight, the latest first. One query."""
    rows = Delegation.objects.visible_to(actor).select_related(
        "leader__person", "secretary__person", "region", "made_by__person"
    )
    return list(rows.order_by("-made_at", "-pk")[:MOST])


def usable(actor: Actor, now: datetime) -> list[Delegation]:
    """Those under which this secretary may enter an instruction now. One query."""
    rows = Delegation.objects.to(actor, today(now)).select_related("leader__person", "region")
    return list(rows.order_by("valid_to", "pk"))


def may_write(actor: Actor, now: datetime) -> bool:
    """Whether to offer it: leaders, and secretaries whom somebody lets. A query for the latter."""
    if actor.role == Role.SECRETARY:
        return Delegation.objects.to(actor, today(now)).exists()
    return actor.role == Role.LEADER and actor.official_id is not None


def delegated_to(actor: Actor, day: Any) -> Iterable[int]:
    """The leaders for whom a secretary may act on a day (`core.registry.mandates`)."""
    return Delegation.objects.to(actor, day).values_list("leader", flat=True)


def secretaries_of(region: Region, now: datetime) -> list[Official]:
    """Leaders' secretaries of one region."""
    return _holding(Role.SECRETARY, {"region": region}, now)


def leaders_within(actor: Actor, now: datetime) -> list[tuple[Official, Region]]:
    """Leaders an administrator may act for, each with the region where they lead."""
    within = Region.objects.within(actor.region_path or "-").values("pk")
    held = Grant.objects.acting(today(now)).filter(role=Role.LEADER, region__in=within)
    rows = held.filter(user__person__official__isnull=False).select_related(
        "region", "user__person__official"
    )
    found = []
    for grant in rows.order_by("region__path", "pk")[:MOST]:
        official = grant.user.person.official
        official.person = grant.user.person
        assert grant.region is not None
        found.append((official, grant.region))
    return found


def _holding(role: Role, where: dict[str, Any], now: datetime) -> list[Official]:
    held = Grant.objects.acting(today(now)).filter(role=role, **where)
    people = Official.objects.filter(person__in=held.values("user__person"), active=True)
    return list(people.select_related("person").order_by("pk")[:MOST])


def light_of(delegation: Delegation, now: datetime) -> Light:
    """Whether a delegation holds."""
    day = today(now)
    if delegation.withdrawn_at is not None:
        return Light(LightKind.CLOSED, pgettext("delegation", "withdrawn"))
    if day < delegation.valid_from:
        return Light(LightKind.NONE, pgettext("delegation", "from a later day"))
    if day > delegation.valid_to:
        return Light(LightKind.CLOSED, pgettext("delegation", "ended"))
    return Light(LightKind.GREEN, pgettext("delegation", "holds"))

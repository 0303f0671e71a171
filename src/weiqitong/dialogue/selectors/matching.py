"""What a pasted chunk holds, message by message, with the enterprise each is probably of. It
proposes; the clerk decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from weiqitong.core import clock
from weiqitong.core.actor import Actor
from weiqitong.directory.models import Client, Contact

from ..masking import masked
from ..models import LONGEST, Line
from ..pasting import PICTURE, Pasted, parse
from ..pieces import MOST, Piece
from .talk import client_named, clients_here

# Words that stand in half of all names of enterprises and say nothing about which.
COMMON = ("有限公司", "股份", "公司", "集团", "潍坊", "山东", "企业", "总", "经理", "老板", "主任")
SHORTEST = 2  # characters of a part of a name that may mean an enterprise


@dataclass
class Row:
    """One message of the chunk on the page: what it says, and what the clerk chose."""

    number: int
    pasted: Pasted
    name: str
    text: str
    take: bool
    client: Client | None = None
    typed: str = ""  # the enterprise's name as typed
    problem: str = ""

    @property
    def said_at(self) -> datetime | None:
        said = self.pasted.said
        return clock.at(said.date(), said.hour, said.minute) if said else None

    def piece(self) -> Piece:
        return Piece(self.name, self.text, self.said_at, self.client)


def rows(
    actor: Actor, line: Line, chunk: str, now: datetime, chosen: Mapping[str, Any] | None
) -> list[Row]:
    """The messages found, as proposed, or as the clerk left them. Two queries, and two for each
    name typed.
    """
    found = parse(chunk, clock.today(now))[:MOST]
    if chosen is not None:
        return [_chosen(actor, line, number, one, chosen) for number, one in enumerate(found)]
    known = proposals(actor, line, [one.name for one in found])
    made = []
    for number, one in enumerate(found):
        client = known.get(one.name)
        asks = one.text != PICTURE and len(one.text) <= LONGEST
        row = Row(number, one, masked(one.name), masked(one.text), take=asks, client=client)
        row.typed = client.name if client else ""
        made.append(row)
    return made


def _chosen(actor: Actor, line: Line, number: int, one: Pasted, chosen: Mapping[str, Any]) -> Row:
    name = str(chosen.get(f"name-{number}", one.name)).strip()
    typed = str(chosen.get(f"client-{number}", "")).strip()
    take = f"take-{number}" in chosen
    row = Row(number, one, masked(name), masked(one.text), take, typed=typed)
    if not take:
        return row
    row.client = client_named(actor, line, typed) if typed else None
    if typed and row.client is None:
        row.problem = _("No enterprise of the county has this name.")
    elif not name:
        row.problem = _("Say who wrote it.")
    elif len(one.text) > LONGEST:
        row.problem = _("At most %(limit)s characters; this has %(count)s.") % {
            "limit": LONGEST,
            "count": len(one.text),
        }
    return row


def is_sound(found: Sequence[Row]) -> bool:
    return not any(row.problem for row in found)


def proposals(actor: Actor, line: Line, names: Iterable[str]) -> dict[str, Client]:
    """The enterprise a name in a chat group probably speaks for: by a part of the enterprise's
    name, else by a contact's. One enterprise, or none. Two queries.
    """
    wanted = {name: parts_of(name) for name in set(names) if name}
    words = {one for parts in wanted.values() for one in parts}
    if not words:
        return {}
    here = clients_here(actor, line)
    named = Q()
    for one in words:
        named |= Q(name__contains=one)
    clients = list(here.filter(named)[:500])
    people = Contact.objects.filter(active=True, client__in=here.values("pk"))
    contacts = list(
        people.filter(person__name__in=words).select_related("person", "client__region")[:500]
    )
    found = {}
    for name, parts in wanted.items():
        by_name = {one.pk: one for one in clients if any(part in one.name for part in parts)}
        by_person = {one.client_id: one.client for one in contacts if one.person.name in parts}
        both = {pk: one for pk, one in by_name.items() if pk in by_person}
        best = next((some for some in (both, by_name, by_person) if len(some) == 1), None)
        if best is not None:
            found[name] = next(iter(best.values()))
    return found


def parts_of(name: str) -> list[str]:
    """永丰纺织-郑秀兰 → 永丰纺织, 郑秀兰: what may be an enterprise, or a person."""
    for mark in "-—_·|/\\()（）[]【】,，:：+ 　":
        name = name.replace(mark, " ")
    found = []
    for part in name.split():
        bare = part
        for common in COMMON:
            bare = bare.removesuffix(common)
        for one in (part, bare):
            if len(one) >= SHORTEST and one not in COMMON and one not in found:
                found.append(one)
    return found

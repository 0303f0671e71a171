"""What a pasted chunk holds, message by message, with the enterprise each is probably of. It
proposes; the clerk decides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from weiqitong.core import clock
from weiqitong.core.actor import Actor
from weiqitong.directory.models import Client, Contact

from ..likeness import Known
from ..masking import masked
from ..models import LONGEST, Line
from ..pasting import PICTURE, Pasted, parse
from ..pieces import MOST, Piece
from .talk import client_named, clients_here


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
    """The enterprise each name in a chat group probably speaks for. Three queries."""
    here = clients_here(actor, line)
    people: dict[int, list[str]] = {}
    contacts = Contact.objects.filter(active=True, client__in=here.values("pk"))
    for client, name in contacts.values_list("client", "person__name"):
        people.setdefault(client, []).append(name)
    known = Known(dict(here.values_list("pk", "name")), people)
    found = known.proposals(name for name in names if name)
    clients = here.in_bulk(set(found.values()))
    return {name: clients[pk] for name, pk in found.items()}

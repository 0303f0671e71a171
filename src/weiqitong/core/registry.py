"""Typed places where a higher app tells a lower one what it knows: menu entries, page slots, reach,
file access, open duties.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, Protocol, TypeVar

from django.http import HttpRequest

from .actor import Actor, Role

P = TypeVar("P")


class Registry(Generic[P]):
    """Named providers in the order they were registered; a name may be taken once."""

    def __init__(self, purpose: str) -> None:
        self.purpose = purpose
        self._providers: dict[str, P] = {}

    def register(self, name: str, provider: P) -> None:
        if name in self._providers and self._providers[name] is not provider:
            raise ValueError(f"{self.purpose}: {name} is registered twice")
        self._providers[name] = provider

    def __getitem__(self, name: str) -> P:
        return self._providers[name]

    def get(self, name: str) -> P | None:
        return self._providers.get(name)

    def __iter__(self) -> Iterator[tuple[str, P]]:
        return iter(self._providers.items())

    def __len__(self) -> int:
        return len(self._providers)


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One line of the menu. `label` is a lazy text; `group` 0 is daily work, 1 reference and
    rules."""

    url_name: str
    label: Any  # gettext_lazy string
    icon: str
    roles: frozenset[Role]
    order: int = 50
    group: int = 0
    phone: bool = False  # also a tab of the phone frame
    count: Callable[[Actor], int | None] | None = None
    # In place of `count`: the rows to be counted. The frame counts all such entries in one query.
    rows: Callable[[Actor], Any] | None = None
    # "menu"; "thumb": the large button amid the phone's tabs; "bar": the inbox in the top bar;
    # "find": where the search box of the desk asks.
    place: str = "menu"


class FileOwner(Protocol):
    """Says who may read a stored file that belongs to one of its objects."""

    def __call__(self, actor: Actor, owner_id: int, file_id: int) -> bool: ...


class ClientScope(Protocol):
    """Ids of clients these officials serve, for reach and for homes: a queryset usable in a filter.

    One official, or also those whom a person stands in for.
    """

    def __call__(self, officials: Collection[int]) -> Any: ...


class PageSlot(Protocol):
    """Fills a named place on a lower app's page with a template and its context, or nothing."""

    def __call__(self, request: HttpRequest, **about: Any) -> tuple[str, dict[str, Any]] | None: ...


class Banner(Protocol):
    """A sentence above every page while something holds for all of it (a demo, a rehearsal), or
    nothing.
    """

    def __call__(self, request: HttpRequest) -> str | None: ...


class Standing(Protocol):
    """How a person is shown in the frame: the name of the active role, and the unit or
    enterprise."""

    def __call__(self, actor: Actor) -> tuple[str, str]: ...


class Mandates(Protocol):
    """Ids of the officials on whose behalf a person may act on a day, besides themselves."""

    def __call__(self, actor: Actor, day: date) -> Iterable[int]: ...


class Duties(Protocol):
    """What an official still owes: (sentence, link) pairs, for hand-over and for homes."""

    def __call__(self, official_id: int) -> Iterable[tuple[str, str]]: ...


class UnitHolding(Protocol):
    """Rows of a higher app that lie with a unit, and how one of them passes to the unit that it is
    merged into. Its name in the registry is the label of those rows in the ledger.
    """

    label: Any  # gettext_lazy: what people call them
    field: str  # the column that names the unit

    def held(self, unit_id: int) -> Any:
        """What the unit still owes something on: a queryset of ledgered rows."""

    def move(self, changes: Any, row: Any, unit_id: int) -> None:
        """Record that another unit holds it from now on."""


class SmsSender(Protocol):
    """Takes one text message to a normalised number, in the caller's transaction; a secret one is
    shown to nobody. After `until` it is of no use and need not be sent. `kind` and `values` are the
    same message as a template that a gateway has registered.
    """

    def __call__(
        self,
        to: str,
        text: str,
        *,
        secret: bool,
        now: datetime,
        until: datetime | None = None,
        kind: str = "",
        values: Mapping[str, str] | None = None,
    ) -> None: ...


menu: Registry[MenuEntry] = Registry("menu entries")
file_owners: Registry[FileOwner] = Registry("file owners")
served_clients: Registry[ClientScope] = Registry("clients an official serves")
case_slots: Registry[PageSlot] = Registry("slots on a case's page of the desk")
client_slots: Registry[PageSlot] = Registry("slots on a client's page")
home_slots: Registry[PageSlot] = Registry("panels on the homes of office and leaders")
own_case_slots: Registry[PageSlot] = Registry("slots on a case's page of the enterprise")
duties: Registry[Duties] = Registry("open duties of an official")
mandates: Registry[Mandates] = Registry("leaders on whose behalf a person may act")
banners: Registry[Banner] = Registry("banners above every page")
standings: Registry[Standing] = Registry("how a person is shown in the frame")
unit_holdings: Registry[UnitHolding] = Registry("what a unit holds in higher apps")
department_slots: Registry[PageSlot] = Registry("slots on a department's page")
force_slots: Registry[PageSlot] = Registry("slots on a task force's page")
senders: Registry[SmsSender] = Registry("ways to send a text message")

"""Where an item comes from, and who gave it: a value that conferences and instructions hand in."""

from dataclasses import dataclass
from typing import Protocol

from weiqitong.core.actor import Actor
from weiqitong.core.registry import Registry
from weiqitong.directory.models import Official, Region


@dataclass(frozen=True, slots=True)
class Source:
    """A row of a higher app by label and id; `name` is what people read: its number and title.

    The office of `office` decides about the items, or, where a leader gave them, that leader and
    whoever may act for them (`core.registry.mandates`).
    """

    label: str
    id: int
    name: str
    office: Region
    giver: Official | None = None


class SourcePage(Protocol):
    """The address of a source's page, or "" for whom it is not there."""

    def __call__(self, actor: Actor, source_id: int) -> str: ...


source_pages: Registry[SourcePage] = Registry("pages of what items come from")


def page_of(actor: Actor, label: str, source_id: int) -> str:
    """Where the source of an item is read, if this person may."""
    page = source_pages.get(label)
    return page(actor, source_id) if page else ""

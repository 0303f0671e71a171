"""Where an item comes from, and who gave it: a value that conferences and instructions hand in."""

from dataclasses import dataclass

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

"""A message that a clerk takes over from a chat group: a value."""

from dataclasses import dataclass
from datetime import datetime

from weiqitong.directory.models import Client

MOST = 100  # messages taken over at once


@dataclass(frozen=True, slots=True)
class Piece:
    """Who said it in the group, when, and whose it is, if that is known."""

    name: str
    text: str
    said_at: datetime | None = None
    client: Client | None = None

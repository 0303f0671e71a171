"""Who may say who serves whom: the office of the client's region."""

from weiqitong.core.actor import Actor
from weiqitong.directory.models import Client
from weiqitong.directory.permissions import can_change_client


def can_pair(actor: Actor, client: Client) -> bool:
    """A specialist neither chooses nor leaves a client."""
    return can_change_client(actor, client)

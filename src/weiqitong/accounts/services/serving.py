"""Whether somebody serves a client: asked of the apps above, before anybody may speak for it."""

from weiqitong.core import registry
from weiqitong.core.actor import Actor
from weiqitong.directory.models import Client, Official, Person


def official_serves(official_id: int, client: Client) -> bool:
    """One query for each provider; there is one, `pairing`'s."""
    return any(
        Client.objects.filter(pk=client.pk, pk__in=scope([official_id])).exists()
        for _name, scope in registry.served_clients
    )


def serves(actor: Actor, client: Client | None) -> bool:
    """Whether the person behind the actor serves the client, in whatever role they act now."""
    if client is None or actor.official_id is None:
        return False
    return official_serves(actor.official_id, client)


def is_number_of_server(actor: Actor, person: Person, client: Client) -> bool:
    """Whether the contact's number is that of somebody who serves the client, or of who invites.

    Else a specialist could enter the own phone as the enterprise's, and give the verdict by it.
    """
    if not person.phone_hash:
        return False
    officials = Official.objects.filter(person__phone_hash=person.phone_hash, active=True)
    return any(
        official_id == actor.official_id or official_serves(official_id, client)
        for official_id in officials.values_list("pk", flat=True)[:9]
    )

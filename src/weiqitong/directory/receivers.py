"""Listens to this app's own facts; every listener enqueues one job."""

from typing import Any

from django.dispatch import receiver

from .jobs import index_client
from .models import Client
from .signals import client_changed


@receiver(client_changed, dispatch_uid="directory.index_client")
def on_client_changed(sender: type[Client], client: Client, **_: Any) -> None:
    index_client.enqueue(client_id=client.pk)

"""Registers the app, and tells lower apps what only it knows: whom an official serves."""

from django.apps import AppConfig


class PairingConfig(AppConfig):
    name = "weiqitong.pairing"
    label = "pairing"

    def ready(self) -> None:
        from weiqitong.core import registry

        from . import importing, selectors

        assert importing.IMPORTER
        registry.served_clients.register("pairing", selectors.served_client_ids)

"""Registers the app, its kind of import, and what lower apps learn from it."""

from django.apps import AppConfig


class PairingConfig(AppConfig):
    name = "weiqitong.pairing"
    label = "pairing"

    def ready(self) -> None:
        from . import importing, providers

        assert importing.IMPORTER
        providers.register()

"""Registers the app, and keeps the append-only triggers in place."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    name = "weiqitong.ledger"
    label = "ledger"

    def ready(self) -> None:
        from . import triggers

        post_migrate.connect(triggers.install, sender=self, dispatch_uid="ledger.triggers")
        checks.register(triggers.check, checks.Tags.database)

"""Registers the app, and keeps the trigger in place that guards published rules."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate


class RulesConfig(AppConfig):
    name = "weiqitong.rules"
    label = "rules"

    def ready(self) -> None:
        from . import receivers, triggers  # noqa: F401

        post_migrate.connect(triggers.install, sender=self, dispatch_uid="rules.triggers")
        checks.register(triggers.check, checks.Tags.database)

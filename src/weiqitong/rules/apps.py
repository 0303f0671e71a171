"""Registers the app, and keeps the trigger in place that guards published rules."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RulesConfig(AppConfig):
    name = "weiqitong.rules"
    label = "rules"

    def ready(self) -> None:
        from weiqitong.core import registry

        from . import permissions, receivers, triggers  # noqa: F401

        registry.menu.register(
            "rules.index",
            registry.MenuEntry(
                "rules:index",
                _("Rules"),
                icon="scale",
                roles=permissions.READERS,
                order=60,
                group=1,
            ),
        )
        post_migrate.connect(triggers.install, sender=self, dispatch_uid="rules.triggers")
        checks.register(triggers.check, checks.Tags.database)

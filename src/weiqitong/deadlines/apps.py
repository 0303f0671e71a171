"""Registers the app: its kinds of rules and its receivers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeadlinesConfig(AppConfig):
    name = "weiqitong.deadlines"
    label = "deadlines"

    def ready(self) -> None:
        from weiqitong.core import registry
        from weiqitong.rules.kinds import register
        from weiqitong.rules.permissions import READERS

        from . import kinds, receivers  # noqa: F401

        register(kinds.profiles_kind)
        register(kinds.assignment_kind)
        registry.menu.register(
            "deadlines.years",
            registry.MenuEntry(
                "deadlines:years",
                _("Working calendar"),
                icon="calendar",
                roles=READERS,
                order=61,
                group=1,
            ),
        )

"""Conferences on cases: who meets, agenda, minutes, and the items decided."""

from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "weiqitong.conferences"
    label = "conferences"

    def ready(self) -> None:
        from . import (
            jobs,  # noqa: F401
            providers,
            receivers,  # noqa: F401
        )

        providers.register()

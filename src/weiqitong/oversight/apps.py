"""Registers the app, its kind of rules, its menu and what it puts on a case's page."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "weiqitong.oversight"
    label = "oversight"

    def ready(self) -> None:
        from . import (
            kinds,  # noqa: F401 - registers the ladder
            providers,
            receivers,  # noqa: F401
        )

        providers.register()

"""Registers the app, its notices, its menu and what it puts on a case's page."""

from django.apps import AppConfig


class ItemsConfig(AppConfig):
    name = "weiqitong.items"
    label = "items"

    def ready(self) -> None:
        from . import (
            providers,
            receivers,  # noqa: F401
            telling,  # noqa: F401 - registers the notices
        )

        providers.register()

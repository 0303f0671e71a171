"""Registers the app, its rule kinds and what it tells the apps below."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "weiqitong.cases"
    label = "cases"

    def ready(self) -> None:
        from . import receivers, registering  # noqa: F401

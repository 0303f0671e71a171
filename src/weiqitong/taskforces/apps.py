"""Registers the app, its notices and its menu entry."""

from django.apps import AppConfig


class TaskForcesConfig(AppConfig):
    name = "weiqitong.taskforces"
    label = "taskforces"

    def ready(self) -> None:
        from . import providers, receivers  # noqa: F401

        providers.register()

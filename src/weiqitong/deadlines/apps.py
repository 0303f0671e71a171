"""Registers the app: its kinds of rules and its receivers."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    name = "weiqitong.deadlines"
    label = "deadlines"

    def ready(self) -> None:
        from weiqitong.rules.kinds import register

        from . import kinds, receivers  # noqa: F401

        register(kinds.profiles_kind)
        register(kinds.assignment_kind)

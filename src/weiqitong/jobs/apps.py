"""Registers the app with Django, its menu entries, and the `jobs` module of every app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from weiqitong.core.actor import Role
from weiqitong.core.registry import MenuEntry, menu


class JobsConfig(AppConfig):
    name = "weiqitong.jobs"
    label = "jobs"

    def ready(self) -> None:
        autodiscover_modules("jobs")
        entry = MenuEntry(
            "jobs:queue",
            _("Background jobs"),
            icon="stack-2",
            roles=frozenset({Role.ADMINISTRATOR}),
            order=90,
            group=1,
        )
        menu.register("jobs.queue", entry)

"""Registers the app, its kinds of import, its menu entries and whom its files may be shown to."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "weiqitong.directory"
    label = "directory"

    def ready(self) -> None:
        from . import providers, receivers
        from .importing import clients, contacts, departments, officials, regions

        # Each registers its kind when it is imported; the order is that of a first set-up.
        assert all((receivers, regions, departments, officials, clients, contacts))
        providers.register()

"""Registers the app and its kinds of import."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "weiqitong.directory"
    label = "directory"

    def ready(self) -> None:
        from .importing import clients, contacts, departments, officials, regions

        # Each registers its kind when it is imported; the order is that of a first set-up.
        assert all((regions, departments, officials, clients, contacts))

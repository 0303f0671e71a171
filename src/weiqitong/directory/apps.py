"""Registers the app and its kinds of import."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "weiqitong.directory"
    label = "directory"

    def ready(self) -> None:
        from weiqitong.core import registry

        from . import receivers
        from .importing import clients, contacts, departments, officials, regions

        # Each registers its kind when it is imported; the order is that of a first set-up.
        assert all((receivers, regions, departments, officials, clients, contacts))
        from .selectors import may_read_import

        registry.file_owners.register("import", may_read_import)

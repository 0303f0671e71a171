"""Registers the app: its receivers, its menu entries and its way to send text messages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "weiqitong.notifications"
    label = "notifications"

    def ready(self) -> None:
        from weiqitong.core import registry
        from weiqitong.web.http import EVERYBODY

        from . import permissions, receivers, selectors, services  # noqa: F401

        registry.senders.register("sms", services.send_sms)
        registry.menu.register(
            "notifications.inbox",
            registry.MenuEntry(
                "notifications:inbox",
                _("Notices"),
                icon="bell",
                roles=EVERYBODY,
                rows=selectors.unread_rows,
                place="bar",
            ),
        )
        registry.menu.register(
            "notifications.undelivered",
            registry.MenuEntry(
                "notifications:undelivered",
                _("Undelivered letters"),
                icon="mail-x",
                roles=permissions.OFFICE,
                order=80,
                group=1,
                rows=selectors.undelivered_rows,
            ),
        )

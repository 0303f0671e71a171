"""Registers the app with Django, and with the frame: menu, banner, how a person is shown."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "weiqitong.accounts"
    label = "accounts"

    def ready(self) -> None:
        from . import providers

        providers.register()

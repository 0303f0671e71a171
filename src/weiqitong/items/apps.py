"""Items: what one unit owes by a date, from a conference or an instruction."""

from django.apps import AppConfig


class ItemsConfig(AppConfig):
    name = "weiqitong.items"
    label = "items"

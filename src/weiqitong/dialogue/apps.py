"""The direct line: a county's enterprises and its leaders in one conversation."""

from django.apps import AppConfig


class DialogueConfig(AppConfig):
    name = "weiqitong.dialogue"
    label = "dialogue"

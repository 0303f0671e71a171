"""The direct line: a county's enterprises and its leaders in one conversation."""

from django.apps import AppConfig


class DialogueConfig(AppConfig):
    name = "weiqitong.dialogue"
    label = "dialogue"

    def ready(self) -> None:
        from . import (
            kinds,  # noqa: F401 - registers the limit of an answer
            providers,
            receivers,  # noqa: F401
            telling,  # noqa: F401 - registers what notices say
        )

        providers.register()

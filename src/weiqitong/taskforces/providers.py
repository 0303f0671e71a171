"""What the frame learns from task forces: a menu entry, and how their notices are worded."""

from django.utils.translation import gettext_lazy as _

from weiqitong.core import registry
from weiqitong.core.registry import MenuEntry

from . import permissions, telling


def register() -> None:
    assert telling.JOINED  # its notices are declared with it
    registry.menu.register(
        "taskforces.taskforces",
        MenuEntry(
            url_name="taskforces:taskforces",
            label=_("Task forces"),
            icon="users-group",
            roles=frozenset(permissions.READERS),
            order=23,
        ),
    )

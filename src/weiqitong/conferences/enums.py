"""The words of conferences: how they meet, how far they are, why one was called."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    ROOM = "room", _("In a room")  # 会议
    WRITING = "writing", _("In writing")  # 书面会商


class State(models.TextChoices):
    DRAFT = "draft", _("To be convened")  # 待召集
    CALLED = "called", _("Convened")  # 已召集
    HELD = "held", _("Minutes published")  # 已印发纪要
    CLOSED = "closed", _("Closed")  # 已办结
    CANCELLED = "cancelled", _("Cancelled")  # 已取消


UNDER_WAY = frozenset({State.DRAFT, State.CALLED, State.HELD})
BEFORE_MINUTES = frozenset({State.DRAFT, State.CALLED})


class Reason(models.TextChoices):
    """Why there is a conference."""

    OFFICE = "office", _("By the office")
    LADDER = "ladder", _("Last rung of the ladder")


class Seat(models.TextChoices):
    """As what a unit takes part."""

    MEMBER = "member", _("Takes part")  # 参会单位
    OBSERVER = "observer", _("Looks on")  # 列席单位: asked for no statement

"""The words of the direct line: who speaks, and what has become of a message."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Voice(models.TextChoices):
    """On whose side a message stands."""

    ENTERPRISE = "enterprise", _("Enterprise")
    PASTED = "pasted", _("From a chat group")  # brought in by the office's clerk
    LEADER = "leader", _("Leader")
    OFFICE = "office", _("Office")


ASKING = frozenset({Voice.ENTERPRISE, Voice.PASTED})  # an answer is owed to these


class State(models.TextChoices):
    TALK = "talk", _("Said")  # nothing is owed: a leader's word, the answer to a question
    WAITING = "waiting", _("Awaits an answer")
    ANSWERED = "answered", pgettext_lazy("a message", "Answered")
    CASE = "case", _("Became a need")


class Reminded(models.IntegerChoices):
    """How far the office was reminded of a message that waits."""

    NOT = 0, _("Not yet")
    YELLOW = 1, _("At yellow")
    RED = 2, _("At red")

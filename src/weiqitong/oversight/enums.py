"""The words of oversight: why a supervision order was given, what a referral leads to."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderCause(models.TextChoices):
    LADDER = "ladder", _("Overdue")
    REJECTED = "rejected", _("Rejected again")
    HAND = "hand", _("By the office")


class Concluded(models.TextChoices):
    """How a report of retaliation ended."""

    UPHELD = "upheld", _("Found true")  # 属实
    PARTLY = "partly", _("Partly found true")  # 部分属实
    UNFOUND = "unfound", _("Not found")  # 未查实
    PASSED = "passed", _("Passed on to discipline inspection")  # 移送


class Said(models.TextChoices):
    """A word on a report of retaliation, by whom it is meant to be read."""

    REPLY = "reply", _("Reply")
    NOTE = "note", _("Internal note")  # inspection alone
    MORE = "more", _("More from the enterprise")
    END = "end", _("Conclusion")


class HandedKind(models.TextChoices):
    """What a person of the office hands on. The product sanctions nobody."""

    REMINDER = "reminder", _("Reminder")  # 提醒
    TALK = "talk", _("Talk")  # 约谈
    NOTICE = "notice", _("Proposal of a notice")  # 通报建议
    CLUE = "clue", _("Clue handed over")  # 线索移送


class HandedTo(models.TextChoices):
    """To whom."""

    UNIT = "unit", _("Leadership of the unit")
    INSPECTION = "inspection", _("Discipline inspection")  # 纪检监察机关
    ORGANISATION = "organisation", _("Organisation department")  # 组织部门

"""The ladder as a kind of rules: how it is read, shown and checked."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from weiqitong.core.errors import BadInput
from weiqitong.deadlines.kinds import PROFILES
from weiqitong.deadlines.models import Clock
from weiqitong.deadlines.refusal import Refused
from weiqitong.deadlines.words import refusal_words
from weiqitong.directory.models import Region
from weiqitong.rules import fields
from weiqitong.rules.kinds import Item, RuleKind, register
from weiqitong.rules.selectors import items_in_force

from . import ladder

LADDER = "oversight.ladder"
SAMPLES = Path(__file__).parent / "samples"


def parsed(items: list[Item]) -> tuple[ladder.Line, ...]:
    """The pure parser's refusal in the reader's language, with the line it is about."""
    try:
        return ladder.parse(items)
    except Refused as refused:
        sentence = refusal_words(refused)
        if item := refused.params.get("item"):
            sentence = gettext("%(item)s: %(sentence)s") % {"item": item, "sentence": sentence}
        raise BadInput(sentence, item=refused.params.get("item")) from None


def problems(items: list[Item], at: datetime) -> list[str]:
    """Lines that point at nothing: an unknown profile or region."""
    known = {
        "profile": {item["code"] for item in items_in_force(PROFILES, at)},
        "region": set(Region.objects.values_list("code", flat=True)),
    }
    sentences = {
        "profile": gettext("%(item)s: there is no profile %(code)s."),
        "region": gettext("%(item)s: there is no region %(code)s."),
    }
    return [
        sentences[part] % {"item": item["code"], "code": item[part]}
        for item in items
        for part in ("profile", "region")
        if item.get(part) and item[part] not in known[part]
    ]


def what_climbs(items: list[Item], at: datetime) -> list[str]:
    """How many clocks the next rungs would be counted for anew."""
    count = Clock.objects.filter(climb_at__isnull=False).count()
    if not count:
        return []
    return [gettext("%(count)s running clocks take their next rung by it.") % {"count": count}]


def _late(path: str, label: object) -> fields.Field:
    return fields.number(path, label, blank=None)


ladder_kind = RuleKind(
    code=LADDER,
    label=_("The ladder"),
    help=_(
        "What happens by itself when a clock turns yellow and when it is overdue, in working days"
        " after the day it was due. The most particular region wins, then the profile. An empty"
        " cell: this rung is left out."
    ),
    parse=parsed,
    fields=(
        fields.text("code", _("Code"), required=True),
        fields.text("region", _("Region code"), blank=None),
        fields.text("profile", _("Profile"), blank=None),
        fields.switch("nudge", _("Nudge at yellow"), blank=False),
        _late("head", _("Head of the unit")),
        _late("order", _("Supervision")),
        _late("leader", _("Leader in charge")),
        _late("conference", _("Conference")),
        _late("referral", _("Referral")),
        _late("reply", _("Reply on an order, working days")),
    ),
    problems=problems,
    preview=what_climbs,
    sample=SAMPLES / "ladder.json",
    order=12,
)
register(ladder_kind)


RETALIATION = "oversight.retaliation"


@dataclass(frozen=True, slots=True)
class FirstReply:
    """How many working days inspection has for its first reply, in a region and all below it."""

    code: str
    region: str | None
    reply: int


def first_replies(items: list[Item]) -> tuple[FirstReply, ...]:
    """The lines, or BadInput: one holds everywhere, and none is without days."""
    found = []
    for item in items:
        days = item.get("reply")
        if not isinstance(days, int) or not 1 <= days <= MOST_DAYS:
            sentence = gettext("%(code)s: between 1 and %(most)s working days.")
            said = {"code": item["code"], "most": MOST_DAYS}
            raise BadInput(sentence % said, item=item["code"])
        found.append(FirstReply(item["code"], item.get("region") or None, days))
    if not any(one.region is None for one in found):
        raise BadInput(gettext("One line must hold for every region."))
    return tuple(found)


MOST_DAYS = 30
retaliation_kind = RuleKind(
    code=RETALIATION,
    label=_("Reports of retaliation"),
    help=_(
        "Within how many working days inspection first replies on a report of retaliation. The"
        " most particular region wins."
    ),
    parse=first_replies,
    fields=(
        fields.text("code", _("Code"), required=True),
        fields.text("region", _("Region code"), blank=None),
        fields.number("reply", _("First reply, working days"), blank=None),
    ),
    sample=SAMPLES / "retaliation.json",
    order=14,
)
register(retaliation_kind)

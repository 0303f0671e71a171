"""Scripts of calls as a kind of rules: how they are read, shown and checked; which one holds."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from weiqitong.directory.models import Region
from weiqitong.directory.paths import codes_of
from weiqitong.rules import fields
from weiqitong.rules.kinds import Item, RuleKind, codes, register
from weiqitong.rules.selectors import NotInForce, in_force, parsed

from . import calling
from .calling import Script
from .enums import CallPurpose

SCRIPT = "cases.call_script"
SAMPLES = Path(__file__).parent / "samples"


def _parse(items: list[Item]) -> tuple[Script, ...]:
    codes(items)
    return calling.parse(items)


def _problems(items: list[Item], at: datetime) -> list[str]:
    """Lines for places that there are not."""
    known = set(Region.objects.values_list("code", flat=True))
    return [
        gettext("%(item)s: there is no region %(code)s.")
        % {"item": item["code"], "code": item["region"]}
        for item in items
        if item.get("region") and item["region"] not in known
    ]


def _purposes() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in CallPurpose.choices]


script_kind: RuleKind[tuple[Script, ...]] = RuleKind(
    code=SCRIPT,
    label=_("Calls to enterprises"),
    help=_(
        "What a caller says, and how calls go on. In the words {client}, {contact}, {caller},"
        " {title}, {number}, {lead} and {answered} are filled in."
    ),
    parse=_parse,
    fields=(
        fields.text("code", _("Code"), required=True),
        fields.choice("purpose", _("Purpose of the call"), _purposes, required=True),
        fields.text("region", _("Region code"), blank=None),
        fields.number("after", _("From working day"), required=True),
        fields.number("tries", _("Tries"), required=True),
        fields.number("wait", _("Silence waits, working days"), required=True),
        fields.number("share", _("Share asked, per cent"), required=True),
        fields.text("text", _("Words to say"), required=True, long=True),
    ),
    problems=_problems,
    sample=SAMPLES / "call_script.json",
    order=14,
)
register(script_kind)


def scripts(now: datetime) -> Sequence[Script]:
    """The lines in force; none where a city has no such rules."""
    try:
        version = in_force(SCRIPT, now)
    except NotInForce:
        return ()
    found: tuple[Script, ...] = parsed(SCRIPT, version.pk)
    return found


def script_for(purpose: CallPurpose, region_path: str, now: datetime) -> Script | None:
    """The line for a place; None where a city has no such rules."""
    lines = scripts(now)
    return calling.choose(lines, purpose, codes_of(region_path)) if lines else None

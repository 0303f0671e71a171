"""The dispatch catalogue as a kind of rules: how it is read, shown and checked."""

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from weiqitong.directory.models import Department
from weiqitong.rules import fields
from weiqitong.rules.kinds import Item, RuleKind, register

from . import catalogue
from .enums import Urgency

CATALOGUE = "cases.catalogue"
SAMPLES = Path(__file__).parent / "samples"


def _urgencies() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in Urgency.choices]


def _problems(items: list[Item], at: datetime) -> list[str]:
    """Functions that no department of the city has: their cases would find no lead."""
    known = set(Department.objects.units().values_list("function", flat=True))
    known |= {catalogue.TERRITORY, catalogue.OFFICE}
    wanted = {str(item["lead"]) for item in items if item.get("lead")}
    return (
        [
            gettext("No department has the function “%(function)s”; its cases go to the office.")
            % {"function": function}
            for function in sorted(wanted - known)
        ]
        if len(known) > 2
        else []
    )


catalogue_kind = RuleKind(
    code=CATALOGUE,
    label=_("Dispatch catalogue"),
    parse=catalogue.parse,
    fields=(
        fields.text("code", _("Code"), required=True),
        fields.text("parent", _("Upper category")),
        fields.text("name", pgettext_lazy("thing", "Name"), required=True),
        fields.text("name_en", _("English name")),
        fields.text("lead", _("Lead (function)")),
        fields.words("co", _("Co-handlers (functions)")),
        fields.words("keywords", _("Words by which it is known"), long=True),
        fields.choice("urgency", _("Urgency"), _urgencies),
    ),
    help=_("Which function of department leads a need of each category, and which co-handle."),
    preview=_problems,
    sample=SAMPLES / "catalogue.json",
    order=10,
)
register(catalogue_kind)

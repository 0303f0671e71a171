"""The limit of an answer as a kind of rules: how it is read, shown and checked."""

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from weiqitong.core.errors import BadInput
from weiqitong.deadlines.kinds import read_term, show_term
from weiqitong.deadlines.refusal import Refused
from weiqitong.deadlines.words import refusal_words
from weiqitong.directory.models import Region
from weiqitong.rules import fields
from weiqitong.rules.fields import Field
from weiqitong.rules.kinds import Item, RuleKind, register

from . import limits

LIMITS = "dialogue.limits"
SAMPLES = Path(__file__).parent / "samples"


def parsed(items: list[Item]) -> tuple[limits.Limit, ...]:
    """The pure parser's refusal in the reader's language, with the line it is about."""
    try:
        return limits.parse(items)
    except Refused as refused:
        sentence = refusal_words(refused)
        if item := refused.params.get("item"):
            sentence = gettext("%(item)s: %(sentence)s") % {"item": item, "sentence": sentence}
        raise BadInput(sentence, item=refused.params.get("item")) from None


def problems(items: list[Item], at: datetime) -> list[str]:
    """Lines that name no region there is."""
    known = set(Region.objects.values_list("code", flat=True))
    return [
        gettext("%(item)s: there is no region %(code)s.")
        % {"item": item["code"], "code": item["region"]}
        for item in items
        if item.get("region") and item["region"] not in known
    ]


register(
    RuleKind(
        code=LIMITS,
        label=_("Answers on the direct line"),
        help=_(
            "Within how long an enterprise's message on the direct line is answered. The most"
            " particular region wins; a message keeps the limit it was sent under."
        ),
        parse=parsed,
        fields=(
            fields.text("code", _("Code"), required=True),
            fields.text("region", _("Region code"), blank=None),
            Field("answer", _("Answer"), show_term, read_term, required=True),
        ),
        problems=problems,
        sample=SAMPLES / "limits.json",
        order=14,
    )
)

"""Registered templates (短信模板) as a kind of rules: our kind of message, the gateway's template,
and the names it gives to what is filled in. Carriers send no free text: a message without a
registered template does not go out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from weiqitong.core.errors import BadInput
from weiqitong.core.registry import Registry
from weiqitong.rules import fields
from weiqitong.rules.kinds import Item, RuleKind, codes
from weiqitong.rules.kinds import register as register_rules
from weiqitong.rules.selectors import NotInForce, in_force, parsed

TEMPLATES = "notifications.templates"
SAMPLES = Path(__file__).parent / "samples"


@dataclass(frozen=True, slots=True)
class TextKind:
    """A kind of text message, and what of it may be filled in."""

    code: str
    label: Any  # lazy text
    values: tuple[str, ...]


text_kinds: Registry[TextKind] = Registry("kinds of text messages")


def register(*kinds: TextKind) -> None:
    """Called from an app's ready()."""
    for kind in kinds:
        text_kinds.register(kind.code, kind)


register(
    # The two of `accounts`, which lies below.
    TextKind("accounts.code", _("Code to sign in"), ("code", "minutes")),
    TextKind("accounts.invitation", _("Invitation"), ("name", "place", "address", "days")),
)


@dataclass(frozen=True, slots=True)
class Template:
    """A registered template: its code at the gateway, and there the name of each of our values."""

    code: str
    names: Mapping[str, str]

    def fill(self, values: Mapping[str, str]) -> dict[str, str]:
        """What the gateway is given, under its own names."""
        return {theirs: values.get(ours, "") for ours, theirs in self.names.items()}


@dataclass(frozen=True, slots=True)
class Filled:
    """A text message as a template of the gateway and what is filled in."""

    code: str
    values: Mapping[str, str]


def parse(items: list[Item]) -> Mapping[str, Template]:
    """Templates by our kind; a kind whose template is not yet registered is left out."""
    codes(items)
    return {
        str(item["code"]): Template(str(item["template"]), _names(item))
        for item in items
        if item.get("template")
    }


def _names(item: Item) -> dict[str, str]:
    """`title` or `title=name`: ours, and theirs where it differs."""
    found: dict[str, str] = {}
    for pair in item.get("values") or ():
        ours, sign, theirs = (part.strip() for part in str(pair).partition("="))
        if not ours or (sign and not theirs):
            raise BadInput(
                gettext("%(item)s: “%(pair)s” names no value.")
                % {"item": item["code"], "pair": pair},
                item=item["code"],
            )
        found[ours] = theirs or ours
    return found


def filled(kind: str, values: Mapping[str, str], now: datetime) -> Filled | None:
    """The message as its template; None where none is registered."""
    try:
        version = in_force(TEMPLATES, now)
    except NotInForce:
        return None
    template: Template | None = parsed(TEMPLATES, version.pk).get(kind)
    return Filled(template.code, template.fill(values)) if template else None


def problems(items: list[Item], at: datetime) -> list[str]:
    """Kinds of messages and values that there are not."""
    found = []
    for item in items:
        code = str(item["code"])
        kind = text_kinds.get(code)
        if kind is None:
            found.append(gettext("There is no kind of message “%(item)s”.") % {"item": code})
            continue
        for name in sorted(set(_names(item)) - set(kind.values)):
            words = {"item": code, "name": name}
            found.append(gettext("%(item)s: there is no value “%(name)s”.") % words)
    return found


def unregistered(items: list[Item], at: datetime) -> list[str]:
    """Messages that a gateway would not send."""
    registered = {str(item["code"]) for item in items if item.get("template")}
    missing = [kind for code, kind in text_kinds if code not in registered]
    return [
        gettext("Not registered: “%(kind)s” is not sent by a gateway.") % {"kind": kind.label}
        for kind in missing
    ]


templates_kind: RuleKind[Mapping[str, Template]] = RuleKind(
    code=TEMPLATES,
    label=_("Templates of text messages"),
    help=_(
        "Which template of the gateway stands for which of our messages. Values: our name, or"
        " our name = the gateway's. An empty template: this message is not sent by the gateway."
    ),
    parse=parse,
    fields=(
        fields.text("code", _("Code"), required=True),
        fields.text("template", _("Template code at the gateway"), blank=""),
        fields.words("values", _("Values filled in")),
    ),
    problems=problems,
    preview=unregistered,
    sample=SAMPLES / "templates.json",
    order=60,
)
register_rules(templates_kind)

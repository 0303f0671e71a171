"""Which enterprise asks, as far as a viewer may know it: the one place where a case's client and
contact become words. Pure: it asks no database and looks at no clock.

Whoever shows a client beside a case asks here; `tests/architecture/test_identity.py` holds that.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor, Role
from weiqitong.directory.models import Client, Contact, Region
from weiqitong.web.names import name_of

from .enums import Audience, Confidentiality
from .models import Case
from .words import together

TRADE = 2  # characters of a trade name
SHORTEST = 4  # characters of a name before its core is taken for a name too
FORMS = ("股份有限公司", "有限责任公司", "有限公司", "集团", "公司", "合作社", "厂")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a viewer sees of who asks; everything but the name is empty where that is hidden."""

    name: str
    hidden: bool
    code: str = ""
    href: str = ""
    contact: str = ""  # the person alone
    phone: str = ""  # masked
    contact_href: str = ""

    @property
    def contact_line(self) -> str:
        return together(self.contact, self.phone)


def is_veiled(case: Case, actor: Actor | None) -> bool:
    """Whether this viewer may not know who asks. None is whoever a notice goes to."""
    if not case.is_hidden:
        return False
    return actor is None or actor.role != Role.CONTACT or case.client_id not in actor.client_ids


def client_words(case: Case, actor: Actor | None) -> str:
    """The client's name, or that it is hidden."""
    return hidden_words(case) if is_veiled(case, actor) else name_of(case.client)


def hidden_words(case: Case) -> str:
    if case.confidentiality == Confidentiality.SEALED:
        return _("Enterprise, sealed")
    return _("Enterprise, name hidden")


def identity_of(case: Case, actor: Actor | None) -> Identity:
    """All of it, for a page or a register."""
    if is_veiled(case, actor):
        return Identity(hidden_words(case), hidden=True)
    client, contact = case.client, case.contact
    return Identity(
        name_of(client),
        hidden=False,
        code=client.credit_code or "",
        href=_client_href(client),
        contact=contact.person.name if contact else "",
        phone=contact.person.phone_masked if contact else "",
        contact_href=f"{_client_href(client)}#contacts" if contact else "",
    )


def _client_href(client: Client) -> str:
    """The client's own page, where the product has one."""
    try:
        return reverse("directory:client", args=[client.code])
    except NoReverseMatch:
        return ""


def may_open(attachment_audience: str, *, veiled: bool) -> bool:
    """Whether a file of a hidden enterprise was released to whoever is not the enterprise."""
    return not veiled or attachment_audience != Audience.WITHHELD


# What the enterprise writes itself


def marks_of(client: Client, contacts: Iterable[Contact], places: Iterable[Region]) -> list[str]:
    """Everything by which words would tell who asks, the longest first."""
    found = {client.name, client.name_en, client.code, client.credit_code or "", client.address}
    found |= _short_names(client.name, [one.name for one in places])
    if client.group is not None:
        found |= {client.group.name, *_short_names(client.group.name, ())}
    for contact in contacts:
        person = contact.person
        found |= {person.name, person.phone, person.email}
    return sorted((one for one in found if len(one) > 1), key=len, reverse=True)


def _short_names(name: str, places: Iterable[str]) -> set[str]:
    """What people call a company: without its legal form, without the place before it."""
    core = name
    for form in FORMS:
        core = core.removesuffix(form)
    found = {core}
    for place in sorted((one for one in places if one), key=len, reverse=True):
        for word in (place, place.rstrip("省市区县乡镇")):
            found |= {one.removeprefix(word) for one in tuple(found)}
    long = {one for one in found if len(one) >= SHORTEST}
    # The trade name (字号) leads what is left: rather a word too many is replaced, and shown so
    # before it is sent, than one too few.
    return long | {min(long, key=len)[:TRADE]} if long else long


def without_marks(text: str, marks: Iterable[str]) -> str:
    """The text with every such mark replaced, also where it is written wider or with spaces."""
    plain = "".join(_narrow(one) for one in text)
    spans: list[tuple[int, int]] = []
    for mark in marks:
        letters = (re.escape(_narrow(one)) for one in mark if not one.isspace())
        for hit in re.finditer(r"[\s\-–—.]*".join(letters), plain, re.IGNORECASE):
            if all(hit.end() <= first or hit.start() >= last for first, last in spans):
                spans.append(hit.span())
    for first, last in sorted(spans, reverse=True):
        text = text[:first] + _("(our enterprise)") + text[last:]
    return text


def _narrow(letter: str) -> str:
    """A full-width letter or digit as the plain one, so that places in the text stay the same."""
    plain = unicodedata.normalize("NFKC", letter)
    return plain if len(plain) == 1 else letter

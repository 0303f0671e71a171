"""Facts, history, photos and people of a case, as the page shows them to one viewer."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.web.parts import Fact, Person, Photo, TimelineItem
from weiqitong.web.times import moment_words, size_words

from ... import permissions
from ...dossier import Dossier
from ...enums import OPEN, Audience, Status
from ...identity import identity_of
from ...models import Act, Case
from ...sentences import act_sentence
from ...words import Names, joined, name_of, short_of, together
from ..came import came_facts, entered_words
from ..forces import force_fact
from .rows import HAS_ANSWER

PICTURES = ("image/jpeg", "image/png", "image/webp")


def reported_words(case: Case, now: datetime) -> str:
    when = moment_words(case.reported_at, now)
    if case.specialist_id is None or case.specialist is None:
        return entered_words(case, when, now) or _("reported %(when)s") % {"when": when}
    said = {"name": case.specialist.person.name, "when": when}
    if case.confirmed_at is None:
        return _("reported %(when)s by specialist %(name)s, not yet confirmed") % said
    confirmed = moment_words(case.confirmed_at, now)
    return _("reported by specialist %(name)s, confirmed by the enterprise %(when)s") % {
        "name": said["name"],
        "when": confirmed,
    }


def facts_of(case: Case, dossier: Dossier, actor: Actor, specialist: Person | None) -> list[Fact]:
    co = [one.department for one in dossier.dispatches if one.part == "co"]
    category = name_of(case.category)
    if case.category and case.category.parent:
        category = f"{name_of(case.category.parent)} / {category}"
    who = identity_of(case, actor)
    contact = "" if permissions.is_enterprise(actor, case) else who.contact_line
    behind = permissions.may_look_behind(actor, dossier) and case.is_open
    found = [
        Fact(
            _("Client"),
            who.name,
            reverse("cases:behind", args=[case.number]) if behind else who.href,
        ),
        Fact(_("Contact person"), contact, who.contact_href if contact else ""),
        Fact(_("Lead"), name_of(case.lead)),
        Fact(_("Specialist"), together(specialist.name, specialist.line) if specialist else ""),
        Fact(_("Co-handlers"), joined(dict.fromkeys(short_of(one) for one in co))),
        Fact(_("Category"), category),
        force_fact(case),
        Fact(_("Urgency"), case.get_urgency_display()),
        Fact(_("Channel"), case.get_channel_display()),
        Fact(_("Region"), name_of(case.region)),
        Fact(_("Partner"), name_of(case.partner)),
        *came_facts(case, actor),
        Fact(_("Complains of"), complained_of(case, actor)),
    ]
    return [fact for fact in found if fact.words]


def complained_of(case: Case, actor: Actor) -> str:
    """Whom the enterprise named, for itself and the office that sees to it that they stay out."""
    if not (permissions.is_enterprise(actor, case) or permissions.is_desk(actor, case)):
        return ""
    official = case.about_official.person.name if case.about_official else ""
    return together(short_of(case.about_unit), official)


def timeline_of(
    acts: Sequence[Act], names: Names, actor: Actor, now: datetime, case: Case
) -> list[TimelineItem]:
    """Newest first; the newest that is not a note is marked as the present."""
    items: list[TimelineItem] = []
    marked = case.status not in OPEN
    for act in reversed(acts):
        said = act_sentence(act, names, actor)
        internal = act.audience not in {Audience.EVERYBODY, Audience.CLIENT}
        current = not marked and not internal
        marked = marked or current
        items.append(
            TimelineItem(
                words=said.words,
                at=moment_words(act.at, now),
                who=said.who,
                lines=said.lines,
                quote=said.quote,
                state="now" if current else "",
                internal=internal,
            )
        )
    return items


def photos_of(
    case: Case, inside: bool, acts: Sequence[Act], veiled: bool
) -> tuple[list[Photo], list[Photo]]:
    """What the enterprise laid to it, and what came with an answer."""
    if not getattr(case, "has_files", False):
        return [], []
    rows = case.attachments.select_related("file").order_by("pk")
    if veiled:
        rows = rows.exclude(audience=Audience.WITHHELD)
    if not inside:
        rows = rows.filter(audience__in=[Audience.EVERYBODY, Audience.WITHHELD])
    answered = {act.version for act in acts if act.action in HAS_ANSWER}
    told: list[Photo] = []
    answers: list[Photo] = []
    for one in rows:
        href = reverse("files:file-serve", args=[one.file_id])
        thumb = href if one.file.kind in PICTURES else ""
        photo = Photo(href, one.file.name, thumb, size_words(one.file.size))
        (answers if one.version in answered else told).append(photo)
    return told, answers


def served_by(case: Case) -> Person | None:
    """Who serves the client now."""
    name = getattr(case, "served_by", None)
    return Person(name, getattr(case, "served_from", "") or "") if name else None


def holder_of(case: Case) -> Person | None:
    """Who handles it now: a person where one is named, else the unit with its office number."""
    if case.status == Status.REPORTED or case.lead is None:
        return None
    if case.handler is not None:
        name = case.handler.person.name
        return Person(name, short_of(case.lead), phone=case.lead.phone)
    return Person(name_of(case.lead), phone=case.lead.phone)

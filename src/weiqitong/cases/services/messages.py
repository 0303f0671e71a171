"""Verdicts by text message: whose number it is, which case is meant, and one clear reply where the
message cannot be taken as a verdict.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor
from weiqitong.core.errors import NotAllowed, WrongStep
from weiqitong.directory.models import Contact, Person
from weiqitong.notifications import inbound
from weiqitong.notifications.models import InboundMessage, InboundOutcome

from ..enums import Origin, Status, VerdictChannel
from ..models import Case
from ..replies import Reply, named_by, understood
from .acting import refuse_other_side
from .closing import give_verdict
from .speaking import refuse_its_other_side, speaker

LISTED = 4  # cases named in one reply
MOST_LAPSED = 20  # the last of a client; most of their late words are not late yet
JUST_JUDGED = timedelta(days=30)
SUFFIX = 4  # digits by which a reply names a case


@dataclass(frozen=True, slots=True)
class Found:
    """What a message comes to: the case it judges, or why it judges none."""

    outcome: InboundOutcome
    case: Case | None = None
    several: tuple[Case, ...] = ()
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """The one reply: in words, and as a template of the gateway."""

    kind: str
    words: str
    values: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def take_message(actor: Actor, message_id: int, now: datetime) -> InboundOutcome | None:
    """Act on a message that came in, once; None where that was done already."""
    message = InboundMessage.objects.get(pk=message_id)
    _queue_up(message)
    waiting = InboundMessage.objects.filter(pk=message_id, outcome=InboundOutcome.WAITING)
    contacts = _contacts(message)
    found = _found(message, contacts, now)
    if found.case is not None and found.reply is not None:
        found = _judge(found, found.reply, contacts, now)
    if not waiting.update(outcome=found.outcome):
        return None
    with translation.override(settings.LANGUAGE_CODE):
        told = _told(found)
    region = found.case.region.path if found.case else ""
    inbound.reply(
        actor, message, told.words, now, kind=told.kind, values=dict(told.values),
        region_path=region,
    )  # fmt: skip
    return found.outcome


def _queue_up(message: InboundMessage) -> None:
    """Messages of one number one after the other: of two at once the second finds the verdict."""
    if connection.features.has_select_for_update:
        people = Person.objects.filter(phone_hash=message.number_hash).order_by("pk")
        list(people.select_for_update().values_list("pk"))
        list(InboundMessage.objects.filter(pk=message.pk).select_for_update().values_list("pk"))


def _contacts(message: InboundMessage) -> dict[int, Contact]:
    """Client → its contact with this number: known people only, by the keyed hash."""
    if not message.number_hash:
        return {}
    rows = Contact.objects.filter(
        person__phone_hash=message.number_hash, active=True, client__active=True
    )
    return {one.client_id: one for one in rows.select_related("person").order_by("-pk")}


def _found(message: InboundMessage, contacts: Mapping[int, Contact], now: datetime) -> Found:
    if not contacts:
        return Found(InboundOutcome.STRANGER)
    reply = understood(message.text)
    rows = Case.objects.filter(client__in=contacts, origin=Origin.LIVE).select_related("region")
    waiting = list(rows.filter(status=Status.ANSWERED).order_by("answered_at", "pk"))
    lapsed = list(rows.filter(status=Status.LAPSED).order_by("-closed_at", "pk")[:MOST_LAPSED])
    if reply is None and (waiting or lapsed):
        return Found(InboundOutcome.UNCLEAR, several=tuple(waiting))
    if reply is None:
        return Found(InboundOutcome.NOTHING)
    if reply.suffix:
        named = [one for one in (*waiting, *lapsed) if named_by(one.number, reply.suffix)]
        if not named:
            return _unnamed(rows, reply, waiting, now)
    else:
        named = waiting or lapsed
    if len(named) == 1:
        return Found(InboundOutcome.VERDICT, named[0], reply=reply)
    if named:
        return Found(InboundOutcome.SEVERAL, several=tuple(named))
    judged = _judged(rows, now)
    return Found(InboundOutcome.JUDGED if judged else InboundOutcome.NOTHING, judged)


def _unnamed(rows: QuerySet[Case], reply: Reply, waiting: list[Case], now: datetime) -> Found:
    """The number given ends no case that waits: one that was judged, or none of theirs."""
    judged = [
        one
        for one in rows.filter(verdict_at__gte=now - JUST_JUDGED)
        if named_by(one.number, reply.suffix)
    ]
    if judged:
        return Found(InboundOutcome.JUDGED, judged[0])
    return Found(InboundOutcome.SEVERAL if waiting else InboundOutcome.NOTHING,
                 several=tuple(waiting))  # fmt: skip


def _judged(rows: QuerySet[Case], now: datetime) -> Case | None:
    """What was judged last, if that is not long ago."""
    return rows.filter(verdict_at__gte=now - JUST_JUDGED).order_by("-verdict_at").first()


def _judge(found: Found, reply: Reply, contacts: Mapping[int, Contact], now: datetime) -> Found:
    """The verdict as by login: the same plan, the same refusals. No rating is asked for by text
    message, and none is assumed.
    """
    case = found.case
    assert case is not None
    contact = contacts[case.client_id]
    who = speaker(contact, case)
    try:
        with transaction.atomic():
            refuse_other_side(who, case, now)
            refuse_its_other_side(case, contact, now)
            give_verdict(
                who,
                case,
                yes=reply.yes,
                rating=None,
                channel=VerdictChannel.MESSAGE,
                contact=contact,
                now=now,
            )
    except NotAllowed:
        return Found(InboundOutcome.REFUSED, case)
    except WrongStep:  # judged by login meanwhile, or its time is over
        case.refresh_from_db()
        late = case.status == Status.LAPSED
        return Found(InboundOutcome.NOTHING if late else InboundOutcome.JUDGED, case)
    return found


def _told(found: Found) -> Told:
    title = found.case.title if found.case else ""
    if found.outcome == InboundOutcome.VERDICT and found.reply is not None:
        verdict = _("accepted") if found.reply.yes else _("not accepted")
        said = {"title": title, "verdict": verdict}
        words = _("Your verdict on “%(title)s” is on record: %(verdict)s. Thank you.") % said
        return Told("cases.heard", words, said)
    words = {
        InboundOutcome.STRANGER: _(
            "This number is not registered with an enterprise. Please sign in to give your verdict."
        ),
        InboundOutcome.NOTHING: _("No answer waits for your verdict at present."),
        InboundOutcome.JUDGED: _("“%(title)s” has its verdict already. The first one stands.")
        % {"title": title},
        InboundOutcome.REFUSED: _(
            "You serve or handle this enterprise: its verdict is its own to give."
        ),
        InboundOutcome.SEVERAL: _several(found.several),
        InboundOutcome.UNCLEAR: _unclear(found.several),
    }[found.outcome]
    return Told("cases.unheard", words, {"words": words})


def suffix_of(case: Case) -> str:
    """The digits by which a reply names a case."""
    return case.number[-SUFFIX:]


def _several(cases: Iterable[Case]) -> str:
    """Which wait, each with the end of its number."""
    listed = list(cases)
    named = "; ".join(f"{suffix_of(one)} “{one.title[:12]}”" for one in listed[:LISTED])
    return _("Several answers wait: %(cases)s. Reply 1 or 2, a space and the four digits.") % {
        "cases": named
    }


def _unclear(cases: tuple[Case, ...]) -> str:
    if len(cases) > 1:
        return _several(cases)
    return _("We did not understand. Reply 1 to accept the answer, 2 not to accept it.")

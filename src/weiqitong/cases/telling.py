"""Who hears of an act: lines for inboxes, signed links to the enterprise, and the index.

Runs in a job after the act. Whom an act concerns is a table; a signed link goes to one contact of
the client and nobody else, so neither specialist nor handler ever holds one.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from weiqitong.accounts.duties import on_duty
from weiqitong.accounts.selectors import administrators_of
from weiqitong.core import crypto
from weiqitong.core.clock import at, local
from weiqitong.deadlines.selectors.calendars import calendar_at
from weiqitong.directory.models import Contact, Person, Region
from weiqitong.notifications import kinds, quiet, services, sms_templates
from weiqitong.notifications.models import Channel, Notice
from weiqitong.search import services as search

from .concerned import TOLD, at_desk, without_complained
from .enums import Action, Origin, Status, TurnKind, Urgency
from .identity import client_words
from .models import Act, Case, LinkPurpose, SignedLink
from .services.intake import desk_of
from .services.speaking import of_other_side

LINK_LIFE = timedelta(days=14)
LABEL = "case"
BULK = 500

SENTENCES = {
    Action.REPORT: _("New need: %(title)s (%(client)s)"),
    Action.CONFIRM: _("%(client)s stands by what was reported: %(title)s"),
    Action.SORT: _("Moved to your desk: %(title)s (%(client)s)"),
    Action.SOLVE: _("Your specialist has answered on the spot: %(title)s. Do you accept it?"),
    Action.DISPATCH: _("Dispatched to %(lead)s: %(title)s, answer by %(due_at)s"),
    Action.NAME: _("%(lead)s now leads: %(title)s, answer by %(due_at)s"),
    Action.ACCEPT: _("%(lead)s has received it: %(title)s"),
    Action.ASSIGN: _("Passed on to you: %(title)s, answer by %(due_at)s"),
    Action.CONTACT: _("%(lead)s was in touch: %(title)s"),
    Action.PLAN: _("There is a plan: %(title)s"),
    Action.ASK: _("%(lead)s asks you something: %(title)s, please reply by %(due_at)s"),
    Action.REPLY: _("The enterprise has replied: %(title)s"),
    Action.RESUME: _("Goes on without a reply: %(title)s"),
    Action.OPINE: _("A co-handler has given its opinion: %(title)s"),
    Action.SUBMIT: _("For your sign-off: %(title)s"),
    Action.SIGN: _("For your sign-off: %(title)s"),
    Action.RETURN: _("Returned for revision: %(title)s"),
    Action.ANSWER: _("There is an answer: %(title)s. Do you accept it?"),
    Action.ACCEPT_ANSWER: _("The enterprise accepts the answer: %(title)s"),
    Action.REJECT_ANSWER: _("The enterprise does not accept the answer: %(title)s"),
    Action.REMIND: _("We still wait for your word: %(title)s"),
    Action.LAPSE: _("No verdict came in time: %(title)s"),
    Action.DECLINE: _("Not receivable: %(title)s. One appeal is open to you."),
    Action.APPEAL: _("An appeal: %(title)s (%(client)s)"),
    Action.WITHDRAW: _("Withdrawn by the enterprise: %(title)s"),
    Action.OBJECT: _("Is this yours? Please say so by %(due_at)s: %(title)s (%(client)s)"),
    Action.HEAR: _("To be designated by %(due_at)s: %(title)s (%(client)s)"),
    Action.UNHEARD: _("To be designated by %(due_at)s, without a statement: %(title)s"),
    Action.DESIGNATE: _("%(lead)s leads by designation: %(title)s, answer by %(due_at)s"),
    Action.APPLY: _("An application awaits a decision: %(title)s (%(client)s)"),
    Action.GRANT: _("The application was agreed to: %(title)s"),
    Action.REFUSE: _("The application was refused: %(title)s"),
    Action.EXTEND: _("The answer takes longer, with its reason: %(title)s"),
    Action.PARK: _("Cannot be solved now; the next reply comes by %(due_at)s: %(title)s"),
    Action.FOLLOW: _("News of your parked need: %(title)s; next by %(due_at)s"),
    Action.UNPARK: _("Taken up again: %(title)s, answer by %(due_at)s"),
    Action.FIND: _("Concluded by a finding: %(title)s. One appeal is open to you."),
    Action.HURRY: _("The enterprise asks to hurry: %(title)s (%(client)s)"),
    Action.NUDGE: _("The office asks you to move: %(title)s (%(client)s), by %(due_at)s"),
    Action.RUNG: _("Its time is running out or over; please see to it: %(title)s (%(client)s)"),
    Action.CONFER: _("A conference is called on: %(title)s (%(client)s)"),
    Action.CONCLUDE: _("A conference has concluded on: %(title)s (%(client)s)"),
    Action.INSTRUCT: _("There is an instruction of a leader: %(title)s (%(client)s)"),
    Action.HAND_OVER: _("Comes to you because somebody left: %(title)s, by %(due_at)s"),
    Action.LOOK: _(
        "The office looked at your hidden name; who and why stands on its page: %(title)s"
    ),
    Action.RELEASE: _("Files of the enterprise were released: %(title)s"),
    Action.LOWER: _("The enterprise hides less than before: %(title)s (%(client)s)"),
    Action.TAKE_BACK: _("The unit can handle it no more: %(title)s, another lead by %(due_at)s"),
    Action.LINK: _("Linked to another need: %(title)s (%(client)s)"),
    Action.UNLINK: _("Stands alone again: %(title)s (%(client)s)"),
    Action.SPLIT: _("Your need is handled in parts: %(title)s"),
    Action.PART: _("All parts are closed, to be summed up by %(due_at)s: %(title)s"),
    Action.SUM_UP: _("There is an answer to your whole need: %(title)s. Do you accept it?"),
    Action.MOVE: _("%(lead)s now goes on with it: %(title)s, answer by %(due_at)s"),
    Action.UNDO: _("The office has taken its dispatch back and assigns it anew: %(title)s"),
    Action.ESCALATE: _("Goes to another level: %(title)s, who leads is named by %(due_at)s"),
    Action.HAND_DOWN: _("Handed down to your office: %(title)s (%(client)s), by %(due_at)s"),
    Action.CO_ADD: _("Your opinion is asked for: %(title)s (%(client)s)"),
    Action.CO_RELEASE: _("A co-handler was released: %(title)s (%(client)s)"),
}
UNSEATED = "case.unseated"
kinds.register(
    *(
        kinds.NoticeKind(f"case.{action}", text, brief=action.label)
        for action, text in SENTENCES.items()
    )
)
PUSHED = "case.pushed"  # told by services.calling
kinds.register(
    kinds.NoticeKind(UNSEATED, _("Nobody sits at %(place)s: its needs now go to %(desk)s")),
)
kinds.register(
    kinds.NoticeKind(PUSHED, _("%(client)s says that it was pushed to withdraw: %(title)s")),
)
sms_templates.register(
    sms_templates.TextKind("cases.confirm", _("Right what was reported?"), ("title", "link")),
    sms_templates.TextKind("cases.verdict", _("Verdict asked for"), ("title", "link")),
    sms_templates.TextKind(
        "cases.verdict_reply",
        _("Verdict asked for, with a reply by text message"),
        ("title", "number", "suffix", "link"),
    ),
    sms_templates.TextKind("cases.emergency", _("Emergency for who is on duty"), ("place", "link")),
    sms_templates.TextKind("cases.heard", _("Verdict taken"), ("title", "verdict")),
    sms_templates.TextKind("cases.unheard", _("Message not taken as a verdict"), ("words",)),
)

# Acts after which the enterprise gets a link by which it can answer without signing in.
LINKED: dict[Action, LinkPurpose] = {
    Action.REPORT: LinkPurpose.CONFIRM,
    Action.SOLVE: LinkPurpose.VERDICT,
    Action.ANSWER: LinkPurpose.VERDICT,
    Action.SUM_UP: LinkPurpose.VERDICT,
    Action.REMIND: LinkPurpose.VERDICT,
}
# Added where messages come in.
HOW_TO_REPLY = _(
    "Or reply 1 to accept it, 2 not to accept it; if several wait, add a space and %(suffix)s."
)


def tell_step(case_id: int, version: int, now: datetime) -> None:
    """Notices and letters of one act, once: a job that runs twice finds the act told."""
    with transaction.atomic():
        related = ("case__desk", "case__client", "case__lead", "case__region__parent")
        act = Act.objects.select_related(*related).get(case=case_id, version=version)
        if not Act.objects.filter(pk=act.pk, told_at=None).update(told_at=now):
            return
        case, action = act.case, Action(act.action)
        if case.origin != Origin.LIVE or action not in TOLD:
            return
        day = local(now).date()
        heard = [user for who in TOLD[action] for user in who(case, act, day)]
        users = without_complained(case, heard, day)
        others = [user for user in users if user != act.user_id]
        services.tell(None, others, f"case.{action}", _facts(case), f"/cases/{case.number}/", now)
        _tell_of_empty_desks(case, act, now)
        _ring(case, act, now)
        if _wants_link(case, act):
            send_link(case, LINKED[action], now)


# Acts that bring a case to a desk, and may have passed one over.
TO_A_DESK = frozenset(
    {
        Action.REPORT,
        Action.APPEAL,
        Action.REJECT_ANSWER,
        Action.HAND_OVER,
        Action.TAKE_BACK,
        Action.ESCALATE,
    }
)


def _tell_of_empty_desks(case: Case, act: Act, now: datetime) -> None:
    """An administrator hears, once a day for each place, that nobody sits there."""
    if act.action not in TO_A_DESK or act.turn_kind not in {TurnKind.OFFICE, TurnKind.LEADER}:
        return
    day = local(now).date()
    passed = set(act.facts.get("passed") or ())
    if act.action == Action.REPORT:
        passed.add(desk_of(case.region).pk)
    passed.discard(act.turn_id)
    moved_on = act.turn_id != case.desk_id  # told late: somebody had it meanwhile
    if not moved_on and not list(at_desk(case, act, day)):
        passed.add(case.desk_id)
    for place in Region.objects.filter(pk__in=passed).order_by("path"):
        users = administrators_of(place, day=day)
        of_today = Notice.objects.filter(user__in=users, kind=UNSEATED, at__gte=at(day))
        told = set(of_today.filter(facts__region=place.pk).values_list("user", flat=True))
        facts = {"place": place.name, "desk": case.desk.name, "region": place.pk}
        others = [user for user in users if user not in told]
        services.tell(None, others, UNSEATED, facts, f"/regions/{place.code}/", now)


def _ring(case: Case, act: Act, now: datetime) -> None:
    """An emergency that comes to a unit or an office when nobody is at work rings the phone of
    whoever is on duty there; nobody's where nobody is.
    """
    if case.urgency != Urgency.EMERGENCY or act.turn_kind not in RINGS:
        return
    if (act.turn_kind, act.turn_id) != (case.turn_kind, case.turn_id):
        return  # told late: it has moved on
    calendar = calendar_at(case.desk.path)
    if calendar.next_opening(now) == calendar.local(now):
        return  # somebody is at work
    place = case.desk if act.turn_kind == TurnKind.OFFICE else case.lead
    official = on_duty(place, now) if place else None
    if official is None or not official.person.phone_sealed:
        return
    with translation.override(settings.LANGUAGE_CODE):
        values = {
            "place": place.name if place else "",
            "link": f"{settings.BASE_URL}/cases/{case.number}/",
        }
        words = _("Emergency at %(place)s, you are on duty: %(link)s") % values
    services.write_letter(
        Channel.SMS,
        official.person.phone,
        case.number,
        str(words),
        False,
        case.desk.path,
        now,
        kind="cases.emergency",
        values=values,
    )


RINGS = frozenset({TurnKind.OFFICE, TurnKind.UNIT})


def _facts(case: Case) -> dict[str, Any]:
    # An address and the words of a hidden need never stand side by side before others.
    secret: dict[str, Any] = {"secret": True} if case.is_hidden else {}
    return secret | {
        "title": case.title,
        "client": client_words(case, None),
        "lead": case.lead.name if case.lead else "",
        "due_at": case.turn_until.isoformat() if case.turn_until else "",
    }


def _wants_link(case: Case, act: Act) -> bool:
    action = Action(act.action)
    if action == Action.REPORT:
        return case.confirmed_at is None  # somebody else wrote it down
    # A reminder may also be of a question; and a job that comes late finds the case judged.
    return action in LINKED and case.status == Status.ANSWERED


def send_link(case: Case, purpose: LinkPurpose, now: datetime) -> None:
    """A signed link to the contact of the case, by text message, else by e-mail; to another of the
    client's where this one left, or has the number of somebody who serves or handles it.
    """
    contact = next((one for one in _reachable(case) if not of_other_side(case, one, now)), None)
    if contact is None:
        return
    token = crypto.token()
    expires_at = now + LINK_LIFE
    SignedLink.objects.create(
        token_hash=crypto.token_hash(token),
        purpose=purpose,
        case=case,
        contact=contact,
        round=case.round,
        made_at=now,
        expires_at=expires_at,
    )
    address = f"{settings.BASE_URL}/w/{token}/"
    person = contact.person
    channel = Channel.SMS if person.phone_sealed else Channel.EMAIL
    values = {"title": case.title, "link": address}
    # Only the number on record may reply, and only where messages come in.
    replies = channel == Channel.SMS and bool(settings.SMS_INBOUND_SECRET)
    kind = f"cases.{purpose}"
    with translation.override(settings.LANGUAGE_CODE):
        words = {
            LinkPurpose.CONFIRM: _("Reported for you: “%(title)s”. Right? %(link)s")
            if case.specialist_id is None
            else _("Your specialist reported for you: “%(title)s”. Right? %(link)s"),
            LinkPurpose.VERDICT: _("There is an answer to “%(title)s”. Do you accept it? %(link)s"),
        }[purpose] % values
        if replies and purpose == LinkPurpose.VERDICT:
            kind = "cases.verdict_reply"
            values |= {"number": case.number, "suffix": case.number[-4:]}
            words = f"{words} {HOW_TO_REPLY % values}"
    services.write_letter(
        channel,
        _address(person),
        case.title,
        str(words),
        True,
        case.region.path,
        now,
        expires_at=expires_at,
        # No need, no disturbance: a link that is good for two weeks wakes nobody.
        not_before=None if case.urgency == Urgency.EMERGENCY else quiet.usual(now),
        kind=kind,
        values=values,
    )


def _reachable(case: Case) -> list[Contact]:
    """The client's contacts with a number or an address, the one of the case first."""
    rows = Contact.objects.filter(client=case.client_id, active=True).select_related("person")
    found = [one for one in rows.order_by("-primary", "pk") if _address(one.person)]
    return sorted(found, key=lambda one: one.pk != case.contact_id)


def _address(person: Person) -> str:
    return person.phone if person.phone_sealed else person.email


def index_case(case_id: int, now: datetime) -> None:
    index_cases([case_id], now)


def index_cases(ids: Iterable[int], now: datetime) -> None:
    """Number, title, words and client: what people search cases by. A hidden name stays out."""
    pks = list(ids)
    for begin in range(0, len(pks), BULK):
        cases = Case.objects.filter(pk__in=pks[begin : begin + BULK]).select_related("client")
        search.index_many(LABEL, [(case.pk, searchable(case)) for case in cases], now)


def searchable(case: Case) -> str:
    client = "" if case.is_hidden else case.client.name
    return "\n".join((case.number, case.title, case.text, client))

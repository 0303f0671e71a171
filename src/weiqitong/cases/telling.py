"""Who hears of an act: lines for inboxes, signed links to the enterprise, and the index.

Runs in a job after the act. Whom an act concerns is a table; a signed link goes to one contact of
the client and nobody else, so neither specialist nor handler ever holds one.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from weiqitong.accounts.selectors import (
    administrators_of,
    contacts_to_tell,
    user_of_official,
    users_with_role,
)
from weiqitong.core import crypto
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import at, local
from weiqitong.directory.models import Contact, Official, Person, Region
from weiqitong.directory.paths import upwards
from weiqitong.notifications import kinds, services
from weiqitong.notifications.models import Channel, Notice
from weiqitong.pairing.selectors import specialist_of
from weiqitong.search import services as search

from .enums import Action, ApplicationState, Origin, Part, RungKind, Status, TurnKind
from .models import Act, Case, LinkPurpose, SignedLink
from .plans import needed
from .services.acting import serves_or_handles
from .services.intake import desk_of

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
    Action.HAND_OVER: _("Comes to you because somebody left: %(title)s, by %(due_at)s"),
    Action.TAKE_BACK: _("The unit can handle it no more: %(title)s, another lead by %(due_at)s"),
}
UNSEATED = "case.unseated"
kinds.register(*(kinds.NoticeKind(f"case.{action}", text) for action, text in SENTENCES.items()))
kinds.register(
    kinds.NoticeKind(UNSEATED, _("Nobody sits at %(place)s: its needs now go to %(desk)s")),
)

Who = Callable[[Case, Act, date], Iterable[int]]


def _client(case: Case, act: Act, day: date) -> Iterable[int]:
    return contacts_to_tell(case.client_id, day=day)


def _specialist(case: Case, act: Act, day: date) -> Iterable[int]:
    official = specialist_of(case.client_id, day)
    user = user_of_official(official.pk) if official else None
    return [user] if user else []


def _desk(case: Case, act: Act, day: date) -> Iterable[int]:
    if case.turn_kind == TurnKind.LEADER:
        return [
            user
            for role in (Role.LEADER, Role.SECRETARY)
            for user in users_with_role(role, day=day, region_path=case.desk.path)
        ]
    return users_with_role(Role.COORDINATOR, day=day, region_path=case.desk.path)


def _lead(case: Case, act: Act, day: date) -> Iterable[int]:
    """Whoever handles for the lead: a person, else the section's, else the unit's liaisons."""
    if case.handler_id:
        user = user_of_official(case.handler_id)
        return [user] if user else []
    unit = case.section_id or case.lead_id
    return _unit([unit], day) if unit else []


def _co(case: Case, act: Act, day: date) -> Iterable[int]:
    open_ = case.dispatches.filter(part=Part.CO, ended_at=None, answered_at=None)
    return _unit(list(open_.values_list("department", flat=True)), day)


def _unit(ids: list[int], day: date) -> list[int]:
    return [
        user
        for role in (Role.LIAISON, Role.HANDLER)
        for user in users_with_role(role, day=day, department_ids=ids)
    ]


def _turn(case: Case, act: Act, day: date) -> Iterable[int]:
    """The person whose turn it became."""
    if act.turn_kind in {TurnKind.SIGNER, TurnKind.HANDLER} and act.turn_id:
        user = user_of_official(act.turn_id)
        return [user] if user else []
    return _lead(case, act, day) if act.turn_kind == TurnKind.UNIT else []


def _turn_unit(case: Case, act: Act, day: date) -> Iterable[int]:
    """The unit an objection asks."""
    return _unit([act.turn_id], day) if act.turn_id else []


def _heard(case: Case, act: Act, day: date) -> Iterable[int]:
    """The units that objected and were asked."""
    ids = case.objections.values_list("department", "proposed")
    return _unit([one for pair in ids for one in pair], day)


def _deciders(case: Case, act: Act, day: date) -> Iterable[int]:
    """Who may decide what the lead applied for: its desk; for a finding the offices above too."""
    found = list(users_with_role(Role.COORDINATOR, day=day, region_path=case.desk.path))
    open_ = case.applications.filter(state=ApplicationState.ASKED).first()
    if open_ is None:
        return []
    above = case.desk.parent
    if needed(open_.kind) > 1 and above is not None:
        found += users_with_role(Role.COORDINATOR, day=day, region_path=above.path)
    return found


def _turn_holder(case: Case, act: Act, day: date) -> Iterable[int]:
    """Whoever owns the next step."""
    if act.turn_kind in {TurnKind.OFFICE, TurnKind.LEADER}:
        return _desk(case, act, day)
    if act.turn_kind == TurnKind.UNIT:
        return _turn_unit(case, act, day)
    return _turn(case, act, day) if act.turn_kind != TurnKind.ENTERPRISE else _lead(case, act, day)


def _named(case: Case, act: Act, day: date) -> Iterable[int]:
    """The person a rung names."""
    official = act.facts.get("official")
    user = user_of_official(official) if official else None
    return [user] if user else []


# Who hears of a rung beside the person it names: roles of the region that the act states.
RISEN: dict[str, tuple[Role, ...]] = {
    RungKind.HEAD: (Role.COORDINATOR,),
    RungKind.ORDER: (Role.COORDINATOR,),
    RungKind.LEADER: (Role.LEADER, Role.SECRETARY, Role.COORDINATOR),
    RungKind.CONFERENCE: (Role.LEADER, Role.SECRETARY, Role.COORDINATOR),
    RungKind.REFERRAL: (Role.INSPECTOR, Role.COORDINATOR),
}


def _risen(case: Case, act: Act, day: date) -> Iterable[int]:
    """Whoever holds it, and those the rung brings in."""
    found = list(_turn_holder(case, act, day))
    region = Region.objects.filter(pk=act.facts.get("region") or 0).first()
    roles = RISEN.get(str(act.facts.get("rung")), ()) if region else ()
    for role in roles:
        for path in upwards(region.path if region else ""):
            users = users_with_role(role, day=day, region_path=path)
            found += users
            if users:
                break  # the nearest office, leader or inspection above
    return found


def _now(case: Case, act: Act, day: date) -> Iterable[int]:
    """Whoever has the next step after it: a person, a unit, an office."""
    at_a_desk = act.turn_kind in {TurnKind.OFFICE, TurnKind.LEADER}
    if act.facts.get("co") and not at_a_desk:
        return []  # nobody's turn moved; the lead reads it on the case
    if act.turn_kind == TurnKind.SIGNER and not act.facts.get("signers"):
        return _lead(case, act, day)  # it will come back to them
    return _turn_holder(case, act, day)


def _recalled(case: Case, act: Act, day: date) -> Iterable[int]:
    """The signer from whose desk the author took an answer back."""
    user = user_of_official(act.facts["signer"]) if act.facts.get("recalled") else None
    return [user] if user else []


TOLD: dict[Action, tuple[Who, ...]] = {
    Action.REPORT: (_desk, _client, _specialist),
    Action.CONFIRM: (_specialist,),
    Action.SORT: (_desk,),
    Action.SOLVE: (_client,),
    Action.DISPATCH: (_lead, _co, _client, _specialist),
    Action.NAME: (_lead, _co, _client, _specialist),
    Action.ACCEPT: (_client,),
    Action.ASSIGN: (_turn,),
    Action.CONTACT: (_client,),
    Action.PLAN: (_client,),
    Action.ASK: (_client, _specialist),
    Action.REPLY: (_lead,),
    Action.RESUME: (_lead, _client),
    Action.OPINE: (_lead,),
    Action.SUBMIT: (_turn,),
    Action.SIGN: (_turn,),
    Action.RETURN: (_lead, _recalled),
    Action.ANSWER: (_client, _specialist),
    Action.ACCEPT_ANSWER: (_lead, _desk, _specialist),
    Action.REJECT_ANSWER: (_desk, _specialist),
    Action.REMIND: (_client,),
    Action.LAPSE: (_client, _lead),
    Action.DECLINE: (_client, _specialist),
    Action.APPEAL: (_desk,),
    Action.WITHDRAW: (_lead, _desk, _specialist),
    Action.OBJECT: (_turn_unit, _desk),
    Action.HEAR: (_desk, _lead),
    Action.UNHEARD: (_desk,),
    Action.DESIGNATE: (_lead, _heard, _client, _specialist),
    Action.APPLY: (_deciders,),
    Action.GRANT: (_lead, _deciders),
    Action.REFUSE: (_lead,),
    Action.EXTEND: (_client, _specialist),
    Action.PARK: (_client, _specialist),
    Action.FOLLOW: (_client, _specialist),
    Action.UNPARK: (_client, _specialist),
    Action.FIND: (_client, _specialist, _lead),
    Action.HURRY: (_turn_holder, _desk),
    Action.NUDGE: (_turn_holder,),
    Action.RUNG: (_named, _risen),
    Action.HAND_OVER: (_now,),
    Action.TAKE_BACK: (_desk, _client, _specialist),
}
# Acts after which the enterprise gets a link by which it can answer without signing in.
LINKED: dict[Action, LinkPurpose] = {
    Action.REPORT: LinkPurpose.CONFIRM,
    Action.SOLVE: LinkPurpose.VERDICT,
    Action.ANSWER: LinkPurpose.VERDICT,
    Action.REMIND: LinkPurpose.VERDICT,
}


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
        users = [user for who in TOLD[action] for user in who(case, act, day)]
        others = [user for user in users if user != act.user_id]
        services.tell(None, others, f"case.{action}", _facts(case), f"/cases/{case.number}/", now)
        _tell_of_empty_desks(case, act, now)
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
    if not moved_on and not list(_desk(case, act, day)):
        passed.add(case.desk_id)
    for place in Region.objects.filter(pk__in=passed).order_by("path"):
        users = administrators_of(place, day=day)
        of_today = Notice.objects.filter(user__in=users, kind=UNSEATED, at__gte=at(day))
        told = set(of_today.filter(facts__region=place.pk).values_list("user", flat=True))
        facts = {"place": place.name, "desk": case.desk.name, "region": place.pk}
        others = [user for user in users if user not in told]
        services.tell(None, others, UNSEATED, facts, f"/regions/{place.code}/", now)


def _facts(case: Case) -> dict[str, str]:
    return {
        "title": case.title,
        "client": case.client.name,
        "lead": case.lead.name if case.lead else "",
        "due_at": case.turn_until.isoformat() if case.turn_until else "",
    }


def _wants_link(case: Case, act: Act) -> bool:
    action = Action(act.action)
    if action == Action.REPORT:
        return case.specialist_id is not None and case.confirmed_at is None
    # A reminder may also be of a question; and a job that comes late finds the case judged.
    return action in LINKED and case.status == Status.ANSWERED


def send_link(case: Case, purpose: LinkPurpose, now: datetime) -> None:
    """A signed link to the contact of the case, by text message, else by e-mail; to another of the
    client's where this one left, or has the number of somebody who serves or handles it.
    """
    contact = next((one for one in _reachable(case) if not _of_other_side(case, one, now)), None)
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
    with translation.override(settings.LANGUAGE_CODE):
        words = {
            LinkPurpose.CONFIRM: _(
                "Your specialist reported for you: “%(title)s”. Right? %(link)s"
            ),
            LinkPurpose.VERDICT: _("There is an answer to “%(title)s”. Do you accept it? %(link)s"),
        }[purpose] % {"title": case.title, "link": address}
    person = contact.person
    channel = Channel.SMS if person.phone_sealed else Channel.EMAIL
    services.write_letter(
        channel,
        _address(person),
        case.title,
        str(words),
        True,
        case.region.path,
        now,
        expires_at=expires_at,
    )


def _reachable(case: Case) -> list[Contact]:
    """The client's contacts with a number or an address, the one of the case first."""
    rows = Contact.objects.filter(client=case.client_id, active=True).select_related("person")
    found = [one for one in rows.order_by("-primary", "pk") if _address(one.person)]
    return sorted(found, key=lambda one: one.pk != case.contact_id)


def _address(person: Person) -> str:
    return person.phone if person.phone_sealed else person.email


def _of_other_side(case: Case, contact: Contact, now: datetime) -> bool:
    """Whether its number is that of an official who serves or handles the client."""
    same = Q(person=contact.person_id)
    if contact.person.phone_hash:
        same |= Q(person__phone_hash=contact.person.phone_hash)
    officials = Official.objects.filter(same, active=True).values_list("pk", flat=True)
    day = local(now).date()
    return any(
        serves_or_handles(Actor(None, role=Role.VISITOR, official_id=pk), case, day)
        for pk in officials[:9]
    )


def index_case(case_id: int, now: datetime) -> None:
    index_cases([case_id], now)


def index_cases(ids: Iterable[int], now: datetime) -> None:
    """Number, title, words and client: what people search cases by. Confidential words stay out."""
    pks = list(ids)
    for begin in range(0, len(pks), BULK):
        cases = Case.objects.filter(pk__in=pks[begin : begin + BULK]).select_related("client")
        search.index_many(LABEL, [(case.pk, searchable(case)) for case in cases], now)


def searchable(case: Case) -> str:
    return "\n".join((case.number, case.title, case.text, case.client.name))

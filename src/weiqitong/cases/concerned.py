"""Whom each act of a case concerns: the people of its desk, its units and its enterprise. It tells
nobody.
"""

from collections.abc import Callable, Iterable
from datetime import date

from django.db.models import Q

from weiqitong.accounts.models import User
from weiqitong.accounts.selectors import (
    contacts_to_tell,
    users_of_official,
    users_with_role,
)
from weiqitong.core.actor import Role
from weiqitong.directory.models import Region
from weiqitong.directory.paths import upwards
from weiqitong.pairing.selectors import specialist_of
from weiqitong.taskforces.selectors import members_of

from .enums import Action, ApplicationState, Part, RungKind, TurnKind
from .models import Act, Case
from .plans import needed

Who = Callable[[Case, Act, date], Iterable[int]]


def _client(case: Case, act: Act, day: date) -> Iterable[int]:
    return contacts_to_tell(case.client_id, day=day)


def _specialist(case: Case, act: Act, day: date) -> Iterable[int]:
    if case.is_hidden:
        return []  # who serves one enterprise or three would know which of them it is
    official = specialist_of(case.client_id, day)
    return users_of_official(official.pk, day=day) if official else []


def at_desk(case: Case, act: Act, day: date) -> Iterable[int]:
    """The office on whose desk it lies, or the leader in charge where it is theirs."""
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
        return users_of_official(case.handler_id, day=day)
    unit = case.section_id or case.lead_id
    return _unit([unit], day) if unit else []


def _co(case: Case, act: Act, day: date) -> Iterable[int]:
    open_ = case.dispatches.filter(part=Part.CO, ended_at=None, answered_at=None)
    return _unit(list(open_.values_list("department", flat=True)), day)


def _force_head(case: Case, act: Act, day: date) -> Iterable[int]:
    """Who heads a task force that takes it; of a hidden need no force learns."""
    if case.is_hidden:
        return []
    heads = members_of(case.category, case.client_id, case.region.path, heads=True)
    return [user for one in heads for user in users_of_official(one, day=day)]


def _added(case: Case, act: Act, day: date) -> Iterable[int]:
    """The co-handler that was added or released."""
    return _unit(list(act.facts.get("co") or ()), day)


def _unit(ids: list[int], day: date) -> list[int]:
    return [
        user
        for role in (Role.LIAISON, Role.HANDLER)
        for user in users_with_role(role, day=day, department_ids=ids)
    ]


def _turn(case: Case, act: Act, day: date) -> Iterable[int]:
    """The person whose turn it became."""
    if act.turn_kind in {TurnKind.SIGNER, TurnKind.HANDLER} and act.turn_id:
        return users_of_official(act.turn_id, day=day)
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
    if case.complains:  # of the office itself, it may be
        found += users_with_role(Role.LEADER, day=day, region_path=case.desk.path)
    above = case.desk.parent
    if needed(open_.kind) > 1 and above is not None:
        found += users_with_role(Role.COORDINATOR, day=day, region_path=above.path)
    return found


def _turn_holder(case: Case, act: Act, day: date) -> Iterable[int]:
    """Whoever owns the next step."""
    if act.turn_kind in {TurnKind.OFFICE, TurnKind.LEADER}:
        return at_desk(case, act, day)
    if act.turn_kind == TurnKind.UNIT:
        return _turn_unit(case, act, day)
    return _turn(case, act, day) if act.turn_kind != TurnKind.ENTERPRISE else _lead(case, act, day)


def _named(case: Case, act: Act, day: date) -> Iterable[int]:
    """The person a rung names."""
    official = act.facts.get("official")
    return users_of_official(official, day=day) if official else []


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
    return users_of_official(act.facts["signer"], day=day) if act.facts.get("recalled") else []


def _conferred(case: Case, act: Act, day: date) -> Iterable[int]:
    """Of a conference that is called; what is only prepared is read on the case."""
    hearers: tuple[Who, ...] = (_lead, _co, at_desk, _client, _specialist)
    if not act.facts.get("when"):
        return []
    return [user for who in hearers for user in who(case, act, day)]


def _concluded(case: Case, act: Act, day: date) -> Iterable[int]:
    """What a conference concluded: units and office of the conclusion itself, the enterprise and
    its specialist of what it is told.
    """
    inside = (_lead, _co, at_desk)
    hearers: tuple[Who, ...] = (_client, _specialist) if act.facts.get("told") else inside
    return [user for who in hearers for user in who(case, act, day)]


def _client_once(case: Case, act: Act, day: date) -> Iterable[int]:
    """The enterprise; of the parts of its need it hears once, from the whole."""
    return [] if act.facts.get("parent") else _client(case, act, day)


def _specialist_once(case: Case, act: Act, day: date) -> Iterable[int]:
    return [] if act.facts.get("parent") else _specialist(case, act, day)


def _desk_once(case: Case, act: Act, day: date) -> Iterable[int]:
    """The office; of a part only where its whole lies on another's desk."""
    whole = case.parent if act.facts.get("parent") else None
    return [] if whole and whole.desk_id == case.desk_id else at_desk(case, act, day)


def _desk_at_last(case: Case, act: Act, day: date) -> Iterable[int]:
    """The office, when nothing is left but to sum up."""
    return [] if act.facts.get("open") else at_desk(case, act, day)


def _new_hands(case: Case, act: Act, day: date) -> Iterable[int]:
    """Whoever leads now, its enterprise and specialist. A merger is told once, not case by case:
    the same people go on.
    """
    if act.facts.get("merged"):
        return []
    return [*_lead(case, act, day), *_client(case, act, day), *_specialist(case, act, day)]


def _former_lead(case: Case, act: Act, day: date) -> Iterable[int]:
    """The unit that had it for a moment."""
    lead = act.facts.get("lead")
    return _unit([lead], day) if lead else []


TOLD: dict[Action, tuple[Who, ...]] = {
    Action.REPORT: (at_desk, _client_once, _specialist_once),
    Action.CONFIRM: (_specialist,),
    Action.SORT: (at_desk,),
    Action.SOLVE: (_client,),
    Action.DISPATCH: (_lead, _co, _client, _specialist, _force_head),
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
    Action.ACCEPT_ANSWER: (_lead, at_desk, _specialist),
    Action.REJECT_ANSWER: (at_desk, _specialist),
    Action.REMIND: (_client,),
    Action.LAPSE: (_client, _lead),
    Action.DECLINE: (_client, _specialist),
    Action.APPEAL: (at_desk,),
    Action.WITHDRAW: (_lead, at_desk, _specialist),
    Action.OBJECT: (_turn_unit, at_desk),
    Action.HEAR: (at_desk, _lead),
    Action.UNHEARD: (at_desk,),
    Action.DESIGNATE: (_lead, _heard, _client, _specialist),
    Action.APPLY: (_deciders,),
    Action.GRANT: (_lead, _deciders),
    Action.REFUSE: (_lead,),
    Action.EXTEND: (_client, _specialist),
    Action.PARK: (_client, _specialist),
    Action.FOLLOW: (_client, _specialist),
    Action.UNPARK: (_client, _specialist),
    Action.FIND: (_client, _specialist, _lead),
    Action.HURRY: (_turn_holder, at_desk),
    Action.NUDGE: (_turn_holder,),
    Action.RUNG: (_named, _risen),
    Action.CONFER: (_conferred,),
    Action.CONCLUDE: (_concluded,),
    Action.INSTRUCT: (_turn_holder, at_desk),
    Action.HAND_OVER: (_now,),
    Action.TAKE_BACK: (at_desk, _client, _specialist),
    Action.LINK: (_lead,),
    Action.UNLINK: (_lead,),
    Action.SPLIT: (_client, _specialist),
    Action.PART: (_desk_at_last,),
    Action.SUM_UP: (_client, _specialist),
    Action.MOVE: (_new_hands,),
    Action.UNDO: (_former_lead, _client, _specialist),
    Action.LOOK: (_client,),
    Action.RELEASE: (_lead, _co),
    Action.LOWER: (_desk_once, _lead, _specialist_once),
    Action.ESCALATE: (at_desk, _client, _specialist),
    Action.HAND_DOWN: (at_desk,),
    Action.CO_ADD: (_added,),
    Action.CO_RELEASE: (_added, _lead),
}


def without_complained(case: Case, users: Iterable[int], day: date) -> list[int]:
    """Without those of whom the enterprise complains, in whatever role they would have heard. No
    query where it complains of nobody.
    """
    told, about = list(users), Q()
    if case.about_official_id is not None:
        about |= Q(person__official=case.about_official_id)
    if case.about_unit is not None:
        own = Q(person__official__department__path__startswith=case.about_unit.path)
        about |= own & ~Q(pk__in=contacts_to_tell(case.client_id, day=day))
    if not about:
        return told
    barred = set(User.objects.filter(about, pk__in=told).values_list("pk", flat=True))
    return [user for user in told if user not in barred]

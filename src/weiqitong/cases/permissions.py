"""Who may take which step: pure questions about an actor and a dossier; services and buttons ask
the same ones.
"""

from collections.abc import Callable
from datetime import datetime

from weiqitong.core.actor import Actor, Role
from weiqitong.directory.models import Department

from . import workflow
from .dossier import Dossier, led_by
from .enums import Action, BatchKind, Channel, Mode, Status, TurnKind
from .models import Batch, Case, Dispatch, Precedent
from .plans.applying import needed
from .plans.levels import may_hand_down, may_sort_up
from .plans.objecting import may_object

WORKERS = frozenset({Role.LIAISON, Role.HANDLER})
LEADS_WORK = WORKERS | {Role.SPECIALIST}  # who may be named to handle a case
INSIDERS = WORKERS | {Role.COORDINATOR, Role.LEADER, Role.SECRETARY, Role.SPECIALIST}
REPORTERS = frozenset({Role.CONTACT, Role.SPECIALIST, Role.PARTNER})
COUNTY = 3  # slashes in the path of a county: "/370700/370704/"; a city's has fewer


def is_enterprise(actor: Actor, case: Case) -> bool:
    """One of the client's own people, acting as such."""
    return actor.role == Role.CONTACT and case.client_id in actor.client_ids


def may_judge(actor: Actor, dossier: Dossier) -> bool:
    """The enterprise, but nobody who had a part in the answer, whatever other roles they hold."""
    case = dossier.case
    officials = {case.handler_id, case.specialist_id}
    for answer in dossier.answers:
        officials |= {answer.author_id, *answer.signers}
    units = {case.lead_id, case.section_id} | {a.department_id for a in dossier.answers}
    if actor.official_id is not None and actor.official_id in officials:
        return False
    if actor.department_id is not None and actor.department_id in units:
        return False
    return is_enterprise(actor, case)


def is_desk(actor: Actor, case: Case) -> bool:
    """The office on whose desk the case lies; not one above it."""
    return actor.role == Role.COORDINATOR and actor.region_id == case.desk_id


def is_lead(actor: Actor, dossier: Dossier) -> bool:
    """The unit that leads, the section or person it passed the case on to, or the specialist who
    leads.
    """
    case = dossier.case
    if actor.role == Role.SPECIALIST:
        return case.handler_id in actor.officials
    return actor.role in WORKERS and (led_by(actor, case.section) or led_by(actor, case.lead))


def is_co(actor: Actor, dossier: Dossier) -> bool:
    return actor.role in WORKERS and dossier.co_of(actor.department_path) is not None


def is_signer(actor: Actor, dossier: Dossier) -> bool:
    case = dossier.case
    return (
        actor.role in WORKERS
        and case.turn_kind == TurnKind.SIGNER
        and case.turn_id in actor.officials
    )


def may_sign(actor: Actor, dossier: Dossier) -> bool:
    """Whoever was chosen; else one who stands in for them, or acts for the whole unit.

    Never the author, and nobody twice: two sign-offs are two people.
    """
    case, answer = dossier.case, dossier.pending
    if answer is None or actor.official_id is None or case.turn_kind != TurnKind.SIGNER:
        return False
    if actor.role in WORKERS and case.turn_id == actor.official_id:
        return True
    heads = actor.role == Role.LIAISON and case.lead and actor.department_path == case.lead.path
    instead = is_signer(actor, dossier) or bool(heads)
    return instead and actor.official_id not in {answer.author_id, *answer.signers}


def may_return(actor: Actor, dossier: Dossier) -> bool:
    """Whoever may sign; and the author's side, which may take it back until it is signed."""
    return may_sign(actor, dossier) or is_lead(actor, dossier)


def is_reporter(actor: Actor, dossier: Dossier) -> bool:
    """The specialist who reported it and may sort it at once."""
    case = dossier.case
    return (
        actor.role == Role.SPECIALIST
        and case.specialist_id in actor.officials
        and case.channel == Channel.SPECIALIST
    )


def names_lead(actor: Actor, dossier: Dossier) -> bool:
    """After a "no": the office one level up; at the top the leader in charge, or the secretary."""
    case = dossier.case
    return case.parts_open is None and _holds_desk(actor, case)


def _holds_desk(actor: Actor, case: Case) -> bool:
    """Whose turn it is, of offices and leaders in charge."""
    if case.turn_kind == TurnKind.LEADER:
        in_charge = actor.role in {Role.LEADER, Role.SECRETARY}
        return in_charge and actor.region_id == case.turn_id
    return case.turn_kind == TurnKind.OFFICE and is_desk(actor, case)


def sums_up(actor: Actor, dossier: Dossier) -> bool:
    """The office of a split need, once all its parts are closed."""
    return dossier.case.parts_open == 0 and _holds_desk(actor, dossier.case)


def links(actor: Actor, dossier: Dossier) -> bool:
    """The office whose desk it is, or one above it."""
    desk = dossier.case.desk
    return actor.role == Role.COORDINATOR and (
        actor.region_id == desk.pk or actor.covers(desk.path)
    )


def unlinks(actor: Actor, dossier: Dossier) -> bool:
    return dossier.case.master_id is not None and links(actor, dossier)


def splits(actor: Actor, dossier: Dossier) -> bool:
    """The office whose desk it is; a part is never split."""
    return dossier.case.parent_id is None and is_desk(actor, dossier.case)


def handlers_of(case: Case) -> frozenset[Role]:
    """In which roles people may be named to handle it: as a specialist, who serves one enterprise
    or three, nobody whose enterprise hides its name.
    """
    return WORKERS if case.is_hidden else LEADS_WORK


def is_complained_of(actor: Actor, case: Case) -> bool:
    """Whether the enterprise complains of this person, or of their unit or one above it."""
    if case.about_official_id is not None and case.about_official_id == actor.official_id:
        return True
    if case.about_unit is None or is_enterprise(actor, case):
        return False
    within = actor.department_path.startswith(case.about_unit.path)
    return within or actor.department_id == case.about_unit_id


def may_look_behind(actor: Actor, dossier: Dossier) -> bool:
    """The office on whose desk it lies; of a sealed need that is the highest one."""
    return dossier.case.is_hidden and is_desk(actor, dossier.case)


def may_lower(actor: Actor, dossier: Dossier) -> bool:
    return dossier.case.is_hidden and is_enterprise(actor, dossier.case)


def _desk(actor: Actor, dossier: Dossier) -> bool:
    return is_desk(actor, dossier.case)


def _desk_or_reporter(actor: Actor, dossier: Dossier) -> bool:
    return is_desk(actor, dossier.case) or is_reporter(actor, dossier)


def _dispatches(actor: Actor, dossier: Dossier) -> bool:
    """The leader in charge dispatches only where the whole highest office is complained of."""
    if dossier.case.turn_kind == TurnKind.LEADER:
        return names_lead(actor, dossier)
    return _desk_or_reporter(actor, dossier)


def _enterprise(actor: Actor, dossier: Dossier) -> bool:
    return is_enterprise(actor, dossier.case)


def _insider(actor: Actor, dossier: Dossier) -> bool:
    """Units, offices, leaders, the specialist. Who of them has it in sight is a matter of rows, of
    units, pairings and task forces: the service asks for that.
    """
    return actor.role in INSIDERS


def is_heard(actor: Actor, dossier: Dossier) -> bool:
    """The unit an objection proposes, while it is asked."""
    heard = dossier.heard
    return actor.role in WORKERS and heard is not None and led_by(actor, heard.department)


def leads_now(actor: Actor, dossier: Dossier) -> bool:
    """The unit that leads, not a specialist who took the case on."""
    return actor.role in WORKERS and is_lead(actor, dossier)


def decides(actor: Actor, dossier: Dossier) -> bool:
    """What the lead applied for: its desk; where two must agree, offices and leaders in reach, and
    nobody twice. Nobody of the lead's own unit.
    """
    application, case = dossier.applied, dossier.case
    if application is None or actor.department_id in {case.lead_id, case.section_id}:
        return False
    if needed(application.kind) == 1:
        return is_desk(actor, case)
    # Nor in the place of one who has agreed: two findings are two people's own.
    if actor.official_id is None or not actor.officials.isdisjoint(application.findings):
        return False
    reach = actor.covers(case.region.path) or actor.covers(case.desk.path)
    return actor.role in {Role.COORDINATOR, Role.LEADER, Role.SECRETARY} and reach


def hands_down(actor: Actor, dossier: Dossier) -> bool:
    """The office whose turn it is to assign it or to name another lead."""
    case = dossier.case
    return case.turn_kind == TurnKind.OFFICE and is_desk(actor, case)


def nudges(actor: Actor, dossier: Dossier) -> bool:
    """An office in reach whose own turn it is not; the enterprise is reminded, never nudged."""
    case = dossier.case
    if case.turn_kind in {TurnKind.ENTERPRISE, TurnKind.NOBODY}:
        return False
    own = case.turn_kind == TurnKind.OFFICE and case.turn_id == actor.region_id
    reach = actor.covers(case.region.path) or is_desk(actor, case)
    return actor.role == Role.COORDINATOR and reach and not own


def supervises(actor: Actor, dossier: Dossier) -> bool:
    """An office of county level or above, where it may nudge at all."""
    return actor.region_path.count("/") <= COUNTY and nudges(actor, dossier)


def confers(actor: Actor, dossier: Dossier) -> bool:
    """An office in reach calls conferences, also on what lies on its own desk."""
    case = dossier.case
    reach = actor.covers(case.region.path) or is_desk(actor, case)
    return actor.role == Role.COORDINATOR and reach


def instructs(actor: Actor, dossier: Dossier) -> bool:
    """A leader in reach, or the leader's secretary: whether a delegation lets them, the app of
    instructions asks.
    """
    case = dossier.case
    in_reach = actor.covers(case.region.path) or actor.covers(case.desk.path)
    return actor.role in {Role.LEADER, Role.SECRETARY} and in_reach


def may_call(actor: Actor, dossier: Dossier) -> bool:
    """A caller in reach whose unit neither led, co-handled, answered nor dispatched. Whom the
    caller serves is a matter of rows: the service asks for that.
    """
    outside = actor.department_id is None or actor.department_id not in dossier.hands
    case = dossier.case
    in_reach = actor.covers(case.region.path) and not case.is_hidden  # a caller would know who asks
    return actor.role == Role.CALLER and in_reach and outside


def moves(actor: Actor, dossier: Dossier) -> bool:
    """Its desk, to another unit; the liaison of the lead, within the unit."""
    acts_for = actor.role == Role.LIAISON and led_by(actor, dossier.case.lead)
    return is_desk(actor, dossier.case) or acts_for


def _nobody(actor: Actor, dossier: Dossier) -> bool:
    return False


WHO: dict[Action, Callable[[Actor, Dossier], bool]] = {
    Action.CONFIRM: _enterprise,
    Action.SORT: _desk_or_reporter,
    Action.SOLVE: is_reporter,
    Action.DISPATCH: _dispatches,
    Action.ACCEPT: is_lead,
    Action.ASSIGN: is_lead,
    Action.CONTACT: is_lead,
    Action.PLAN: is_lead,
    Action.ASK: is_lead,
    Action.REPLY: _enterprise,
    Action.RESUME: is_lead,
    Action.OPINE: is_co,
    Action.SUBMIT: is_lead,
    Action.SIGN: may_sign,
    Action.RETURN: may_return,
    Action.ANSWER: is_lead,
    Action.ACCEPT_ANSWER: may_judge,
    Action.REJECT_ANSWER: may_judge,
    Action.NAME: names_lead,
    Action.REMIND: _nobody,
    Action.LAPSE: _nobody,
    Action.RECOUNT: _nobody,
    Action.HAND_OVER: _nobody,
    Action.TAKE_BACK: _nobody,
    Action.DECLINE: _desk,
    Action.APPEAL: _enterprise,
    Action.WITHDRAW: _enterprise,
    Action.NOTE: _insider,
    Action.OBJECT: leads_now,
    Action.HEAR: is_heard,
    Action.UNHEARD: _nobody,
    Action.DESIGNATE: _desk,
    Action.APPLY: is_lead,
    Action.GRANT: decides,
    Action.REFUSE: decides,
    Action.FOLLOW: is_lead,
    Action.UNPARK: is_lead,
    Action.HURRY: _enterprise,
    Action.NUDGE: nudges,
    Action.RUNG: supervises,
    Action.INSTRUCT: instructs,
    Action.CALL: may_call,
    Action.WAIT: _nobody,
    Action.LINK: links,
    Action.UNLINK: unlinks,
    Action.SPLIT: splits,
    Action.SUM_UP: sums_up,
    Action.PART: _nobody,
    Action.MOVE: moves,
    Action.UNDO: _desk,
    Action.LOOK: may_look_behind,
    Action.RELEASE: may_look_behind,
    Action.LOWER: may_lower,
    # Effects of a grant: no step of their own.
    Action.EXTEND: _nobody,
    Action.PARK: _nobody,
    Action.FIND: _nobody,
    Action.CONFER: confers,
    Action.CONCLUDE: confers,
    Action.ESCALATE: _nobody,
    Action.HAND_DOWN: hands_down,
    Action.CO_ADD: _desk,
    Action.CO_RELEASE: _desk,
}


def can_take(actor: Actor, dossier: Dossier, action: Action) -> bool:
    """Whether this actor may take the step, if the state allows it. The product itself may take the
    automatic ones.
    """
    if actor.role == Role.SYSTEM:
        return action in workflow.AUTOMATIC | {Action.RESUME}
    if is_complained_of(actor, dossier.case):
        return False
    who = WHO.get(action, _nobody)
    return who(actor, dossier)


def open_to(actor: Actor, dossier: Dossier, now: datetime) -> list[Action]:
    """The steps to show as buttons: allowed by the state, by the person and by the time."""
    case = dossier.case
    actions = workflow.open_actions(Status(case.status), TurnKind(case.turn_kind))
    found = [action for action in actions if can_take(actor, dossier, action)]
    found = [action for action in found if action not in workflow.IN_BATCHES]
    if Action.CONFIRM in found and case.confirmed_at is not None:
        found.remove(Action.CONFIRM)
    if Action.APPEAL in found and case.appeals:
        found.remove(Action.APPEAL)  # there is one
    if Action.SUBMIT in found and dossier.pending is not None:
        found.remove(Action.SUBMIT)
    if Action.OBJECT in found and not may_object(dossier, now):
        found.remove(Action.OBJECT)
    if Action.APPLY in found and dossier.applied is not None:
        found.remove(Action.APPLY)  # one at a time
    if Action.SORT in found and is_desk(actor, case) and not may_sort_up(case):
        found.remove(Action.SORT)
    if Action.HAND_DOWN in found and not may_hand_down(case):
        found.remove(Action.HAND_DOWN)
    if Action.CO_RELEASE in found and not dossier.silent_co:
        found.remove(Action.CO_RELEASE)
    return found


def reads_letter(actor: Actor, dossier: Dossier, dispatch: Dispatch) -> bool:
    """Of a case in sight: offices, and the unit that is asked."""
    if dispatch.mode != Mode.ASKED:
        return False
    asked = actor.role in WORKERS and led_by(actor, dispatch.department)
    return asked or actor.role == Role.COORDINATOR


def reads_referral(actor: Actor, unit_id: int | None) -> bool:
    """That something was referred: offices, leaders and the inspection; a unit of its own alone."""
    if actor.role in WORKERS:
        return actor.department_id == unit_id
    return actor.role in {Role.COORDINATOR, Role.LEADER, Role.SECRETARY, Role.INSPECTOR}


def can_report(actor: Actor, client_id: int, served: bool) -> bool:
    """The client's own people, the specialist who serves it, a partner for its members."""
    if actor.role == Role.CONTACT:
        return client_id in actor.client_ids
    if actor.role == Role.PARTNER:
        return client_id in actor.client_ids  # its members of today
    return actor.role == Role.SPECIALIST and served


def can_enter(actor: Actor, region_path: str) -> bool:
    """An office, for the enterprises of its region: what came by letter, visit or hotline."""
    return actor.role == Role.COORDINATOR and actor.covers(region_path)


def may_withdraw_precedent(actor: Actor, precedent: Precedent) -> bool:
    """The office of the region that made it."""
    return actor.role == Role.COORDINATOR and actor.region_id == precedent.region_id


def can_see_internal(actor: Actor) -> bool:
    """Notes, time at each desk, opinions of co-handlers: for units and offices only."""
    return actor.role in INSIDERS or actor.role in {Role.INSPECTOR, Role.CALLER}


def may_merge(actor: Actor, unit: Department, target: Department) -> bool:
    """The administrator of a region in which both lie."""
    if actor.role != Role.ADMINISTRATOR:
        return False
    reach = actor.region_path
    return unit.region.path.startswith(reach) and target.region.path.startswith(reach)


def may_undo_batch(actor: Actor, batch: Batch) -> bool:
    """Whoever sits where it was asked: the same office, unit, or an administrator in reach."""
    grant = batch.grant
    if str(actor.role) != grant.get("role"):
        return False
    if batch.kind == BatchKind.MERGE:
        return batch.unit is not None and batch.unit.region.path.startswith(actor.region_path)
    if actor.role == Role.COORDINATOR:
        return actor.region_id == batch.region_id
    return bool(actor.department_id == grant.get("department_id"))

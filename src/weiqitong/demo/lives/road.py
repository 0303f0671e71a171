"""The road of a need: dispatched, handled inside its clocks, and again one level up."""

from datetime import timedelta

from weiqitong.cases import plans
from weiqitong.cases.catalogue import OFFICE, TERRITORY, Leaf
from weiqitong.cases.enums import Audience, ContactMeans, Status
from weiqitong.cases.services.intake import mode_of
from weiqitong.core.actor import system
from weiqitong.deadlines.models import ClockKind
from weiqitong.directory.models import Department

from .. import afraid, levels, turns
from .answering import answer
from .life import Life, NotYet

# Shares of what happens, invented.
SORTED_UP = 0.07  # to the city's desk, because it is the city's to decide
ASKED_BACK = 0.13
NOTED = 0.2
WITHDRAWN = 0.012
DISPATCH_LATE = 0.03
CONTACT_LATE = 0.06
PLAN_LATE = 0.06


def _lead_of(life: Life, leaf: Leaf) -> tuple[Department, list[Department]]:
    """Units for the catalogue's functions, from the client's region upwards."""
    desk, home = life.case_file.case.desk, life.served.client.region
    region = desk if desk.parent is None else home
    roster = life.roster

    def unit(function: str) -> Department | None:
        return roster.resolve(function, region)

    lead = unit(leaf.lead) or unit(TERRITORY) or unit(OFFICE)
    assert lead is not None
    co: list[Department] = []
    for function in leaf.co:
        other = unit(function)
        if other is not None and other.pk != lead.pk and other.pk not in {one.pk for one in co}:
            co.append(other)
    return lead, co[: life.rng.choice((0, 0, 1, 1, 2))]


def dispatch(life: Life) -> None:
    afraid.looked(life)
    leaf = life.catalogue.leaves[life.words.leaf]
    case = life.case_file.case
    if case.desk.parent is not None and life.rng.random() < SORTED_UP:
        with life.acting(life.coordinator(), life.later(0.1, 1.5)) as changes:
            reason = "涉及市级权限，请市里分办。"
            plans.plan_sort(changes, life.case_file, case.desk.parent, reason)
        levels.handed_down(life)
    lead, co = _lead_of(life, leaf)
    with life.acting(
        life.coordinator(), life.toward(ClockKind.DISPATCH, DISPATCH_LATE, (0.03, 0.8))
    ) as changes:
        proposal = plans.Proposal(
            lead=lead,
            co=co,
            category=life.categories[leaf.code],
            catalogue_id=life.catalogue_id,
            mode=mode_of(case.desk, lead),
            grounds=f"派单目录 {leaf.code} {leaf.name}",
        )
        plans.plan_dispatch(changes, life.case_file, proposal)


def handle(life: Life) -> None:
    """Inside the close clock: receive, pass on, contact, plan, perhaps ask, answer."""
    case, rng = life.case_file.case, life.rng
    turns.object_(life)
    lead = case.lead
    assert lead is not None
    with life.acting(life.liaison(lead), life.later(0.05, 1.2)) as changes:
        plans.plan_accept(changes, life.case_file)
    handlers = life.roster.handlers[lead.pk]
    if handlers:
        chosen = rng.choice(handlers)
        with life.acting(life.liaison(lead), life.later(0.02, 0.3)) as changes:
            plans.plan_assign(changes, life.case_file, section=None, handler=life.official(chosen))
    with life.acting(life.worker(), life.toward(ClockKind.CONTACT, CONTACT_LATE, (0.1, 0.9))) as c:
        means = rng.choices((ContactMeans.CALL, ContactMeans.VISIT), (8, 2))[0]
        words = life.words
        note = words.visit_note if means == ContactMeans.VISIT else words.contact_note
        plans.plan_contact(c, life.case_file, means, note)
    if life.case_file.clock(ClockKind.PLAN):
        with life.acting(life.worker(), life.toward(ClockKind.PLAN, PLAN_LATE, (0.1, 0.9))) as c:
            due = life.case_file.clock(ClockKind.CLOSE)
            promised = due.due_at.date() if due and due.due_at > life.at else None
            plans.plan_plan(c, life.case_file, life.words.plan, promised)
    levels.helped(life)
    _opinions(life)
    if rng.random() < NOTED and life.words.note:
        with life.acting(life.worker(), life.later(0.1, 4)) as changes:
            plans.plan_note(changes, life.case_file, life.words.note, Audience.OFFICE)
    if rng.random() < ASKED_BACK and case.round == 1:
        _ask(life)
    if levels.escalated(life):
        up(life, "本级无权决定，提级办理")
        return
    levels.outside(life)
    turns.applied(life)
    if case.status == Status.REPORTED:  # appealed against a finding: the level above begins anew
        dispatch(life)
        handle(life)
        return
    if case.status == Status.FOUND:
        return
    if rng.random() < WITHDRAWN and case.round == 1:
        with life.acting(life.speaker(), life.later(1, 16)) as changes:
            plans.plan_withdraw(changes, life.case_file, life.words.withdraw)
        return
    answer(life)


def _opinions(life: Life) -> None:
    for dispatch in life.case_file.silent_co:
        if dispatch.round != life.case_file.case.round or life.rng.random() < 0.04:
            continue
        with life.acting(life.liaison(dispatch.department), life.later(0.5, 10)) as changes:
            plans.plan_opine(changes, life.case_file, dispatch, life.words.co_opinion)


def _ask(life: Life) -> None:
    with life.acting(life.worker(), life.later(0.2, 6)) as changes:
        plans.plan_ask(changes, life.case_file, life.words.question)
    reply_at = life.later(1, 30)
    ask = life.case_file.clock(ClockKind.ASK)
    reminder = life.case_file.case.reminder_at
    assert ask is not None
    if life.rng.random() < 0.08:
        reply_at = ask.due_at + timedelta(days=3)  # never comes in time
    if reminder and reminder < min(reply_at, ask.due_at):
        with life.acting(system(), reminder + timedelta(minutes=3)) as changes:
            plans.plan_remind(changes, life.case_file)
    if reply_at > ask.due_at:
        with life.acting(system(), ask.due_at + timedelta(minutes=4)) as changes:
            plans.plan_resume(changes, life.case_file)
        return
    with life.acting(life.speaker(), max(reply_at, life.at + timedelta(minutes=5))) as changes:
        plans.plan_reply(changes, life.case_file, life.words.reply)


def up(life: Life, grounds: str = "企业不认可，另定单位重办") -> None:
    """One level up: another lead, and the road begins again with what is left of it."""
    case = life.case_file.case
    answered = {answer.department_id for answer in life.case_file.answers if answer.sent_at}
    leaf = life.catalogue.leaves[life.words.leaf]
    candidates = [
        life.roster.resolve(function, case.desk) for function in (leaf.lead, *leaf.co, OFFICE)
    ]
    lead = next((one for one in candidates if one and one.pk not in answered), None)
    by = life.roster.leader if case.turn_kind == "leader" else life.coordinator()
    if lead is None or by is None:
        raise NotYet
    with life.acting(by, life.toward(ClockKind.NAME, 0.05, (0.1, 0.9))) as changes:
        proposal = plans.Proposal(lead=lead, mode=mode_of(case.desk, lead), grounds=grounds)
        plans.plan_name(changes, life.case_file, proposal)
    handle(life)

"""A life from its report to now: solved on the spot, declined, or on its road to a verdict."""

from contextlib import suppress

from weiqitong.cases import plans
from weiqitong.cases.dossier import Dossier, Seat
from weiqitong.cases.enums import CaseKind, Channel, Outcome, Route, Status, TurnKind, Urgency
from weiqitong.cases.framing import choose_frame
from weiqitong.cases.services.intake import desk_of

from .. import afraid
from .judging import judge
from .life import Life, NotYet
from .road import dispatch, handle

# Shares of what happens, invented; the rates they lead to are shown as they come out.
BY_SPECIALIST = 0.42
THANKS = 0.012
DECLINED = 0.022
APPEALED = 0.15
ON_THE_SPOT = 0.22
UNCONFIRMED = 0.1


def live(life: Life, names: plans.Names, urgency: Urgency) -> Dossier:
    """Report and whatever follows until now."""
    report(life, names, urgency)
    with suppress(NotYet):
        _go(life)
    return life.case_file


def report(life: Life, names: plans.Names, urgency: Urgency) -> None:
    rng, served, words = life.rng, life.served, life.words
    thanks = rng.random() < THANKS
    by_specialist = not thanks and rng.random() < BY_SPECIALIST
    need = plans.Need(
        title=("感谢：" + words.title if thanks else words.title).strip(),
        text=words.thanks if thanks and words.thanks else words.text,
        client=served.client,
        region=served.client.region,
        desk=desk_of(served.client.region),
        channel=Channel.SPECIALIST if by_specialist else Channel.ENTERPRISE,
        kind=CaseKind.THANKS if thanks else CaseKind.NEED,
        urgency=urgency,
        category=None,
        contact=served.contact,
        specialist=served.specialist if by_specialist else None,
    )
    actor = served.specialist_actor if by_specialist else served.speaker
    assert actor is not None
    need, marks = afraid.confided(life, need)
    if need.region != served.client.region:
        life.frame = choose_frame(need.region, "", urgency, life.at)
    with life.acting(actor, life.at) as changes:
        life.dossier = plans.plan_report(changes, names, need, life.frame)
    life.dossier.marks = marks


def _go(life: Life) -> None:
    case, rng = life.case_file.case, life.rng
    if case.kind == CaseKind.THANKS:
        return
    if case.specialist_id and rng.random() > UNCONFIRMED:
        with life.acting(life.speaker(), life.later(0.1, 3)) as changes:
            plans.plan_confirm(changes, life.case_file)
    if case.specialist_id and rng.random() < ON_THE_SPOT:
        _solve(life)
    elif rng.random() < DECLINED:
        _decline(life)
        if case.status != Status.REPORTED:
            return
        dispatch(life)
        handle(life)
    else:
        dispatch(life)
        handle(life)
    while case.status == Status.ANSWERED:
        judge(life)


def _solve(life: Life) -> None:
    actor, by = life.served.specialist_actor, life.served.specialist
    assert actor is not None
    assert by is not None
    with life.acting(actor, life.later(0.2, 3)) as changes:
        text = life.words.answers[Outcome.SOLVED]
        plans.plan_solve(changes, life.case_file, by=by, text=text)


def _decline(life: Life) -> None:
    with life.acting(life.coordinator(), life.later(0.3, 3)) as changes:
        route = life.rng.choice((Route.COURT, Route.JURISDICTION, Route.SAME, Route.LETTERS))
        plans.plan_decline(changes, life.case_file, route, life.words.decline)
    if life.rng.random() < APPEALED:
        with life.acting(life.speaker(), life.later(2, 20)) as changes:
            text = "情况和决定里说的不一样，请再看一下材料。"
            seat = Seat(TurnKind.OFFICE, life.case_file.case.desk)
            plans.plan_appeal(changes, life.case_file, text, seat)

"""The page of one case, put together for one viewer in a bounded number of queries."""

from datetime import datetime

from weiqitong.core.actor import Actor, Role

from ... import permissions
from ...dossier import CALLED
from ...enums import Action
from ...identity import client_words, is_veiled
from ...words import short_of
from .. import clocks as times
from ..calls import hands_of
from ..helping import co_lines
from ..lines import decision_turn, opinion_turn, owed_opinions
from ..names import names_for
from ..turns import turn_of
from .parts import (
    complained_of,
    facts_of,
    holder_of,
    photos_of,
    reported_words,
    served_by,
    timeline_of,
)
from .rows import acts_of, case_of, dossier_of, may_read
from .shown import CasePage


def case_page(actor: Actor, number: str, now: datetime) -> CasePage:
    """All the page shows, in ten queries at most. Case.DoesNotExist when out of sight."""
    case = case_of(actor, number)
    inside = permissions.can_see_internal(actor)
    acts = acts_of(case)
    dossier = dossier_of(case, acts)
    if vars(case)["in_force"] and not case.is_hidden:
        dossier.team = actor.officials
    if actor.role == Role.CALLER and case.status in CALLED:
        dossier.hands = hands_of(case.pk)
    visible = [act for act in acts if may_read(actor, act)]
    units = [dispatch.department for dispatch in dossier.dispatches]
    names = names_for([case], acts if inside else visible, units)
    actions = permissions.open_to(actor, dossier, now)
    opinion = owed_opinions([case], actor).get(case.pk) if Action.OPINE in actions else None
    turn = turn_of(case, actor, now, names)
    if opinion is not None and not turn.yours:
        turn = opinion_turn(opinion, now)
    elif permissions.decides(actor, dossier) and not turn.yours:
        turn = decision_turn(case, now)
    veiled = is_veiled(case, actor)
    photos, answer_photos = photos_of(case, inside, acts, veiled)
    specialist = None if veiled else served_by(case)  # who serves few would tell which it is
    calendar = dossier.frame.calendar
    return CasePage(
        case=case,
        dossier=dossier,
        turn=turn,
        said=reported_words(case, now),
        facts=facts_of(case, dossier, actor, specialist),
        timeline=timeline_of(visible, names, actor, now, case),
        clocks=times.clock_parts(dossier, actor, now),
        why=times.why(dossier, now),
        desks=times.desk_shares(case, acts, names, calendar, now) if inside else [],
        late=times.late_shares(dossier, acts, names, now) if inside else [],
        photos=photos,
        answer=dossier.sent,
        answer_photos=answer_photos,
        actions=actions,
        specialist=specialist,
        holder=holder_of(case),
        inside=inside,
        client=client_words(case, actor),
        complained=complained_of(case, actor),
        now=now,
        acts=visible,
        names=names,
        viewer=actor,
        helpers=co_lines(dossier, actor, now),
        letters=[
            (one.seq, short_of(one.department))
            for one in dossier.dispatches
            if one.round == case.round and permissions.reads_letter(actor, dossier, one)
        ],
    )

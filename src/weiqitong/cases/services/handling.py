"""The lead's and the co-handlers' acts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from weiqitong.accounts.selectors import who_act_as
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import local, today
from weiqitong.core.errors import BadInput
from weiqitong.directory.models import Department, Official

from .. import permissions, plans
from ..dossier import Dossier
from ..enums import Action, Audience, ContactMeans, Outcome
from ..models import Case
from .acting import LONGEST_TEXT, act_on, attach, fits, release
from .drafts import act_key, use_draft


def _needed(text: str, sentence: str, field: str = "text") -> str:
    if not text.strip():
        raise BadInput(sentence, field=field)
    return fits(text, LONGEST_TEXT, field)


def _author(actor: Actor) -> Official | None:
    return Official.objects.filter(pk=actor.official_id).first() if actor.official_id else None


def accept(actor: Actor, case: Case, *, now: datetime, seen: int | None = None) -> Case:
    """The unit signs for it; a handler who accepts handles it."""
    with act_on(actor, case, Action.ACCEPT, now, seen=seen) as (changes, dossier):
        handler = _author(actor) if actor.role == Role.HANDLER else None
        plans.plan_accept(changes, dossier, handler)
    return dossier.case


def assign(
    actor: Actor,
    case: Case,
    *,
    section: Department | None = None,
    handler: Official | None = None,
    text: str = "",
    now: datetime,
    seen: int | None = None,
) -> Case:
    """On to a section, a subordinate unit or a person."""
    with act_on(actor, case, Action.ASSIGN, now, seen=seen) as (changes, dossier):
        if handler is not None:
            refuse_absent([handler], permissions.handlers_of(dossier.case), now, "handler")
        plans.plan_assign(changes, dossier, section=section, handler=handler, text=text)
    return dossier.case


def contact(
    actor: Actor,
    case: Case,
    *,
    means: ContactMeans,
    text: str,
    now: datetime,
    seen: int | None = None,
) -> Case:
    """Somebody spoke with the enterprise: when, by which means, about what."""
    with act_on(actor, case, Action.CONTACT, now, seen=seen) as (changes, dossier):
        said = _needed(text, _("Say in a sentence what was agreed with the enterprise."))
        plans.plan_contact(changes, dossier, means, said)
    return dossier.case


def make_plan(
    actor: Actor,
    case: Case,
    *,
    text: str,
    promised: date | None,
    now: datetime,
    seen: int | None = None,
) -> Case:
    """What will be done by which day; the enterprise reads it."""
    with act_on(actor, case, Action.PLAN, now, seen=seen) as (changes, dossier):
        said = _needed(text, _("Say what will be done."))
        if promised and promised < local(now).date():
            raise BadInput(_("The promised day lies in the past."), field="promised")
        plans.plan_plan(changes, dossier, said, promised)
        use_draft(actor, act_key(case.number, Action.PLAN))
    return dossier.case


def ask(actor: Actor, case: Case, *, question: str, now: datetime, seen: int | None = None) -> Case:
    """A question to the enterprise; the clocks that wait for it pause."""
    with act_on(actor, case, Action.ASK, now, seen=seen) as (changes, dossier):
        plans.plan_ask(changes, dossier, _needed(question, _("Say what you need to know.")))
        use_draft(actor, act_key(case.number, Action.ASK))
    return dossier.case


def reply(
    actor: Actor,
    case: Case,
    *,
    text: str,
    now: datetime,
    files: Sequence[int] = (),
    seen: int | None = None,
) -> Case:
    """The enterprise replies; the clock runs on."""
    with act_on(actor, case, Action.REPLY, now, seen=seen) as (changes, dossier):
        plans.plan_reply(changes, dossier, _needed(text, _("Write your reply.")))
        attach(changes, dossier.case, files)
        use_draft(actor, act_key(case.number, Action.REPLY))
    return dossier.case


def resume(
    actor: Actor, case: Case, *, text: str = "", now: datetime, seen: int | None = None
) -> Case:
    """The lead goes on without a reply; or the product does when the time is over."""
    with act_on(actor, case, Action.RESUME, now, seen=seen) as (changes, dossier):
        plans.plan_resume(changes, dossier, text)
    return dossier.case


def opine(actor: Actor, case: Case, *, text: str, now: datetime, seen: int | None = None) -> Case:
    """A co-handler's opinion to the lead."""
    with act_on(actor, case, Action.OPINE, now, seen=seen) as (changes, dossier):
        dispatch = dossier.co_of(actor.department_path)
        assert dispatch is not None  # can_take has looked
        plans.plan_opine(changes, dossier, dispatch, _needed(text, _("Write your opinion.")))
    return dossier.case


def submit(
    actor: Actor,
    case: Case,
    *,
    outcome: Outcome,
    text: str,
    signers: Sequence[Official],
    now: datetime,
    documents: Sequence[str] = (),
    quantities: Mapping[str, Any] | None = None,
    over_silence: str = "",
    files: Sequence[int] = (),
    seen: int | None = None,
) -> Case:
    """An answer to be signed off by one or two people of the lead."""
    with act_on(actor, case, Action.SUBMIT, now, seen=seen) as (changes, dossier):
        _check_signers(actor, dossier, signers, now)
        plans.plan_submit(
            changes,
            dossier,
            outcome=outcome,
            text=_needed(text, _("Write the answer.")),
            signers=signers,
            documents=documents,
            quantities=quantities,
            author=_author(actor),
            over_silence=over_silence.strip(),
        )
        attach(changes, dossier.case, files, Audience.OFFICE)
        use_draft(actor, act_key(case.number, Action.ANSWER))
    return dossier.case


def refuse_absent(
    officials: Sequence[Official], roles: Iterable[Role], now: datetime, field: str
) -> None:
    """A turn is handed only to somebody who can sign in and take it."""
    wanted = Official.objects.filter(pk__in=[official.pk for official in officials])
    present = set(who_act_as(wanted, roles, today(now)).values_list("pk", flat=True))
    for official in officials:
        if official.pk not in present:
            raise BadInput(
                _("%(name)s has no account to do this with; choose somebody else.")
                % {"name": official.person.name},
                field=field,
            )


def _check_signers(
    actor: Actor, dossier: Dossier, signers: Sequence[Official], now: datetime
) -> None:
    lead = dossier.case.lead
    refuse_absent(signers, permissions.WORKERS, now, "signers")
    if len({official.pk for official in signers}) < len(signers):
        raise BadInput(_("Two different people sign off."), field="signers")
    for official in signers:
        if lead and not official.department.path.startswith(lead.path):
            raise BadInput(
                _("%(name)s does not belong to %(unit)s.")
                % {"name": official.person.name, "unit": lead.name},
                field="signers",
            )
        if official.pk == actor.official_id:
            raise BadInput(_("Nobody signs off the own answer."), field="signers")


def sign(
    actor: Actor, case: Case, *, text: str = "", now: datetime, seen: int | None = None
) -> Case:
    """Sign off, or in the place of who was chosen; after the last sign-off the answer goes to the
    enterprise.
    """
    with act_on(actor, case, Action.SIGN, now, seen=seen) as (changes, dossier):
        chosen = dossier.case.turn_id == actor.official_id
        plans.plan_sign(changes, dossier, text.strip(), by=None if chosen else actor.official_id)
        if dossier.sent is not None and dossier.pending is None:
            release(changes, dossier.case, dossier.sent)
    return dossier.case


def return_answer(
    actor: Actor, case: Case, *, text: str, now: datetime, seen: int | None = None
) -> Case:
    """Back for revision, with the reason; or taken back by those who wrote it."""
    with act_on(actor, case, Action.RETURN, now, seen=seen) as (changes, dossier):
        said = _needed(text, _("Say what should be changed."))
        recalled = not permissions.may_sign(actor, dossier)
        plans.plan_return(changes, dossier, said, recalled=recalled)
    return dossier.case


def answer(
    actor: Actor,
    case: Case,
    *,
    outcome: Outcome,
    text: str,
    now: datetime,
    documents: Sequence[str] = (),
    quantities: Mapping[str, Any] | None = None,
    over_silence: str = "",
    files: Sequence[int] = (),
    seen: int | None = None,
) -> Case:
    """The lead's answer, straight to the enterprise."""
    with act_on(actor, case, Action.ANSWER, now, seen=seen) as (changes, dossier):
        plans.plan_answer(
            changes,
            dossier,
            outcome=outcome,
            text=_needed(text, _("Write the answer.")),
            documents=documents,
            quantities=quantities,
            author=_author(actor),
            over_silence=over_silence.strip(),
        )
        attach(changes, dossier.case, files)
        use_draft(actor, act_key(case.number, Action.ANSWER))
    return dossier.case

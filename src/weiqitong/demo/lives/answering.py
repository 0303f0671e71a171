"""The answer of whoever leads: what came of it, and who signs it off."""

from weiqitong.cases import plans
from weiqitong.cases.enums import Outcome
from weiqitong.core.actor import Actor
from weiqitong.deadlines.models import ClockKind
from weiqitong.directory.models import Official

from .. import turns
from .life import Life

# Shares of what happens, invented.
SIGNED_OFF = 0.35
ANSWER_LATE = 0.045
OUTCOMES = (
    (Outcome.SOLVED, 0.86),
    (Outcome.PARTLY, 0.05),
    (Outcome.EXPLAINED, 0.06),
    (Outcome.CONDITIONS, 0.02),
    (Outcome.NO_BASIS, 0.01),
)


def answer(life: Life) -> None:
    case, rng = life.case_file.case, life.rng
    outcome = rng.choices([one for one, _share in OUTCOMES], [share for _one, share in OUTCOMES])[0]
    if outcome == Outcome.NO_BASIS and not turns.lawful(life):
        outcome = Outcome.EXPLAINED
    text = life.words.answers[outcome]
    documents = life.words.documents if outcome == Outcome.SOLVED else ()
    late = ANSWER_LATE if case.round == 1 else ANSWER_LATE * 2
    when = life.toward(ClockKind.CLOSE, late, (0.12, 0.97))
    author = life.official(life.worker())
    hands = {actor.official_id for actor in _hands(life)} - {author.pk if author else None}
    signers = [one for one in life.roster.officials[case.lead_id or 0] if one.pk in hands]
    silent = life.case_file.silent_co
    if signers and not silent and rng.random() < SIGNED_OFF:
        chosen = signers[: rng.choice((1, 1, 2))]
        with life.acting(life.worker(), when) as changes:
            plans.plan_submit(
                changes,
                life.case_file,
                outcome=outcome,
                text=text,
                signers=chosen,
                documents=documents,
                quantities=life.words.quantities,
                author=author,
            )
        for official in chosen:
            with life.acting(_signer(life, official), life.later(0.1, 2)) as changes:
                plans.plan_sign(changes, life.case_file)
        return
    with life.acting(life.worker(), when) as changes:
        plans.plan_answer(
            changes,
            life.case_file,
            outcome=outcome,
            text=text,
            documents=documents,
            quantities=life.words.quantities,
            author=author,
            over_silence="协办单位未按时回复，先行答复企业，后续再补。" if silent else "",
        )


def _hands(life: Life) -> list[Actor]:
    """Those of the lead who act for it."""
    lead_id = life.case_file.case.lead_id or 0
    return [life.roster.liaisons[lead_id], *life.roster.handlers[lead_id]]


def _signer(life: Life, official: Official) -> Actor:
    return next(actor for actor in _hands(life) if actor.official_id == official.pk)

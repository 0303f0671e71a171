"""Each figure equals the rows it opens to, for whoever may look, whatever became of its clocks."""

import random
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest

from tests.factories import City, make_case, make_city
from weiqitong.cases import services
from weiqitong.cases.enums import Outcome, Rating
from weiqitong.cases.models import Case
from weiqitong.cases.selectors.figures import figures
from weiqitong.cases.selectors.filters import (
    CLOCK_FIGURES,
    CaseFilter,
    Period,
    apply,
    clock_part,
)
from weiqitong.core import clock
from weiqitong.core.actor import Actor
from weiqitong.deadlines.models import Clock, ClockState, Result
from weiqitong.directory.models import Region

pytestmark = pytest.mark.django_db
LOOKERS = ("coordinator", "city_coordinator", "leader", "inspector")


@pytest.fixture
def city() -> City:
    """Cases in every stage; their clocks then made to have ended in every way there is."""
    found = make_city(clock.now() - timedelta(days=3))
    for stage in range(12):
        _live(found, stage)
    chance = random.Random(7)
    for one in Clock.objects.all():
        Clock.objects.filter(pk=one.pk).update(
            state=chance.choice(ClockState.values),
            result=chance.choice(Result.values),
            advisory=chance.random() < 0.3,
            due_at=found.now + timedelta(days=chance.choice([-60, -9, -1, 0, 1, 9])),
        )
    return found


def _live(city: City, stage: int) -> None:
    people, now = city.people, city.now
    case = make_case(city)
    if stage % 4 == 0:
        return
    lead = city.police
    case = services.dispatch(people["coordinator"], case, lead=lead, now=now)
    case = services.accept(people["liaison"], case, now=now + timedelta(minutes=10))
    if stage % 4 == 1:
        return
    outcome = Outcome.SOLVED if stage % 3 else Outcome.EXPLAINED
    case = services.answer(
        people["liaison"], case, outcome=outcome, text="办好了", now=now + timedelta(minutes=20)
    )
    if stage % 4 == 2:
        return
    yes = stage % 8 == 3
    rating = Rating.SATISFIED if yes else Rating.DISSATISFIED
    services.give_verdict(
        people["contact"], case, yes=yes, rating=rating, now=now + timedelta(minutes=30)
    )


def opened(query: str, actor: Actor) -> list[int]:
    """The ids of the rows an address opens to."""
    chosen = CaseFilter.parse(dict(parse_qsl(query[1:])))
    rows = apply(Case.objects.visible_to(actor), chosen, actor, clock.now())
    return list(rows.values_list("pk", flat=True))


def limits(code: str, period: Period, part: str, cases: list[int]) -> int:
    """Counted one part at a time, as the list does."""
    return Clock.objects.filter(
        clock_part(period, part),
        kind=CLOCK_FIGURES[code],
        subject_label=Case.LABEL,
        subject_id__in=cases,
    ).count()


@pytest.mark.parametrize("span", ["7", "90", "all"])
@pytest.mark.parametrize("who", LOOKERS)
@pytest.mark.parametrize("own", [False, True], ids=["strangers", "of the own unit"])
def test_every_figure_counts_what_it_opens_to(city: City, who: str, span: str, own: bool) -> None:
    actor, now = city.people[who], clock.now()
    if own:  # an inspector may not look at what the own unit handles
        actor = actor.__class__(**{**_parts(actor), "department_id": city.police.pk})
    region = Region.objects.get(path=actor.region_path)
    period = Period.of(span, now)
    found = figures(actor, region, period, now)
    counted = 0
    for figure in found.figures:
        rows = opened(figure.query, actor)
        if figure.code in CLOCK_FIGURES:
            assert figure.denominator == limits(figure.code, period, "all", rows), figure.code
            assert figure.numerator == limits(figure.code, period, "yes", rows), figure.code
        else:
            wanted = figure.numerator if figure.code == "late" else figure.denominator
            assert len(rows) == wanted, figure.code
        for part in figure.exclusions:
            rows = opened(part.query, actor)
            many = len(rows)
            if figure.code in CLOCK_FIGURES:
                many = limits(figure.code, period, part.code, rows)
            assert many == part.count, (figure.code, part.code)
        counted += figure.denominator or 0
    assert counted or (own and who == "inspector")


def test_an_inspector_of_the_unit_counts_less(city: City) -> None:
    actor, now = city.people["inspector"], clock.now()
    region = Region.objects.get(path=actor.region_path)
    period = Period.of("all", now)
    every = figures(actor, region, period, now)
    mine = actor.__class__(**{**_parts(actor), "department_id": city.police.pk})
    less = figures(mine, region, period, now)
    assert (less["solved"].denominator or 0) < (every["solved"].denominator or 0)
    assert (less["answer"].denominator or 0) < (every["answer"].denominator or 0)
    assert (less["verdict"].denominator or 0) < (every["verdict"].denominator or 0)


def _parts(actor: Actor) -> dict[str, object]:
    return {name: getattr(actor, name) for name in actor.__slots__}

"""Each figure equals the rows it opens to, for whoever may look, whatever became of its clocks."""

import random
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from django.urls import reverse

from tests.factories import City, make_case, make_city
from tests.support.browsing import browser
from weiqitong.cases import services
from weiqitong.cases.enums import Outcome, Rating, VerdictChannel
from weiqitong.cases.models import Case, Verdict
from weiqitong.cases.selectors.behind import CASE_PARTS, CLOCK_FIGURES, Period, clock_part
from weiqitong.cases.selectors.figures import figures
from weiqitong.cases.selectors.filters import CaseFilter, apply
from weiqitong.cases.selectors.queue import count_mine
from weiqitong.cases.selectors.rates import Figure
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
    for figure in found.all:
        rows = opened(figure.query, actor)
        if figure.code in CLOCK_FIGURES:
            assert figure.denominator == limits(figure.code, period, "all", rows), figure.code
            assert figure.numerator == limits(figure.code, period, "yes", rows), figure.code
        else:
            wanted = figure.numerator if figure.code == "late" else figure.denominator
            assert len(rows) == wanted, figure.code
            for half, count in _halves(figure):
                assert len(opened(half, actor)) == count, (figure.code, half)
        for part in figure.exclusions:
            rows = opened(part.query, actor)
            many = len(rows)
            if figure.code in CLOCK_FIGURES:
                many = limits(figure.code, period, part.code, rows)
            assert many == part.count, (figure.code, part.code)
        counted += figure.denominator or 0
    assert counted or (own and who == "inspector")


def _halves(figure: Figure) -> Iterator[tuple[str, int]]:
    """The addresses of what a rate counts and what it does not, with how many there must be."""
    if figure.code in CASE_PARTS:
        assert figure.denominator is not None
        whole = "part=all"
        yield figure.query.replace(whole, "part=yes"), figure.numerator
        yield figure.query.replace(whole, "part=no"), figure.denominator - figure.numerator


def test_superiors_figures_stand_apart_from_ours(city: City) -> None:
    """What an enterprise rejected is still answered for 办结率; a good rating is no yes."""
    actor, now = city.people["city_coordinator"], clock.now()
    Verdict.objects.filter(yes=False).update(rating=Rating.FAIRLY_SATISFIED)
    found = figures(actor, Region.objects.get(path=actor.region_path), Period.of("7", now), now)
    assert found["pleased"].numerator == found["pleased"].denominator == 3
    assert found["verdict"].numerator == 2
    settled, solved = found["settled"], found["solved"]
    assert (settled.numerator, settled.denominator) == (5, 12)
    assert (solved.numerator, solved.denominator) == (1, 2)
    assert (found["spoke"].numerator, found["spoke"].denominator) == (2, 2)
    assert all(one.help for one in found.beside)


def test_a_verdict_without_a_rating_is_left_out_of_satisfaction_and_named(city: City) -> None:
    """A text message brings none, and none is assumed: 1 of 2 rated, 3 judged."""
    actor, now = city.people["city_coordinator"], clock.now()
    first = Verdict.objects.filter(yes=True).order_by("pk")[0]
    Verdict.objects.filter(pk=first.pk).update(rating=None, channel=VerdictChannel.MESSAGE)
    region = Region.objects.get(path=actor.region_path)
    found = figures(actor, region, Period.of("7", now), now)
    pleased = found["pleased"]
    assert (pleased.numerator, pleased.denominator) == (1, 2)
    assert next(one.count for one in pleased.exclusions if one.code == "unrated") == 1
    assert (found["verdict"].numerator, found["verdict"].denominator) == (2, 3)
    by_message, by_login = found["by_message"], found["by_login"]
    assert (by_message.numerator, by_message.denominator) == (1, 1)
    assert (by_login.numerator, by_login.denominator) == (1, 2)
    assert "by_call" not in {one.code for one in found.all}
    for figure in (pleased, by_message, by_login):
        assert len(opened(figure.query, actor)) == figure.denominator
        for half, count in _halves(figure):
            assert len(opened(half, actor)) == count
        for part in figure.exclusions:
            assert len(opened(part.query, actor)) == part.count
    page = browser(actor).get(reverse("workbench:all") + by_message.query).content.decode()
    assert "Enterprise says yes·Text message" in page


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


@pytest.mark.parametrize("who", ["coordinator", "city_coordinator", "liaison"])
def test_the_menu_counts_what_the_home_counted(city: City, who: str) -> None:
    """The home says it to the frame; asked apart, the queue has as many."""
    actor = city.people[who]
    page = browser(actor).get(reverse("workbench:home")).context
    here = page["room"].waiting_count if "room" in page else page["unit"].mine_count
    assert here == count_mine(actor)


def _parts(actor: Actor) -> dict[str, object]:
    return {name: getattr(actor, name) for name in actor.__slots__}

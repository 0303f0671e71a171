"""问责线索: a clock missed in a 133 zone opens one referral, with facts; the unit has its say, a
named person hands it on, what came back is recorded. Nobody is sanctioned by the product.
"""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories import City, make_case, make_city
from tests.oversight.people import add_leaders
from weiqitong.cases import services as cases
from weiqitong.cases.delay import Held, delay
from weiqitong.cases.enums import Action, RungKind, Urgency
from weiqitong.cases.models import Act, Case
from weiqitong.cases.services.acting import load
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.deadlines.models import Clock, ClockKind
from weiqitong.ledger.replay import compare
from weiqitong.oversight import jobs, permissions, services
from weiqitong.oversight.enums import HandedKind, HandedTo
from weiqitong.oversight.models import Referral, Rung

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> City:
    return add_leaders(make_city())


@pytest.fixture
def case(city: City) -> Case:
    made = make_case(city)
    made = cases.dispatch(city.people["coordinator"], made, lead=city.police, now=city.now)
    return cases.accept(city.people["liaison"], made, now=city.now)


def through(case: Case, days: float) -> datetime:
    """The worker's minute, by the hour, until so many days after it was due."""
    clock = Clock.objects.get(subject_id=case.pk, kind=ClockKind.CLOSE, state="running")
    now = clock.started_at
    until = clock.due_at + timedelta(days=days)
    while now <= until:
        jobs.sweep(now=now)
        now += timedelta(hours=1)
    return now


@pytest.fixture
def opened(case: Case) -> Referral:
    through(case, 4)
    return Referral.objects.select_related("unit", "office", "case").get(case=case)


def test_it_opens_once_with_its_rung_and_states_the_facts(
    city: City, case: Case, opened: Referral
) -> None:
    through(case, 9)
    assert Referral.objects.filter(case=case).count() == 1
    rung = Rung.objects.get(case=case, rung=RungKind.REFERRAL)
    assert (opened.clock_key, opened.opened_at) == (rung.clock_key, rung.taken_at)
    assert (opened.unit, opened.office) == (city.police, city.county)
    assert opened.official is not None
    assert opened.official.person.name == "王莉"
    acts = Act.objects.filter(case=case, at__lte=opened.opened_at).order_by("version")
    held = [Held(act.at, act.turn_kind, act.turn_id) for act in acts]
    calendar = load(case.pk).frame.calendar
    whole = delay(held, opened.clock_due_at, opened.opened_at, calendar)
    assert whole > 0
    assert opened.facts["late"] == whole
    assert opened.facts["held"] == [["unit", city.police.pk, whole]]
    assert sum(seconds for _kind, _id, seconds in opened.facts["held"]) == whole
    assert len(opened.facts["nudges"]) == 1
    found, rows, _entries = compare(Referral)
    assert rows
    assert not found


def test_it_falls_with_its_rung_and_never_stands_twice(case: Case, opened: Referral) -> None:
    copy = Referral.objects.get(pk=opened.pk)
    copy.pk, copy.number = None, "又一件"
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


def test_outside_a_133_zone_none_opens(city: City) -> None:
    made = make_case(city, urgency=Urgency.NORMAL)
    made = cases.dispatch(city.people["coordinator"], made, lead=city.police, now=city.now)
    assert made.profile != "133"
    through(made, 9)
    assert not Referral.objects.exists()


def test_statement_hand_on_return_and_end(city: City, opened: Referral) -> None:
    people, now = city.people, opened.opened_at + timedelta(hours=2)
    with pytest.raises(NotAllowed):  # the unit has its say first
        hand_on(city, opened, "coordinator", now)
    services.state(people["liaison"], opened, text="会签延误，已专人跟办。", now=now)
    with pytest.raises(NotAllowed):
        services.state(people["liaison"], opened, text="再说一次", now=now)
    with pytest.raises(NotAllowed):
        hand_on(city, opened, "liaison", now)
    handed = hand_on(city, opened, "inspector", now)
    assert handed.handed_by_id == people["inspector"].official_id
    with pytest.raises(NotAllowed):
        hand_on(city, opened, "coordinator", now)
    with pytest.raises(NotAllowed):  # nothing came back yet
        services.close_referral(people["coordinator"], opened, now=now)
    services.record_return(people["coordinator"], opened, text="已约谈。", now=now)
    closed = services.close_referral(people["coordinator"], opened, now=now)
    assert closed.closed_by_id == people["coordinator"].official_id
    found, _rows, _entries = compare(Referral)
    assert not found
    # The case itself did not move.
    assert Case.objects.get(pk=opened.case_id).version == opened.case.version


def hand_on(city: City, referral: Referral, who: str, now: datetime) -> Referral:
    return services.hand_on(
        city.people[who],
        referral,
        kind=HandedKind.TALK,
        to=HandedTo.UNIT,
        text="请对单位负责人约谈。",
        back_on=now.date() + timedelta(days=9),
        now=now,
    )


def test_silence_does_not_stop_it(city: City, opened: Referral) -> None:
    late = opened.due_at + timedelta(hours=1)
    assert permissions.can_hand_on(city.people["coordinator"], opened, late)
    hand_on(city, opened, "coordinator", late)


def test_nothing_need_be_handed_on_but_the_grounds_are_said(city: City, opened: Referral) -> None:
    services.state(city.people["liaison"], opened, text="系统故障。", now=opened.opened_at)
    with pytest.raises(BadInput):
        services.close_referral(city.people["coordinator"], opened, now=opened.opened_at)
    closed = services.close_referral(
        city.people["coordinator"], opened, text="情况属实，不予移送。", now=opened.opened_at
    )
    assert (closed.handed_at, closed.is_open) == (None, False)


def test_a_clue_goes_to_no_unit_and_word_is_expected_by_a_day_ahead(
    city: City, opened: Referral
) -> None:
    now = opened.opened_at
    services.state(city.people["liaison"], opened, text="系统故障。", now=now)
    said = {"text": "移送。", "now": now}
    ahead = now.date() + timedelta(days=5)
    for kind, to, back_on in (
        (HandedKind.CLUE, HandedTo.UNIT, ahead),
        (HandedKind.CLUE, HandedTo.INSPECTION, date(2021, 1, 1)),
        (HandedKind.CLUE, HandedTo.INSPECTION, None),
    ):
        with pytest.raises(BadInput):
            services.hand_on(
                city.people["coordinator"], opened, kind=kind, to=to, back_on=back_on, **said
            )


def test_a_unit_sees_only_its_own_and_the_enterprise_none(city: City, opened: Referral) -> None:
    added = cases.add_co(
        city.people["coordinator"], opened.case, unit=city.transport, text="请配合。",
        now=opened.opened_at,
    )  # fmt: skip
    seen = {who: Referral.objects.visible_to(actor).exists() for who, actor in city.people.items()}
    assert added in Case.objects.visible_to(city.people["co_handler"])
    assert {who for who, sees in seen.items() if sees} == {
        "coordinator", "city_coordinator", "leader", "county_leader", "inspector",
        "liaison", "chief",
    }  # fmt: skip
    shown = Act.objects.get(case=opened.case, action=Action.RUNG, facts__rung="referral")
    assert shown.audience == "office"


def test_nobody_of_the_unit_oversees_it(city: City, opened: Referral) -> None:
    late = opened.due_at + timedelta(hours=1)
    for who in ("liaison", "chief", "handler", "leader", "city_coordinator", "contact"):
        assert not permissions.can_hand_on(city.people[who], opened, late), who

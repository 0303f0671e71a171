"""A need worked on in parts: the parent waits, its date is the latest of theirs, and its office
sums up when the last one is closed; all of it in the transaction of the act on the part.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.factories import City, make_case, make_city
from weiqitong.cases import services
from weiqitong.cases.enums import Action, Outcome, Rating, Status, TurnKind
from weiqitong.cases.models import Act, Answer, Case, Verdict
from weiqitong.cases.selectors.behind import Period
from weiqitong.cases.selectors.figures import figures
from weiqitong.cases.selectors.filters import CaseFilter, apply
from weiqitong.cases.services.splitting import PartOf
from weiqitong.core.actor import Role, system
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.deadlines.models import Clock, ClockKind, ClockState
from weiqitong.ledger.models import Entry
from weiqitong.ledger.replay import compare

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


def split(city: City, now: datetime, **leads: Any) -> tuple[Case, Case, Case]:
    parts = [
        PartOf("南门道路开口审批", lead=leads.get("first")),
        PartOf("施工期间大件车临时通行", lead=leads.get("second")),
    ]
    whole = make_case(city, now=now)
    whole = services.split(city.people["coordinator"], whole, parts=parts, now=now)
    one, two = Case.objects.filter(parent=whole).order_by("number")
    return whole, one, two


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def replays() -> None:
    for model in (Case, Clock, Answer, Verdict):
        found, _rows, _entries = compare(model)
        assert not found, [str(one) for one in found]


def answered(city: City, part: Case, who: str, now: datetime) -> Case:
    services.accept(city.people[who], part, now=now)
    said: dict[str, Any] = {"outcome": Outcome.SOLVED, "text": "已办妥。", "now": now}
    return services.answer(city.people[who], part, **said)


def judged(city: City, case: Case, now: datetime, *, yes: bool = True) -> Case:
    rating = Rating.SATISFIED if yes else Rating.DISSATISFIED
    return services.give_verdict(city.people["contact"], case, yes=yes, rating=rating, now=now)


def test_parts_are_cases_of_their_own_under_the_number_of_the_whole(city: City) -> None:
    whole, one, two = split(city, city.now, first=city.police)
    assert (one.number, two.number) == (f"{whole.number}-1", f"{whole.number}-2")
    assert len(f"2021-{10**7}-9") <= Case._meta.get_field("number").max_length  # type: ignore
    assert {one.client, two.client, one.contact, two.contact} == {whole.client, whole.contact}
    assert whole.text[:20] in one.text
    assert one.text.startswith("南门道路开口审批")
    assert (one.status, two.status) == (Status.DISPATCHED, Status.REPORTED)
    assert one.lead == city.police
    assert one.confirmed_at is not None  # the whole is what the enterprise stands by
    replays()


def test_the_parent_waits_at_its_desk_until_the_latest_of_its_parts(city: City) -> None:
    whole, one, two = split(city, city.now, first=city.police)
    assert (whole.status, whole.turn_kind, whole.turn_id) == (
        Status.IN_PROGRESS,
        TurnKind.OFFICE,
        city.county.pk,
    )
    assert (whole.parts_open, whole.lead_id) == (2, None)
    assert whole.turn_until == max(one.turn_until, two.turn_until)  # type: ignore[type-var]
    assert not Clock.objects.filter(subject_id=whole.pk, state=ClockState.RUNNING)
    # The second is dispatched a day later: the parent's date goes with it, in that very act.
    later = city.now + timedelta(days=1)
    two = services.dispatch(city.people["coordinator"], two, lead=city.transport, now=later)
    assert again(whole).turn_until == two.turn_until
    last = Entry.objects.filter(object_key=whole.number).latest("object_version")
    assert last.kind == "case.follow_part"
    assert last.act == Entry.objects.filter(object_key=two.number).latest("pk").act
    replays()


def test_when_the_last_part_is_closed_the_office_has_one_working_day(city: City) -> None:
    whole, one, two = split(city, city.now, first=city.police, second=city.transport)
    now = city.now + timedelta(hours=1)
    answered(city, one, "liaison", now)
    judged(city, one, now)
    assert again(whole).parts_open == 1
    with pytest.raises(NotAllowed):
        sum_up(city, whole, now)
    services.withdraw(city.people["contact"], two, text="不需要了", now=now)  # counts as closed
    whole = again(whole)
    clock = Clock.objects.get(subject_id=whole.pk, kind=ClockKind.SUM)
    assert (whole.parts_open, whole.turn_until) == (0, clock.due_at)
    assert whole.due_at == clock.due_at
    assert clock.due_at.date() == date(2021, 9, 18)  # a make-up Saturday
    whole = sum_up(city, whole, now)
    assert (whole.status, whole.turn_kind) == (Status.ANSWERED, TurnKind.ENTERPRISE)
    assert whole.parts_open is None
    assert judged(city, whole, now).status == Status.CONFIRMED
    steps = list(
        Act.objects.filter(case=whole).order_by("version").values_list("action", flat=True)
    )
    assert steps == [Action.REPORT, Action.SPLIT, Action.PART, Action.PART, Action.SUM_UP, "yes"]
    replays()


def sum_up(city: City, whole: Case, now: datetime) -> Case:
    said: dict[str, Any] = {"outcome": Outcome.SOLVED, "text": "两项均已办妥。", "now": now}
    return services.sum_up(city.people["coordinator"], whole, **said)


def closed(city: City) -> tuple[Case, Case, Case]:
    whole, one, two = split(city, city.now)
    for part in (one, two):
        services.withdraw(city.people["contact"], part, text="", now=city.now)
    return again(whole), again(one), again(two)


def test_a_no_to_the_whole_goes_one_level_up_to_a_lead(city: City) -> None:
    whole = sum_up(city, closed(city)[0], city.now)
    whole = judged(city, whole, city.now, yes=False)
    assert (whole.turn_kind, whole.turn_id) == (TurnKind.OFFICE, city.city.pk)
    assert whole.parts_open is None
    whole = services.name_lead(
        city.people["city_coordinator"], whole, lead=city.city_transport, now=city.now
    )
    assert whole.lead == city.city_transport
    replays()


def test_a_part_that_opens_again_takes_the_summing_up_back(city: City) -> None:
    whole, one, two = split(city, city.now, first=city.police)
    now = city.now
    answered(city, one, "liaison", now)
    services.lapse(system(), one, now=now)
    services.withdraw(city.people["contact"], two, text="", now=now)
    assert again(whole).parts_open == 0
    judged(city, one, now + timedelta(days=3), yes=False)  # late, and no
    whole = again(whole)
    assert whole.parts_open == 1
    assert whole.turn_until == again(one).turn_until
    assert Clock.objects.get(subject_id=whole.pk, kind=ClockKind.SUM).state == ClockState.VOID
    replays()


def test_whoever_withdraws_the_whole_withdraws_its_parts(city: City) -> None:
    whole, one, two = split(city, city.now, first=city.police)
    whole = services.withdraw(city.people["contact"], whole, text="已自行解决", now=city.now)
    assert {again(one).status, again(two).status, whole.status} == {Status.WITHDRAWN}
    assert (whole.parts_open, whole.due_at) == (None, None)
    assert not Clock.objects.filter(state=ClockState.RUNNING)
    replays()


def test_nobody_splits_a_part_nor_what_is_dispatched_nor_into_one(city: City) -> None:
    _whole, one, two = split(city, city.now, first=city.police)
    twice = [PartOf("第一项事情"), PartOf("第二项事情")]
    with pytest.raises(NotAllowed):
        services.split(city.people["coordinator"], two, parts=twice, now=city.now)
    with pytest.raises(NotAllowed):
        services.split(city.people["coordinator"], one, parts=twice, now=city.now)
    case = make_case(city)
    before = Case.objects.count()
    for wrong in ([PartOf("只有一项事情")], [PartOf("第一项事情"), PartOf("  ")]):
        with pytest.raises(BadInput):
            services.split(city.people["coordinator"], case, parts=wrong, now=city.now)
    services.dispatch(city.people["coordinator"], case, lead=city.police, now=city.now)
    with pytest.raises(WrongStep):
        services.split(city.people["coordinator"], case, parts=twice, now=city.now)
    assert Case.objects.count() == before


def test_the_specialist_who_reported_the_whole_does_not_sort_its_parts(city: City) -> None:
    case = services.report(
        city.people["specialist"], city.client, title="", text="厂门口的路被挖开两周", now=city.now
    )
    twice = [PartOf("第一项事情"), PartOf("第二项事情")]
    services.split(city.people["coordinator"], case, parts=twice, now=city.now)
    part = Case.objects.filter(parent=case)[0]
    with pytest.raises(NotAllowed):
        services.dispatch(city.people["specialist"], part, lead=city.transport, now=city.now)
    assert Case.objects.visible_to(city.people["specialist"]).filter(pk=part.pk).exists()


def test_city_figures_count_the_whole_once_and_show_what_they_leave_out(city: City) -> None:
    whole, one, two = split(city, city.now, first=city.police, second=city.transport)
    now = city.now + timedelta(hours=1)
    for part, who in ((one, "liaison"), (two, "co_handler")):
        answered(city, part, who, now)
        judged(city, part, now)
    sum_up(city, whole, now)
    judged(city, whole, now)
    make_case(city, now=now)
    actor, period = city.people["city_coordinator"], Period.of("30", now)
    found = figures(actor, city.city, period, now)
    assert (found["verdict"].numerator, found["verdict"].denominator) == (1, 1)
    assert (found["solved"].numerator, found["solved"].denominator) == (1, 1)
    assert found["late"].denominator == 1
    for code in ("verdict", "solved", "settled", "pleased", "spoke"):
        left = {one.code: one for one in found[code].exclusions}["parts"]
        assert left.count == 2
        rows = apply(
            Case.objects.visible_to(actor),
            CaseFilter(figure=code, part="parts", period="30"),
            actor,
            now,
        )
        assert {one.pk, two.pk} == set(rows.values_list("pk", flat=True))
        counted = apply(
            Case.objects.visible_to(actor),
            CaseFilter(figure=code, part="all", period="30"),
            actor,
            now,
        )
        assert counted.count() == found[code].denominator


def test_whoever_works_on_a_part_gives_no_word_on_the_whole(city: City) -> None:
    whole, _one, _two = split(city, city.now, first=city.police)
    both = replace(
        city.people["liaison"],
        role=Role.CONTACT,
        department_path="",
        client_ids=frozenset({city.client.pk}),
    )
    with pytest.raises(NotAllowed):
        services.withdraw(both, whole, text="", now=city.now)
    whole = sum_up(city, closed(city)[0], city.now)
    part = Case.objects.filter(parent=whole)[0]
    assert part.lead_id is None  # nobody's: the contact's own unit had no hand in it
    assert judged(city, whole, city.now).status == Status.CONFIRMED

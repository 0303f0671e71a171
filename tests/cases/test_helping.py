"""Co-handlers added and released after the dispatch, each with a clock of its own; what is late is
theirs, and nobody answers over their silence without saying so.
"""

from datetime import timedelta
from typing import Any

import pytest

from tests.factories import City, make_case, make_city
from weiqitong.cases import services
from weiqitong.cases.enums import Action, Audience, Outcome
from weiqitong.cases.models import Act, Case, Dispatch
from weiqitong.cases.services.acting import load
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.deadlines.models import ClockKind, ClockState
from weiqitong.ledger.replay import compare

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> City:
    return make_city()


@pytest.fixture
def case(city: City) -> Case:
    made = make_case(city)
    made = services.dispatch(city.people["coordinator"], made, lead=city.police, now=city.now)
    return services.accept(city.people["liaison"], made, now=city.now)


def add(city: City, case: Case, unit: Any, who: str = "coordinator") -> Case:
    return services.add_co(city.people[who], case, unit=unit, text="请核实用地红线。", now=city.now)


def co_clock(case: Case) -> Any:
    return next(one for one in load(case.pk).clocks if one.kind == ClockKind.CO)


def test_a_co_handler_added_later_sees_it_and_has_a_shorter_clock(city: City, case: Case) -> None:
    assert case not in Case.objects.visible_to(city.people["city_handler"])
    turn = case.turn_kind, case.turn_id, case.turn_until
    case = add(city, case, city.city_transport)  # of another level
    assert (case.turn_kind, case.turn_id, case.turn_until) == turn
    assert case in Case.objects.visible_to(city.people["city_handler"])
    close = load(case.pk).clock(ClockKind.CLOSE)
    assert close is not None
    assert co_clock(case).due_at < close.due_at
    assert Act.objects.get(case=case, action=Action.CO_ADD).audience == Audience.OFFICE
    case = services.opine(city.people["city_handler"], case, text="红线内。", now=city.now)
    assert co_clock(case).result == "met"
    assert not compare(Dispatch)[0]


def test_asked_units_co_handle_by_an_advisory_clock(city: City, case: Case) -> None:
    case = add(city, case, city.customs)
    assert co_clock(case).advisory


def test_nobody_co_handles_twice_or_beside_leading(city: City, case: Case) -> None:
    case = add(city, case, city.transport)
    for unit in (city.transport, city.police, city.section):
        with pytest.raises(BadInput):
            add(city, case, unit)
    with pytest.raises(NotAllowed):
        add(city, case, city.customs, who="liaison")
    # Having spoken, it may be asked again on something else.
    case = services.opine(city.people["co_handler"], case, text="同意。", now=city.now)
    add(city, case, city.transport)


def test_released_in_time_nothing_was_missed(city: City, case: Case) -> None:
    case = add(city, case, city.transport)
    release = {"unit": city.transport, "text": "已由交警核实"}
    case = services.release_co(city.people["coordinator"], case, now=city.now, **release)
    assert co_clock(case).state == ClockState.VOID
    with pytest.raises(BadInput):
        services.release_co(city.people["coordinator"], case, now=city.now, **release)
    services.answer(
        city.people["liaison"], case, outcome=Outcome.SOLVED, text="已开口。", now=city.now
    )


def test_released_too_late_it_stays_missed(city: City, case: Case) -> None:
    case = add(city, case, city.transport)
    later = co_clock(case).due_at + timedelta(hours=1)
    case = services.release_co(
        city.people["coordinator"], case, unit=city.transport, text="不再需要", now=later
    )
    assert co_clock(case).result == "missed"


def test_a_late_opinion_is_marked(city: City, case: Case) -> None:
    case = add(city, case, city.transport)
    later = co_clock(case).due_at + timedelta(hours=1)
    case = services.opine(city.people["co_handler"], case, text="同意。", now=later)
    assert co_clock(case).result == "missed"
    assert Act.objects.get(case=case, action=Action.OPINE).facts["late"]


def test_not_even_through_sign_off_is_it_answered_over_silence_unsaid(
    city: City, case: Case
) -> None:
    case = add(city, case, city.transport)
    signer = _official(city, "chief")
    said: dict[str, Any] = {
        "outcome": Outcome.SOLVED, "text": "已开口。", "signers": [signer], "now": city.now,
    }  # fmt: skip
    with pytest.raises(BadInput) as refused:
        services.submit(city.people["liaison"], case, **said)
    assert refused.value.field == "over_silence"
    case = services.submit(city.people["liaison"], case, over_silence="等不及", **said)
    note = Act.objects.get(case=case, action=Action.NOTE)
    assert note.facts["silent"] == [city.transport.pk]


def _official(city: City, who: str) -> Any:
    from weiqitong.directory.models import Official

    found = Official.objects.select_related("department", "person")
    return found.get(pk=city.people[who].official_id or 0)

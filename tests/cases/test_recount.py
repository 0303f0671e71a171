"""A deadline in 2027 is provisional, and is counted anew when that year's calendar arrives."""

from datetime import date

import pytest

from tests.factories import make_city
from weiqitong.cases import services
from weiqitong.cases.enums import Urgency
from weiqitong.cases.jobs import recount_cases
from weiqitong.cases.models import Act, Case
from weiqitong.core.actor import system
from weiqitong.core.clock import at
from weiqitong.deadlines.models import Clock, ClockKind
from weiqitong.deadlines.services.calendars import load_year
from weiqitong.deadlines.years import YearTable
from weiqitong.ledger.replay import compare

pytestmark = pytest.mark.django_db

TUESDAY = at(date(2026, 12, 29), 10, 0)


def announced_2027() -> YearTable:
    """A notice as it might read: three days off at New Year, the Sunday after made up."""
    days = [
        ("2027-01-01", "元旦", True),
        ("2027-01-02", "元旦", True),
        ("2027-01-03", "元旦", True),
        ("2027-01-04", "元旦", True),
        ("2027-01-09", "元旦", False),
    ]
    listed = [{"name": n, "date": d, "isOffDay": off} for d, n, off in days]
    return YearTable.parse_holiday_cn(
        {"year": 2027, "papers": ["国办发明电〔2026〕99号"], "days": listed}
    )


def test_a_deadline_of_next_year_is_provisional_and_counted_anew() -> None:
    city = make_city(TUESDAY)
    people = city.people
    case = services.report(
        people["contact"],
        city.client,
        title="",
        text="厂门口的路被挖开两周了还没有回填",
        urgency=Urgency.URGENT,
        now=TUESDAY,
    )
    case = services.dispatch(people["coordinator"], case, lead=city.police, now=TUESDAY)
    close = Clock.objects.get(subject_id=case.pk, kind=ClockKind.CLOSE)
    # 133: 30 and 31 December, then Friday 1 January as long as nobody has announced anything.
    assert close.provisional
    assert close.due_at == at(date(2027, 1, 1), 18, 0)
    notice = at(date(2026, 12, 30), 9, 0)
    load_year(system(), announced_2027(), notice)
    assert recount_cases(now=notice) == 1
    assert recount_cases(now=notice) == 0
    close.refresh_from_db()
    case.refresh_from_db()
    # 1–4 January are off now, so the third working day is Tuesday the 5th.
    assert close.due_at == at(date(2027, 1, 5), 18, 0)
    assert not close.provisional
    assert case.turn_until == case.due_at == close.due_at
    assert Act.objects.filter(case=case, action="recount").count() == 1
    assert compare(Case)[0] == []
    assert compare(Clock)[0] == []


def test_what_has_been_judged_does_not_move() -> None:
    city = make_city(TUESDAY)
    people = city.people
    case = services.report(
        people["contact"],
        city.client,
        title="",
        text="厂门口的路被挖开两周了还没有回填",
        urgency=Urgency.URGENT,
        now=TUESDAY,
    )
    case = services.dispatch(people["coordinator"], case, lead=city.police, now=TUESDAY)
    late = at(date(2027, 1, 2), 9, 0)  # past due: red already
    before = Clock.objects.get(subject_id=case.pk, kind=ClockKind.CLOSE).due_at
    load_year(system(), announced_2027(), late)
    recount_cases(now=late)
    assert Clock.objects.get(subject_id=case.pk, kind=ClockKind.CLOSE).due_at == before

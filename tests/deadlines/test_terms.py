"""Terms: what is read back is what was written, and what no clock could run is refused."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.deadlines.strategies import calendars, instants, terms
from weiqitong.deadlines.refusal import BadTerm
from weiqitong.deadlines.terms import MOST, Term, Unit, due_at, own_seconds, yellow, yellow_at


@given(terms())
def test_terms_survive_being_written(term):
    assert Term.parse(term.as_dict()) == term


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "an amount and a unit"),
        ({"amount": 3}, "an amount and a unit"),
        ({"amount": 3, "unit": "working_days", "x": 1}, "an amount and a unit"),
        ({"amount": 3, "unit": "weeks"}, "“weeks” is not a unit"),
        ({"amount": 0, "unit": "hours"}, "between 1 and"),
        ({"amount": -1, "unit": "hours"}, "between 1 and"),
        ({"amount": MOST + 1, "unit": "hours"}, "between 1 and"),
        ({"amount": 1.5, "unit": "hours"}, "whole number"),
        ({"amount": "3", "unit": "hours"}, "whole number"),
        ({"amount": True, "unit": "hours"}, "whole number"),
    ],
)
def test_what_no_clock_could_run_is_refused(data, message):
    with pytest.raises(BadTerm, match=message):
        Term.parse(data)


@given(calendars(), instants(), terms())
def test_yellow_is_the_shorter_of_a_working_day_and_a_quarter(calendar, start, term):
    due = due_at(calendar, term, start)
    whole = own_seconds(calendar, term.unit, start, due)
    lamp = yellow(calendar, term.unit, due, whole)
    assert lamp.at == yellow_at(calendar, term, start, due)
    assert lamp.lead <= whole // 4
    if term.unit.measure.is_office_time:
        day = calendar.plan(due.date()).total
        assert lamp.lead == min(whole // 4, day)
        assert lamp.by_quarter is (whole // 4 <= day)
        assert own_seconds(calendar, term.unit, lamp.at, due) == lamp.lead
    else:
        assert calendar.working_seconds_between(lamp.at, due) <= max(
            calendar.hours.plan(calendar.nth_working_day(due.date(), 0)).total, 0
        )


def test_every_unit_has_a_measure():
    assert all(unit.measure for unit in Unit)

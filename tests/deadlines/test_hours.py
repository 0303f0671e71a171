"""Office hours: what is read back is what was written, and impossible hours are refused."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given

from tests.deadlines.strategies import office_hours
from weiqitong.deadlines.hours import OfficeHours
from weiqitong.deadlines.refusal import BadHours

WEIFANG = {
    "seasons": [
        {"from": "06-01", "hours": ["08:30-12:00", "14:00-18:00"]},
        {"from": "10-01", "hours": ["08:30-12:00", "13:30-17:30"]},
    ]
}


@given(office_hours())
def test_hours_survive_being_written(hours):
    assert OfficeHours.parse(hours.as_dict()) == hours


@pytest.mark.parametrize(
    ("day", "closes"),
    [
        (date(2026, 1, 1), time(17, 30)),  # before the year's first season the last one holds
        (date(2026, 5, 31), time(17, 30)),
        (date(2026, 6, 1), time(18)),
        (date(2026, 9, 30), time(18)),
        (date(2026, 10, 1), time(17, 30)),
    ],
)
def test_the_season_of_a_day(day, closes):
    assert OfficeHours.parse(WEIFANG).closing(day) == closes


def seasons(*rows):
    return {"seasons": [{"from": since, "hours": hours} for since, hours in rows]}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "are written as"),
        ({"seasons": []}, "at least one season"),
        ({"seasons": ["x"]}, "A season is written as"),
        (seasons(("13-01", ["08:30-12:00"])), "13-01, which is not a day"),
        (seasons(("02-30", ["08:30-12:00"])), "02-30, which is not a day"),
        (seasons(("June", ["08:30-12:00"])), "June, which is not a day"),
        (seasons(("01-01", [])), "has no hours"),
        (seasons(("01-01", None)), "has no hours"),
        (seasons(("01-01", ["8:30-12:00"])), "not written like 08:30-12:00"),
        (seasons(("01-01", [830])), "not written like 08:30-12:00"),
        (seasons(("01-01", ["08:30-24:00"])), "no clock shows"),
        (seasons(("01-01", ["12:00-08:30"])), "end before they begin"),
        (seasons(("01-01", ["08:30-12:00", "11:00-18:00"])), "overlap or are out of order"),
        (seasons(("01-01", ["13:30-18:00", "08:30-12:00"])), "overlap or are out of order"),
        (seasons(("06-01", ["08:00-12:00"]), ("05-01", ["08:00-12:00"])), "05-01 follows 06-01"),
        (seasons(("06-01", ["08:00-12:00"]), ("06-01", ["08:00-12:00"])), "out of order"),
    ],
)
def test_impossible_hours_are_refused(data, message):
    with pytest.raises(BadHours, match=message):
        OfficeHours.parse(data)

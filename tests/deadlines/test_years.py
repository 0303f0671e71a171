"""Years of holidays: the shipped ones, the uploaded ones, and what is refused."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import chinese_calendar
import pytest

from weiqitong.deadlines.calendar import SHANGHAI
from weiqitong.deadlines.hours import OfficeHours
from weiqitong.deadlines.refusal import BadYear
from weiqitong.deadlines.years import SpecialDay, YearTable, shipped, work_calendar

HOURS = OfficeHours.daily("08:30-12:00", "13:30-18:00")


def test_the_shipped_years_are_official_and_without_a_gap():
    assert [table.year for table in shipped()] == list(range(2004, 2027))
    assert all(table.official for table in shipped())
    assert all(table.notices and table.notices[0].number for table in shipped()[4:])
    assert all(table.notices[0].url.startswith("http") for table in shipped()[11:])


def test_the_shipped_days_agree_with_an_independent_table():
    calendar = work_calendar(shipped(), HOURS)
    day = date(2004, 1, 1)
    while day < date(2027, 1, 1):
        assert calendar.is_working(day) is chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_a_year_without_notice_is_provisional():
    calendar = work_calendar(shipped(), HOURS)
    assert calendar.is_provisional(2027)
    assert not calendar.is_provisional(2026)
    start = datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)
    assert calendar.touches_provisional(start, calendar.add_working_days(start, 5))


@pytest.mark.parametrize("table", shipped(), ids=lambda table: str(table.year))
def test_years_survive_being_written(table):
    assert YearTable.parse_any(json.dumps(table.as_dict())) == table


def upload(**changes):
    data = {
        "year": 2027,
        "papers": ["https://www.gov.cn/a.htm"],
        "days": [
            {"name": "元旦", "date": "2026-12-31", "isOffDay": True},
            {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
            {"name": "元旦", "date": "2027-01-03", "isOffDay": False},
        ],
    }
    return json.dumps(data | changes)


def test_the_open_format_is_read_with_its_days_in_the_december_before():
    table = YearTable.parse_any(upload())
    assert table.official
    assert table.days[0] == SpecialDay(date(2026, 12, 31), "元旦", working=False)
    assert table.days[2].working
    assert table.notices[0].url == "https://www.gov.cn/a.htm"
    calendar = work_calendar([*shipped(), table], HOURS)
    assert not calendar.is_working(date(2026, 12, 31))
    assert calendar.is_working(date(2027, 1, 3))
    assert not calendar.is_provisional(2027)


def test_no_days_is_a_notice_still_to_come_and_never_a_year_without_holidays():
    table = YearTable.parse_any(upload(days=[], papers=[]))
    assert not table.official
    assert work_calendar([*shipped(), table], HOURS).is_provisional(2027)
    with pytest.raises(BadYear, match="official but has no days"):
        YearTable.parse({"year": 2027, "status": "official", "days": []})


def test_the_later_notice_holds_where_two_name_the_same_day():
    old = YearTable(2026, True, (SpecialDay(date(2026, 12, 31), "x", working=True),))
    calendar = work_calendar([YearTable.parse_any(upload()), old], HOURS)
    assert not calendar.is_working(date(2026, 12, 31))


def one(**changes):
    return upload(days=[{"name": "元旦", "date": "2027-01-01", "isOffDay": True} | changes])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[]", "one JSON object"),
        (upload(year="2027"), "not a year between"),
        (upload(year=27), "not a year between"),
        (upload(year=True), "not a year between"),
        (upload(days=None), "no list of days"),
        (upload(days=["2027-01-01"]), "Day 1 of the list"),
        (one(date="2027-02-30"), "Day 1: “2027-02-30” is not a date"),
        (one(date=20270101), "is not a date"),
        (one(date="2026-10-01"), "2026-10-01 does not belong to 2027"),
        (one(date="2028-02-01"), "2028-02-01 does not belong to 2027"),
        (one(isOffDay="true"), "“isOffDay” must be true or false"),
        (one(name=" "), "has no name of a holiday"),
        (upload(days=json.loads(one())["days"] * 2), "2027-01-01 is listed twice"),
        (upload(status="final"), "official or provisional"),
        (upload(status="official"), "“working” must be true or false"),
        (upload(status="official", notices=[{"name": "x"}]), "A notice has a title"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(text, message):
    with pytest.raises(BadYear, match=message):
        YearTable.parse_any(text)

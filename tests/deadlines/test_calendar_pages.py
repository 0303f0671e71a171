"""The stored calendar: seeding, loading, the region's own hours, and the pages of years."""

import io
import json
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.actors import actor, administrator, browser, coordinator
from weiqitong.core import clock
from weiqitong.core.actor import Role, system
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.deadlines import year_files
from weiqitong.deadlines.models import CalendarYear, YearStatus
from weiqitong.deadlines.selectors import calendars, years
from weiqitong.deadlines.services import calendars as services
from weiqitong.deadlines.signals import calendar_loaded
from weiqitong.deadlines.years import YearTable, shipped
from weiqitong.directory.models import Region
from weiqitong.ledger.replay import compare

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
SUMMER = {"seasons": [{"from": "01-01", "hours": ["08:00-12:00", "14:00-17:00"]}]}
YEAR_2027 = {
    "year": 2027,
    "papers": ["https://www.gov.cn/a"],
    "days": [
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "春节", "date": "2027-01-30", "isOffDay": False},
        {"name": "春节", "date": "2027-02-05", "isOffDay": True},
    ],
}


@pytest.fixture(autouse=True)
def _years():
    calendars.forget()
    services.seed_calendars(system(), NOW)


def table_2027():
    return YearTable.parse_holiday_cn(YEAR_2027)


def test_seeding_twice_stores_each_year_once():
    assert services.seed_calendars(system(), NOW) == 0
    assert CalendarYear.objects.count() == len(shipped())
    differences, rows, _entries = compare(CalendarYear)
    assert (differences, rows) == ([], len(shipped()))


def test_the_stored_years_count_as_the_shipped_ones():
    calendar = calendars.work_calendar()
    assert not calendar.is_working(date(2021, 10, 1))
    assert calendar.is_working(date(2021, 9, 18))
    assert calendar.is_provisional(2027)
    assert calendar.notices[2021][0].number == "国办发明电〔2020〕27号"


def test_a_loaded_year_is_official_at_once_and_tells():
    told = []

    def listen(sender, row, **_):
        told.append(row.year)

    calendar_loaded.connect(listen)
    try:
        assert calendars.work_calendar().is_working(date(2027, 2, 5))
        services.load_year(administrator(), table_2027(), NOW)
        services.load_year(administrator(), table_2027(), NOW)
    finally:
        calendar_loaded.disconnect(listen)
    assert told == [2027]
    assert not calendars.work_calendar().is_working(date(2027, 2, 5))
    assert calendars.work_calendar().is_working(date(2027, 1, 30))
    assert CalendarYear.objects.get(year=2027).version == 1


def test_a_year_is_corrected_on_record():
    services.load_year(administrator(), table_2027(), NOW)
    better = json.loads(json.dumps(YEAR_2027))
    better["days"].pop()
    services.load_year(administrator(), YearTable.parse_holiday_cn(better), NOW)
    row = CalendarYear.objects.get(year=2027)
    assert (row.version, len(row.days)) == (2, 2)
    assert compare(CalendarYear)[0] == []


def test_an_announced_year_does_not_become_provisional_again():
    empty = YearTable(2026, official=False)
    with pytest.raises(BadInput):
        services.load_year(administrator(), empty, NOW)
    assert CalendarYear.objects.get(year=2026).status == YearStatus.OFFICIAL


@pytest.mark.parametrize(
    "who",
    [coordinator(), actor(Role.LEADER), administrator(region_path="370700/370705/")],
)
def test_only_the_citys_administrator_loads(who):
    with pytest.raises(NotAllowed):
        services.load_year(who, table_2027(), NOW)


def region(code, parent=None, hours=None):
    path = f"{parent.path if parent else ''}{code}/"
    return Region.objects.create(
        code=code,
        name=code,
        kind="city" if parent is None else "county",
        parent=parent,
        path=path,
        depth=parent.depth + 1 if parent else 0,
        hours=hours,
    )


def test_a_region_has_its_own_hours_or_those_above_it(django_assert_num_queries):
    city = region("370700", hours=SUMMER)
    county = region("370705", city)
    town = region("370705001", county, {"seasons": [{"from": "01-01", "hours": ["09:00-16:00"]}]})
    closing = [
        calendars.calendar_for_region_id(one.pk).closing(date(2021, 9, 17)).hour
        for one in (city, county, town)
    ]
    assert closing == [17, 17, 16]
    with django_assert_num_queries(0):
        calendars.calendar_for_region_id(county.pk)
    assert calendars.calendar_for_region_id(city.pk) is calendars.calendar_for_region_id(county.pk)


def test_hours_changed_elsewhere_are_seen_with_the_next_revision(monkeypatch):
    city = region("370700", hours=SUMMER)
    county = region("370705", city)
    calendars.calendar_for_region_id(county.pk)
    monkeypatch.setattr(calendars, "SECONDS", -1.0)  # asks every time
    own = {"seasons": [{"from": "01-01", "hours": ["09:00-16:00"]}]}
    Region.objects.filter(pk=county.pk).update(hours=own, version=county.version + 1)
    assert calendars.calendar_for_region_id(county.pk).closing(date(2021, 9, 17)).hour == 16
    Region.objects.filter(pk=county.pk).update(hours=None, version=county.version + 2)
    assert calendars.calendar_for_region_id(county.pk).closing(date(2021, 9, 17)).hour == 17


def test_without_hours_anywhere_the_usual_ones_hold():
    lone = region("990000")
    assert calendars.calendar_for_region_id(lone.pk) is calendars.work_calendar(None)


def test_a_calendar_is_made_once_for_the_same_hours(django_assert_num_queries):
    first = calendars.work_calendar(SUMMER)
    with django_assert_num_queries(0):
        assert calendars.work_calendar(json.loads(json.dumps(SUMMER))) is first


def test_another_process_is_heard_within_seconds(monkeypatch):
    assert calendars.work_calendar().is_provisional(2027)
    CalendarYear.objects.bulk_create(  # as if written elsewhere: no signal here
        [CalendarYear(year=2027, status="official", version=1, loaded_at=NOW, days=YEAR["days"])]
    )
    assert calendars.work_calendar().is_provisional(2027)
    monkeypatch.setattr(calendars, "SECONDS", -1)
    assert not calendars.work_calendar().is_provisional(2027)


YEAR = table_2027().as_dict()


def csv(*rows, encoding="utf-8"):
    return "\n".join(["日期,节日,是否上班", *rows]).encode(encoding)


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(YEAR_2027).encode(),
        b"\xef\xbb\xbf" + json.dumps(YEAR_2027).encode(),
        json.dumps(YEAR).encode(),
        csv("2027-01-01,元旦,否", "2027/1/30,春节,是", "2027年2月5日,春节,休"),
        csv(
            "2027-01-01,元旦,否", "2027-01-30,春节,上班", "2027-02-05,春节,放假", encoding="gb18030"
        ),
    ],
)
def test_a_year_is_read_from_any_of_its_forms(data):
    assert year_files.read(data, 2027).days == table_2027().days


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", ""),
        (b"{", "JSON"),
        (b"[1]", ""),
        (b"\xff\xfe\x00", ""),
        (b"PK\x03\x04 no workbook", ""),
        (json.dumps({**YEAR_2027, "year": 2026}).encode(), "2026"),
        (json.dumps({"year": "soon"}).encode(), "soon"),
        (csv("2025-01-01,元旦,否"), "2025-01-01"),
        (csv("2027-02-30,元旦,否"), "2027-02-30"),
        (csv("tomorrow,元旦,否"), "tomorrow"),
        (csv("2027-01-01,元旦,maybe"), ""),
        (csv("2027-01-01,,否"), ""),
        (csv("2027-01-01,元旦,否", "2027-01-01,元旦,否"), "2027-01-01"),
        (csv(), ""),
        ("日期,节日\n2027-01-01,元旦".encode(), ""),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(data, says):
    with pytest.raises(BadInput, match=says or "."):
        year_files.read(data, 2027)


def test_the_template_is_what_the_upload_reads():
    stored = years.stored_year(2026)
    assert stored is not None
    assert year_files.read(year_files.template(2026, stored), 2026).days == stored.days
    empty = openpyxl.load_workbook(io.BytesIO(year_files.template(2027, None)))
    assert empty["2027"].max_row == 1


@pytest.fixture
def office(monkeypatch):
    return browser(monkeypatch, administrator())


def send(office, data, year=2027):
    file = SimpleUploadedFile("year", data)
    return office.post("/calendar/upload/", {"year": year, "file": file})


def test_the_list_says_which_years_are_provisional(office):
    lines = office.get("/calendar/").context["lines"]
    this = clock.today().year
    assert lines[0].year == max(this + 1, 2026)
    assert {line.year: line.official for line in lines}[2021] is True
    assert [line for line in lines if not line.official]


def test_a_year_shows_days_off_and_make_up_days(office):
    answer = office.get("/calendar/2021/")
    assert answer.status_code == 200
    months = answer.context["months"]
    assert len(months) == 12
    kinds = {d.day: d.kind for m in months for week in m.weeks for d in week if d}
    assert len(kinds) == 365
    assert kinds[date(2021, 10, 1)] == "off"
    assert kinds[date(2021, 9, 18)] == "extra"
    assert kinds[date(2021, 9, 25)] == "weekend"
    assert kinds[date(2021, 9, 17)] == ""
    assert office.get("/calendar/2027/").status_code == 200
    assert office.get("/calendar/1/").status_code == 404
    assert office.get("/calendar/99999/").status_code == 404


def test_everybody_signed_in_may_look_but_not_load(monkeypatch):
    page = browser(monkeypatch, actor(Role.CONTACT))
    assert page.get("/calendar/").status_code == 200
    assert page.get("/calendar/2021/").status_code == 200
    assert page.get("/calendar/upload/").status_code == 403
    county = browser(monkeypatch, administrator(region_path="370700/370705/"))
    assert county.get("/calendar/upload/").status_code == 403
    assert county.post("/calendar/load/", {"data": json.dumps(YEAR)}).status_code == 403
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_an_upload_is_shown_first_and_kept_when_agreed(office):
    answer = send(office, json.dumps(YEAR_2027).encode())
    assert answer.status_code == 200
    changes = answer.context["effect"].days
    assert [(day, after) for day, _before, after in changes] == [
        (date(2027, 1, 1), False),
        (date(2027, 1, 30), True),
        (date(2027, 2, 5), False),
    ]
    assert not CalendarYear.objects.filter(year=2027).exists()
    assert office.post("/calendar/load/", {"data": answer.context["data"]}).status_code == 302
    assert CalendarYear.objects.get(year=2027).status == YearStatus.OFFICIAL


def test_a_bad_upload_is_marked_on_its_field(office):
    answer = send(office, b"{")
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["file"]
    assert send(office, json.dumps(YEAR_2027).encode(), year=2028).status_code == 422
    assert send(office, b"x", year="soon").status_code == 422


@pytest.mark.parametrize("data", ["", "{", "[]", '{"year": 2027}', "\x00"])
def test_a_forged_preview_is_refused(office, data):
    assert office.post("/calendar/load/", {"data": data}).status_code == 422


def test_the_template_can_be_downloaded(office):
    answer = office.get("/calendar/2027/template/")
    assert answer["Content-Disposition"] == 'attachment; filename="calendar-2027.xlsx"'
    assert answer.content.startswith(b"PK")

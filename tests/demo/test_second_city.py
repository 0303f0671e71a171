"""Another city, of another shape and with other words, runs on the same code."""

from datetime import date
from pathlib import Path

import pytest

from weiqitong.accounts.models import User
from weiqitong.cases.models import Case
from weiqitong.core.clock import at
from weiqitong.deadlines.hours import OfficeHours
from weiqitong.deadlines.selectors.calendars import calendar_for_region_id
from weiqitong.demo.city import load_city
from weiqitong.demo.seed import seed_city
from weiqitong.directory.models import Category, Client, Department, Official, Region

pytestmark = pytest.mark.django_db

SECOND = Path(__file__).parent.parent / "fixtures" / "second_city"
CITIES = (load_city(SECOND), load_city())
NOW = at(date(2024, 5, 14), 15, 0)


def test_the_second_city_lives_and_nothing_of_the_first_shows() -> None:
    seed_city(0.004, str(SECOND), echo=lambda line: None, now=NOW, officials=200)
    first, second = load_city(), load_city(SECOND)
    assert Region.objects.count() == len(second.regions)
    lives = Case.objects.filter(intake=None, parent=None).exclude(channel="direct_line")
    assert lives.count() == 141
    assert set(Case.objects.values_list("status", flat=True)) >= {"confirmed", "in_progress"}
    names = {row.name for row in first.regions} - {row.name for row in second.regions}
    marks = {name[:2] for name in names if len(name) > 2} | {str(first.facts["name"])[:2]}
    own = {row.name[:2] for row in second.regions}
    said = [
        *Region.objects.values_list("name", flat=True),
        *Department.objects.values_list("name", flat=True),
        *Client.objects.values_list("name", flat=True),
        *Category.objects.values_list("name", flat=True),
    ]
    strange = [word for word in said if word[:2] in marks - own]
    assert strange == []
    assert Official.objects.count() >= 200
    assert User.objects.filter(username="coordinator").exists()


def test_its_own_office_hours_move_its_deadlines() -> None:
    seed_city(0.0005, str(SECOND), echo=lambda line: None, now=NOW, officials=100)
    own, first = (OfficeHours.parse({"seasons": c.hours["seasons"]}) for c in CITIES)
    town = Region.objects.filter(depth=2).first()
    assert town is not None
    calendar = calendar_for_region_id(town.pk)
    assert calendar.hours == own != first

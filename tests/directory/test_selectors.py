"""Who has a function for a region, which categories there are, whom an actor sees."""

import pytest

from tests.factories import City, make_city, make_department
from weiqitong.core.actor import system
from weiqitong.directory.models import Category, Client
from weiqitong.directory.selectors import (
    categories,
    office_of,
    region_tree,
    resolve_function,
    resolve_functions,
)
from weiqitong.directory.services import project_catalogue
from weiqitong.ledger.changes import Changes

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db) -> City:
    return make_city()


def test_the_own_department_comes_before_the_ones_above(city, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert resolve_function("transport", city.town) == city.transport
    assert resolve_function("transport", city.county) == city.transport
    assert resolve_function("transport", city.other_county) == city.city_transport
    assert resolve_function("customs", city.town) == city.customs
    assert resolve_function("no-such-thing", city.town) is None


def test_several_functions_are_resolved_at_once_and_alike(city, django_assert_num_queries):
    names = ["transport", "customs", "traffic-police", "no-such-thing"]
    for region in (city.town, city.county, city.other_county, city.city):
        with django_assert_num_queries(1):
            together = resolve_functions(names, region)
        alone = {name: resolve_function(name, region) for name in names}
        assert together == {name: found for name, found in alone.items() if found}


def test_sections_and_closed_departments_are_never_found(city):
    changes = Changes(system(), city.now)
    make_department(changes, city.town, "科", "transport", parent=city.transport)
    changes.write()
    closed = resolve_function("transport", city.county)
    assert closed is not None
    changes.enact(closed, "department.change", active=False)
    changes.write()
    assert resolve_function("transport", city.town) == city.city_transport


def test_the_office_of_a_region(city):
    assert office_of(city.town) == city.county_office
    assert office_of(city.other_county) == city.office


ITEMS = [
    {"code": "90", "name": "测试", "name_en": "Test"},
    {"code": "90.01", "parent": "90", "name": "甲", "lead": "transport"},
]


def test_categories_follow_the_catalogue_and_old_ones_stay_for_old_cases(db, city):
    before = Category.objects.count()
    project_catalogue(system(), ITEMS, city.now)
    assert Category.objects.count() == before + 2
    assert [one.code for one in categories()] == ["90", "90.01"]
    leaf = Category.objects.get(code="90.01")
    assert leaf.parent is not None
    assert leaf.parent.name_en == "Test"
    assert project_catalogue(system(), ITEMS, city.now) == 0
    renamed = [ITEMS[0], {**ITEMS[1], "name": "乙"}]
    assert project_catalogue(system(), renamed, city.now) == 1
    leaf.refresh_from_db()
    assert leaf.name == "乙"


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("coordinator", {"own"}),
        ("other_coordinator", set()),
        ("city_coordinator", {"own", "stranger"}),
        ("leader", {"own", "stranger"}),
        ("inspector", {"own", "stranger"}),
        ("administrator", {"own", "stranger"}),
        ("contact", {"own"}),
        ("specialist", {"own"}),
        ("liaison", set()),
        ("handler", set()),
    ],
)
def test_who_sees_which_client(city, who, sees):
    named = {city.client.pk: "own", city.stranger_client.pk: "stranger"}
    found = Client.objects.visible_to(city.people[who]).filter(pk__in=named)
    expected = sees
    if city.stranger_client.region.path.startswith(city.people[who].region_path or "-"):
        expected = sees | {"stranger"}
    assert {named[one.pk] for one in found} == expected


def test_the_tree_of_regions_counts_and_says_whose_hours_hold(city, django_assert_num_queries):
    changes = Changes(system(), city.now)
    hours = {"seasons": [{"from": "01-01", "hours": ["08:30-12:00"]}]}
    changes.enact(city.city, "region.change", hours=hours)
    changes.write()
    with django_assert_num_queries(3):
        nodes = {node.region.code: node for node in region_tree(city.people["administrator"])}
    assert nodes["370704"].hours == hours
    assert nodes["370704"].hours_from == city.city
    assert nodes["370704"].departments == 3
    assert nodes["370704001"].indent == 2
    assert nodes["370700"].departments == 6
    assert nodes["370700"].clients == 2  # in all counties: the number opens to these rows
    hers = region_tree(city.people["coordinator"])
    assert [node.region.code for node in hers] == ["370704", "370704001"]
    assert {node.hours_from for node in hers} == {city.city}

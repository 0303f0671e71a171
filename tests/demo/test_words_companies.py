"""Invented clients: valid codes, figures that fit the size table, names that never repeat."""

from __future__ import annotations

from random import Random

import pytest
from stdnum.cn import uscc

from weiqitong.demo.words.companies import Clients
from weiqitong.demo.words.figures import sector
from weiqitong.demo.words.industries import industries, industry
from weiqitong.demo.words.sketches import Place

HERE = Place("甲省", "乙", "丙丁区", "戊己街道", "丙")
THERE = Place("甲省", "乙", "庚辛市", "壬癸镇", "庚")


def test_names_and_codes_never_repeat_in_a_whole_city():
    clients = Clients(Random(1))
    made = [clients.enterprise(HERE if at % 2 else THERE, "370704") for at in range(21_000)]
    assert len({one.name for one in made}) == 21_000
    assert len({one.credit_code for one in made}) == 21_000


def test_codes_are_valid_and_plainly_invented():
    clients = Clients(Random(2))
    for _ in range(300):
        code = clients.enterprise(HERE, "370704").credit_code
        assert uscc.is_valid(code)
        assert code[8:11] == "DEM"


def test_a_village_society_is_registered_by_the_agriculture_office():
    clients = Clients(Random(3))
    made = [clients.collective(HERE, "370704") for _ in range(30)]
    societies = [one for one in made if one.name.endswith("股份经济合作社")]
    assert societies
    assert all(one.credit_code.startswith("N2370704") for one in societies)
    assert all(one.credit_code[-1] == uscc.calc_check_digit(one.credit_code[:-1]) for one in made)


@pytest.mark.parametrize(
    ("size", "low", "high"),
    [("large", 1000, None), ("medium", 300, 999), ("small", 20, 299), ("micro", 1, 19)],
)
def test_employees_of_a_factory_lie_in_its_tier(size, low, high):
    clients, seen = Clients(Random(4)), 0
    for _ in range(300):
        one = clients.enterprise(HERE, "370704", size=size)
        if sector(one.industry) == "industry":
            seen += 1
            assert low <= one.employees
            assert high is None or one.employees <= high
    assert seen > 50


def test_above_scale_means_the_revenue_of_the_statistics():
    clients = Clients(Random(5))
    for _ in range(500):
        one = clients.enterprise(HERE, "370704")
        if sector(one.industry) == "industry":
            assert (one.four_up == "规上工业") == (one.revenue >= 2000)


def test_no_name_of_a_city_comes_from_the_code():
    clients = Clients(Random(6))
    names = [clients.enterprise(HERE, "370704").name for _ in range(400)]
    names += [clients.project(HERE, "370704").name for _ in range(100)]
    names += [clients.park(HERE, "370704").name for _ in range(40)]
    for real in ("山东", "潍坊", "坊子", "诸城", "寿光", "青州"):
        assert not [name for name in names if real in name]


def test_a_group_has_a_mother_and_its_plants():
    family = Clients(Random(7)).group([(HERE, "370704"), (THERE, "370782"), (THERE, "370782")])
    assert "集团" in family[0].name
    assert {one.group for one in family} == {family[0].name}
    assert len({one.name for one in family}) == 3


def test_projects_may_have_no_code_yet():
    clients = Clients(Random(8))
    made = [clients.project(HERE, "370704") for _ in range(100)]
    without = sum(1 for one in made if not one.credit_code)
    assert 40 < without < 90
    assert all(one.kind == "project" and one.assets >= 3000 for one in made)


def test_the_nearest_industry_is_found_for_any_code():
    assert industry("C3412").code == "C3412"
    assert industry("C3499").code.startswith("C34")
    assert industry("C9999").code.startswith("C")
    assert industry("T9600") is None
    assert len({one.code for one in industries()}) == len(industries())


def test_the_same_seed_gives_the_same_clients():
    assert Clients(Random(9)).enterprise(HERE, "370704") == Clients(Random(9)).enterprise(
        HERE, "370704"
    )

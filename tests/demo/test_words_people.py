"""Invented people: plausible, unique where it matters, the same for the same seed."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import pytest

from weiqitong.demo.words.people import Phones, contact_post, make_official, person_name


def test_names_are_two_or_three_characters_and_not_all_the_same():
    rng = Random(1)
    names = [person_name(rng) for _ in range(15_000)]
    assert all(re.fullmatch(r"[\u4e00-\u9fff]{2,3}", name) for name in names)
    assert len(set(names)) > 7_000
    assert Counter(name[0] for name in names).most_common(1)[0][0] == "王"


def test_no_two_people_share_a_number_among_forty_thousand():
    phones = Phones(Random(2))
    numbers = [phones.next() for _ in range(40_000)]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"199000\d{5}", number) for number in numbers)


def test_more_people_than_numbers_is_an_error_and_not_a_repetition():
    phones = Phones(Random(3))
    numbers = {phones.next() for _ in range(100_000)}
    assert len(numbers) == 100_000
    with pytest.raises(ValueError, match="100000"):
        phones.next()


@pytest.mark.parametrize(
    ("unit", "level", "post"),
    [
        ("甲市工业和信息化局", "city", "局长"),
        ("乙县发展和改革委员会", "county", "主任"),
        ("丙街道", "town", "党工委书记"),
        ("丁镇", "town", "党委书记"),
        ("甲供电公司", "county", "总经理"),
    ],
)
def test_the_head_of_a_unit_is_called_as_its_name_asks(unit, level, post):
    assert make_official(Random(1), level=level, unit=unit, standing="head").post == post


def test_rank_follows_level_and_standing():
    rng = Random(4)
    city = {make_official(rng, level="city", unit="甲局", standing="head").rank for _ in range(200)}
    town = {make_official(rng, level="town", unit="乙镇", standing="head").rank for _ in range(200)}
    assert "正处级" in city
    assert "正处级" not in town
    assert "正科级" in town
    assert "正科级" not in city


def test_an_official_knows_something_of_the_functions_of_the_unit():
    rng = Random(5)
    for _ in range(100):
        known = make_official(
            rng, level="county", unit="甲局", standing="staff", functions=("tax", "customs")
        ).expertise
        assert {"tax", "customs"} & set(known)


def test_the_same_seed_gives_the_same_people():
    def draw() -> list[object]:
        rng = Random(6)
        phones = Phones(rng)
        return [
            (make_official(rng, level="town", unit="乙镇", standing="staff"), phones.next(),
             contact_post(rng, "collective"))
            for _ in range(50)
        ]  # fmt: skip

    assert draw() == draw()

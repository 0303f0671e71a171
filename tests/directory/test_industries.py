"""The classification as published: counts, parents, look-up."""

from __future__ import annotations

from collections import Counter

from weiqitong.directory.industries import find, industries


def test_counts_of_the_standard():
    """The 2019 amendment counts 1,382 classes; our source holds 1,381 and says so."""
    counts = Counter(row.level for row in industries().values())
    assert counts == {1: 20, 2: 97, 3: 473, 4: 1381}


def test_each_class_stands_below_its_parent():
    for row in industries().values():
        if row.level == 1:
            assert row.parent == ""
            continue
        assert industries()[row.parent].level == row.level - 1
        assert row.code[: len(row.parent)] == row.parent


def test_look_up_with_and_without_the_letter():
    assert find("C2611") is find("2611") is find(" c2611 ")
    assert find("C26") is find("26")
    assert find("Z99") is None
    assert find("") is None

"""Values for components: rates, lights, steps, budgets."""

import pytest

from weiqitong.web import parts


def test_under_ten_there_is_no_rate_only_the_counts():
    stat = parts.Stat.rate("Accepted", 3, 9, unit="cases")
    assert (stat.value, stat.unit, stat.parts) == ("—", "", "3 / 9 cases")
    assert stat.note


def test_from_ten_on_the_rate_is_shown_with_its_counts():
    stat = parts.Stat.rate("Accepted", 9, 10, unit="cases", href="/x", note="this week")
    assert (stat.value, stat.unit, stat.parts, stat.note) == (
        "90.0",
        "%",
        "9 / 10 cases",
        "this week",
    )


def test_a_rate_is_never_rounded_up_to_all():
    assert parts.percent(9999, 10000) == "99.9"
    assert parts.percent(10000, 10000) == "100"
    assert parts.percent(34485, 35363) == "97.5"


def test_nobody_divides_by_zero():
    assert parts.Stat.rate("Accepted", 0, 0).value == "—"
    assert parts.rate_words(0, 0) == "—"


def test_a_count_shows_the_whole_only_when_there_is_one():
    assert parts.Stat.count("Overdue", 28, of=878, unit="cases").parts == "28 / 878 cases"
    one = parts.Stat.count("Overdue", 1, of=7, unit="case", parts_unit="cases")
    assert (one.unit, one.parts) == ("case", "1 / 7 cases")
    assert parts.Stat.count("Overdue", 1200).parts == ""
    assert parts.Stat.count("Overdue", 1200).value == "1,200"


def test_every_light_has_a_word_and_an_unknown_kind_is_refused():
    for kind in parts.LightKind:
        assert parts.Light(kind).word
    with pytest.raises(ValueError):
        parts.Light("purple")


def test_pips_never_show_more_boxes_than_the_budget():
    assert parts.Pips(5, 3).boxes == [True, True, True]
    assert parts.Pips(1, 3).boxes == [True, False, False]


def test_steps_mark_what_is_reached():
    assert parts.Steps(2, 3).done == (True, True, False)

"""Dates and durations in both languages."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from weiqitong.core import clock
from weiqitong.web import times
from weiqitong.web.templatetags import ui

NOW = clock.at(date(2021, 9, 17), 10, 20)  # a Friday


@pytest.fixture(scope="module", autouse=True)
def chinese_catalogue() -> None:
    """The catalogue is built, not committed; Django reads it once per process."""
    from django.utils.translation import trans_real
    from tools import messages

    messages.build()
    vars(trans_real)["_translations"].clear()


@pytest.mark.parametrize(
    ("language", "day", "hour", "words"),
    [
        ("zh-hans", date(2021, 9, 17), 18, "今天 18:00"),
        ("zh-hans", date(2021, 9, 16), 9, "昨天 09:00"),
        ("zh-hans", date(2021, 9, 18), 9, "明天 09:00"),
        ("zh-hans", date(2021, 9, 30), 18, "9月30日 周四 18:00"),
        ("zh-hans", date(2022, 1, 4), 18, "2022年1月4日 周二 18:00"),
        ("en", date(2021, 9, 17), 18, "today 18:00"),
        ("en", date(2021, 9, 30), 18, "Thu 30 Sep, 18:00"),
        ("en", date(2022, 1, 4), 18, "Tue 4 Jan 2022, 18:00"),
    ],
)
def test_a_moment(language, day, hour, words):
    with translation.override(language):
        assert times.moment_words(clock.at(day, hour), NOW) == words


def test_until_in_both_languages():
    at = clock.at(date(2021, 9, 30), 18)
    with translation.override("zh-hans"):
        assert ui.until(at, NOW) == "9月30日 周四 18:00 前"
        assert ui.until(date(2021, 9, 24), NOW) == "9月24日 周五 前"
    with translation.override("en"):
        assert ui.until(at, NOW) == "by Thu 30 Sep, 18:00"


def test_the_day_is_the_products_not_the_servers():
    late_in_utc = clock.at(date(2021, 9, 18), 0, 30)  # 16:30 UTC on the 17th
    with translation.override("en"):
        assert times.moment_words(late_in_utc, NOW) == "tomorrow 00:30"


def test_durations():
    with translation.override("zh-hans"):
        assert ui.minutes(86) == "1 时 26 分"
        assert ui.minutes(120) == "2 时"
        assert ui.minutes(0) == "0 分"
        assert ui.duration(timedelta(days=3, hours=2)) == "3 天"
    assert ui.clock_face(1600) == "26:40"
    assert ui.file_size(1_400_000) == "1.4 MB"
    assert ui.file_size(10) == "1 kB"


def test_nothing_prints_as_nothing():
    assert ui.moment(None) == ui.until(None) == ui.day(None) == ui.minutes(None) == ""

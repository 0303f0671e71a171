"""Pages by key: ties, both directions, missing values, damaged addresses."""

from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db.models import CharField
from django.http import QueryDict

from weiqitong.web import keyset

START = datetime(2021, 9, 17, 2, 20, tzinfo=UTC)


@pytest.fixture
def rows(db):
    """23 sessions, several at the same instant, and instants that differ by microseconds."""
    Session.objects.all().delete()
    for number in range(23):
        Session.objects.create(
            session_key=f"{number:02}",
            session_data="",
            expire_date=START + timedelta(microseconds=number // 4),
        )
    return Session.objects.all()


def _walk(rows, order, step, query=None):
    """All keys met by following one kind of link, with a stop for endless chains."""
    seen, query = [], query or QueryDict()
    for _ in range(30):
        page = keyset.paginate(rows, order, query, size=5)
        seen.append([row.pk for row in page.rows])
        href = getattr(page, step)
        if not href:
            return seen, query
        query = QueryDict(href.removeprefix("?"))
    raise AssertionError("the pages never end")


@pytest.mark.parametrize(
    "order", [("expire_date", "pk"), ("-expire_date", "pk"), ("-expire_date", "-pk")]
)
def test_forward_and_back_meet_every_row_once_in_order(rows, order):
    forward, last = _walk(rows, order, "next")
    expected = [row.pk for row in rows.order_by(*order)]
    assert list(chain.from_iterable(forward)) == expected
    backward, _first = _walk(rows, order, "previous", last)
    assert backward[-1] == expected[:5]
    assert {key for page in backward for key in page} == set(expected)


def test_the_first_page_has_no_way_back_and_the_last_none_on(rows):
    order = ("expire_date", "pk")
    first = keyset.paginate(rows, order, QueryDict(), size=5)
    assert first.previous == ""
    assert first.next
    whole = keyset.paginate(rows, order, QueryDict(), size=23)
    assert (whole.previous, whole.next) == ("", "")


def test_other_conditions_stay_in_the_address(rows):
    page = keyset.paginate(rows, ("pk",), QueryDict("town=a&town=b&at=x"), size=5)
    assert QueryDict(page.next.removeprefix("?")).getlist("town") == ["a", "b"]


@pytest.mark.parametrize(
    "word",
    [
        "",
        "x",
        "****",
        "bnVsbA",
        "W10",
        "WzUsIngiXQ",
        "é",
        "W" * 4000,
        "WzAsIlx1ZDgwMCJd",
        "WzAsIlx1MDAwMCJd",
    ],
)
def test_a_damaged_place_shows_the_first_page(rows, word):
    query = QueryDict(mutable=True)
    query["at"] = word
    page = keyset.paginate(rows, ("pk",), query, size=5)
    assert [row.pk for row in page.rows] == ["00", "01", "02", "03", "04"]


def test_one_query_however_deep(rows, django_assert_num_queries):
    _pages, last = _walk(rows, ("expire_date", "pk"), "next")
    with django_assert_num_queries(1):
        keyset.paginate(rows, ("expire_date", "pk"), last, size=5)


def test_rows_that_come_in_meanwhile_shift_nothing(rows):
    order = ("expire_date", "pk")
    first = keyset.paginate(rows, order, QueryDict(), size=5)
    Session.objects.create(session_key="early", session_data="", expire_date=START - timedelta(1))
    second = keyset.paginate(rows, order, QueryDict(first.next.removeprefix("?")), size=5)
    assert [row.pk for row in second.rows] == ["05", "06", "07", "08", "09"]


def test_an_order_without_a_unique_end_is_refused(rows):
    with pytest.raises(ValueError, match="not unique"):
        keyset.paginate(rows, ("expire_date",), QueryDict())


def test_rows_without_a_value_come_last_in_both_directions():
    """The parts are asked directly: no table at hand here has a column that may be empty."""
    nullable: Any = CharField(null=True)
    nullable.set_attributes_from_name("model")
    for descending in (False, True):
        key = keyset._Key("model", nullable, descending)
        assert key.order(backwards=False).nulls_last
        assert key.order(backwards=True).nulls_first
        assert key.beyond(None, backwards=False) is None
        assert "isnull" in str(key.beyond(None, backwards=True))
        assert "isnull" in str(key.beyond("x", backwards=False))
        assert "isnull" not in str(key.beyond("x", backwards=True))

"""Finding by words in a real database, and what people type that should do no harm."""

import time
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weiqitong.directory.models import Person
from weiqitong.search import services
from weiqitong.search.selectors import condition, find

pytestmark = pytest.mark.django_db
NOW = datetime(2021, 9, 17, tzinfo=UTC)
TEXTS = {
    1: "2021-000123 招工难：缺少电焊工 潍坊海元机械有限公司",
    2: "2021-000124 贷款到期，银行不续贷 昌乐蓝宝石厂",
    3: "2021-000199 税务登记变更，机械设备进口关税",
    4: "3D打印车间 用电增容 ABC Tools",
}


@pytest.fixture(autouse=True)
def _indexed():
    services.index_many("case", TEXTS.items(), NOW)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("招工", [1]),
        ("机械", [3, 1]),
        ("机械 招工", [1]),
        ("械机", []),
        ("海元机械", [1]),
        ("海机", []),
        ("税", [3]),
        ("司", [1]),
        ("贷款", [2]),
        ("续贷", [2]),
        ("2021-000123", [1]),
        ("2021-0001", [3, 2, 1]),
        ("000124", [2]),
        ("3d", [4]),
        ("tools", [4]),
        ("TOOL", [4]),
        ("ＡＢＣ", [4]),
        ("", []),
        ("   ", []),
        ("，。", []),
        ("招工" * 5000, []),
    ],
)
def test_what_a_query_finds(query, found):
    assert find("case", query) == found


@pytest.mark.parametrize(
    "typed",
    [
        '"',
        "'",
        "招工'; DROP TABLE search_case; --",
        '"招工',
        "招工*",
        "招工 OR",
        "招工 AND NOT 贷款 NEAR(",
        "(招工)",
        "招工:*",
        "招工 & | ! <->",
        "-招工",
        "tokens:招工",
        "%s %(x)s %",
        "\x00招工",
        "\\招工",
    ],
)
def test_operators_and_quotes_are_harmless(typed):
    assert set(find("case", typed)) <= {1}
    assert find("case", "招工") == [1]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_text_can_be_asked_and_indexed(text):
    services.index("client", 1, text, NOW)
    found = find("client", text)
    assert found in ([1], [])
    list(Person.objects.filter(condition("client", text)))


def test_indexing_again_replaces_and_forgetting_removes():
    services.index("case", 1, "用地审批", NOW)
    assert (find("case", "招工"), find("case", "用地")) == ([], [1])
    services.forget("case", [1, 99])
    assert find("case", "用地") == []


def test_labels_do_not_mix_and_an_unknown_one_is_a_mistake():
    services.index("client", 7, "招工", NOW)
    assert (find("case", "招工"), find("client", "招工")) == ([1], [7])
    with pytest.raises(ValueError, match="parcel"):
        services.index("parcel", 1, "x", NOW)


def test_a_condition_narrows_another_queryset():
    people = [Person.objects.create(name=name) for name in ("wang", "li", "zhao")]
    services.index_many("official", [(p.pk, "招商局") for p in people[:2]], NOW)
    rows = Person.objects.exclude(name="li")
    assert list(rows.filter(condition("official", "招商"))) == [people[0]]
    assert list(rows.filter(condition("official", ""))) == []
    with CaptureQueriesContext(connection) as queries:
        list(rows.filter(condition("official", "招商")))
    assert len(queries) == 1


def test_the_limit_takes_the_newest():
    services.index_many("client", [(n, "用工") for n in range(1, 31)], NOW)
    assert find("client", "用工", 3) == [30, 29, 28]


def test_a_common_word_over_a_whole_city_is_found_in_time():
    """35,000 texts, a word that stands in all of them: the newest twenty, well under a second."""
    services.index_many(
        "client", ((n, f"第{n}号企业反映用工困难，请予协调解决") for n in range(1, 35_001)), NOW
    )
    began = time.perf_counter()
    assert find("client", "企业", 3) == [35_000, 34_999, 34_998]
    assert time.perf_counter() - began < 0.5

"""Parts and links at the same instant on two connections: the parent counts right, nobody waits for
each other, and no chain comes of two links that cross.
"""

import pytest

from tests.cases.test_concurrency import in_threads
from tests.factories import City, make_case, make_city
from weiqitong.cases import services
from weiqitong.cases.models import Act, Case
from weiqitong.cases.services.splitting import PartOf
from weiqitong.core.errors import BadInput
from weiqitong.deadlines.models import Clock, ClockKind
from weiqitong.ledger.replay import compare

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city() -> City:
    return make_city()


def test_two_parts_closed_at_one_instant_start_one_summing_up(city: City) -> None:
    whole = make_case(city)
    parts = [PartOf("道路开口审批"), PartOf("临时通行证")]
    services.split(city.people["coordinator"], whole, parts=parts, now=city.now)
    one, two = Case.objects.filter(parent=whole).order_by("number")
    contact = city.people["contact"]
    found = in_threads(
        lambda: services.withdraw(contact, one, text="", now=city.now),
        lambda: services.withdraw(contact, two, text="", now=city.now),
    )
    assert [isinstance(one, Case) for one in found] == [True, True], found
    whole.refresh_from_db()
    assert whole.parts_open == 0
    assert Clock.objects.filter(subject_id=whole.pk, kind=ClockKind.SUM).count() == 1
    assert Act.objects.filter(case=whole, action="part").count() == 2
    assert not compare(Case)[0]


def test_two_links_that_cross_make_no_chain(city: City) -> None:
    one, two = make_case(city), make_case(city)
    office = city.people["coordinator"]
    found = in_threads(
        lambda: services.link(office, one, master=two, now=city.now),
        lambda: services.link(office, two, master=one, now=city.now),
    )
    assert sorted(type(one) is Case for one in found) == [False, True], found
    assert any(isinstance(one, BadInput) for one in found)
    assert not Case.objects.filter(master__master__isnull=False)


def test_the_whole_withdrawn_while_a_part_moves(city: City) -> None:
    whole = make_case(city)
    parts = [PartOf("道路开口审批"), PartOf("临时通行证")]
    services.split(city.people["coordinator"], whole, parts=parts, now=city.now)
    one = Case.objects.filter(parent=whole).order_by("number")[0]
    found = in_threads(
        lambda: services.withdraw(city.people["contact"], whole, text="", now=city.now),
        lambda: services.dispatch(city.people["coordinator"], one, lead=city.police, now=city.now),
    )
    assert isinstance(found[0], Case), found
    assert not Case.objects.filter(parent=whole, closed_at=None)
    assert not compare(Case)[0]

"""Who serves whom: dated, with reasons, never a gap, never two specialists."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.factories import City, make_city, make_client
from tests.support.browsing import browser as browse
from weiqitong.core.actor import Role
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.directory.models import Client, Official
from weiqitong.ledger.changes import Changes
from weiqitong.ledger.replay import compare
from weiqitong.pairing import plan, selectors, services
from weiqitong.pairing.models import Pairing, PairingRole

pytestmark = pytest.mark.django_db
DAY = date(2021, 9, 20)


@pytest.fixture
def city(db) -> City:
    return make_city()


def official(city: City, who: str) -> Official:
    return Official.objects.get(pk=city.people[who].official_id or 0)


def hand_over(city: City, who: str = "co_handler", day: date = DAY, **more: Any) -> Pairing:
    given: dict[str, Any] = {"reason": "换岗", "now": city.now} | more
    actor = given.pop("actor", city.people["coordinator"])
    return services.transfer(actor, city.client, official(city, who), day=day, **given)


def test_a_transfer_leaves_no_day_without_a_specialist(city):
    before = official(city, "specialist")
    new = hand_over(city)
    for days in range(-3, 4):
        day = DAY + timedelta(days=days)
        expected = before if days < 0 else new.official
        assert selectors.specialist_of(city.client.pk, day) == expected
    old = Pairing.objects.get(official=before)
    assert old.valid_until == DAY == new.valid_from
    assert compare(Pairing)[0] == []


def test_reach_follows_the_pairing_of_today(city):
    today_ago = date(2021, 3, 1)
    specialist = city.people["specialist"]
    assert list(Client.objects.visible_to(specialist)) == [city.client]
    hand_over(city, day=today_ago)
    assert list(Client.objects.visible_to(specialist)) == []


@pytest.mark.parametrize("who", ["specialist", "other_coordinator", "inspector", "contact"])
def test_only_the_office_of_the_region_changes_it(city, who):
    with pytest.raises(NotAllowed):
        hand_over(city, actor=city.people[who])
    assert Pairing.objects.count() == 1


def test_a_transfer_needs_a_reason_a_later_day_and_another_official(city):
    with pytest.raises(BadInput) as refused:
        hand_over(city, reason=" ")
    assert refused.value.field == "reason"
    with pytest.raises(BadInput) as refused:
        hand_over(city, day=date(2021, 2, 1))
    assert refused.value.field == "day"
    with pytest.raises(BadInput) as refused:
        hand_over(city, "specialist")
    assert refused.value.field == "official"
    Official.objects.filter(pk=official(city, "co_handler").pk).update(active=False)
    with pytest.raises(BadInput) as refused:
        hand_over(city)
    assert refused.value.field == "official"
    assert Pairing.objects.count() == 1


def test_pairing_a_client_that_has_a_specialist_is_refused(city):
    with pytest.raises(WrongStep):
        services.pair(
            city.people["coordinator"],
            city.client,
            official(city, "co_handler"),
            day=DAY,
            now=city.now,
        )


def test_leading_cadres_and_liaisons_stand_beside_and_can_end(city):
    actor = city.people["coordinator"]
    cadre = services.pair(
        actor,
        city.client,
        official(city, "leader"),
        role=PairingRole.LEADING_CADRE,
        reason="包联领导",
        day=DAY,
        now=city.now,
    )
    services.end(actor, cadre, day=DAY + timedelta(days=1), now=city.now)
    cadre.refresh_from_db()
    assert cadre.valid_until == DAY + timedelta(days=1)
    with pytest.raises(WrongStep):
        services.end(actor, cadre, day=DAY, now=city.now)
    specialist = Pairing.objects.get(role=PairingRole.SPECIALIST)
    with pytest.raises(WrongStep):
        services.end(actor, specialist, day=DAY, now=city.now)
    Client.objects.filter(pk=city.client.pk).update(active=False)
    specialist.client.refresh_from_db()
    services.end(actor, specialist, day=DAY, now=city.now)
    assert compare(Pairing)[0] == []


def test_two_open_specialists_are_impossible_whoever_writes(city):
    changes = Changes(city.people["coordinator"], city.now)
    plan.plan_pair(changes, city.client, official(city, "leader"), day=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        changes.write()


def test_reads_ask_one_query(city, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = selectors.specialist_of(city.client.pk, DAY)
        assert found is not None
        assert found.person.name
        assert found.department.name
    with django_assert_num_queries(1):
        both = selectors.specialists_of([city.client.pk, city.stranger_client.pk], DAY)
        assert set(both) == {city.client.pk}
    with django_assert_num_queries(1):
        offered = selectors.candidates(city.client)
    assert all(one.department.region.path.startswith(city.county.path) for one in offered)
    loads = [int(getattr(one, "load", -1)) for one in offered]
    assert loads == sorted(loads)


def test_clients_wait_for_a_specialist_until_they_have_one(city):
    waiting = selectors.unpaired(city.people["coordinator"], DAY)
    assert selectors.unpaired_count(city.people["coordinator"], DAY) == waiting.count()
    assert city.client not in waiting
    changes = Changes(city.people["coordinator"], city.now)
    fresh = make_client(changes, city.town, "新来企业", "91370704MA3NEW001X")
    changes.write()
    assert list(waiting.all()) == [fresh]
    services.pair(
        city.people["coordinator"], fresh, official(city, "leader"), day=DAY, now=city.now
    )
    assert list(waiting.all()) == []


def test_the_pages(city, django_assert_max_num_queries):
    browser = browse(city.people["coordinator"])
    listing = reverse("pairing:pairings")
    with django_assert_max_num_queries(12):
        assert city.client.name in browser.get(listing).content.decode()
    for tab in ("waiting", "ended"):
        assert browser.get(f"{listing}?tab={tab}").status_code == 200
    url = reverse("pairing:client", args=[city.client.code])
    with django_assert_max_num_queries(12):
        assert browser.get(url).status_code == 200
    chosen = official(city, "co_handler")
    data = {"official": chosen.pk, "role": "specialist", "day": "2027-01-04", "reason": ""}
    refused = browser.post(url, data)
    assert refused.status_code == 422
    assert refused.context["form"].errors.keys() == {"reason"}
    assert browser.post(url, data | {"reason": "换岗"}).status_code == 302
    pairing = Pairing.objects.get(official=chosen)
    assert pairing.valid_from == date(2027, 1, 4)
    page = browser.get(reverse("directory:client", args=[city.client.code])).content.decode()
    assert "换岗" in page
    hers = browse(city.people["contact"])
    seen = hers.get(reverse("directory:client", args=[city.client.code])).content.decode()
    assert chosen.person.name in seen
    assert "换岗" not in seen


def test_pages_of_foreign_clients_are_out_of_sight(city):
    url = reverse("pairing:client", args=[city.client.code])
    assert browse(city.people["other_coordinator"]).get(url).status_code == 404
    assert browse(city.people["inspector"]).get(url).status_code == 403
    assert city.people["inspector"].role == Role.INSPECTOR

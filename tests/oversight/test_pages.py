"""Supervision orders on screen: given by hand, replied on, ended, printed; nudges in a batch."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tests.factories import City, make_case, make_city
from tests.oversight.people import add_leaders
from weiqitong.accounts import entrance
from weiqitong.cases import services as cases
from weiqitong.cases.enums import Action
from weiqitong.cases.models import Act, Case
from weiqitong.core import clock
from weiqitong.core.errors import BadInput, NotAllowed, Stale
from weiqitong.jobs.models import Progress
from weiqitong.oversight import services
from weiqitong.oversight.models import Supervision

pytestmark = pytest.mark.django_db
As = Callable[[str], Browser]


@pytest.fixture
def city(db: None) -> City:
    return add_leaders(make_city(clock.now()))


@pytest.fixture
def case(city: City) -> Case:
    made = make_case(city)
    made = cases.dispatch(city.people["coordinator"], made, lead=city.police, now=city.now)
    return cases.accept(city.people["liaison"], made, now=city.now)


@pytest.fixture
def signed_in(city: City, monkeypatch: pytest.MonkeyPatch) -> As:
    """A browser of one of the people."""

    def enter(name: str) -> Browser:
        monkeypatch.setattr(entrance, "actor_now", lambda request: city.people[name])
        browser = Browser(headers={"accept-language": "en"})
        return browser

    return enter


def order(city: City, case: Case) -> Supervision:
    return services.order_by_hand(
        city.people["coordinator"],
        case,
        demand="三日内到企业现场办公。",
        due_on=clock.today(city.now) + timedelta(days=9),
        now=city.now,
    )


def test_an_office_gives_an_order_the_unit_replies_and_the_office_ends_it(
    city: City, case: Case, signed_in: As
) -> None:
    office = signed_in("coordinator")
    page = office.get(reverse("cases:case", args=[case.number]))
    new = reverse("oversight:order-new", args=[case.number])
    assert new in page.content.decode()
    assert office.get(new).status_code == 200
    due = clock.today(city.now) + timedelta(days=9)
    sent = office.post(new, {"seen": case.version, "demand": "到现场办公。", "due_on": f"{due}"})
    made = Supervision.objects.get(case=case)
    address = reverse("oversight:order", args=[made.number])
    assert (sent.status_code, sent.url) == (302, address)  # type: ignore[attr-defined]
    assert made.unit == city.police
    assert made.official_id == city.people["liaison"].official_id
    last = Act.objects.filter(case=case).latest("version")
    assert (last.action, last.text) == (Action.RUNG, "到现场办公。")

    unit = signed_in("liaison")
    assert made.number in unit.get(reverse("oversight:orders")).content.decode()
    assert made.number in unit.get(reverse("cases:case", args=[case.number])).content.decode()
    reply = reverse("oversight:order-reply", args=[made.number])
    empty = unit.post(reply, {"text": " "})
    assert empty.status_code == 422
    assert unit.post(reply, {"text": "已到现场，周五完工。"}).status_code == 302
    made.refresh_from_db()
    assert (made.reply, made.replied_by_id) == (
        "已到现场，周五完工。",
        city.people["liaison"].official_id,
    )
    assert unit.post(reply, {"text": "再说一遍"}).status_code == 403  # once
    close = reverse("oversight:order-close", args=[made.number])
    assert unit.post(close).status_code == 403

    office = signed_in("coordinator")
    assert office.get(reverse("oversight:order-paper", args=[made.number])).status_code == 200
    assert office.post(close).status_code == 302
    made.refresh_from_db()
    assert made.closed_at is not None
    assert made.number in office.get(reverse("oversight:orders") + "?tab=closed").content.decode()


def test_what_is_missing_is_said_and_nothing_is_lost(city: City, case: Case, signed_in: As) -> None:
    new = reverse("oversight:order-new", args=[case.number])
    sent = signed_in("coordinator").post(
        new, {"seen": case.version, "demand": "到现场办公。", "due_on": "2001-01-01"}
    )
    assert sent.status_code == 422
    assert "到现场办公。" in sent.content.decode()
    assert not Supervision.objects.exists()


def test_an_order_needs_a_demand_a_day_and_the_case_as_it_was_seen(city: City, case: Case) -> None:
    office, now = city.people["coordinator"], city.now
    soon = clock.today(now) + timedelta(days=9)
    with pytest.raises(BadInput):
        services.order_by_hand(office, case, demand=" ", due_on=soon, now=now)
    with pytest.raises(BadInput):
        services.order_by_hand(office, case, demand="办", due_on=None, now=now)
    with pytest.raises(Stale):
        services.order_by_hand(office, case, demand="办", due_on=soon, now=now, seen=1)
    for who in ("liaison", "specialist", "contact", "leader", "other_coordinator"):
        with pytest.raises(NotAllowed):
            services.order_by_hand(city.people[who], case, demand="办", due_on=soon, now=now)
    assert not Supervision.objects.exists()
    assert not Act.objects.filter(action=Action.RUNG).exists()


def test_only_the_unit_replies_and_only_the_office_that_gave_it_ends_it(
    city: City, case: Case
) -> None:
    made = order(city, case)
    for who in ("coordinator", "co_handler", "leader", "inspector", "contact"):
        with pytest.raises(NotAllowed):
            services.reply_on_order(city.people[who], made, text="已办", now=city.now)
    with pytest.raises(NotAllowed):  # not before there is a reply
        services.close_order(city.people["coordinator"], made, now=city.now)
    services.reply_on_order(city.people["chief"], made, text="已办", now=city.now)
    for who in ("city_coordinator", "liaison", "leader"):
        with pytest.raises(NotAllowed):
            services.close_order(city.people[who], made, now=city.now)
    services.close_order(city.people["coordinator"], made, now=city.now)


def test_a_batch_is_shown_before_it_is_begun(city: City, case: Case, signed_in: As) -> None:
    waiting = make_case(city)  # the office's own turn: it does not nudge itself
    office = signed_in("coordinator")
    chosen = {"case": [case.number, waiting.number, "no-such-number"]}
    shown = office.post(reverse("oversight:nudge-many"), chosen)
    text = shown.content.decode()
    assert shown.status_code == 200
    assert case.title in text
    assert f'value="{case.number}"' in text
    assert f'value="{waiting.number}"' not in text
    whole = office.post(reverse("oversight:nudge-many"), {"tab": "open"})  # without any chosen
    assert f'value="{case.number}"' in whole.content.decode()
    assert not Progress.objects.exists()
    begun = office.post(reverse("oversight:nudge-many"), {**chosen, "go": "1", "text": ""})
    assert (begun.status_code, Progress.objects.count()) == (302, 1)


def test_the_list_of_orders_costs_few_queries(
    city: City, case: Case, signed_in: As, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _number in range(6):
        order(city, Case.objects.get(pk=case.pk))
    office = signed_in("coordinator")
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        assert office.get(reverse("oversight:orders")).status_code == 200

"""Items, conferences and instructions where they meet complaints, sealed needs, stand-ins and
units that are merged.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.cases.test_batches import through, undone
from tests.cases.test_confiding import SEALED, report
from tests.cases.test_merging import who
from tests.conferences.test_conference import called, drafted, unit
from tests.factories import City, make_case, make_city
from tests.items.given import give
from tests.oversight.people import add_leaders
from tests.support.browsing import browser
from weiqitong.cases import services as cases
from weiqitong.cases.dossier import Trust
from weiqitong.cases.models import Case
from weiqitong.cases.plans.climbing import Named
from weiqitong.cases.services import batches
from weiqitong.conferences import permissions, services
from weiqitong.conferences.models import Conference, Participant
from weiqitong.conferences.selectors import pages
from weiqitong.core.actor import Actor, Role, system
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.deadlines.models import Clock
from weiqitong.directory.models import Official
from weiqitong.instructions import services as instructions
from weiqitong.instructions.models import Instruction
from weiqitong.items import services as items
from weiqitong.items.models import Item
from weiqitong.ledger.changes import Changes
from weiqitong.ledger.replay import compare
from weiqitong.oversight.models import Referral
from weiqitong.oversight.plan_referrals import plan_open

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> City:
    return add_leaders(make_city())


def standing_in(actor: Actor, absent: Actor) -> Actor:
    assert absent.official_id is not None
    return replace(actor, stands_for=frozenset({absent.official_id}))


def official(city: City, name: str) -> Official:
    rows = Official.objects.select_related("department", "person")
    return rows.get(pk=city.people[name].official_id)


# Whom the enterprise complains of


def test_whom_a_need_complains_of_is_not_asked_to_its_conference(city: City) -> None:
    office = city.people["coordinator"]
    case = report(city, Trust(unit=city.transport))
    cases.dispatch(office, case, lead=city.police, now=city.now)
    held = drafted(city, Case.objects.get(pk=case.pk))
    assert not held.participants.filter(department=city.transport).exists()
    with pytest.raises(BadInput):
        services.invite(office, held, city.transport, now=city.now)
    other = drafted(city, make_case(city))
    services.invite(office, other, city.customs, now=city.now)
    with pytest.raises(BadInput) as refused:
        services.put(office, other, report(city, Trust(unit=city.customs)), now=city.now)
    assert refused.value.field == "number"


def test_whom_a_need_complains_of_reads_no_conference_item_or_instruction(city: City) -> None:
    chief, liaison = city.people["chief"], city.people["liaison"]
    case = report(city, Trust(official=official(city, "chief")))
    cases.dispatch(city.people["coordinator"], case, lead=city.police, now=city.now)
    case = Case.objects.get(pk=case.pk)
    held = called(city, drafted(city, case))
    item = give(city, case=case)
    given = instructions.enter(
        city.people["leader"], title="尽快办", text="请三日内报结果。", units=[city.police],
        due_on=date(2021, 9, 30), case=case, now=city.now,
    )  # fmt: skip
    for model, row in ((Conference, held), (Item, item), (Instruction, given)):
        rows = model.objects.filter(pk=row.pk)
        assert rows.visible_to(liaison).exists()
        assert not rows.visible_to(chief).exists()


def test_whom_a_need_complains_of_is_given_nothing(city: City) -> None:
    case = report(city, Trust(unit=city.transport, official=official(city, "chief")))
    with pytest.raises(BadInput) as refused:
        instructions.enter(
            city.people["leader"], title="尽快办", text="请三日内报结果。", units=[city.transport],
            due_on=date(2021, 9, 30), case=case, now=city.now,
        )  # fmt: skip
    assert refused.value.field == "units"
    item = give(city, case=case)
    said = {"text": "转办", "due_on": date(2021, 9, 30), "now": city.now}
    for to in ({"unit": city.transport}, {"person": official(city, "chief")}):
        with pytest.raises(BadInput):
            items.move(city.people["coordinator"], item, **to, **said)


def test_items_of_a_sealed_need_are_not_for_the_office_of_the_units_place(city: City) -> None:
    case = report(city, Trust(SEALED))
    item = give(city, case=case, giver=official(city, "leader"))
    assert Item.objects.filter(pk=item.pk).visible_to(city.people["city_coordinator"]).exists()
    assert not Item.objects.filter(pk=item.pk).visible_to(city.people["coordinator"]).exists()
    open_ = give(city, giver=official(city, "leader"))
    assert Item.objects.filter(pk=open_.pk).visible_to(city.people["coordinator"]).exists()


# Who stands in


def test_a_stand_in_reports_what_the_absent_person_owes(city: City) -> None:
    item = give(city, unit=city.transport, person=official(city, "handler"))
    other = city.people["liaison"]  # of another unit: only the mandate lets them
    with pytest.raises(NotAllowed):
        items.report(other, item, text="已办。", now=city.now)
    instead = standing_in(other, city.people["handler"])
    assert Item.objects.visible_to(instead).filter(pk=item.pk).exists()
    items.report(instead, item, text="已办。", now=city.now)


def test_a_leaders_stand_in_decides_but_not_about_the_own_report(city: City) -> None:
    leader = city.people["leader"]
    other = replace(city.people["chief"], role=Role.LEADER, region_id=leader.region_id,
                    region_path=leader.region_path, department_path="")  # fmt: skip
    instead = standing_in(other, leader)
    own = give(city, giver=official(city, "leader"))
    items.report(city.people["chief"], own, text="已办。", now=city.now)
    with pytest.raises(NotAllowed):
        items.accept(instead, own, now=city.now)
    item = give(city, giver=official(city, "leader"))
    items.report(city.people["liaison"], item, text="已办。", now=city.now)
    with pytest.raises(NotAllowed):
        items.accept(other, item, now=city.now)
    items.accept(instead, item, now=city.now)


def test_a_stand_in_speaks_for_whoever_was_named_to_a_conference(city: City) -> None:
    held = called(city, drafted(city, make_case(city)))
    named = official(city, "co_handler")
    services.invite(city.people["coordinator"], held, city.transport, official=named, now=city.now)
    instead = standing_in(city.people["city_handler"], city.people["co_handler"])
    assert Conference.objects.visible_to(instead).filter(pk=held.pk).exists()
    assert pages.waiting(instead, city.now).filter(pk=held.pk).exists()
    services.say(instead, held, unit(held, "transport"), statement="同意。", now=city.now)


# Units that are merged


def test_items_and_referrals_go_with_a_merged_unit_and_come_back(city: City) -> None:
    item, case = give(city), make_case(city)
    cases.dispatch(city.people["coordinator"], case, lead=city.police, now=city.now)
    clock = Clock.objects.filter(subject_id=case.pk).latest("pk")
    changes = Changes(system(), city.now)
    referral = plan_open(
        changes, case, clock, number="坊问2021-1", office=city.county, named=Named(city.police.pk),
        facts={}, due_at=city.now + timedelta(days=2),
    )  # fmt: skip
    changes.write()
    held = called(city, drafted(city, Case.objects.get(pk=case.pk)))
    actor, text = city.people["administrator"], "潍编〔2021〕17号"
    made = batches.prepare_merge(actor, city.police, city.transport, text=text, now=city.now)
    made = through(actor, made, city.now)
    for row in (item, referral):
        row.refresh_from_db()
        assert row.unit == city.transport
    goes_on, mine = city.people["co_handler"], unit(held, "traffic-police")
    assert Item.objects.visible_to(goes_on).filter(pk=item.pk).exists()
    assert Conference.objects.visible_to(goes_on).filter(pk=held.pk).exists()
    mine = Participant.objects.select_related("department__merged_into").get(pk=mine.pk)
    assert permissions.can_say(goes_on, held, mine)
    shown = browser(goes_on).get(f"/conferences/{held.number}/").content.decode()
    assert "坊子区公安分局交警大队, now 坊子区交通运输局" in shown
    items.report(who(city, "liaison"), item, text="已办。", now=city.now)
    fresh = give(city, unit=city.transport)
    undone(actor, made, city.now)
    for row in (referral, fresh):
        row.refresh_from_db()
    assert (referral.unit, fresh.unit) == (city.police, city.transport)
    mine.refresh_from_db()
    assert not permissions.can_say(goes_on, held, mine)
    for model in (Item, Referral, Participant):
        found, _rows, _entries = compare(model)
        assert not found, [str(one) for one in found]


def test_the_unit_that_goes_on_is_not_asked_beside_the_one_merged_into_it(city: City) -> None:
    office, case = city.people["coordinator"], make_case(city)
    cases.dispatch(office, case, lead=city.police, now=city.now)
    held = called(city, drafted(city, Case.objects.get(pk=case.pk)))
    # As if nobody had thought of the bureau.
    Participant.objects.filter(conference=held, department=city.transport).delete()
    mine = unit(held, "traffic-police")
    actor, text = city.people["administrator"], "潍编〔2021〕17号"
    made = batches.prepare_merge(actor, city.police, city.transport, text=text, now=city.now)
    through(actor, made, city.now)
    services.excuse(office, held, mine, now=city.now)
    services.invite(office, held, city.transport, now=city.now)
    mine.refresh_from_db()
    assert mine.left_at is None
    assert not Participant.objects.filter(conference=held, department=city.transport).exists()

"""A conference from draft to its end: who may, what it writes, what it does to its cases."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories import City, make_case, make_city
from tests.oversight.people import add_leaders
from weiqitong.accounts.models import User
from weiqitong.cases import services as cases
from weiqitong.cases.enums import Action, Audience, PrecedentSource, Status
from weiqitong.cases.models import Act, Case, Precedent
from weiqitong.cases.selectors.proposals import proposals
from weiqitong.conferences import jobs, services
from weiqitong.conferences.enums import Seat, State, Way
from weiqitong.conferences.models import Conference, Participant, Topic
from weiqitong.conferences.plan import Meeting
from weiqitong.conferences.services.minuting import Concluding, Decision
from weiqitong.conferences.services.preparing import Arranged
from weiqitong.core.errors import BadInput, NotAllowed, Stale
from weiqitong.directory.selectors import categories
from weiqitong.items import services as item_services
from weiqitong.items.models import Item
from weiqitong.ledger.replay import compare
from weiqitong.notifications.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> City:
    return add_leaders(make_city())


def worked_on(city: City) -> Case:
    case = make_case(city)
    case = cases.dispatch(
        city.people["coordinator"], case, lead=city.police, co=[city.transport], now=city.now
    )
    return cases.accept(city.people["liaison"], case, now=city.now)


def drafted(city: City, *on: Case) -> Conference:
    return services.draft(
        city.people["coordinator"], title="", cases=on or [worked_on(city)], now=city.now
    )


def called(city: City, conference: Conference, way: Way = Way.WRITING) -> Conference:
    meeting = Meeting(way, city.now + timedelta(days=5), "区政府三楼会议室")
    return services.call(
        city.people["coordinator"], conference, meeting, title="道口协调会", now=city.now
    )


def unit(conference: Conference, code: str) -> Participant:
    return Participant.objects.get(conference=conference, department__function=code)


def concluding(conference: Conference, **words: object) -> list[Concluding]:
    topics = Topic.objects.filter(conference=conference, left_at=None).order_by("place")
    base = Concluding(0, "由交警大队牵头，三日内开口。", "已明确由交警部门牵头，三日内办好。")
    return [replace(base, topic_id=one.pk, **words) for one in topics]  # type: ignore[arg-type]


def decisions(city: City) -> list[Decision]:
    day = (city.now + timedelta(days=20)).date()
    return [
        Decision("开设临时道口", city.police, day),
        Decision("出具占道意见", city.transport, day),
    ]


def published(city: City, conference: Conference, now: datetime | None = None) -> Conference:
    return services.publish(
        city.people["coordinator"],
        conference,
        minutes="会议听取了汇报，形成一致意见。",
        conclusions=concluding(conference, lead=city.police),
        decisions=decisions(city),
        now=now or city.now + timedelta(days=6),
    )


def replays() -> None:
    for model in (Conference, Topic, Participant, Item, Case, Precedent):
        found, _rows, _entries = compare(model)
        assert not found, [str(one) for one in found]


def test_a_draft_proposes_who_has_the_case_and_lies_on_the_offices_desk(city: City) -> None:
    case = worked_on(city)
    made = drafted(city, case)
    assert made.number == f"坊会2021-{made.pk}"
    assert (made.state, made.title) == (State.DRAFT, case.title)
    assert made.due_at is not None
    assert made.due_at > city.now
    assert made.chair_id == city.people["county_leader"].official_id
    invited = [one.department for one in made.participants.order_by("pk")]
    assert invited[:2] == [city.police, city.transport]  # the lead first
    act = Act.objects.get(case=case, action=Action.CONFER)
    assert act.audience == Audience.OFFICE  # the enterprise is not told of a draft
    office = Conference.objects.visible_to(city.people["coordinator"])
    assert made in office
    assert made not in Conference.objects.visible_to(city.people["liaison"])
    replays()


def test_a_case_is_on_one_conference_at_a_time(city: City) -> None:
    case = worked_on(city)
    first = drafted(city, case)
    with pytest.raises(BadInput, match=first.number):
        drafted(city, case)
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.create(conference=drafted(city), case=case, place=2, salt="0", version=1)
    services.cancel(city.people["coordinator"], first, because="已办好", now=city.now)
    assert drafted(city, case).number != first.number
    replays()


@pytest.mark.parametrize("who", ["contact", "specialist", "liaison", "leader", "inspector"])
def test_only_an_office_begins_one(city: City, who: str) -> None:
    case = worked_on(city)
    with pytest.raises(NotAllowed):
        services.draft(city.people[who], title="", cases=[case], now=city.now)
    with pytest.raises(NotAllowed):
        services.draft(city.people["other_coordinator"], title="", cases=[case], now=city.now)


def test_the_office_arranges_agenda_and_units(city: City) -> None:
    coordinator, first = city.people["coordinator"], worked_on(city)
    conference, second = drafted(city, first), make_case(city)
    services.put(coordinator, conference, second, now=city.now)
    topics = {one.case_id: one for one in conference.topics.all()}
    rows = [
        Arranged(topics[first.pk].pk, 2, 30, city.transport),
        Arranged(topics[second.pk].pk, 1, 10, None),
    ]
    services.arrange(coordinator, conference, rows, now=city.now)
    order = list(conference.topics.order_by("place").values_list("case", "length"))
    assert order == [(second.pk, 10), (first.pk, 30)]
    services.take_off(coordinator, conference, second, now=city.now)
    with pytest.raises(BadInput):
        services.take_off(coordinator, conference, first, now=city.now)
    services.put(coordinator, conference, second, now=city.now)  # back again
    assert conference.topics.filter(open=True).count() == 2
    services.excuse(coordinator, conference, unit(conference, "traffic-police"), now=city.now)
    services.invite(coordinator, conference, city.customs, seat=Seat.OBSERVER, now=city.now)
    services.invite(coordinator, conference, city.police, now=city.now)
    present = conference.participants.filter(left_at=None)
    assert {one.department_id for one in present} >= {city.customs.pk, city.police.pk}
    with pytest.raises(BadInput):
        services.invite(coordinator, conference, city.section, now=city.now)
    with pytest.raises(NotAllowed):
        services.put(city.people["city_coordinator"], conference, second, now=city.now)
    replays()


def test_calling_it_stands_on_the_case_and_is_told_once(city: City) -> None:
    case = worked_on(city)
    conference = called(city, drafted(city, case))
    act = Act.objects.filter(case=case, action=Action.CONFER).latest("version")
    assert (act.audience, act.facts["conference"]) == (Audience.EVERYBODY, conference.number)
    case.refresh_from_db()
    assert (case.status, case.turn_kind) == (Status.IN_PROGRESS, "unit")  # whose turn stays
    assert conference.minutes_by is not None
    assert conference.meets_at is not None
    assert conference.minutes_by > conference.meets_at
    step = {"conference_id": conference.pk, "version": conference.version, "step": "called"}
    for _run in range(2):
        jobs.tell_of_step(**step, now=city.now)
    told = list(Notice.objects.filter(kind="conference.written").values_list("user_id", flat=True))
    assert told.count(city.people["liaison"].user_id) == 1
    assert told.count(city.people["co_handler"].user_id) == 1  # a unit without a liaison
    # Invited afterwards: told too, and nobody else again.
    services.invite(city.people["coordinator"], conference, city.city_transport, now=city.now)
    jobs.tell_of_step(**step, now=city.now + timedelta(minutes=5))
    more = Notice.objects.filter(kind="conference.written")
    assert more.filter(user=city.people["city_handler"].user_id).count() == 1
    assert more.filter(user=city.people["liaison"].user_id).count() == 1
    replays()


def test_a_call_needs_a_time_to_come_a_place_and_the_page_as_it_is(city: City) -> None:
    conference, coordinator = drafted(city), city.people["coordinator"]
    past = Meeting(Way.ROOM, city.now, "会议室")
    nowhere = Meeting(Way.ROOM, city.now + timedelta(days=1), " ")
    for meeting, field in ((past, "meets_at"), (nowhere, "place")):
        with pytest.raises(BadInput) as refused:
            services.call(coordinator, conference, meeting, title="会", now=city.now)
        assert refused.value.field == field
    fitting = Meeting(Way.ROOM, city.now + timedelta(days=1), "会议室")
    with pytest.raises(Stale):
        services.call(coordinator, conference, fitting, title="会", now=city.now, seen=9)
    assert not Act.objects.filter(action=Action.CONFER, audience=Audience.EVERYBODY)


def test_units_write_and_only_for_themselves(city: City) -> None:
    conference = called(city, drafted(city))
    police, transport = unit(conference, "traffic-police"), unit(conference, "transport")
    said = {"statement": "同意开口。", "now": city.now}
    services.say(city.people["liaison"], conference, police, **said)  # type: ignore[arg-type]
    for who in ("liaison", "coordinator", "contact", "leader"):
        with pytest.raises(NotAllowed):
            services.say(city.people[who], conference, transport, **said)  # type: ignore[arg-type]
    with pytest.raises(BadInput):
        services.say(city.people["co_handler"], conference, transport, now=city.now)
    with pytest.raises(NotAllowed):  # the day has not come, and one is silent
        published(city, conference, city.now)
    services.say(city.people["co_handler"], conference, transport, **said)  # type: ignore[arg-type]
    for one in conference.participants.exclude(pk__in=[police.pk, transport.pk]):
        services.excuse(city.people["coordinator"], conference, one, now=city.now)
    published(city, conference, city.now)
    with pytest.raises(NotAllowed):
        services.say(city.people["liaison"], conference, police, **said)  # type: ignore[arg-type]
    replays()


def test_minutes_stand_on_the_case_and_their_decisions_are_items(city: City) -> None:
    case = worked_on(city)
    conference = published(city, called(city, drafted(city, case), Way.ROOM))
    assert conference.state == State.HELD
    inside, outside = Act.objects.filter(case=case, action=Action.CONCLUDE).order_by("version")
    assert (inside.audience, outside.audience) == (Audience.OFFICE, Audience.EVERYBODY)
    assert outside.text == "已明确由交警部门牵头，三日内办好。"
    assert "三日内开口" not in outside.text
    items = list(Item.objects.filter(source_id=conference.pk).order_by("pk"))
    assert [one.unit for one in items] == [city.police, city.transport]
    assert conference.due_at == max(one.due_at for one in items)
    case.refresh_from_db()
    assert (case.status, case.lead_id) == (Status.IN_PROGRESS, city.police.pk)
    replays()


def test_it_closes_when_all_its_items_are_settled(city: City) -> None:
    case = worked_on(city)
    conference = published(city, called(city, drafted(city, case)))
    now = city.now + timedelta(days=7)
    first, second = Item.objects.filter(source_id=conference.pk).order_by("pk")
    item_services.report(city.people["liaison"], first, text="已开口。", now=now)
    item_services.accept(city.people["coordinator"], first, now=now)
    assert not jobs.close_if_done(conference_id=conference.pk, now=now)
    item_services.drop(city.people["coordinator"], second, text="不再需要", now=now)
    assert jobs.close_if_done(conference_id=conference.pk, now=now)
    assert not jobs.close_if_done(conference_id=conference.pk, now=now)  # once
    conference.refresh_from_db()
    assert (conference.state, conference.due_at) == (State.CLOSED, None)
    assert drafted(city, case)  # free for another
    replays()


def test_without_decisions_it_is_over_with_its_minutes(city: City) -> None:
    conference = called(city, drafted(city))
    ended = services.publish(
        city.people["coordinator"], conference, minutes="已议定。",
        conclusions=concluding(conference), decisions=[], now=city.now + timedelta(days=6),
    )  # fmt: skip
    assert ended.state == State.CLOSED


def test_the_office_closes_it_with_a_reason(city: City) -> None:
    conference = published(city, called(city, drafted(city)))
    with pytest.raises(BadInput):
        services.close(city.people["coordinator"], conference, because=" ", now=city.now)
    with pytest.raises(NotAllowed):
        services.close(city.people["liaison"], conference, because="好", now=city.now)
    ended = services.close(city.people["coordinator"], conference, because="另行办理", now=city.now)
    assert ended.state == State.CLOSED
    replays()


def test_a_case_nobody_leads_is_dispatched_with_the_minutes(city: City) -> None:
    case = make_case(city)
    conference = called(city, drafted(city, case))
    category = next(one for one in categories() if one.parent_id)
    services.publish(
        city.people["coordinator"], conference, minutes="已议定。", decisions=[],
        conclusions=concluding(conference, lead=city.police, category=category),
        now=city.now + timedelta(days=6),
    )  # fmt: skip
    case.refresh_from_db()
    assert (case.status, case.lead_id) == (Status.DISPATCHED, city.police.pk)
    assert case.category == category
    assert case.dispatches.get().grounds == conference.number


def test_an_objection_is_settled_with_the_minutes(city: City) -> None:
    case = make_case(city)
    case = cases.dispatch(city.people["coordinator"], case, lead=city.police, now=city.now)
    cases.object_to(
        city.people["liaison"], case, proposed=city.transport, reason="不归我们", now=city.now
    )
    conference = called(city, drafted(city, case))
    cases.hear(city.people["co_handler"], case, agrees=False, text="也不归我们", now=city.now)
    published(city, conference)
    case.refresh_from_db()
    assert (case.status, case.lead_id) == (Status.DISPATCHED, city.police.pk)
    assert case.dispatches.get(part="lead", ended_at=None).final


def test_what_another_office_dispatches_is_only_shown(city: City) -> None:
    case, coordinator = make_case(city), city.people["city_coordinator"]
    conference = services.draft(coordinator, title="", cases=[case], now=city.now)
    meeting = Meeting(Way.ROOM, city.now + timedelta(days=1), "市政府")
    services.call(coordinator, conference, meeting, title="协调会", now=city.now)
    services.publish(
        coordinator, conference, minutes="已议定。", decisions=[],
        conclusions=concluding(conference, lead=city.police), now=city.now + timedelta(days=2),
    )  # fmt: skip
    case.refresh_from_db()
    assert (case.status, case.lead_id) == (Status.REPORTED, None)  # the county's desk dispatches
    assert Act.objects.filter(case=case, action=Action.CONCLUDE).count() == 2


def test_a_precedent_stands_first_at_the_next_dispatch(city: City) -> None:
    category = next(one for one in categories() if one.parent_id)
    conference = called(city, drafted(city))
    services.publish(
        city.people["coordinator"], conference, minutes="已议定。", decisions=decisions(city),
        conclusions=concluding(
            conference, lead=city.customs, category=category, circumstances="保税物流车辆进出"
        ), now=city.now + timedelta(days=6),
    )  # fmt: skip
    precedent = Precedent.objects.get()
    assert precedent.source == PrecedentSource.CONFERENCE
    assert precedent.region == city.county
    following = make_case(city)
    following.category = category
    first = proposals(following, categories(), city.now)[0]
    assert (first.lead, first.settled) == (city.customs, "保税物流车辆进出")
    replays()


def test_a_refused_part_publishes_nothing(city: City) -> None:
    case = worked_on(city)
    conference = called(city, drafted(city, case))
    after = city.now + timedelta(days=6)
    wrong = [
        (concluding(conference, told=" "), decisions(city), "told_"),
        (concluding(conference, circumstances="某情形"), decisions(city), "_"),
        (concluding(conference), [replace(decisions(city)[0], due_on=city.now.date())], "_0"),
    ]
    for conclusions, decided, field in wrong:
        with pytest.raises(BadInput) as refused:
            services.publish(
                city.people["coordinator"], conference, minutes="已议定。",
                conclusions=conclusions, decisions=decided, now=after,
            )  # fmt: skip
        assert field in (refused.value.field or "")
    assert not Act.objects.filter(case=case, action=Action.CONCLUDE)
    assert not Item.objects.exists()
    assert Conference.objects.get(pk=conference.pk).state == State.CALLED


def test_a_need_that_ends_meanwhile_does_not_hold_the_minutes_up(city: City) -> None:
    case, other = worked_on(city), worked_on(city)
    conference = called(city, drafted(city, case, other))
    cases.withdraw(city.people["contact"], case, text="不需要了", now=city.now)
    topic = Topic.objects.get(case=other)
    published_ = services.publish(
        city.people["coordinator"], conference, minutes="已议定。", decisions=[],
        conclusions=[Concluding(topic.pk, "继续办理。", "继续为您办理。")],
        now=city.now + timedelta(days=6),
    )  # fmt: skip
    assert published_.state == State.CLOSED
    assert not Act.objects.filter(case=case, action=Action.CONCLUDE)


def test_reminders_go_out_once(city: City) -> None:
    conference = drafted(city)
    late = conference.due_at
    assert late is not None
    assert [jobs.remind(now=late + timedelta(minutes=n)) for n in (1, 2)] == [1, 0]
    office = city.people["coordinator"].user_id
    assert Notice.objects.get(kind="conference.overdue").user_id == office
    called(city, conference)
    meets = city.now + timedelta(days=5)
    assert jobs.remind(now=meets - timedelta(days=2)) == 0
    assert [jobs.remind(now=meets - timedelta(hours=n)) for n in (23, 22)] == [1, 0]
    liaison = city.people["liaison"].user_id
    assert Notice.objects.filter(kind="conference.write", user=liaison).count() == 1
    police = unit(conference, "traffic-police")
    services.say(city.people["liaison"], conference, police, statement="同意。", now=meets)
    assert [jobs.remind(now=meets + timedelta(minutes=n)) for n in (1, 2)] == [1, 0]
    silent = Notice.objects.filter(kind="conference.silent").values_list("user_id", flat=True)
    assert liaison not in silent
    assert city.people["co_handler"].user_id in silent
    assert Notice.objects.get(kind="conference.minutes").user_id == office


def test_an_empty_office_hands_it_to_the_next_one_up(city: City) -> None:
    conference = drafted(city)
    assert jobs.hand_over_deserted(now=city.now) == 0
    User.objects.filter(pk=city.people["coordinator"].user_id).update(is_active=False)
    assert [jobs.hand_over_deserted(now=city.now) for _run in range(2)] == [1, 0]
    conference.refresh_from_db()
    assert conference.office == city.city
    meeting = Meeting(Way.ROOM, city.now + timedelta(days=1), "市政府")
    above = city.people["city_coordinator"]
    services.call(above, conference, meeting, title="协调会", now=city.now)
    replays()

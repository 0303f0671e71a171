"""What comes by letter, visit or hotline is entered by the office, once, and the enterprise is
asked to stand by it; a partner reports for its members alone.
"""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests import factories
from tests.factories import City, make_case, make_city
from weiqitong.accounts.models import Grant, User
from weiqitong.accounts.selectors import actor_for
from weiqitong.cases import services
from weiqitong.cases.enums import Channel, Confidentiality, Outcome, Rating
from weiqitong.cases.jobs import after_step
from weiqitong.cases.models import Act, Case, Intake, SignedLink
from weiqitong.cases.plans import Came
from weiqitong.cases.telling import tell_step
from weiqitong.core.actor import Actor, Role, system
from weiqitong.core.clock import today
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.deadlines.models import Clock
from weiqitong.directory.enums import Relation
from weiqitong.directory.models import Department, PartnerMembership, Person
from weiqitong.directory.services.partners import add_member, end_member
from weiqitong.ledger.changes import Changes
from weiqitong.ledger.replay import compare
from weiqitong.notifications.kinds import sentence
from weiqitong.notifications.models import Mail, Notice, Preference

pytestmark = pytest.mark.django_db
TEXT = "南门外的路要开一个口子，材料交了两个月没有结果。"
CAME = Came(
    source_ref="信2021-31", paper_number="坊政信〔2021〕31号", said_by="周海燕",
    received_on=date(2021, 9, 10),
)  # fmt: skip


@pytest.fixture
def city() -> City:
    return make_city()


def enter(city: City, who: str = "coordinator", **said: Any) -> Case:
    given: dict[str, Any] = {
        "channel": Channel.LETTER, "text": TEXT, "came": CAME, "now": city.now,
    } | said  # fmt: skip
    return services.enter(city.people[who], city.client, **given)


def test_a_letter_is_entered_with_its_origin_and_its_clock_starts_now(city: City) -> None:
    case = enter(city)
    assert (case.channel, case.status, case.desk) == (Channel.LETTER, "reported", city.county)
    assert case.reported_at == city.now
    assert Clock.objects.get(subject_id=case.pk).started_at == city.now
    assert case.intake.received_on == date(2021, 9, 10)
    assert case.intake.said_by == "周海燕"
    assert not compare(Case)[0]
    assert not compare(Intake)[0]


def test_the_enterprise_is_told_and_asked_to_stand_by_it(city: City) -> None:
    case = enter(city)
    assert case.confirmed_at is None
    after_step(case_id=case.pk, version=case.version, now=city.now)
    link = SignedLink.objects.get(case=case)
    assert (link.purpose, link.contact) == ("confirm", city.contact)
    told = Notice.objects.filter(user=city.people["contact"].user_id, kind="case.report")
    assert told.count() == 1
    confirmed = services.confirm(city.people["contact"], case, now=city.now)
    assert confirmed.confirmed_at == city.now


def test_the_same_number_of_a_channel_is_entered_once(city: City) -> None:
    first = enter(city)
    with pytest.raises(BadInput) as refused:
        enter(city)
    assert first.number in refused.value.message
    assert refused.value.field == "source_ref"
    assert enter(city, channel=Channel.VISIT).pk != first.pk  # another channel counts for itself
    assert enter(city, came=Came()).pk != enter(city, came=Came()).pk  # no number, no clash
    token = uuid4()
    double = {"once": token, "came": Came(source_ref="信2021-32")}
    assert enter(city, **double).pk == enter(city, **double).pk  # a double tap


def test_what_cannot_be_is_refused(city: City) -> None:
    wrong: list[dict[str, Any]] = [
        {"channel": Channel.ENTERPRISE},
        {"channel": Channel.PARTNER},
        {"text": "短"},
        {"came": Came(received_on=today(city.now) + timedelta(days=1))},
        {"came": Came(said_by="名" * 61)},
    ]
    for said in wrong:
        with pytest.raises(BadInput):
            enter(city, **said)
    assert not Case.objects.exists()


def test_only_an_office_enters_and_only_for_its_region(city: City) -> None:
    passed = set()
    for who in city.people:
        try:
            enter(city, who, came=Came())
        except NotAllowed:
            continue
        passed.add(who)
    assert passed == {"coordinator", "city_coordinator"}


# Partners


def partner_of(city: City) -> tuple[Department, Any]:
    """A chamber of the city, with one person in it; its actor as a sign-in would make it."""
    changes = Changes(system(), city.now)
    chamber = factories.make_department(
        changes, city.city, "潍坊市铸造商会", "chamber", relation=Relation.PARTNER
    )
    changes.write()
    made = factories.make_actor(
        changes, Role.PARTNER, name="袁立平", phone="19900000077", department=chamber
    )
    changes.write()

    def actor(at: Any = None) -> Actor:
        user = User.objects.select_related("person__official").get(pk=made.user_id or 0)
        return actor_for(user, Grant.objects.get(user=user), day=today(at or city.now))

    return chamber, actor


def test_a_partner_reports_for_its_members_alone_and_sees_only_that(city: City) -> None:
    chamber, actor = partner_of(city)
    own = make_case(city)  # of the member, but by the member itself
    said: dict[str, Any] = {"title": "", "text": TEXT, "now": city.now}
    with pytest.raises(NotAllowed):
        services.report(actor(), city.client, **said)
    member = add_member(city.people["coordinator"], chamber, city.client, now=city.now)
    case = services.report(actor(), city.client, **said)
    assert (case.channel, case.partner, case.confirmed_at) == (Channel.PARTNER, chamber, None)
    assert list(Case.objects.visible_to(actor())) == [case]
    assert not Case.objects.visible_to(actor()).filter(pk=own.pk).exists()
    with pytest.raises(NotAllowed):
        services.report(actor(), city.stranger_client, **said)
    with pytest.raises(NotAllowed):
        services.confirm(actor(), case, now=city.now)
    services.confirm(city.people["contact"], case, now=city.now)
    # Whoever is a member no longer is out of sight from that day on.
    end_member(city.people["coordinator"], member, now=city.now + timedelta(days=1))
    later = actor(city.now + timedelta(days=1))
    assert not later.client_ids
    assert not Case.objects.visible_to(later).exists()
    assert not compare(PartnerMembership)[0]


def test_another_partner_sees_nothing_of_it(city: City) -> None:
    chamber, actor = partner_of(city)
    add_member(city.people["coordinator"], chamber, city.client, now=city.now)
    services.report(actor(), city.client, title="", text=TEXT, now=city.now)
    changes = Changes(system(), city.now)
    bank = factories.make_department(changes, city.city, "潍坊银行", relation=Relation.PARTNER)
    changes.write()
    add_member(city.people["coordinator"], bank, city.client, now=city.now)
    other = Actor(
        None, role=Role.PARTNER, department_id=bank.pk, client_ids=frozenset({city.client.pk})
    )
    assert not Case.objects.visible_to(other).exists()


def test_who_says_whose_member_an_enterprise_is(city: City) -> None:
    chamber, actor = partner_of(city)
    for who in ("contact", "specialist", "liaison", "leader", "inspector", "other_coordinator"):
        with pytest.raises(NotAllowed):
            add_member(city.people[who], chamber, city.client, now=city.now)
    with pytest.raises(NotAllowed):
        add_member(actor(), chamber, city.client, now=city.now)
    with pytest.raises(BadInput):
        add_member(city.people["coordinator"], city.police, city.client, now=city.now)
    first = add_member(city.people["administrator"], chamber, city.client, now=city.now)
    assert add_member(city.people["coordinator"], chamber, city.client, now=city.now) == first


# What a partner hears


def lived(city: City, actor: Any) -> Case:
    """Reported by the partner, confirmed, dispatched, received, answered, not accepted."""
    people, now = city.people, city.now
    case = services.report(actor(), city.client, title="", text=TEXT, now=now)
    services.confirm(people["contact"], case, now=now)
    services.dispatch(people["coordinator"], case, lead=city.police, now=now)
    services.accept(people["liaison"], case, now=now)
    services.contact(people["liaison"], case, means="call", text="问过了", now=now)
    services.add_note(people["liaison"], case, text="内部研究", audience="office", now=now)
    services.answer(
        people["liaison"], case, outcome=Outcome.SOLVED, text="已批准。", over_silence="", now=now
    )
    no: dict[str, Any] = {"yes": False, "rating": Rating.DISSATISFIED, "comment": "没有办"}
    return services.give_verdict(people["contact"], case, **no, now=now)


def heard(city: City, case: Case, user: int | None, now: datetime) -> list[str]:
    Notice.objects.all().delete()
    Act.objects.filter(case=case).update(told_at=None)
    for act in Act.objects.filter(case=case).order_by("version"):
        tell_step(case.pk, act.version, now)
    told = Notice.objects.filter(user=user or 0).order_by("pk")
    return list(told.values_list("kind", flat=True))


def test_a_partner_hears_where_it_goes_and_how_it_ends(city: City) -> None:
    chamber, actor = partner_of(city)
    add_member(city.people["coordinator"], chamber, city.client, now=city.now)
    case, user = lived(city, actor), actor().user_id
    assert heard(city, case, user, city.now) == [
        "member.confirm", "member.dispatch", "member.accept", "member.answer", "member.no",
    ]  # fmt: skip
    told = Notice.objects.filter(user=user)
    assert {one.link for one in told} == {f"/cases/{case.number}/"}
    said = " ".join(str(sentence(one.kind, one.facts, city.now)) for one in told)
    assert city.client.name in said
    for word in ("没有办", "内部研究", "问过了", "已批准"):
        assert word not in said
    others = Notice.objects.filter(kind__startswith="member.").exclude(user=user)
    assert not others.exists()


def test_a_partner_hears_nothing_it_may_not_see(city: City) -> None:
    chamber, actor = partner_of(city)
    member = add_member(city.people["coordinator"], chamber, city.client, now=city.now)
    case, user = lived(city, actor), actor().user_id
    Case.objects.filter(pk=case.pk).update(confidentiality=Confidentiality.HIDDEN)
    assert heard(city, case, user, city.now) == []
    official = actor().official_id
    Case.objects.filter(pk=case.pk).update(confidentiality="ordinary", about_official=official)
    assert heard(city, case, user, city.now) == []
    Case.objects.filter(pk=case.pk).update(about_official=None)
    assert heard(city, case, user, city.now)
    tomorrow = city.now + timedelta(days=1)
    end_member(city.people["coordinator"], member, now=tomorrow)
    assert heard(city, case, user, tomorrow) == []


def test_of_what_it_did_not_report_a_partner_hears_nothing(city: City) -> None:
    chamber, actor = partner_of(city)
    add_member(city.people["coordinator"], chamber, city.client, now=city.now)
    case = make_case(city)
    services.dispatch(city.people["coordinator"], case, lead=city.police, now=city.now)
    assert heard(city, case, actor().user_id, city.now) == []


def test_who_wants_no_mail_has_only_the_line(city: City) -> None:
    chamber, actor = partner_of(city)
    add_member(city.people["coordinator"], chamber, city.client, now=city.now)
    case, user = lived(city, actor), actor().user_id or 0
    Person.objects.filter(user=user).update(email="chamber@example.cn")
    heard(city, case, user, city.now)
    assert set(Notice.objects.filter(user=user).values_list("to_mail", flat=True)) == {True}
    Preference.objects.create(user_id=user, mail=Mail.NONE)
    assert heard(city, case, user, city.now)
    assert set(Notice.objects.filter(user=user).values_list("to_mail", flat=True)) == {False}

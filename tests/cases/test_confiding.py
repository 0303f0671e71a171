"""Who asks stays hidden, whom one complains of stays out, and each look is on record."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils.translation import gettext

from tests.factories import City, make_actor, make_city, make_client
from tests.support.browsing import browser
from weiqitong.cases import permissions, services
from weiqitong.cases.dossier import Trust
from weiqitong.cases.enums import (
    Action,
    ApplicationKind,
    Audience,
    Confidentiality,
    Outcome,
    Rating,
    Status,
    TurnKind,
)
from weiqitong.cases.identity import client_words, identity_of, marks_of, without_marks
from weiqitong.cases.models import Act, Attachment, Case, Verdict
from weiqitong.cases.plans import Asked
from weiqitong.cases.selectors import case_page
from weiqitong.cases.selectors.filters import mine
from weiqitong.cases.selectors.phone import phone_page
from weiqitong.cases.services.acting import load
from weiqitong.cases.services.splitting import PartOf
from weiqitong.cases.telling import searchable, tell_step
from weiqitong.cases.who_sees import SPECIALIST
from weiqitong.core.actor import Actor, Role, system
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.deadlines.models import Clock
from weiqitong.directory.models import Official
from weiqitong.files.models import StoredFile
from weiqitong.ledger.changes import Changes
from weiqitong.ledger.models import Entry
from weiqitong.ledger.replay import compare
from weiqitong.notifications.models import Notice

pytestmark = pytest.mark.django_db
HIDDEN, SEALED = Confidentiality.HIDDEN, Confidentiality.SEALED
TEXT = (
    "我们潍坊恒岳精密铸造有限公司（恒岳精密铸造，91370704MA3A00001X）周海燕，"
    "电话 199 0000 0001，被拖了两个月。"
)


@pytest.fixture
def city() -> City:
    return make_city()


def report(city: City, trust: Trust, text: str = TEXT) -> Case:
    return services.report(
        city.people["contact"], city.client, title="", text=text, trust=trust, now=city.now
    )


def dispatched(city: City, case: Case, by: str = "coordinator") -> Case:
    services.dispatch(city.people[by], case, lead=city.police, now=city.now)
    return services.accept(city.people["liaison"], case, now=city.now)


def sees(actor: Actor, case: Case) -> bool:
    return Case.objects.visible_to(actor).filter(pk=case.pk).exists()


# The mask


def test_what_tells_who_asks_is_replaced_in_the_words(city: City) -> None:
    case = report(city, Trust(HIDDEN))
    for mark in ("恒岳", "91370704", "周海燕", "19900000001", "199 0000 0001"):
        assert mark not in case.title + case.text
    assert "被拖了两个月" in case.text
    assert report(city, Trust()).text == TEXT


def test_marks_are_found_spaced_and_wide() -> None:
    assert without_marks("号 １３８-0000 1111 是", ["13800001111"]) == "号 （本企业） 是"
    assert without_marks("no mark", ["某某"]) == "no mark"


def test_short_names_are_without_form_and_place(city: City) -> None:
    found = marks_of(city.client, [city.contact], [city.city, city.county, city.town])
    assert "恒岳精密铸造" in found
    assert found == sorted(found, key=len, reverse=True)


def test_identity_is_for_the_enterprise_alone(city: City) -> None:
    case = report(city, Trust(HIDDEN))
    own = identity_of(case, city.people["contact"])
    assert (own.name, own.hidden) == (city.client.name, False)
    for key in ("coordinator", "city_coordinator", "liaison", "leader", "inspector", "specialist"):
        found = identity_of(case, city.people[key])
        assert found.hidden
        assert (found.code, found.href, found.contact_line) == ("", "", "")
    assert client_words(case, None) != city.client.name


def test_the_town_is_not_told_either(city: City) -> None:
    assert report(city, Trust()).region == city.town
    assert report(city, Trust(HIDDEN)).region == city.county
    sealed = report(city, Trust(SEALED))
    assert (sealed.region, sealed.desk) == (city.city, city.city)


def test_acts_of_a_hidden_enterprise_name_nobody(city: City) -> None:
    case = dispatched(city, report(city, Trust(HIDDEN)))
    services.contact(city.people["liaison"], case, means="call", text="问过了", now=city.now)
    services.ask(city.people["liaison"], case, question="哪个路口", now=city.now)
    services.reply(city.people["contact"], case, text="恒岳精密铸造南门，找周海燕", now=city.now)
    acts = Act.objects.filter(case=case, role=Role.CONTACT)
    assert {act.name for act in acts} == {""}
    assert not any("恒岳" in act.text or "周海燕" in act.text for act in acts)


def test_a_verdict_names_nobody(city: City) -> None:
    case = dispatched(city, report(city, Trust(HIDDEN)))
    liaison, chief = city.people["liaison"], city.people["chief"]
    signer = Official.objects.get(pk=chief.official_id)
    services.contact(liaison, case, means="call", text="问过了", now=city.now)
    services.make_plan(liaison, case, text="三天内办", promised=None, now=city.now)
    services.submit(
        liaison, case, outcome=Outcome.SOLVED, text="已办", signers=[signer], now=city.now
    )
    services.sign(chief, case, now=city.now)
    services.give_verdict(
        city.people["contact"],
        case,
        yes=True,
        rating=Rating.SATISFIED,
        comment="周海燕谢谢",
        now=city.now,
    )
    assert "周海燕" not in Verdict.objects.get(case=case).comment


def test_the_index_and_notices_carry_no_hidden_name(city: City) -> None:
    case = report(city, Trust(HIDDEN))
    tell_step(case.pk, 1, city.now)
    assert city.client.name not in searchable(case)
    assert city.client.name in searchable(report(city, Trust()))
    told = Notice.objects.filter(link=f"/cases/{case.number}/")
    assert told.exists()
    assert not any(city.client.name in str(one.facts) for one in told)


# Who sees it at all


def test_a_hidden_need_is_not_on_the_specialists_lists(city: City) -> None:
    specialist = city.people["specialist"]
    assert sees(specialist, report(city, Trust()))
    case = report(city, Trust(HIDDEN))
    assert not sees(specialist, case)
    tell_step(case.pk, 1, city.now)
    assert not Notice.objects.filter(user_id=specialist.user_id).exists()


def test_a_sealed_need_is_for_the_city_and_its_units(city: City) -> None:
    case = report(city, Trust(SEALED))
    services.dispatch(city.people["city_coordinator"], case, lead=city.police, now=city.now)
    for key in ("city_coordinator", "leader", "inspector", "liaison", "contact"):
        assert sees(city.people[key], case), key
    for key in ("coordinator", "other_coordinator", "specialist", "administrator", "stranger"):
        assert not sees(city.people[key], case), key


def test_a_sealed_need_goes_to_no_office_below(city: City) -> None:
    case = report(city, Trust(SEALED))
    office = city.people["city_coordinator"]
    with pytest.raises(BadInput):
        services.sort(office, case, desk=city.county, reason="属地", now=city.now)


def test_a_partner_sees_open_needs_alone(city: City) -> None:
    partner = replace(city.people["contact"], role=Role.PARTNER, department_id=city.transport.pk)
    for trust, seen in ((Trust(), True), (Trust(HIDDEN), False)):
        case = report(city, trust)
        Case.objects.filter(pk=case.pk).update(partner=city.transport)  # as if it reported it
        assert sees(partner, case) is seen


def test_only_the_enterprise_hides_its_name(city: City) -> None:
    specialist = city.people["specialist"]
    with pytest.raises(NotAllowed):
        services.report(
            specialist, city.client, title="", text=TEXT, trust=Trust(HIDDEN), now=city.now
        )


# Looks


def test_a_look_is_on_record_and_told(city: City) -> None:
    case, office = report(city, Trust(HIDDEN)), city.people["coordinator"]
    found = services.look_behind(office, case, reason="要到现场看一次", now=city.now)
    assert (found.client, found.contact, found.phone) == (city.client, "周海燕", "19900000001")
    act = Act.objects.get(case=case, action=Action.LOOK)
    assert (act.user_id, act.text, act.audience) == (
        office.user_id,
        "要到现场看一次",
        Audience.CLIENT,
    )
    assert Entry.objects.filter(kind="case.look").count() == 1
    tell_step(case.pk, act.version, city.now)
    assert Notice.objects.get(kind="case.look").user_id == city.people["contact"].user_id


def test_the_enterprise_reads_once_who_looked_and_why(city: City) -> None:
    case, office = report(city, Trust(HIDDEN)), city.people["coordinator"]
    services.look_behind(office, case, reason="要到现场看一次", now=city.now)
    shown = phone_page(city.people["contact"], case.number, city.now)
    (look,) = shown.looks
    assert office.name in look.words
    assert look.quote == "要到现场看一次"
    assert "要到现场看一次" not in [item.quote for item in shown.timeline]


def test_its_own_specialist_is_named_once_among_those_who_see_nothing(city: City) -> None:
    own = Official.objects.get(pk=city.people["specialist"].official_id)
    case = report(city, Trust(HIDDEN, official=own))
    seen = phone_page(city.people["contact"], case.number, city.now).seen_by
    assert [one.who for one in seen if own.person.name in one.who]
    assert gettext(SPECIALIST) not in [one.who for one in seen]


def test_a_look_needs_a_reason_and_the_desk(city: City) -> None:
    case = report(city, Trust(HIDDEN))
    with pytest.raises(BadInput):
        services.look_behind(city.people["coordinator"], case, reason=" ", now=city.now)
    for key in ("city_coordinator", "leader", "inspector", "liaison", "specialist", "contact"):
        with pytest.raises(NotAllowed):
            services.look_behind(city.people[key], case, reason="想知道是谁", now=city.now)
    assert not Act.objects.filter(action=Action.LOOK).exists()
    plain = report(city, Trust())
    with pytest.raises(NotAllowed):
        services.look_behind(city.people["coordinator"], plain, reason="想知道", now=city.now)


def test_units_do_not_read_that_somebody_looked(city: City) -> None:
    case = dispatched(city, report(city, Trust(HIDDEN)))
    services.look_behind(city.people["coordinator"], case, reason="恒岳的事要问一句", now=city.now)

    def reads(key: str) -> bool:
        page = case_page(city.people[key], case.number, city.now)
        return any(act.action == Action.LOOK for act in page.acts)

    assert reads("contact")
    assert reads("coordinator")  # the one who looked
    assert not any(reads(key) for key in ("liaison", "leader", "inspector", "city_coordinator"))


# Lowering


def test_only_the_enterprise_lowers_and_never_back(city: City) -> None:
    case = report(city, Trust(SEALED))
    for key in ("city_coordinator", "leader", "inspector"):
        with pytest.raises(NotAllowed):
            services.lower(city.people[key], case, level=Confidentiality.ORDINARY, now=city.now)
    contact = city.people["contact"]
    case = services.lower(contact, case, level=HIDDEN, now=city.now)
    assert (case.confidentiality, case.region) == (HIDDEN, city.county)
    assert sees(city.people["coordinator"], case)
    with pytest.raises(BadInput):
        services.lower(contact, case, level=SEALED, now=city.now)
    case = services.lower(contact, case, level=Confidentiality.ORDINARY, now=city.now)
    assert case.region == city.town
    assert sees(city.people["specialist"], case)
    with pytest.raises(NotAllowed):
        services.lower(contact, case, level=Confidentiality.ORDINARY, now=city.now)


# Recusal


def test_whom_one_complains_of_sees_nothing_in_any_role(city: City) -> None:
    specialist = city.people["specialist"]
    official = Official.objects.get(pk=specialist.official_id)
    case = report(city, Trust(official=official))
    assert not sees(specialist, case)
    for role in (Role.COORDINATOR, Role.LEADER, Role.INSPECTOR, Role.CALLER):
        other = replace(specialist, role=role, region_path=city.city.path, region_id=city.city.pk)
        assert not sees(other, case)
    handler = replace(specialist, role=Role.HANDLER, department_path=city.police.path)
    services.dispatch(city.people["coordinator"], case, lead=city.police, now=city.now)
    assert not sees(handler, case)
    assert not any(permissions.can_take(handler, load(case.pk), action) for action in Action)
    tell_step(case.pk, 1, city.now)
    assert not Notice.objects.filter(user_id=specialist.user_id).exists()


def test_a_unit_complained_of_takes_no_part(city: City) -> None:
    case = report(city, Trust(unit=city.police))
    office = city.people["coordinator"]
    for units in ({"lead": city.police}, {"lead": city.transport, "co": [city.police]}):
        with pytest.raises(BadInput) as refused:
            services.dispatch(office, case, now=city.now, **units)
        assert refused.value.field == next(reversed(units))
    services.dispatch(office, case, lead=city.transport, now=city.now)
    with pytest.raises(BadInput):
        services.object_to(
            city.people["co_handler"], case, proposed=city.police, reason="归交警", now=city.now
        )
    for key in ("liaison", "handler", "chief"):  # the unit, and its section
        assert not sees(city.people[key], case)
    assert sees(city.people["co_handler"], case)


def test_a_person_complained_of_is_given_nothing_to_do(city: City) -> None:
    chief = Official.objects.get(pk=city.people["chief"].official_id)
    case = dispatched(city, report(city, Trust(official=chief)))
    liaison = city.people["liaison"]
    with pytest.raises(BadInput):
        services.assign(liaison, case, handler=chief, now=city.now)
    services.contact(liaison, case, means="call", text="问过了", now=city.now)
    services.make_plan(liaison, case, text="三天内办", promised=None, now=city.now)
    with pytest.raises(BadInput):
        services.submit(
            liaison, case, outcome=Outcome.SOLVED, text="已办", signers=[chief], now=city.now
        )


def test_of_its_own_office_a_complaint_begins_one_level_up(city: City) -> None:
    coordinator = Official.objects.get(pk=city.people["coordinator"].official_id)
    case = report(city, Trust(official=coordinator))
    assert case.desk == city.city
    assert not sees(city.people["coordinator"], case)
    by_unit = report(city, Trust(unit=city.county_office))
    assert by_unit.desk == city.city
    assert not sees(city.people["coordinator"], by_unit)


def test_of_the_highest_office_the_leader_begins(city: City) -> None:
    top = Official.objects.get(pk=city.people["city_coordinator"].official_id)
    case = report(city, Trust(SEALED, official=top))
    assert (case.turn_kind, case.turn_id) == (TurnKind.LEADER, city.city.pk)
    leader = city.people["leader"]
    case = services.dispatch(leader, case, lead=city.police, now=city.now)
    assert case.status == Status.DISPATCHED


def test_of_the_highest_office_the_leader_decides_to_the_end(city: City) -> None:
    """Whatever comes back to a desk whose whole office is complained of comes to its leader."""
    top = Official.objects.get(pk=city.people["city_coordinator"].official_id)
    leader, police = city.people["leader"], city.people["chief"]
    case = report(city, Trust(SEALED, official=top))
    case = services.dispatch(leader, case, lead=city.police, now=city.now)
    case = services.object_to(
        police, case, proposed=city.city_transport, reason="属交通部门职责", now=city.now
    )
    case = services.hear(city.people["city_handler"], case, agrees=True, text="", now=city.now)
    assert (case.turn_kind, case.turn_id) == (TurnKind.LEADER, city.city.pk)
    case = services.designate(
        leader, case, lead=city.police, grounds="以道路管理职责为准", now=city.now
    )
    case = services.accept(police, case, now=city.now)
    asked = Asked(ApplicationKind.EXTENSION, reason="需会同外地交警核实，请求延期", amount=1)
    case = services.apply_for(police, case, asked, now=city.now)
    assert Case.objects.filter(mine(leader), pk=case.pk).exists()
    with pytest.raises(NotAllowed):
        services.grant(city.people["city_coordinator"], case, now=city.now)
    services.grant(leader, case, now=city.now)


def test_with_another_coordinator_the_highest_office_goes_on(city: City) -> None:
    changes = Changes(system(), city.now)
    make_actor(
        changes,
        Role.COORDINATOR,
        name="郑敏",
        phone="19900000099",
        department=city.office,
        region=city.city,
    )
    changes.write()
    top = Official.objects.get(pk=city.people["city_coordinator"].official_id)
    case = report(city, Trust(SEALED, official=top))
    assert case.turn_kind == TurnKind.OFFICE


def test_after_a_no_a_sealed_need_passes_the_county_by(city: City) -> None:
    """Answered by a county's unit it would lie on the county's desk next."""
    changes = Changes(system(), city.now)
    make_client(changes, city.county, "坊子测试有限公司", "91370704MA3A00009X")
    changes.write()
    case = report(city, Trust(SEALED))
    services.dispatch(city.people["city_coordinator"], case, lead=city.police, now=city.now)
    liaison, chief = city.people["liaison"], city.people["chief"]
    services.accept(liaison, case, now=city.now)
    services.contact(liaison, case, means="call", text="问过了", now=city.now)
    services.make_plan(liaison, case, text="三天内办", promised=None, now=city.now)
    signer = Official.objects.get(pk=chief.official_id)
    services.submit(
        liaison, case, outcome=Outcome.SOLVED, text="已办", signers=[signer], now=city.now
    )
    services.sign(chief, case, now=city.now)
    case = services.give_verdict(
        city.people["contact"],
        case,
        yes=False,
        rating=Rating.DISSATISFIED,
        comment="没有办",
        now=city.now + timedelta(hours=1),
    )
    assert case.desk == city.city


def test_nothing_is_looked_behind_once_it_is_closed(city: City) -> None:
    case = report(city, Trust(HIDDEN))
    services.withdraw(city.people["contact"], case, text="不办了", now=city.now)
    with pytest.raises(WrongStep):
        services.look_behind(city.people["coordinator"], case, reason="想知道是谁", now=city.now)


# A need in parts


def in_parts(city: City, trust: Trust) -> tuple[Case, list[Case]]:
    """A need split in two, the first dispatched; its own file waits on both."""
    whole = report(city, trust)
    parts = [PartOf("南门道路开口审批", lead=city.transport), PartOf("施工期间临时通行")]
    desk = "city_coordinator" if trust.level == SEALED else "coordinator"
    file = StoredFile.objects.create(
        name="附件1-1.txt",
        kind="text/plain",
        size=3,
        sha256="1" * 64,
        path="11/1",
        owner_label=Case.LABEL,
        owner_id=whole.pk,
        uploaded_at=city.now,
    )
    Attachment.objects.create(case=whole, version=1, file=file, audience=Audience.WITHHELD)
    services.split(city.people[desk], whole, parts=parts, now=city.now)
    return whole, list(Case.objects.filter(parent=whole).order_by("pk"))


def test_what_opens_a_need_opens_its_parts(city: City) -> None:
    whole, (one, two) = in_parts(city, Trust(SEALED))
    later = city.now + timedelta(minutes=5)
    services.lower(city.people["contact"], whole, level=HIDDEN, now=later)
    for case in Case.objects.all():
        assert (case.confidentiality, case.region) == (HIDDEN, city.county)
    assert Attachment.objects.filter(audience=Audience.WITHHELD).count() == 3
    services.lower(city.people["contact"], whole, level=Confidentiality.ORDINARY, now=later)
    entries = Entry.objects.filter(kind="case.lower").order_by("pk")
    numbers = [whole.number, one.number, two.number]
    assert [entry.object_key for entry in entries] == numbers * 2
    assert len({entry.act for entry in entries[3:]}) == 1
    for case in Case.objects.all():
        assert (case.confidentiality, case.region) == (Confidentiality.ORDINARY, city.town)
        assert sees(city.people["specialist"], case)
    assert not Attachment.objects.filter(audience=Audience.WITHHELD).exists()
    for model in (Case, Clock):
        assert not compare(model)[0]


def test_a_part_keeps_out_whom_it_complains_of(city: City) -> None:
    official = Official.objects.get(pk=city.people["specialist"].official_id)
    whole, parts = in_parts(city, Trust(HIDDEN, unit=city.police, official=official))
    services.lower(city.people["contact"], whole, level=Confidentiality.ORDINARY, now=city.now)
    for part in Case.objects.filter(parent=whole):
        assert (part.about_unit, part.about_official) == (city.police, official)
        assert part.confidentiality == Confidentiality.ORDINARY
        assert not sees(city.people["specialist"], part)
        assert not sees(city.people["liaison"], part)
        with pytest.raises(BadInput):
            services.add_co(
                city.people["coordinator"], parts[0], unit=city.police, text="一起看", now=city.now
            )


def test_a_closed_part_stays_as_it_was_and_one_opened_before_is_not_closed(city: City) -> None:
    whole, (one, two) = in_parts(city, Trust(SEALED))
    contact = city.people["contact"]
    services.lower(contact, one, level=Confidentiality.ORDINARY, now=city.now)
    services.withdraw(contact, two, text="不办了", now=city.now)
    services.lower(contact, whole, level=HIDDEN, now=city.now)
    levels = Case.objects.order_by("pk").values_list("confidentiality", flat=True)
    assert list(levels) == [HIDDEN, Confidentiality.ORDINARY, SEALED]


def test_of_its_parts_the_office_hears_once_and_their_units_each(city: City) -> None:
    whole, (one, two) = in_parts(city, Trust(HIDDEN))
    Case.objects.filter(pk=two.pk).update(desk=city.city)  # as if it had been sorted up
    services.lower(city.people["contact"], whole, level=Confidentiality.ORDINARY, now=city.now)
    for case in (whole, one, two):
        act = Act.objects.get(case=case, action=Action.LOWER)
        tell_step(case.pk, act.version, city.now)
    heard = Notice.objects.filter(kind="case.lower").values_list("user_id", "link")
    expected = {
        ("coordinator", whole),
        ("specialist", whole),
        ("co_handler", one),
        ("city_coordinator", two),
    }
    assert set(heard) == {
        (city.people[key].user_id, f"/cases/{case.number}/") for key, case in expected
    }


def test_the_enterprise_is_told_of_the_parts_before(city: City) -> None:
    whole, (one, two) = in_parts(city, Trust(HIDDEN))
    services.withdraw(city.people["contact"], two, text="不办了", now=city.now)
    contact = browser(city.people["contact"])
    page = contact.get(f"/cases/{whole.number}/lower/").content.decode()
    assert one.number in page
    assert two.number not in page
    page = contact.get(f"/cases/{one.number}/lower/").content.decode()
    assert "Its open parts" not in page

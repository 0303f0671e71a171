"""Row scope: what each role sees of cases, clients, files, and what the same person may not see or
say in another role.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests import factories
from tests.cases import walk
from tests.factories import City, make_case, make_city
from weiqitong.accounts.models import Grant, User
from weiqitong.accounts.selectors import actor_for, actor_of, contacts_to_tell
from weiqitong.cases import registering, services
from weiqitong.cases.enums import Audience, Outcome, Rating, Status
from weiqitong.cases.models import Act, Attachment, Case
from weiqitong.cases.selectors.page import case_page
from weiqitong.cases.selectors.page import may_read as may_read_act
from weiqitong.cases.selectors.reporting import report_draft
from weiqitong.core.actor import ANONYMOUS, Actor, Role, system
from weiqitong.core.errors import NotAllowed
from weiqitong.directory.models import Client, Official
from weiqitong.directory.services.clients import end_contact
from weiqitong.files import selectors as files
from weiqitong.files.models import StoredFile
from weiqitong.pairing.models import Pairing

pytestmark = pytest.mark.django_db

DAY = date(2021, 9, 17)


@pytest.fixture
def city() -> City:
    city = make_city()
    walk.populate(city)
    return city


def sees(actor: Actor, case: Case) -> bool:
    return Case.objects.visible_to(actor).filter(pk=case.pk).exists()


def who_sees(city: City, case: Case) -> set[str]:
    return {name for name, actor in city.people.items() if sees(actor, case)}


ABOVE = {"coordinator", "city_coordinator", "town_coordinator", "leader", "county_leader",
         "secretary", "caller", "inspector"}  # fmt: skip
ENTERPRISE = {"contact", "contact_in_police", "contact_serving"}


def dispatched(city: City) -> Case:
    said: dict[str, Any] = {"lead": city.police, "co": [city.transport], "now": city.now}
    return services.dispatch(city.people["coordinator"], make_case(city), **said)


def test_a_need_is_seen_by_its_enterprise_its_specialist_and_its_region(city: City) -> None:
    assert who_sees(city, make_case(city)) == ABOVE | ENTERPRISE | {"specialist"}


def test_a_dispatch_opens_it_to_the_units_and_to_nobody_else(city: City) -> None:
    units = {"liaison", "chief", "co_handler", "transport_liaison"}
    assert who_sees(city, dispatched(city)) == ABOVE | ENTERPRISE | {"specialist"} | units


def test_a_section_sees_what_was_passed_on_to_it(city: City) -> None:
    case, people = dispatched(city), city.people
    services.accept(people["liaison"], case, now=city.now)
    assert not sees(people["handler"], case)
    services.assign(people["liaison"], case, section=city.section, now=city.now)
    assert sees(people["handler"], case)


def test_who_is_to_sign_sees_it_from_the_own_section(city: City) -> None:
    case, people = dispatched(city), city.people
    services.accept(people["liaison"], case, now=city.now)
    signer = Official.objects.get(pk=people["handler"].official_id)
    said: dict[str, Any] = {"outcome": Outcome.SOLVED, "text": "已批准。", "signers": [signer]}
    said["over_silence"] = "急"
    services.submit(people["liaison"], case, now=city.now, **said)
    assert sees(people["handler"], case)
    services.return_answer(people["handler"], case, text="补充文号。", now=city.now)
    assert not sees(people["handler"], case)


def test_a_desk_elsewhere_sees_what_was_rejected_onto_it(city: City) -> None:
    """A town of another county answered: the level above it is that county's office."""
    hall = Official.objects.get(pk=city.people["far_handler"].official_id).department
    people, now = city.people, city.now
    case = services.dispatch(people["coordinator"], make_case(city), lead=hall, now=now)
    services.accept(people["far_handler"], case, now=now)
    said: dict[str, Any] = {"outcome": Outcome.EXPLAINED, "text": "不归我们管。"}
    services.answer(people["far_handler"], case, now=now, **said)
    assert not sees(people["other_coordinator"], case)
    case = services.give_verdict(
        people["contact"], case, yes=False, rating=Rating.DISSATISFIED, now=now
    )
    assert case.desk_id == city.other_county.pk
    assert sees(people["other_coordinator"], case)
    assert (
        services.name_lead(people["other_coordinator"], case, lead=city.police, now=now).status
        == Status.DISPATCHED
    )


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSTEM])
def test_a_role_without_a_place_sees_nothing(city: City, role: Role) -> None:
    case = dispatched(city)
    nowhere = Actor(user_id=10_000, role=role)
    assert not sees(nowhere, case)
    assert not Client.objects.visible_to(nowhere).exists()
    assert not Official.objects.visible_to(nowhere).exists()


def test_visitors_and_strangers_see_nothing(city: City) -> None:
    case = dispatched(city)
    for name in ("visitor", "stranger", "city_handler", "other_coordinator", "administrator"):
        assert not sees(city.people[name], case), name
    assert not sees(ANONYMOUS, case)


def test_a_path_that_only_begins_alike_reaches_nothing(city: City) -> None:
    alike = replace(city.people["coordinator"], region_path="/370700/37070/", region_id=None)
    assert not sees(alike, make_case(city))


# The inspector: void for the own unit and the own pairings


def test_nobody_inspects_the_own_unit(city: City) -> None:
    people, case = city.people, dispatched(city)
    inspector = people["inspector"]
    assert sees(inspector, case)
    for one in (city.police, city.section, city.transport):  # lead, its section, co-handler
        within = replace(inspector, department_id=one.pk)
        assert not sees(within, case), one
        assert not registering.may_read(within, case.pk, 0)
    assert sees(replace(inspector, department_id=city.customs.pk), case)
    with pytest.raises(Case.DoesNotExist):
        case_page(replace(inspector, department_id=city.police.pk), case.number, city.now)


def test_nobody_inspects_whom_they_serve_or_served(city: City) -> None:
    case = make_case(city)
    serving = replace(city.people["inspector"], official_id=city.people["specialist"].official_id)
    assert not sees(serving, case)
    assert not Client.objects.visible_to(serving).filter(pk=city.client.pk).exists()
    assert Client.objects.visible_to(serving).filter(pk=city.stranger_client.pk).exists()
    Pairing.objects.update(valid_until=date(2021, 9, 1))
    assert not sees(serving, case)


# One person, several roles


def both(city: City, who: str) -> Actor:
    """The official signed in as a contact of the client."""
    official = city.people[who]
    clients = frozenset({city.client.pk})
    return replace(official, role=Role.CONTACT, department_path="", client_ids=clients)


SAID: list[tuple[str, dict[str, Any]]] = [
    ("give_verdict", {"yes": True, "rating": Rating.VERY_SATISFIED}),
    ("give_verdict", {"yes": False, "rating": Rating.DISSATISFIED}),
    ("withdraw", {"text": "不用办了"}),
]


@pytest.mark.parametrize(("service", "said"), SAID)
@pytest.mark.parametrize("who", ["specialist", "liaison", "handler", "co_handler"])
def test_who_serves_or_handles_does_not_speak_for_the_enterprise(
    city: City, who: str, service: str, said: dict[str, Any]
) -> None:
    people, now = city.people, city.now
    case = dispatched(city)
    services.accept(people["liaison"], case, now=now)
    answer: dict[str, Any] = {"outcome": Outcome.SOLVED, "text": "已批准。", "over_silence": "急"}
    services.answer(people["liaison"], case, now=now, **answer)
    before = walk.snapshot()
    with pytest.raises(NotAllowed):
        getattr(services, service)(both(city, who), case, now=now, **said)
    assert walk.snapshot() == before
    getattr(services, service)(both(city, "customs_handler"), case, now=now, **said)


def test_a_specialist_reports_as_one_not_as_the_enterprise(city: City) -> None:
    said: dict[str, Any] = {"title": "", "text": "厂门口的路被挖开两周了", "now": city.now}
    with pytest.raises(NotAllowed):
        services.report(both(city, "specialist"), city.client, **said)
    assert services.report(city.people["specialist"], city.client, **said).confirmed_at is None


def test_a_specialist_who_hands_over_sees_only_what_they_reported(city: City) -> None:
    specialist = city.people["specialist"]
    theirs = services.report(
        specialist, city.client, title="", text="厂门口的路被挖开两周了", now=city.now
    )
    other = make_case(city)
    Pairing.objects.update(valid_until=date(2021, 9, 1))
    assert sees(specialist, theirs)
    assert not sees(specialist, other)
    assert not Client.objects.visible_to(specialist).exists()


def test_a_note_is_laid_only_to_what_one_sees(city: City) -> None:
    case = dispatched(city)
    for name in ("other_coordinator", "city_handler", "customs_handler", "reach_nowhere"):
        with pytest.raises(NotAllowed):
            services.add_note(
                city.people[name], case, text="看看", audience=Audience.OFFICE, now=city.now
            )
    Pairing.objects.update(valid_until=date(2021, 9, 1))
    with pytest.raises(NotAllowed):
        services.add_note(
            city.people["specialist"], case, text="看看", audience=Audience.OFFICE, now=city.now
        )


# Grants and registers


def test_an_ended_grant_opens_nothing(city: City) -> None:
    user = User.objects.get(pk=city.people["coordinator"].user_id)
    grant = Grant.objects.get(user=user)
    assert sees(actor_for(user, grant, day=DAY), make_case(city))
    Grant.objects.filter(pk=grant.pk).update(valid_until=DAY)
    assert actor_of(user.pk, day=DAY).role == Role.VISITOR
    assert actor_of(user.pk, day=DAY - timedelta(days=1)).role == Role.COORDINATOR


def test_a_group_sees_its_plants_and_a_plant_not_its_group(city: City) -> None:
    plant = city.stranger_client
    plant.group = city.client
    plant.save(update_fields=["group"])
    of_group = actor_of(city.people["contact"].user_id or 0, day=DAY)
    of_plant = actor_of(city.people["stranger"].user_id or 0, day=DAY)
    assert of_group.client_ids == {city.client.pk, plant.pk}
    assert of_plant.client_ids == {plant.pk}
    assert not sees(of_plant, make_case(city))
    assert set(contacts_to_tell(plant.pk, day=DAY)) == {of_group.user_id, of_plant.user_id}


def test_who_was_struck_off_the_register_speaks_no_more(city: City) -> None:
    user_id = city.people["contact"].user_id or 0
    assert actor_of(user_id, day=DAY).client_ids
    end_contact(system(), city.contact, now=city.now)
    assert not actor_of(user_id, day=DAY).client_ids
    assert contacts_to_tell(city.client.pk, day=DAY) == []


# Words and papers for insiders


def paper(actor: Actor, name: str) -> int:
    return StoredFile.objects.create(
        name=name, kind="application/pdf", size=1, sha256="", path=name, owner_label=Case.LABEL,
        uploaded_by_id=actor.user_id, uploaded_at=factories.FRIDAY,
    ).pk  # fmt: skip


def readers(city: City, file_id: int) -> set[str]:
    return {name for name, actor in city.people.items() if files.readable(actor, file_id)}


def test_papers_of_an_answer_reach_the_enterprise_with_the_answer(city: City) -> None:
    people, now = city.people, city.now
    case = dispatched(city)
    services.accept(people["liaison"], case, now=now)
    file_id = paper(people["liaison"], "答复.pdf")
    assert readers(city, file_id) == {"liaison", "contact_in_police"}  # one person, the uploader
    chief = Official.objects.get(pk=people["chief"].official_id)
    said: dict[str, Any] = {"outcome": Outcome.SOLVED, "text": "已批准。", "files": [file_id]}
    said["over_silence"] = "急"
    services.submit(people["liaison"], case, signers=[chief], now=now, **said)
    assert Attachment.objects.get().audience == Audience.OFFICE
    assert not readers(city, file_id) & (ENTERPRISE | {"stranger", "visitor", "city_handler"})
    assert {"chief", "coordinator", "inspector"} <= readers(city, file_id)
    services.sign(people["chief"], case, now=now)
    assert readers(city, file_id) >= ENTERPRISE
    assert not readers(city, file_id) & {"stranger", "visitor", "city_handler", "administrator"}


def test_nobody_attaches_somebody_elses_upload(city: City) -> None:
    file_id = paper(city.people["stranger"], "别人的.pdf")
    said: dict[str, Any] = {"title": "", "text": "厂门口的路被挖开两周了", "now": city.now}
    services.report(city.people["contact"], city.client, files=[file_id], **said)
    assert not Attachment.objects.exists()
    assert StoredFile.objects.get(pk=file_id).owner_id is None


def test_notes_keep_to_their_audience(city: City) -> None:
    people, case = city.people, dispatched(city)
    for audience in (Audience.OFFICE, Audience.UNIT):
        services.add_note(people["liaison"], case, text="注意", audience=audience, now=city.now)
    office, unit = Act.objects.filter(action="note").order_by("version")

    def read_by(act: Act) -> set[str]:
        return {name for name in who_sees(city, case) if may_read_act(people[name], act)}

    outside = ENTERPRISE
    assert read_by(office) == who_sees(city, case) - outside
    assert read_by(unit) == {"liaison", "chief"}
    shown = case_page(people["contact"], case.number, city.now)
    assert "注意" not in "".join(act.text for act in shown.acts)
    assert shown.desks == []


def test_drafts_are_their_writers_alone(city: City) -> None:
    services.save_draft(city.people["contact"], "report/what", {"text": "写到一半"}, city.now)
    assert report_draft(city.people["contact"]).begun
    for name in set(city.people) - ENTERPRISE:
        assert not report_draft(city.people[name]).begun, name


def test_a_form_of_somebody_else_shows_no_case(city: City) -> None:

    once, text = uuid4(), "厂门口的路被挖开两周了"
    said: dict[str, Any] = {"title": "", "text": text, "once": once, "now": city.now}
    made = services.report(city.people["contact"], city.client, **said)
    assert services.report(city.people["contact"], city.client, **said).pk == made.pk
    with pytest.raises(NotAllowed):
        services.report(city.people["stranger"], city.stranger_client, **said)
    assert Case.objects.count() == 1

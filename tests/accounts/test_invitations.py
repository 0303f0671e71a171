"""Invitations: who may make one, who may see its link, how it is accepted, how it ends."""

import re
from datetime import timedelta

import pytest

from tests.accounts.conftest import Messages
from tests.accounts.town import (
    NOW,
    PASSWORD,
    Town,
    actor,
    give,
    make_administrator,
    make_contact,
    make_official,
    make_person,
    make_user,
    sign_in,
)
from weiqitong.accounts import services
from weiqitong.accounts.models import Invitation, User
from weiqitong.accounts.pages import invitation_by_token
from weiqitong.core import crypto, registry
from weiqitong.core.actor import ANONYMOUS, Actor, Role
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.directory.models import Client, Contact, Official
from weiqitong.ledger.models import Entry

PHONE = "13900000001"
pytestmark = pytest.mark.django_db


@pytest.fixture
def person(town: Town):
    made = make_person("周海燕", PHONE)
    make_contact(town.group, made)
    return made


@pytest.fixture
def coordinator(town: Town) -> Actor:
    user = make_user(make_official(town.unit, "孟庆林").person)
    return actor(user, Role.COORDINATOR, town.county)


@pytest.fixture
def specialist(town: Town, monkeypatch) -> Actor:
    """Serves the group's client."""
    official = make_official(town.unit, "刘承志")
    user = make_user(official.person)
    scopes = {"pairing": lambda _official: Client.objects.filter(pk=town.group.pk).values("pk")}
    monkeypatch.setattr(registry.served_clients, "_providers", scopes)
    return actor(user, Role.SPECIALIST, official_id=official.pk)


def invite(by, person, client, *, deliver=False, at=NOW):
    return services.invite(by, person, client=client, deliver=deliver, now=at)


def token_of(address: str) -> str:
    return address.rstrip("/").rsplit("/", 1)[1]


def accept(invitation, *, password=PASSWORD, code="", at=NOW):
    return services.accept_invitation(ANONYMOUS, invitation, password=password, code=code, now=at)


def test_a_coordinator_shows_link_and_qr_and_the_phone_signs_in(town, person, coordinator, sms):
    invited = invite(coordinator, person, town.group)
    found = invitation_by_token(token_of(invited.address))
    assert found is not None
    assert found == invited.invitation
    with pytest.raises(BadInput):
        accept(found)
    services.send_code(ANONYMOUS, PHONE, ip="10.0.0.1", now=NOW, known=True)
    user = accept(found, code=sms.last_code)
    assert user.person == person
    assert user.check_password(PASSWORD)
    grant = user.grants.get()
    assert (grant.role, grant.client, grant.granted_by_id) == (
        "contact",
        town.group,
        coordinator.user_id,
    )
    found.delivered = True  # in memory: now only the claim is left to refuse it
    with pytest.raises(WrongStep):
        accept(found)


def test_the_token_lies_nowhere_in_clear(town, person, coordinator, sms):
    token = token_of(invite(coordinator, person, town.group).address)
    row = Invitation.objects.get()
    assert row.token_hash == crypto.token_hash(token)
    assert token not in str(vars(row))
    assert all(token.encode() not in bytes(e.body) for e in Entry.objects.all())


def test_a_specialist_sends_it_to_the_phone_and_never_sees_the_link(
    town, person, specialist, sms: Messages
):
    with pytest.raises(NotAllowed):
        invite(specialist, person, town.group)
    invited = invite(specialist, person, town.group, deliver=True)
    assert (invited.address, invited.sent_to) == ("", "139****0001")
    to, words = sms[-1]
    assert to == PHONE
    link = re.search(r"/invitation/([\w-]+)/ ", words)  # the space ends it for every phone
    assert link is not None
    found = invitation_by_token(link[1])
    assert found is not None
    user = accept(found, password="")
    assert not user.has_usable_password()
    assert user.grants.get().client == town.group


def at_gate(by, person, client, *, at=NOW):
    return services.invite(by, person, client=client, deliver=False, at_gate=True, now=at)


def test_a_qr_at_the_gate_opens_only_with_the_code_and_sets_no_password(
    town, person, specialist, sms: Messages
):
    invited = at_gate(specialist, person, town.group)
    assert invited.at_gate
    assert invited.invitation.expires_at == NOW + timedelta(minutes=30)
    assert '"at_gate":true' in bytes(Entry.objects.get(kind="account.invite").body).decode()
    assert sms == []  # nothing is sent until it is scanned
    found = invitation_by_token(token_of(invited.address))
    assert found is not None
    with pytest.raises(BadInput):
        accept(found)
    services.send_code(ANONYMOUS, PHONE, ip="10.0.0.1", now=NOW, known=True)
    assert sms[-1][0] == PHONE
    user = accept(found, code=sms.last_code)  # a password is typed along
    assert not user.has_usable_password()
    assert user.grants.get().client == town.group


def test_a_qr_at_the_gate_is_of_no_use_to_who_holds_it_out(town, person, specialist, sms):
    found = invitation_by_token(token_of(at_gate(specialist, person, town.group).address))
    assert found is not None
    services.send_code(ANONYMOUS, PHONE, ip="10.0.0.1", now=NOW, known=True)
    with pytest.raises(NotAllowed):  # signed in on the phone that scans it
        services.accept_invitation(specialist, found, password="", code=sms.last_code, now=NOW)
    person.set_phone("13900000137")  # their own, entered since
    person.save()
    official = Official.objects.get(pk=specialist.official_id)
    official.person.set_phone("13900000137")
    official.person.save()
    found.person.refresh_from_db()
    services.send_code(ANONYMOUS, "13900000137", ip="10.0.0.2", now=NOW, known=True)
    with pytest.raises(NotAllowed):
        accept(found, code=sms.last_code)
    assert not User.objects.filter(person=person).exists()


def test_a_qr_at_the_gate_is_for_ones_own_clients_with_a_phone(town, person, specialist, sms):
    stranger = make_person("孟祥雨", "13900000002")
    make_contact(town.stranger, stranger)
    with pytest.raises(NotAllowed):
        at_gate(specialist, stranger, town.stranger)
    without = make_person("宋姐", "")
    make_contact(town.group, without)
    with pytest.raises(BadInput):
        at_gate(specialist, without, town.group)
    chief = make_administrator(town.county, office=town.unit)
    two_hats = actor(chief, Role.ADMINISTRATOR, town.county, official_id=specialist.official_id)
    with pytest.raises(NotAllowed):
        at_gate(two_hats, person, town.group)


def test_at_the_gate_on_two_phones(town, person, specialist, sms, client, bare_menu):
    """The specialist holds out the QR; the enterprise scans it and signs in by its own code."""
    user = User.objects.get(pk=specialist.user_id)
    give(user, Role.SPECIALIST, town.unit)
    user.set_password(PASSWORD)
    user.save()
    theirs = sign_in(user)
    contact = Contact.objects.get(person=person)
    shown = theirs.post("/clients/P-1/people/", {"contact": contact.pk, "by": "gate"})
    page = shown.content.decode()
    path = "/" + shown.context["invited"].address.split("/", 3)[3]
    assert "<svg" in page
    assert path not in page  # a picture, nothing to copy or to send
    assert client.get(path).context["about"].by_code_alone
    client.post(path, {"send": "1"})
    refused = theirs.post(path, {"code": sms.last_code, "without": "1"})
    assert refused.status_code == 422
    assert client.post(path, {"code": sms.last_code, "without": "1"}).status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(person=person).pk)
    assert not User.objects.get(person=person).has_usable_password()


def test_a_qr_at_the_gate_leaves_the_sent_link_good(town, person, specialist, sms):
    sent = invite(specialist, person, town.group, deliver=True).invitation
    first = at_gate(specialist, person, town.group).invitation
    at_gate(specialist, person, town.group)
    sent.refresh_from_db()
    first.refresh_from_db()
    assert sent.expires_at > NOW
    assert first.expires_at <= NOW


def test_a_specialists_own_phone_is_not_an_enterprises(town, specialist, sms):
    """Entered as a contact under another name, the own number still gets no invitation."""
    own = "13900000137"
    official = Official.objects.get(pk=specialist.official_id)
    official.person.set_phone(own)
    official.person.save()
    straw = make_person("周海燕的同事", own)
    make_contact(town.group, straw)
    with pytest.raises(NotAllowed):
        invite(specialist, straw, town.group, deliver=True)
    chief = make_administrator(town.county, office=town.unit)
    with pytest.raises(NotAllowed):
        invite(actor(chief, Role.ADMINISTRATOR, town.county), straw, town.group, deliver=True)
    assert sms == []


def test_serving_counts_in_every_role(town, person, specialist, sms):
    """Who serves the client does not see its link as an administrator either."""
    chief = make_administrator(town.county, office=town.unit)
    two_hats = actor(chief, Role.ADMINISTRATOR, town.county, official_id=specialist.official_id)
    with pytest.raises(NotAllowed):
        invite(two_hats, person, town.group)


def test_a_specialist_invites_nobody_elses_client(town, specialist, sms):
    stranger = make_person("孟祥雨", "13900000002")
    make_contact(town.stranger, stranger)
    with pytest.raises(NotAllowed):
        invite(specialist, stranger, town.stranger, deliver=True)


def test_a_contact_invites_a_colleague_of_the_own_enterprise_only(town, person, sms):
    user = make_user(person)
    give(user, Role.CONTACT, town.group)
    me = actor(user, Role.CONTACT, client_ids=frozenset({town.group.pk}))
    colleague = make_person("林小曼", "13900000003")
    make_contact(town.group, colleague)
    assert invite(me, colleague, town.group).address
    stranger = make_person("孟祥雨", "13900000002")
    make_contact(town.stranger, stranger)
    with pytest.raises(NotAllowed):
        invite(me, stranger, town.stranger)


@pytest.mark.parametrize(
    "role", [Role.LIAISON, Role.HANDLER, Role.LEADER, Role.INSPECTOR, Role.CALLER, Role.VISITOR]
)
def test_other_roles_invite_nobody(town, person, coordinator, sms, role):
    by = Actor(coordinator.user_id, role=role, region_path=town.city.path)
    with pytest.raises(NotAllowed):
        invite(by, person, town.group, deliver=True)


def test_only_a_contact_of_the_register_is_invited(town, coordinator, sms):
    with pytest.raises(BadInput):
        invite(coordinator, make_person("路人", "13900000009"), town.group)


def test_without_a_number_the_administrators_word_is_needed(town, coordinator, sms):
    silent = make_person("无号")
    make_contact(town.group, silent)
    with pytest.raises(NotAllowed):
        invite(coordinator, silent, town.group)
    with pytest.raises(BadInput):
        invite(coordinator, silent, town.group, deliver=True)
    chief = make_administrator(town.county, office=town.unit)
    invited = invite(actor(chief, Role.ADMINISTRATOR, town.county), silent, town.group)
    with pytest.raises(BadInput) as error:
        accept(invited.invitation, password="")
    assert error.value.field == "password"
    assert accept(invited.invitation).check_password(PASSWORD)


def test_a_weak_password_is_refused_and_the_invitation_lives(town, person, coordinator, sms):
    invited = invite(coordinator, person, town.group)
    services.send_code(ANONYMOUS, PHONE, ip="10.0.0.1", now=NOW, known=True)
    with pytest.raises(BadInput) as error:
        accept(invited.invitation, password="12345678901", code=sms.last_code)
    assert error.value.field == "password"
    assert not User.objects.filter(person=person).exists()
    assert accept(invited.invitation, code=sms.last_code).person == person


def test_it_ends_after_fourteen_days(town, person, coordinator, sms):
    invited = invite(coordinator, person, town.group)
    late = NOW + timedelta(days=14)
    services.send_code(ANONYMOUS, PHONE, ip="10.0.0.1", now=late, known=True)
    with pytest.raises(WrongStep):
        accept(invited.invitation, code=sms.last_code, at=late)
    assert not User.objects.filter(person=person).exists()


def test_a_new_one_ends_the_old_one(town, person, coordinator, sms):
    old = invite(coordinator, person, town.group).invitation
    invite(coordinator, person, town.group, at=NOW + timedelta(hours=1))
    old.refresh_from_db()
    assert old.expires_at == NOW + timedelta(hours=1)


def test_who_left_the_enterprise_comes_in_no_more(town, person, coordinator, sms):
    invited = invite(coordinator, person, town.group)
    person.contacts.update(active=False)
    services.send_code(ANONYMOUS, PHONE, ip="10.0.0.1", now=NOW, known=True)
    with pytest.raises(WrongStep):
        accept(invited.invitation, code=sms.last_code)
    invited.invitation.refresh_from_db()
    assert invited.invitation.used_at is None


def test_an_official_gets_a_way_in_from_whoever_looks_after_them(town, sms):
    official = make_user(make_official(town.unit, "王莉", "13900000013").person)
    give(official, Role.LIAISON, town.unit)
    chief = make_administrator(town.county, office=town.unit)
    by = actor(chief, Role.ADMINISTRATOR, town.county)
    invited = invite(by, official.person, None)
    services.send_code(ANONYMOUS, "13900000013", ip="10.0.0.1", now=NOW)
    user = accept(invited.invitation, code=sms.last_code)
    assert user == official
    assert user.grants.count() == 1
    give(official, Role.LEADER, town.city)
    with pytest.raises(NotAllowed):
        invite(by, official.person, None)
    with pytest.raises(BadInput):
        invite(by, make_person("没有账号"), None)

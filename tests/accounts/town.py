"""A small town for tests of accounts: two counties, a unit and a section, a group and a plant."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pyotp
from django.test import Client as Browser

from weiqitong.accounts import services
from weiqitong.accounts.models import Grant, User
from weiqitong.core import clock, crypto
from weiqitong.core.actor import Actor, Role, system
from weiqitong.directory.enums import ClientKind, Level, RegionKind
from weiqitong.directory.models import Client, Contact, Department, Official, Person, Region
from weiqitong.directory.plan import (
    new_department,
    new_region,
    plan_client,
    plan_contact,
    plan_department,
    plan_official,
    plan_region,
)
from weiqitong.ledger.changes import Changes

NOW = clock.at(date(2021, 9, 17), 10, 20)
PASSWORD = "ein Pferd isst keinen Gurkensalat"


@dataclass
class Town:
    city: Region
    county: Region
    other: Region
    unit: Department
    section: Department
    group: Client
    plant: Client
    stranger: Client

    def region(self, name: str) -> Region:
        return {"city": self.city, "county": self.county, "other": self.other}[name]


def make_town() -> Town:
    changes = Changes(system(), NOW)

    def region(code: str, name: str, kind: RegionKind, parent: Region | None = None) -> Region:
        made = new_region(code, parent)
        plan_region(changes, made, {"name": name, "kind": kind.value})
        changes.write()
        return made

    city = region("990000", "东风市", RegionKind.CITY)
    county = region("990100", "南山区", RegionKind.COUNTY, city)
    other = region("990200", "北海区", RegionKind.COUNTY, city)

    def department(code: str, name: str, parent: Department | None = None) -> Department:
        made = new_department(code, county, parent)
        plan_department(changes, made, {"name": name})
        changes.write()
        return made

    unit = department("D1", "南山区交警大队")
    section = department("D1-1", "秩序科", unit)

    def client(code: str, name: str, place: Region, group: Client | None = None) -> Client:
        made = Client(code=code)
        values = {"name": name, "kind": ClientKind.PROJECT.value, "region": place, "group": group}
        plan_client(changes, made, values)
        changes.write()
        return made

    group = client("P-1", "恒岳铸造集团", county)
    plant = client("P-2", "恒岳铸造二厂", other, group)
    stranger = client("P-3", "云驼物流", other)
    return Town(city, county, other, unit, section, group, plant, stranger)


def make_person(name: str, phone: str = "") -> Person:
    person = Person(name=name)
    if phone:
        person.set_phone(phone)
    person.save()
    return person


def make_official(department: Department, name: str, phone: str = "") -> Official:
    official = Official(code=f"G-{name}", person=make_person(name, phone))
    changes = Changes(system(), NOW)
    plan_official(changes, official, {"department": department, "level": Level.COUNTY.value})
    changes.write()
    return official


def make_contact(client: Client, person: Person) -> Contact:
    contact = Contact(client=client, person=person)
    changes = Changes(system(), NOW)
    plan_contact(changes, contact, {"title": "厂长"})
    changes.write()
    return contact


def make_user(
    person: Person, *, password: str = "", username: str = "", demo: bool = False
) -> User:
    user = services.make_user(system(), person, username=username, now=NOW)
    if password:
        user.set_password(password)
    user.demo = demo
    user.save()
    return user


def give(user: User, role: Role, place: Region | Department | Client | None) -> Grant:
    return services.grant_role(system(), user, role, place, now=NOW)


def actor(user: User, role: Role, region: Region | None = None, **more: object) -> Actor:
    path = region.path if region else ""
    return Actor(user.pk, user.person.name, role, user.person_id, region_path=path, **more)  # type: ignore[arg-type]


def make_administrator(region: Region, name: str = "苏航", *, office: Department) -> User:
    user = make_user(make_official(office, name, phone="").person, password=PASSWORD)
    give(user, Role.ADMINISTRATOR, region)
    return user


def with_factor(user: User) -> str:
    """Give the user an authenticator; the secret comes back."""
    secret = pyotp.random_base32()
    user.totp_sealed, user.totp_confirmed_at = crypto.encrypt(secret), NOW
    user.save()
    return secret


def sign_in(user: User, *, password: str = PASSWORD) -> Browser:
    """A browser with the user signed in, through the pages."""
    browser = Browser()
    if not user.totp_confirmed_at:
        secret = with_factor(user)
    else:
        secret = crypto.decrypt(user.totp_sealed)
    answer = browser.post("/sign-in/", {"username": user.username, "password": password})
    if answer.status_code == 302 and answer["Location"] == "/sign-in/second-step/":
        User.objects.filter(pk=user.pk).update(totp_counter=0)
        answer = browser.post("/sign-in/second-step/", {"code": pyotp.TOTP(secret).now()})
    assert answer.status_code == 302, answer.content.decode()
    assert "_auth_user_id" in browser.session
    return browser


def actor_in(browser: Browser, **where: str) -> Actor:
    """Who acts when this browser asks for a page."""
    request: Any = browser.get("/account/", **where).wsgi_request  # type: ignore[arg-type]
    found: Actor = request.actor
    return found


def code_at(secret: str, now: datetime) -> str:
    return pyotp.TOTP(secret).at(now)

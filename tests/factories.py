"""A small invented city and the people in it, made through plans and services as real ones are."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import uuid4

from weiqitong.accounts.models import Grant, User
from weiqitong.cases import services
from weiqitong.cases.enums import Urgency
from weiqitong.cases.models import Case
from weiqitong.cases.services.founding import lay_foundations
from weiqitong.core.actor import Actor, Role, system
from weiqitong.core.clock import at
from weiqitong.directory.enums import ClientKind, Level, RegionKind, Relation
from weiqitong.directory.models import (
    Category,
    Client,
    Contact,
    Department,
    Official,
    Person,
    Region,
)
from weiqitong.ledger.changes import Changes
from weiqitong.pairing.models import Pairing, PairingRole

FRIDAY = at(date(2021, 9, 17), 10, 20)  # the "today" of the look: Saturday is a make-up day


@dataclass
class City:
    """Handles on what `make_city` made; actors are in their roles."""

    now: datetime
    city: Region
    county: Region
    town: Region
    other_county: Region
    office: Department
    county_office: Department
    transport: Department
    police: Department
    section: Department
    customs: Department
    city_transport: Department
    client: Client
    stranger_client: Client
    contact: Contact
    people: dict[str, Actor] = field(default_factory=dict)
    category: Category | None = None


def make_region(
    changes: Changes, code: str, name: str, kind: RegionKind, parent: Region | None = None
) -> Region:
    region = Region(
        code=code,
        name=name,
        short=name[:1],
        kind=kind,
        parent=parent,
        path=f"{parent.path if parent else '/'}{code}/",
        depth=parent.depth + 1 if parent else 0,
    )
    changes.enact(region, "region.make")
    return region


def make_department(
    changes: Changes,
    region: Region,
    name: str,
    function: str = "",
    *,
    parent: Department | None = None,
    relation: Relation = Relation.DIRECT,
) -> Department:
    code = f"{region.code}-{function or uuid4().hex[:6]}"
    department = Department(
        code=code,
        name=name,
        short=name,
        function=function,
        relation=relation,
        region=region,
        parent=parent,
        path=f"{parent.path if parent else '/'}{code}/",
    )
    changes.enact(department, "department.make")
    return department


def make_person(name: str, phone: str) -> Person:
    person = Person(name=name)
    person.set_phone(phone)
    person.save()
    return person


def make_official(
    changes: Changes, department: Department, name: str, phone: str, level: Level = Level.COUNTY
) -> Official:
    official = Official(
        code=f"G{phone}",
        person=make_person(name, phone),
        department=department,
        level=level,
        post="科员",
    )
    changes.enact(official, "official.make")
    return official


def make_client(
    changes: Changes, region: Region, name: str, code: str, kind: ClientKind = ClientKind.ENTERPRISE
) -> Client:
    credit = code if kind == ClientKind.ENTERPRISE else None
    client = Client(code=code, credit_code=credit, kind=kind, name=name, region=region)
    changes.enact(client, "client.make")
    return client


def make_contact(changes: Changes, client: Client, name: str, phone: str) -> Contact:
    contact = Contact(
        client=client, person=make_person(name, phone), title="办公室主任", primary=True
    )
    changes.enact(contact, "contact.make")
    return contact


def make_user(person: Person, username: str) -> User:
    user = User(username=username, person=person)
    user.set_unusable_password()
    user.save()
    return user


def make_grant(
    changes: Changes,
    user: User,
    role: Role,
    *,
    region: Region | None = None,
    department: Department | None = None,
    client: Client | None = None,
) -> Grant:
    grant = Grant(
        user=user,
        role=role,
        region=region,
        department=department,
        client=client,
        valid_from=date(2021, 2, 23),
        serial=uuid4(),
    )
    changes.enact(grant, "grant.give")
    return grant


def make_actor(
    changes: Changes,
    role: Role,
    *,
    name: str,
    phone: str,
    department: Department | None = None,
    region: Region | None = None,
    clients: tuple[Client, ...] = (),
    person: Person | None = None,
) -> Actor:
    """A person with an account and one grant, acting in it."""
    official = None
    if department is not None:
        official = make_official(changes, department, name, phone)
        changes.write()
        person = official.person
    assert person is not None
    user = make_user(person, f"u{phone}")
    of_unit = {Role.HANDLER, Role.LIAISON, Role.PARTNER}
    office = role not in {Role.CONTACT, Role.SPECIALIST, *of_unit}
    make_grant(
        changes,
        user,
        role,
        region=region if office else None,
        department=department if role in of_unit else None,
        client=clients[0] if clients else None,
    )
    return Actor(
        user_id=user.pk,
        name=name,
        role=role,
        person_id=person.pk,
        official_id=official.pk if official else None,
        department_id=department.pk if department else None,
        department_path=department.path
        if department and role in {Role.HANDLER, Role.LIAISON}
        else "",
        region_path=region.path if region and office else "",
        region_id=region.pk if region and office else None,
        client_ids=frozenset(client.pk for client in clients),
    )


def make_city(now: datetime = FRIDAY) -> City:
    """Two counties, a town, six units and one person per role that the main road needs."""
    lay_foundations(system(), now)
    changes = Changes(system(), now)
    city = make_region(changes, "370700", "潍坊市", RegionKind.CITY)
    changes.write()
    county = make_region(changes, "370704", "坊子区", RegionKind.COUNTY, city)
    other = make_region(changes, "370783", "寿光市", RegionKind.COUNTY, city)
    changes.write()
    town = make_region(changes, "370704001", "坊城街道", RegionKind.TOWN, county)
    changes.write()
    office = make_department(changes, city, "潍坊市领导小组办公室", "office")
    county_office = make_department(changes, county, "坊子区领导小组办公室", "office")
    transport = make_department(changes, county, "坊子区交通运输局", "transport")
    police = make_department(changes, county, "坊子区公安分局交警大队", "traffic-police")
    customs = make_department(changes, city, "潍坊海关", "customs", relation=Relation.VERTICAL)
    city_transport = make_department(changes, city, "潍坊市交通运输局", "transport")
    changes.write()
    section = make_department(changes, county, "秩序科", parent=police)
    client = make_client(changes, town, "潍坊恒岳精密铸造有限公司", "91370704MA3A00001X")
    stranger = make_client(changes, other, "寿光云驼山智能物流装备有限公司", "91370783MA3A00002X")
    changes.write()
    contact = make_contact(changes, client, "周海燕", "19900000001")
    stranger_contact = make_contact(changes, stranger, "孟祥雨", "19900000002")
    people = {
        "contact": make_actor(
            changes,
            Role.CONTACT,
            name="周海燕",
            phone="19900000001",
            clients=(client,),
            person=contact.person,
        ),
        "stranger": make_actor(
            changes,
            Role.CONTACT,
            name="孟祥雨",
            phone="19900000002",
            clients=(stranger,),
            person=stranger_contact.person,
        ),
    }
    for key, role, name, phone, unit, region in (
        ("specialist", Role.SPECIALIST, "刘承志", "19900000137", transport, None),
        ("coordinator", Role.COORDINATOR, "孟庆林", "19900000011", county_office, county),
        ("city_coordinator", Role.COORDINATOR, "曲虹", "19900000012", office, city),
        ("liaison", Role.LIAISON, "王莉", "19900000013", police, None),
        ("handler", Role.HANDLER, "胡志远", "19900000014", section, None),
        ("chief", Role.LIAISON, "赵启明", "19900000015", police, None),
        ("co_handler", Role.HANDLER, "高岩", "19900000016", transport, None),
        ("city_handler", Role.HANDLER, "宋文涛", "19900000017", city_transport, None),
        ("leader", Role.LEADER, "程远山", "19900000018", office, city),
        ("inspector", Role.INSPECTOR, "丁维", "19900000019", office, city),
        ("administrator", Role.ADMINISTRATOR, "苏航", "19900000020", office, city),
        ("other_coordinator", Role.COORDINATOR, "韩梅", "19900000021", office, other),
    ):
        people[key] = make_actor(
            changes, role, name=name, phone=phone, department=unit, region=region
        )
    changes.write()
    pairing = Pairing(
        client=client,
        official_id=people["specialist"].official_id or 0,
        role=PairingRole.SPECIALIST,
        valid_from=date(2021, 2, 26),
        reason="同行业",
        salt="0" * 16,
        serial=uuid4(),
    )
    changes.enact(pairing, "pairing.pair")
    changes.write()
    return City(
        now=now,
        city=city,
        county=county,
        town=town,
        other_county=other,
        office=office,
        county_office=county_office,
        transport=transport,
        police=police,
        section=section,
        customs=customs,
        city_transport=city_transport,
        client=client,
        stranger_client=stranger,
        contact=contact,
        people=people,
        category=Category.objects.filter(code__contains=".").first(),
    )


def make_case(
    city: City, *, now: datetime | None = None, urgency: Urgency = Urgency.URGENT
) -> Case:
    """A need reported by the enterprise itself."""
    return services.report(
        city.people["contact"],
        city.client,
        title="厂区南门道路开口批了两个月没结果，大件运输车进不来",
        text="南门外的路要开一个 12 米宽的口子，材料交了两个月，三个单位互相等，大件车进不来。",
        urgency=urgency,
        now=now or city.now,
    )

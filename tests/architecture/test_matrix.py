"""Every page × every role × an object of one's own and one of somebody else's.

Who is signed out is asked to sign in; a role the page is not for is refused (403); what lies
outside one's reach is not there (404); what lies inside opens. A page in none of the tables fails.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import factories
from tests.factories import FRIDAY, City, make_case, make_city
from tests.support import databases
from weiqitong.accounts import entrance
from weiqitong.accounts.models import Duty, Grant, User
from weiqitong.accounts.selectors import actor_for
from weiqitong.accounts.services.standing_in import plan_absence
from weiqitong.cases import services
from weiqitong.cases.dossier import Trust
from weiqitong.cases.enums import Confidentiality, PrecedentSource
from weiqitong.cases.models import Attachment, Case, Precedent
from weiqitong.cases.plans.climbing import Named
from weiqitong.cases.services.batches import prepare_dispatch
from weiqitong.conferences.enums import Way
from weiqitong.conferences.models import ConferenceSerial
from weiqitong.conferences.plan import Meeting, plan_call
from weiqitong.conferences.plan import Names as ConferenceNames
from weiqitong.conferences.plan import plan_draft as plan_conference
from weiqitong.core.actor import Actor, Role, system
from weiqitong.core.clock import local
from weiqitong.deadlines.models import CalendarYear
from weiqitong.deadlines.selectors.calendars import calendar_at
from weiqitong.dialogue.enums import Voice
from weiqitong.dialogue.framing import due_for
from weiqitong.dialogue.plan import Said, plan_line, plan_message
from weiqitong.directory.enums import RegionKind, Relation
from weiqitong.directory.models import (
    Category,
    Contact,
    Department,
    ImportBatch,
    Official,
    PartnerMembership,
    Person,
)
from weiqitong.directory.services.partners import plan_member
from weiqitong.files.models import StoredFile
from weiqitong.instructions.models import Instruction, InstructionSerial
from weiqitong.instructions.plan import Words, plan_delegate, plan_enter
from weiqitong.items.plan import plan_give
from weiqitong.items.source import Source
from weiqitong.jobs.models import Progress
from weiqitong.ledger.changes import Changes
from weiqitong.notifications.models import (
    Channel,
    Delivery,
    Letter,
    Notice,
    Robot,
    RobotKind,
)
from weiqitong.oversight.enums import OrderCause
from weiqitong.oversight.models import Referral
from weiqitong.oversight.plan import plan_order
from weiqitong.oversight.services import report_retaliation
from weiqitong.pairing.models import Pairing
from weiqitong.rules.models import RuleVersion
from weiqitong.taskforces.plan import plan_begin, plan_join

pytestmark = pytest.mark.django_db

OPEN, FORBIDDEN, ABSENT, BROKEN, UNASKED = "open", "forbidden", "absent", "broken", "unasked"
Kwargs = dict[str, Any]


@dataclass
class World:
    """A city, a second city beside it, and one object of each kind in both."""

    own: City
    case: Case
    foreign_case: Case
    people: dict[str, Actor] = field(default_factory=dict)
    objects: dict[str, tuple[Kwargs, Kwargs]] = field(default_factory=dict)  # own, foreign
    messages: dict[bool, str] = field(default_factory=dict)  # codes on the own line, on the foreign


# Which people of `make_city` an object of ours is for; the others of its page's roles get 404.
REGIONAL = {"coordinator", "city_coordinator", "leader", "inspector", "secretary", "caller"}
OFFICE = REGIONAL | {"administrator"}
UNITS = {"liaison", "handler", "chief", "co_handler"}
SERVED = {"contact", "specialist"}
SEES: dict[str, set[str]] = {
    "case": REGIONAL | UNITS | SERVED,
    "client": OFFICE | SERVED,
    "contact": OFFICE | SERVED,
    "person": {"administrator"},
    "grant": {"administrator"},
    "region": {"administrator"} | REGIONAL,
    "department": OFFICE,
    "official": OFFICE | {"liaison", "chief"},
    "batch": {"administrator", "coordinator", "city_coordinator"},
    "pairing": {"coordinator", "city_coordinator", "administrator"},
    "notice": {"contact"},
    "letter": {"coordinator", "city_coordinator", "administrator"},
    "file": REGIONAL | UNITS | SERVED,
    "progress": {"administrator"},
    "order": REGIONAL | UNITS,
    "referral": (REGIONAL | {"liaison", "chief"}) - {"caller"},
    "asking": {"coordinator", "city_coordinator"},
    "precedent": {"coordinator", "city_coordinator"},
    "absent": {"liaison", "chief", "administrator"},
    "absence": {"liaison", "chief", "administrator"},
    "duty": {"liaison", "chief"},
    "robot": {"liaison", "chief"},
    "item": (REGIONAL - {"caller"}) | {"liaison", "chief"},
    "instruction": (REGIONAL - {"caller", "coordinator"}) | {"liaison", "chief"},
    "delegation": {"leader", "secretary", "administrator"},
}
SEES |= {
    "conference": (REGIONAL - {"caller"}) | {"liaison", "chief"},
    "participant": {"liaison", "chief"},
    "minutes": {"coordinator"},  # the office that writes them, none above
    "partner": {"coordinator", "city_coordinator", "other_coordinator", "administrator"},
    "member": {"city_coordinator", "other_coordinator", "administrator"},
    "many": {"coordinator"},
    "hidden": {"coordinator"},  # its desk's office alone looks behind the name
    "retaliation": {"contact", "inspector"},
    "line": (REGIONAL - {"caller"}) | {"contact"},
    "message": (REGIONAL - {"caller"}) | {"contact"},
    "kept": {"coordinator", "administrator"},
    "force": (REGIONAL - {"caller"}) | {"liaison", "chief"},
}
# Parameters of a page that name no object: what is put there.
PLAIN: dict[str, Kwargs] = {
    "accounts:invitation": {"token": "not-a-token"},
    "cases:link": {"token": "not-a-token"},
    "cases:link-file": {"token": "not-a-token", "file_id": 1},
    "cases:draft": {"key": "report/1"},
    "directory:import-template": {"kind": "clients"},
    "jobs:job-again": {"row_id": uuid4()},
}
# Pages behind a token, asked for with one that never was; the demo's door in a city that is none.
BOGUS = {"accounts:invitation", "accounts:demo-enter", "cases:link", "cases:link-file"}
# Pages of an object: which kind it is. Rules and calendars belong to everybody who may open them.
OBJECTS: dict[str, str] = {
    "cases:received": "case",
    "cases:case": "case",
    "cases:verdict": "case",
    "cases:confirm": "case",
    "cases:reply": "case",
    "cases:withdraw": "case",
    "cases:hurry": "case",
    "cases:appeal": "case",
    "cases:sheet": "case",
    "cases:units": "case",
    "cases:act": "case",
    "cases:precedent-withdraw": "precedent",
    "cases:call": "case",
    "cases:call-number": "case",
    "accounts:client-people": "client",
    "accounts:person": "person",
    "accounts:person-account": "person",
    "accounts:person-grant": "person",
    "accounts:person-revoke": "grant",
    "accounts:person-act": "person",
    "accounts:person-absence": "absent",
    "accounts:absence-end": "absence",
    "accounts:duty-end": "duty",
    "notifications:robot-remove": "robot",
    "files:file-serve": "file",
    "directory:client": "client",
    "directory:client-edit": "client",
    "directory:contact-new": "client",
    "directory:contact-edit": "contact",
    "directory:contact-end": "contact",
    "directory:contact-look": "contact",
    "directory:region": "region",
    "directory:region-new-below": "region",
    "directory:department": "department",
    "directory:department-edit": "department",
    "directory:section-new": "department",
    "directory:members": "partner",
    "directory:member-end": "member",
    "directory:official": "official",
    "directory:official-edit": "official",
    "directory:official-look": "official",
    "directory:import-page": "batch",
    "directory:import-columns": "batch",
    "directory:import-load": "batch",
    "pairing:client": "client",
    "pairing:pairing-end": "pairing",
    "jobs:progress": "progress",
    "jobs:job-cancel": "progress",
    "notifications:notice-read": "notice",
    "notifications:letter-retry": "letter",
    "notifications:letter-drop": "letter",
    "oversight:order": "order",
    "oversight:order-reply": "order",
    "oversight:order-close": "order",
    "oversight:order-paper": "order",
    "oversight:order-new": "case",
    "oversight:referral": "referral",
    "oversight:referral-state": "referral",
    "oversight:referral-hand": "referral",
    "oversight:referral-return": "referral",
    "oversight:referral-close": "referral",
    "oversight:referral-paper": "referral",
    "cases:letter": "asking",
    "cases:letter-docx": "asking",
    "items:item": "item",
    "items:item-act": "item",
    "instructions:instruction": "instruction",
    "instructions:instruction-close": "instruction",
    "instructions:instruction-report": "instruction",
    "instructions:instruction-on-case": "case",
    "instructions:delegation-withdraw": "delegation",
}
OBJECTS |= {
    "conferences:conference": "conference",
    "conferences:conference-call": "conference",
    "conferences:conference-agenda": "conference",
    "conferences:conference-put": "conference",
    "conferences:conference-invite": "conference",
    "conferences:conference-say": "participant",
    "conferences:conference-minutes": "minutes",
    "conferences:conference-cancel": "conference",
    "conferences:conference-close": "conference",
    "conferences:conference-paper": "conference",
    "cases:batch": "many",
    "cases:batch-start": "many",
    "cases:batch-drop": "many",
    "cases:batch-undo": "many",
    "cases:merge": "department",
    "cases:lower": "case",
    "cases:behind": "hidden",
    "cases:release": "hidden",
    "oversight:retaliation": "retaliation",
    "oversight:retaliation-reply": "retaliation",
    "oversight:retaliation-note": "retaliation",
    "oversight:retaliation-conclude": "retaliation",
    "oversight:retaliation-add": "retaliation",
    "dialogue:line": "line",
    "dialogue:latest": "line",
    "dialogue:post": "line",
    "dialogue:paste": "kept",
    "dialogue:clients": "kept",
    "dialogue:keep": "kept",
    "dialogue:message": "message",
    "dialogue:reply": "message",
    "dialogue:make-case": "message",
    "dialogue:hide": "message",
    "dialogue:show": "message",
    "taskforces:taskforce": "force",
    "taskforces:taskforce-change": "force",
}
EXTRA: dict[str, Kwargs] = {  # parameters beside the object's own
    "cases:act": {"action": "note"},
    "accounts:person-grant": {"kind": "region"},
    "items:item-act": {"action": "report"},
    "taskforces:taskforce-change": {"act": "rename"},
    "conferences:conference-paper": {"kind": "notice"},
}
SHARED = ("rules:", "deadlines:")


def pages() -> Iterator[tuple[str, URLPattern]]:
    """Every page by its full name."""

    def walk(patterns: Any, space: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, pattern.namespace or space)
            else:
                yield f"{space}:{pattern.name}", pattern

    seen = set()
    for name, pattern in walk(get_resolver().url_patterns, ""):
        if name not in seen and not name.startswith(":"):
            seen.add(name)
            yield name, pattern


PAGES = dict(pages())
SESSIONS: dict[int, Any] = {}  # cookies of each person, made with the world


@pytest.fixture
def world() -> World:
    city = make_city()
    changes = Changes(system(), FRIDAY)
    chamber = factories.make_department(
        changes, city.city, "潍坊市铸造商会", "chamber", relation=Relation.PARTNER
    )
    changes.write()
    for key, role, name, phone in (
        ("secretary", Role.SECRETARY, "蒋一鸣", "19900000031"),
        ("caller", Role.CALLER, "罗小曼", "19900000032"),
        ("partner", Role.PARTNER, "袁立平", "19900000033"),
    ):
        unit = chamber if role == Role.PARTNER else city.office
        city.people[key] = factories.make_actor(
            changes,
            role,
            name=name,
            phone=phone,
            department=unit,
            region=city.city,
        )
    changes.write()
    changes = Changes(city.people["city_coordinator"], FRIDAY)
    plan_member(changes, chamber, city.stranger_client)  # of that one it may report, and has not
    changes.write()
    case = make_case(city)
    case = services.dispatch(
        city.people["coordinator"], case, lead=city.police, co=[city.transport], now=FRIDAY
    )
    case = services.accept(city.people["liaison"], case, now=FRIDAY)
    case = services.assign(city.people["liaison"], case, section=city.section, now=FRIDAY)
    made = World(city, case, elsewhere(changes))
    for key, actor in city.people.items():
        user = User.objects.select_related("person__official").get(pk=actor.user_id or 0)
        grant = Grant.objects.select_related("region", "department", "client").get(user=user)
        made.people[key] = actor_for(user, grant, day=local(FRIDAY).date())
    fill(made)
    fill_partners(made)
    fill_afraid(made)
    for actor in made.people.values():
        SESSIONS[actor.user_id or 0] = signed_in(actor.user_id or 0)
    return made


def elsewhere(changes: Changes) -> Case:
    """Another city: outside everybody's reach."""
    region = factories.make_region(changes, "411000", "许昌市", RegionKind.CITY)
    changes.write()
    unit = factories.make_department(changes, region, "许昌市领导小组办公室", "office")
    chamber = factories.make_department(
        changes, region, "许昌市钢结构商会", "chamber", relation=Relation.PARTNER
    )
    client = factories.make_client(changes, region, "许昌鼎力钢结构有限公司", "91411000MA3A00009X")
    changes.write()
    contact = factories.make_contact(changes, client, "邱岩", "19900000091")
    actor = factories.make_actor(
        changes,
        Role.CONTACT,
        name="邱岩",
        phone="19900000091",
        clients=(client,),
        person=contact.person,
    )
    other = factories.make_actor(
        changes,
        Role.COORDINATOR,
        name="马国栋",
        phone="19900000092",
        department=unit,
        region=region,
    )
    changes.write()
    pairing = Pairing(
        client=client,
        official_id=other.official_id or 0,
        valid_from=local(FRIDAY).date(),
        salt="0" * 16,
        serial=uuid4(),
    )
    changes.enact(pairing, "pairing.pair")
    plan_member(changes, chamber, client)
    changes.write()
    return services.report(
        actor, client, title="", text="厂区东侧围墙被大车撞倒了没有人来修理", now=FRIDAY
    )


def fill(world: World) -> None:
    """One object of each kind here and there."""
    here, there = world.case, world.foreign_case

    def pair(kind: str, make: Callable[[Case, bool], Kwargs]) -> None:
        world.objects[kind] = make(here, True), make(there, False)

    def user_of(case: Case) -> User:
        return User.objects.get(person=case.client.contacts.get().person)

    official_of = _official

    def progress(case: Case, own: bool) -> Kwargs:
        owner = (world.own.people["administrator"].user_id or 0) if own else user_of(case).pk
        row = Progress.objects.create(code="x", title="x", actor_id=owner, created_at=FRIDAY)
        return {"pk": row.pk}

    def grant(case: Case, own: bool) -> Kwargs:
        person: Person = official_of(case).person
        found = Grant.objects.get(user__person=person)
        return {"pk": person.pk, "serial": found.serial}

    pair("order", _order)

    made = [_conference(case, official_of(case).department) for case in (here, there)]
    world.objects["participant"] = made[0], made[1]
    world.objects["conference"] = {"number": made[0]["number"]}, {"number": made[1]["number"]}
    world.objects["minutes"] = world.objects["conference"]
    pair("asking", _asking(world))
    pair("referral", _referral)

    pair(
        "instruction",
        lambda case, own: _instruction(world, case, None if own else official_of(case)),
    )
    pair("delegation", lambda case, own: _delegation(case))
    pair("item", lambda case, own: _item(case, official_of(case).department))

    pair("absent", lambda case, own: {"pk": User.objects.get(person=official_of(case).person).pk})
    pair("absence", _absence)
    pair("duty", _duty)
    pair("robot", _robot)

    pair("many", lambda case, own: _many(case))

    pair("case", lambda case, own: {"number": case.number})
    pair("client", lambda case, own: {"code": case.client.code})
    pair("precedent", _precedent)

    pair("line", lambda case, own: _line(world, case, own))
    pair("kept", lambda case, own: {"code": case.desk.code})
    pair("message", lambda case, own: {"code": world.messages[own]})
    pair("contact", lambda case, own: _contact(case.client.contacts.get()))
    pair("person", lambda case, own: {"pk": official_of(case).person_id})
    pair("grant", grant)
    pair("region", lambda case, own: {"code": case.region.code})
    pair("department", lambda case, own: {"code": official_of(case).department.code})
    pair("official", lambda case, own: {"code": official_of(case).code})
    pair("batch", _batch)
    pair("pairing", lambda case, own: _pairing(case.client.pairings.get()))
    pair(
        "notice",
        lambda case, own: {
            "pk": Notice.objects.create(user=user_of(case), kind="case.report", at=FRIDAY).pk
        },
    )
    pair("letter", _letter)

    def partner(case: Case, own: bool) -> Kwargs:
        found = PartnerMembership.objects.filter(client__region__path__startswith=top(case))
        return {"code": found.get().partner.code}

    def member(case: Case, own: bool) -> Kwargs:
        found = PartnerMembership.objects.get(client__region__path__startswith=top(case))
        return {"code": found.partner.code, "serial": found.serial}

    def top(case: Case) -> str:
        return f"/{case.region.path.split('/')[1]}/"

    pair("partner", partner)
    pair("member", member)
    pair("file", _stored)
    pair("force", _force)
    pair("progress", progress)


def _official(case: Case) -> Official:
    """Somebody of a unit on the case: of the police in our city, of the office in the other."""
    ours = case.region.path.startswith("/370700/")
    return Official.objects.get(person__name="王莉" if ours else "马国栋")


def _force(case: Case, own: bool) -> Kwargs:
    changes = Changes(system(), FRIDAY)
    force = plan_begin(changes, case.desk, name="专班", purpose="")
    changes.write()
    plan_join(changes, force, _official(case))
    changes.write()
    return {"pk": force.pk}


def _batch(case: Case, own: bool) -> Kwargs:
    row = ImportBatch.objects.create(
        serial=uuid4(),
        kind="clients",
        name="a.csv",
        sha256="",
        state="failed",
        by_role=Role.ADMINISTRATOR,
        by_region_path=case.region.path,
        created_at=FRIDAY,
    )
    return {"pk": row.pk}


def _stored(case: Case, own: bool) -> Kwargs:
    row = StoredFile.objects.create(
        name="a.txt",
        kind="text/plain",
        size=1,
        sha256="",
        path=default_storage.save("aa/bb/file", ContentFile(b"a")),
        owner_label="case",
        owner_id=case.pk,
        uploaded_at=FRIDAY,
    )
    Attachment.objects.create(case=case, version=case.version, file=row)
    return {"file_id": row.pk}


def _letter(case: Case, own: bool) -> Kwargs:
    row = Letter.objects.create(
        message_id=uuid4(),
        channel=Channel.EMAIL,
        to_sealed="",
        to_masked="w***@a.cn",
        body_sealed="",
        state=Delivery.FAILED,
        made_at=FRIDAY,
        next_try_at=FRIDAY,
        region_path=case.region.path,
    )
    return {"pk": row.pk}


def _order(case: Case, own: bool) -> Kwargs:
    changes = Changes(system(), FRIDAY)
    row = plan_order(
        changes,
        case,
        number=f"督{case.pk}",
        office=case.desk,
        named=Named(case.lead_id),
        cause=OrderCause.HAND,
        ref="1",
        due_at=FRIDAY,
    )
    changes.write()
    return {"number": row.number}


def _precedent(case: Case, own: bool) -> Kwargs:
    changes = Changes(system(), FRIDAY)
    row = Precedent(
        key=f"{case.number}/1",
        category=Category.objects.filter(code__contains=".")[0],
        region=case.desk,
        department=_official(case).department,
        circumstances="县道",
        salt="0" * 16,
        source=PrecedentSource.DESIGNATION,
        case=case,
        made_at=FRIDAY,
    )
    changes.enact(row, "precedent.set")
    changes.write()
    return {"pk": row.pk}


def _absence(case: Case, own: bool) -> Kwargs:
    user = User.objects.get(person=_official(case).person)
    changes = Changes(system(), FRIDAY)
    first = local(FRIDAY).date()
    row = plan_absence(changes, user, user, first, first + timedelta(days=9999), [])
    changes.write()
    return {"serial": row.serial}


def _duty(case: Case, own: bool) -> Kwargs:
    row = Duty(serial=uuid4())
    unit = _official(case).department
    values = {"from_at": FRIDAY, "until_at": FRIDAY, "made_at": FRIDAY}
    changes = Changes(system(), FRIDAY)
    changes.enact(row, "duty.make", official=_official(case), department=unit, **values)
    changes.write()
    return {"serial": row.serial}


def _robot(case: Case, own: bool) -> Kwargs:
    row = Robot.objects.create(
        serial=uuid4(),
        kind=RobotKind.WECOM,
        name="a",
        address_sealed="",
        department=_official(case).department,
        made_at=FRIDAY,
    )
    return {"serial": row.serial}


def _item(case: Case, unit: Department) -> Kwargs:
    """Given by the office of the case's desk to its lead."""
    changes = Changes(system(), FRIDAY)
    row = plan_give(
        changes,
        key=f"test/{case.pk}",
        source=Source("test", case.pk, "会商纪要", case.desk),
        unit=case.lead or unit,
        text="到现场办公。",
        due_on=local(FRIDAY).date(),
        calendar=calendar_at(case.desk.path),
        case=case,
    )
    changes.write()
    return {"pk": row.pk}


def _conference(case: Case, unit: Department) -> dict[str, Any]:
    """Called by the office of the case's desk a month ago; its lead takes part."""
    changes = Changes(system(), FRIDAY)
    calendar = calendar_at(case.desk.path)
    serial = ConferenceSerial.objects.create().pk
    row = plan_conference(
        changes,
        ConferenceNames(serial, f"会{serial}"),
        title="道口协调会",
        office=case.desk,
        calendar=calendar,
        cases=[case],
        units=[case.lead or unit],
    )
    plan_call(changes, row, Meeting(Way.WRITING, FRIDAY, ""), calendar)
    changes.write()
    return {"number": row.number, "participant": row.participants.get().pk}


def _instruction(world: World, case: Case, stranger: Official | None) -> Kwargs:
    """Entered by a secretary under a delegation, on the case, to its lead."""
    changes = Changes(system(), FRIDAY)
    day = local(FRIDAY).date()
    leader, secretary = (
        stranger or Official.objects.get(pk=world.people[who].official_id or 0)
        for who in ("leader", "secretary")
    )
    office = case.desk if stranger else world.own.city
    delegation = plan_delegate(
        changes,
        leader=leader,
        secretary=secretary,
        region=office,
        valid_from=day,
        valid_to=date(2099, 12, 31),
        scope="批示录入",
        made_by=leader,
    )
    changes.write()
    row, _items = plan_enter(
        changes,
        pk=InstructionSerial.objects.create().pk,
        number=f"批{case.pk}",
        office=office,
        leader=leader,
        entered_by=secretary,
        delegation=delegation,
        case=case,
        words=Words("围墙", "三日内现场办公。", day),
        units=[case.lead or secretary.department],
        calendar=calendar_at(office.path),
    )
    changes.write()
    return {"number": row.number}


def _referral(case: Case, own: bool) -> Kwargs:
    changes = Changes(system(), FRIDAY)
    row = Referral(
        number=f"问{case.pk}",
        case=case,
        clock_key=f"{case.number}/close/1",
        kind="close",
        clock_due_at=FRIDAY,
        office=case.desk,
        unit=case.lead,
        facts={},
        opened_at=FRIDAY,
        due_at=FRIDAY,
        salt="0" * 16,
    )
    changes.enact(row, "referral.open")
    changes.write()
    return {"number": row.number}


def _delegation(case: Case) -> Kwargs:
    """The one under which the instruction on the case was entered."""
    found = Instruction.objects.select_related("delegation").get(case=case).delegation
    assert found is not None
    return {"serial": found.serial}


def _many(case: Case) -> Kwargs:
    """A batch of dispatches, asked for by the office of a case."""
    grant = Grant.objects.get(role=Role.COORDINATOR, region=case.desk)
    office = actor_for(grant.user, grant, day=local(FRIDAY).date())
    made = prepare_dispatch(office, [case.number], target=None, text="", now=FRIDAY)
    return {"pk": made.pk}


def _asking(world: World) -> Callable[[Case, bool], Kwargs]:
    """A letter to a unit that nobody here can order."""

    def make(case: Case, own: bool) -> Kwargs:
        if own:
            coordinator, unit = world.own.people["coordinator"], world.own.customs
            services.add_co(coordinator, case, unit=unit, text="请提意见", now=FRIDAY)
        return {"number": case.number, "seq": case.dispatches.count()}

    return make


def fill_partners(world: World) -> None:
    """A partner organisation and one of its members, here and there."""

    def member(case: Case) -> PartnerMembership:
        top = f"/{case.region.path.split('/')[1]}/"
        return PartnerMembership.objects.get(client__region__path__startswith=top)

    both = [member(case) for case in (world.case, world.foreign_case)]
    codes: list[Kwargs] = [{"code": one.partner.code} for one in both]
    world.objects["partner"] = codes[0], codes[1]
    kept: list[Kwargs] = [{"code": one.partner.code, "serial": one.serial} for one in both]
    world.objects["member"] = kept[0], kept[1]


def fill_afraid(world: World) -> None:
    """A hidden need and a report of retaliation here and there."""
    text, trust = "提了诉求以后一周来查了三次", Trust(Confidentiality.HIDDEN)
    kinds: dict[str, list[Kwargs]] = {"hidden": [], "retaliation": []}
    for case in (world.case, world.foreign_case):
        client = case.client
        user = User.objects.get(person=client.contacts.get().person)
        actor = Actor(user.pk, role=Role.CONTACT, client_ids=frozenset({client.pk}))
        need = services.report(actor, client, title="", text=text, trust=trust, now=FRIDAY)
        kinds["hidden"].append({"number": need.number})
        told = report_retaliation(actor, client, text=text, now=FRIDAY)
        kinds["retaliation"].append({"number": told.number})
    world.objects |= {kind: (here, there) for kind, (here, there) in kinds.items()}


def _contact(contact: Contact) -> Kwargs:
    return {"code": contact.client.code, "pk": contact.pk}


def _line(world: World, case: Case, own: bool) -> Kwargs:
    changes = Changes(system(), FRIDAY)
    row = plan_line(changes, case.desk, "政企直通", "")
    changes.write()
    said = Said("路灯坏了", Voice.ENTERPRISE, "周海燕", client=case.client)
    message = plan_message(changes, row, said, due_for(row, FRIDAY))
    changes.write()
    world.messages[own] = message.code
    return {"code": case.desk.code}


def _pairing(pairing: Pairing) -> Kwargs:
    return {"code": pairing.client.code, "serial": pairing.serial}


def shared_kwargs(name: str) -> Kwargs:
    """Parameters of a page about rules or calendars, which are everybody's."""
    version = RuleVersion.objects.get(kind="cases.catalogue", number=1)
    values: Kwargs = {
        "code": version.kind,
        "number": version.number,
        "other": version.number,
        "item_code": "01.01",
        "year": CalendarYear.objects.latest("year").year,
    }
    wanted = PAGES[name].pattern.converters
    return {key: values[key] for key in wanted}


def ask(monkeypatch: pytest.MonkeyPatch, who: Actor | None, method: str, address: str) -> int:
    """The status of one request by this person; what it wrote is taken back."""
    browser = Browser(raise_request_exception=False)
    with monkeypatch.context() as patch:
        if who is not None:
            patch.setattr(entrance, "actor_now", lambda request: who)
            browser.cookies = deepcopy(SESSIONS[who.user_id or 0])  # signing out empties them
        with transaction.atomic():
            if method == "GET":
                status = browser.get(address).status_code
            else:
                status = browser.post(address, {}).status_code
            transaction.set_rollback(True)
    return int(status)


def signed_in(user_id: int) -> Any:
    """The cookies of a session of this user."""
    browser = Browser()
    browser.force_login(User.objects.get(pk=user_id), backend=entrance.BACKEND)
    return browser.cookies


def verdict(status: int) -> str:
    """What an answer means: refused, not there, or open. 405 means nothing: ask otherwise."""
    if status >= 500:
        return BROKEN
    return {403: FORBIDDEN, 404: ABSENT, 405: UNASKED}.get(status, OPEN)


def test_every_page_declares_its_roles_and_has_its_place_in_a_table() -> None:
    undeclared = [n for n, p in PAGES.items() if not hasattr(p.callback, "roles")]
    assert undeclared == []
    placed = {*OBJECTS, *PLAIN}
    lost = [
        name
        for name, pattern in PAGES.items()
        if pattern.pattern.converters and name not in placed and not name.startswith(SHARED)
    ]
    assert lost == []
    assert [name for name in placed if name not in PAGES] == []


def test_who_is_signed_out_is_asked_to_sign_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = []
    for name, pattern in PAGES.items():
        if roles_of(pattern) is None:
            continue
        address = reverse(name, kwargs=own_kwargs(world, name))
        for method in ("GET", "POST"):
            status = ask(monkeypatch, None, method, address)
            if status not in {302, 401, 404, 405}:
                wrong.append((name, method, status))
            if status == 404 and OBJECTS.get(name) != "file":
                wrong.append((name, method, status))
    assert wrong == []


def roles_of(pattern: URLPattern) -> frozenset[Role] | None:
    """What the page declares: its roles, None for a page that is open to all."""
    found: frozenset[Role] | None = vars(pattern.callback)["roles"]
    return found


def own_kwargs(world: World, name: str) -> Kwargs:
    kind = OBJECTS.get(name)
    if kind is not None:
        found = world.objects[kind][0]
    elif name.startswith(SHARED):
        return shared_kwargs(name)
    else:
        found = PLAIN.get(name, {})
    return {**found, **EXTRA.get(name, {})}


@pytest.mark.skipif(databases.on_postgresql(), reason="minutes of pages: once is enough")
def test_every_page_for_every_role_with_own_and_foreign_objects(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = []
    asked = 0
    for name, pattern in PAGES.items():
        roles = roles_of(pattern)
        kind = OBJECTS.get(name)
        for key, actor in world.people.items():
            for own in (True, False) if kind else (True,):
                found = world.objects[kind][0 if own else 1] if kind else own_kwargs(world, name)
                address = reverse(name, kwargs={**found, **EXTRA.get(name, {})})
                expected = expect(name, roles, kind, key, actor, own=own)
                answers = [
                    (method, verdict(ask(monkeypatch, actor, method, address)))
                    for method in ("GET", "POST")
                ]
                asked += len(answers)
                wrong += [
                    (name, key, method, "own" if own else "foreign", got, expected)
                    for method, got in answers
                    if got != UNASKED and not fits(got, expected, method, answers[0][1])
                ]
                if all(got == UNASKED for _method, got in answers):
                    wrong.append((name, key, "neither", "", UNASKED, expected))
    assert wrong == [], "\n".join(str(line) for line in wrong)
    assert asked > 2000


def expect(
    name: str, roles: frozenset[Role] | None, kind: str | None, key: str, actor: Actor, *, own: bool
) -> str:
    if roles is not None and actor.role not in roles:
        return FORBIDDEN
    if kind is None:
        return ABSENT if name in BOGUS else OPEN
    return OPEN if own and key in SEES[kind] else ABSENT


def fits(got: str, expected: str, method: str, read: str) -> bool:
    """An empty form sent to a page that opens may be refused by the service's own permission (403),
    or name something inside the page that is not there (404).
    """
    if expected == OPEN and method == "POST":
        return got in {OPEN, FORBIDDEN} or (got == ABSENT and read in {OPEN, UNASKED})
    return got == expected

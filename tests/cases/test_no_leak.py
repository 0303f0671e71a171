"""A hidden name is nowhere: pages as every role, lists, search, exports, files, notices, letters.

What the city knows anyway (a client's own page) stands there with or without a hidden need: so each
page is asked with the hidden needs there and, where it names the client at all, without them.
"""

import zipfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client as Browser
from django.urls import reverse

from tests.architecture.test_matrix import (
    OBJECTS,
    PAGES,
    SESSIONS,
    World,
    own_kwargs,
    roles_of,
    world,  # noqa: F401 - the fixture
)
from tests.cases.test_batches import looked_at
from tests.factories import FRIDAY
from tests.items.given import give
from tests.support import databases
from weiqitong.accounts import entrance
from weiqitong.cases import services
from weiqitong.cases.dossier import Trust
from weiqitong.cases.enums import Action, Audience, Confidentiality, Outcome, Rating
from weiqitong.cases.models import Act, Attachment, Case
from weiqitong.cases.plans.climbing import Named
from weiqitong.cases.services import batches
from weiqitong.cases.services.splitting import PartOf
from weiqitong.cases.telling import index_cases, tell_step
from weiqitong.conferences import services as conferences
from weiqitong.conferences.enums import Way
from weiqitong.conferences.plan import Meeting
from weiqitong.core.actor import Actor, Role, system
from weiqitong.deadlines.models import Clock
from weiqitong.directory.models import Official
from weiqitong.files.models import StoredFile
from weiqitong.instructions import services as instructions
from weiqitong.jobs.models import Progress
from weiqitong.ledger.changes import Changes
from weiqitong.notifications.models import Letter, Notice
from weiqitong.oversight.enums import OrderCause
from weiqitong.oversight.plan import plan_order
from weiqitong.oversight.plan_referrals import plan_open
from weiqitong.search.services import index
from weiqitong.workbench.jobs import write_register

pytestmark = pytest.mark.django_db
# Name, short name, code, contact, phone in clear, as people write it, and masked.
MARKS = ("恒岳", "91370704MA3A00001X", "周海燕", "19900000001", "199 0000 0001", "199****0001")
TOWN = "坊城街道"
SECRET = "围墙塌了没人管"  # stands in the title of every hidden need, and in no other
TEXT = f"{SECRET}，我们潍坊恒岳精密铸造有限公司周海燕，电话 199 0000 0001。"
STAFF = (
    "specialist", "coordinator", "city_coordinator", "other_coordinator", "liaison", "handler",
    "chief", "co_handler", "city_handler", "leader", "inspector", "administrator", "secretary",
    "caller", "partner", "stranger",
)  # fmt: skip
NEVER = ("specialist", "partner", "stranger", "administrator", "other_coordinator")


@dataclass
class Hidden:
    """Hidden needs in all states, and what hangs on them."""

    cases: list[Case]
    sealed: Case
    order: str
    file: int
    beside: list[tuple[str, str]]  # pages of what hangs on them, by name

    @property
    def numbers(self) -> list[str]:
        return [one.number for one in (*self.cases, self.sealed)]


def hide(world: World) -> Hidden:  # noqa: F811
    """Reported with a file; asked and replied; answered; confirmed; sealed; with an order."""
    city, people, now = world.own, world.people, FRIDAY
    contact, office, liaison = people["contact"], people["coordinator"], people["liaison"]

    def report(level: Confidentiality, files: tuple[int, ...] = ()) -> Case:
        trust = Trust(level)
        return services.report(
            contact, city.client, title="", text=TEXT, trust=trust, files=files, now=now
        )

    def accepted(case: Case, who: str = "coordinator") -> Case:
        case = services.dispatch(people[who], case, lead=city.police, co=[city.transport], now=now)
        return services.accept(liaison, case, now=now)

    path = default_storage.save("aa/cc/file", ContentFile("恒岳".encode()))
    file = StoredFile.objects.create(
        name="恒岳周海燕.txt",
        kind="text/plain",
        size=6,
        sha256="",
        path=path,
        owner_label="case",
        uploaded_by_id=contact.user_id,
        uploaded_at=now,
    )
    first = report(Confidentiality.HIDDEN, (file.pk,))
    asked = accepted(report(Confidentiality.HIDDEN))
    services.contact(liaison, asked, means="call", text="问过了", now=now)
    services.ask(liaison, asked, question="在哪里", now=now)
    waiting = accepted(report(Confidentiality.HIDDEN))
    services.ask(liaison, waiting, question="在哪里", now=now)
    services.reply(contact, asked, text="恒岳南门，找周海燕 19900000001", now=now)
    answered = accepted(report(Confidentiality.HIDDEN))
    said: dict[str, Any] = {"outcome": Outcome.SOLVED, "text": "已修好", "over_silence": "等不及"}
    services.answer(liaison, answered, now=now, **said)
    confirmed = accepted(report(Confidentiality.HIDDEN))
    services.answer(liaison, confirmed, now=now, **said)
    services.give_verdict(
        contact, confirmed, yes=True, rating=Rating.SATISFIED, comment="恒岳谢谢", now=now
    )
    handed = accepted(report(Confidentiality.HIDDEN))
    handler = Official.objects.get(pk=people["handler"].official_id)
    services.assign(liaison, handed, handler=handler, now=now)
    sealed = accepted(report(Confidentiality.SEALED), "city_coordinator")
    services.look_behind(office, first, reason="要到现场看一次", now=now)
    changes = Changes(system(), now)
    ordered = plan_order(
        changes,
        asked,
        number="坊督2021-9",
        office=city.county,
        named=Named(city.police.pk),
        cause=OrderCause.HAND,
        ref="1",
        due_at=now + timedelta(days=1),
    )
    changes.write()
    whole = report(Confidentiality.HIDDEN)
    parts = [PartOf(f"{SECRET}，先修好", lead=city.police), PartOf(f"{SECRET}，再查原因")]
    services.split(office, whole, parts=parts, now=now)
    services.link(office, handed, master=world.case, now=now)
    split = [whole, *Case.objects.filter(parent=whole).order_by("number")]
    made = Hidden(
        [first, asked, waiting, answered, confirmed, handed, *split],
        sealed,
        ordered.number,
        file.pk,
        beside(world, first, asked),
    )
    for act in Act.objects.filter(case__number__in=made.numbers):
        tell_step(act.case_id, act.version, now)
    index_cases([one.pk for one in (*made.cases, sealed)], now)
    index("client", city.client.pk, city.client.name, now)
    return made


def beside(world: World, first: Case, asked: Case) -> list[tuple[str, str]]:  # noqa: F811
    """An item, an instruction, a conference, a referral and a batch; the pages of each."""
    city, people, now = world.own, world.people, FRIDAY
    office, asked = people["coordinator"], Case.objects.get(pk=asked.pk)
    said = {"text": "请提意见", "now": now}
    asked = services.add_co(office, asked, unit=city.customs, **said)
    letter = {"number": asked.number, "seq": asked.dispatches.count()}
    item = give(city, case=asked)
    given = instructions.enter(
        people["leader"],
        title=SECRET,
        text="请三日内报结果。",
        units=[city.police],
        due_on=now.date() + timedelta(days=9),
        case=asked,
        now=now,
    )
    held = conferences.draft(office, title="", cases=[asked], now=now)
    meeting = Meeting(Way.WRITING, now + timedelta(days=3))
    held = conferences.call(office, held, meeting, title=held.title, now=now)
    changes = Changes(system(), now)
    clock = Clock.objects.filter(subject_label=Case.LABEL, subject_id=asked.pk).latest("pk")
    referral = plan_open(
        changes,
        asked,
        clock,
        number="坊问2021-9",
        office=city.county,
        named=Named(city.police.pk),
        facts={},
        due_at=now + timedelta(days=2),
    )
    changes.write()
    batch = looked_at(
        batches.prepare_dispatch(office, [first.number], target=city.police, text="", now=now), now
    )
    pages = {
        "items:item": {"pk": item.pk},
        "instructions:instruction": {"number": given.number},
        "instructions:instruction-report": {"number": given.number},
        "conferences:conference": {"number": held.number},
        "conferences:conference-paper": {"number": held.number, "kind": "notice"},
        "oversight:referral": {"number": referral.number},
        "oversight:referral-paper": {"number": referral.number},
        "cases:batch": {"pk": batch.pk},
        "cases:letter": letter,
        "cases:letter-docx": letter,
    }
    return [(name, reverse(name, kwargs=values)) for name, values in pages.items()]


@pytest.fixture
def hidden(world: World, monkeypatch: pytest.MonkeyPatch) -> Hidden:  # noqa: F811
    monkeypatch.setattr("weiqitong.core.clock.now", lambda: FRIDAY)
    return hide(world)


def ask(patch: pytest.MonkeyPatch, who: Actor, address: str, **headers: str) -> tuple[int, str]:
    """Status and all that comes back: body, headers, cookies."""
    browser = Browser(raise_request_exception=False)
    patch.setattr(entrance, "actor_now", lambda request: who)
    browser.cookies = deepcopy(SESSIONS[who.user_id or 0])
    with transaction.atomic():
        answer = browser.get(address, headers=headers)
        body = b"".join(answer) if answer.streaming else answer.content
        transaction.set_rollback(True)
    told = f"{answer.headers}{answer.cookies}"
    if body.startswith(b"PK"):  # an official paper
        with zipfile.ZipFile(BytesIO(body)) as paper:
            body = b"".join(paper.read(one) for one in paper.namelist())
    return answer.status_code, body.decode("utf-8", "replace") + told


def marks_in(text: str) -> dict[str, int]:
    return {mark: text.count(mark) for mark in MARKS if mark in text}


def own_pages(hidden: Hidden) -> Iterator[tuple[str, str]]:
    """Every page of a case, a file or an order, for each hidden one."""
    for name, kind in OBJECTS.items():
        extra = {"action": "note"} if name == "cases:act" else {}
        if kind in {"case", "hidden"}:
            for number in hidden.numbers:
                yield name, reverse(name, kwargs={"number": number, **extra})
        elif kind == "order":
            yield name, reverse(name, kwargs={"number": hidden.order})
        elif kind == "file":
            yield name, reverse(name, kwargs={"file_id": hidden.file})
    yield from hidden.beside


def test_pages_of_a_hidden_need_tell_nobody_who_asks(
    world: World,  # noqa: F811
    hidden: Hidden,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told, opened = [], set()
    for name, address in own_pages(hidden):
        for key in STAFF:
            for headers in ({}, {"X-Part": "pane"}) if name == "cases:case" else ({},):
                status, text = ask(monkeypatch, world.people[key], address, **headers)
                found = marks_in(text) | ({TOWN: 1} if TOWN in text else {})
                looked = (name, key) == ("files:file-serve", "coordinator")  # on record
                if found and not looked:
                    told.append((name, key, address, status, found))
                if status == 200:
                    opened.add((name, key))
    assert told == []
    readers = {key for name, key in opened if name == "cases:case"}
    assert readers == set(STAFF) - set(NEVER) - {"city_handler"}
    assert {key for name, key in opened if name == "oversight:order-paper"} >= {"liaison", "leader"}
    assert ("cases:sheet", "liaison") in opened
    for name, _address in hidden.beside:
        assert [key for opened_name, key in opened if opened_name == name], f"nobody opened {name}"
    assert ("files:file-serve", "liaison") not in opened  # not released
    assert ("files:file-serve", "coordinator") in opened  # has looked, on record


@pytest.mark.skipif(databases.on_postgresql(), reason="minutes of pages: once is enough")
def test_no_other_page_tells_more_than_without_hidden_needs(
    world: World,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("weiqitong.core.clock.now", lambda: FRIDAY)
    found: dict[tuple[str, str], dict[str, int]] = {}
    never, listed = [], set()
    with transaction.atomic():
        made = hide(world)
        sealed = made.sealed.number
        for name, pattern in PAGES.items():
            roles = roles_of(pattern)
            address = reverse(name, kwargs=own_kwargs(world, name))
            for key in STAFF:
                actor = world.people[key]
                if roles is not None and actor.role not in roles:
                    continue
                _status, text = ask(monkeypatch, actor, address)
                if marks := marks_in(text):
                    found[address, key] = marks
                if SECRET in text:
                    listed.add(key)
                if (SECRET in text and key in NEVER) or (sealed in text and key == "coordinator"):
                    never.append((name, key))
        transaction.set_rollback(True)
    assert never == []
    assert listed >= {"coordinator", "city_coordinator", "leader", "liaison"}
    more = {
        (address, key): marks
        for (address, key), marks in found.items()
        if marks != marks_in(ask(monkeypatch, world.people[key], address)[1])
    }
    assert more == {}


def test_search_and_filters_find_no_hidden_need_by_what_is_hidden(
    world: World,  # noqa: F811
    hidden: Hidden,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    find, lists = reverse("workbench:find"), reverse("workbench:all")
    told = []
    for key in STAFF:
        actor = world.people[key]
        asked = [f"{find}?q={mark}" for mark in (*MARKS, "潍坊恒岳", TOWN)]
        asked += [f"{lists}?tab=all&q={mark}" for mark in MARKS]
        asked += [f"{lists}?tab=all&region={world.own.town.code}"]
        for address in asked:
            _status, text = ask(monkeypatch, actor, address)
            if SECRET in text:
                told.append((key, address))
    assert told == []
    # By its own words it is found.
    assert SECRET in ask(monkeypatch, world.people["leader"], f"{lists}?tab=all&q=围墙")[1]


def test_an_export_names_nobody(world: World, hidden: Hidden) -> None:  # noqa: F811
    for key in ("coordinator", "city_coordinator", "liaison", "leader", "inspector"):
        actor = world.people[key]
        progress = Progress.objects.create(
            code="x", title="x", actor_id=actor.user_id or 0, created_at=FRIDAY
        )
        write_register.func(
            progress.pk, {"tab": "all"}, hidden.numbers, actor.stored(), "zh-hans", now=FRIDAY
        )
        file = StoredFile.objects.get(owner_label="register", owner_id=progress.pk)
        with (
            default_storage.open(file.path) as stored,
            zipfile.ZipFile(BytesIO(stored.read())) as book,
        ):
            text = "".join(book.read(one).decode() for one in book.namelist())
        assert SECRET in text
        assert marks_in(text) == {}
        assert TOWN not in text


def test_notices_and_letters_name_nobody(world: World, hidden: Hidden) -> None:  # noqa: F811
    notices = Notice.objects.filter(link__in=[f"/cases/{one}/" for one in hidden.numbers])
    assert notices.count() > len(hidden.numbers)
    for one in notices:
        assert marks_in(f"{one.kind}{one.facts}{one.link}") == {}
        assert one.facts["secret"]
    barred = {world.people[key].user_id for key in NEVER}
    assert not notices.filter(user__in=barred).exists()
    for letter in Letter.objects.filter(made_at=FRIDAY):
        assert letter.secret or SECRET not in letter.subject


def test_a_released_file_has_a_name_that_tells_nothing(
    world: World,  # noqa: F811
    hidden: Hidden,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, office = hidden.cases[0], world.people["coordinator"]
    laid = Attachment.objects.get(case=first)
    assert laid.audience == Audience.WITHHELD
    case = services.release(office, first, files=[laid.pk], now=FRIDAY)
    services.dispatch(office, case, lead=world.own.police, now=FRIDAY)
    address = reverse("files:file-serve", args=[hidden.file])
    status, text = ask(monkeypatch, world.people["liaison"], address)
    assert status == 200
    # What is in the file the office has read; its name says nothing.
    assert "周海燕" not in text
    assert StoredFile.objects.get(pk=hidden.file).name == "附件 1-1.txt"


def test_the_enterprise_sees_its_own_and_each_look(
    world: World,  # noqa: F811
    hidden: Hidden,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    contact = world.people["contact"]
    address = reverse("cases:case", args=[hidden.cases[0].number])
    status, text = ask(monkeypatch, contact, address)
    assert status == 200
    assert "要到现场看一次" in text
    assert "孟庆林" in text or "领导小组办公室" in text
    assert Act.objects.filter(action=Action.LOOK).count() == 1
    assert ask(monkeypatch, contact, reverse("files:file-serve", args=[hidden.file]))[0] == 200
    assert contact.role == Role.CONTACT

"""A hidden name is in no answer to a form: every act on a hidden need and every form of the lists,
by everybody who must not learn it, sent empty and filled in; the answer, the page it leads to,
what the worker then does (notices, letters, files).

The client has hidden needs alone, so that its name has no business in any list.
"""

import re
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client as Browser
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from tests.cases.test_no_leak import SECRET, TEXT, TOWN, marks_in
from tests.factories import FRIDAY, City, make_actor, make_city
from tests.support import databases
from weiqitong.accounts import entrance
from weiqitong.accounts.models import User
from weiqitong.cases import services
from weiqitong.cases.dossier import Trust
from weiqitong.cases.enums import Action, Confidentiality, Outcome
from weiqitong.cases.models import Case
from weiqitong.cases.permissions import open_to
from weiqitong.cases.services.acting import load
from weiqitong.cases.telling import index_cases
from weiqitong.core.actor import Actor, Role, system
from weiqitong.files.models import StoredFile
from weiqitong.jobs.worker import run_due
from weiqitong.ledger.changes import Changes
from weiqitong.notifications.models import Letter, Notice

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(databases.on_postgresql(), reason="hundreds of forms: once is enough"),
]
WORDS = "情况属实，请按程序办理。"
LISTS = (
    "workbench:queue", "workbench:all", "workbench:parked", "cases:calls", "cases:enter",
    "cases:batches", "cases:batch-dispatch", "cases:batch-hand-over", "oversight:nudge-many",
    "oversight:orders", "items:items", "conferences:conferences", "notifications:inbox",
)  # fmt: skip
OF_A_CASE = (
    "verdict", "confirm", "reply", "withdraw", "hurry", "lower", "appeal", "call", "call-number",
    "release",
)  # fmt: skip
NOT_OURS = re.compile(r"/(language|out|accounts?|sign)")  # the frame's own forms


class Forms(HTMLParser):
    """The forms of a page that are sent: address, and fields filled in as somebody might."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.found: list[tuple[str, dict[str, list[str]]]] = []
        self._named: dict[str, dict[str, list[str]]] = {}
        self._open: dict[str, list[str]] | None = None
        self._select: tuple[dict[str, list[str]], str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = {}
            if given.get("method", "").lower() == "post":
                self.found.append((given.get("action") or self.address, self._open))
            if "id" in given:
                self._named[given["id"]] = self._open
            return
        fields = self._named.get(given.get("form", ""), self._open)
        if fields is None:
            return
        name = given.get("name", "")
        if tag == "select":
            self._select = (fields, name)
        elif tag == "option" and self._select is not None and given.get("value"):
            self._select[0].setdefault(self._select[1], [given["value"]])
        elif tag == "textarea":
            fields.setdefault(name, [WORDS])
        elif name and tag in {"input", "button"}:
            self._fill(fields, name, given, tag)

    def _fill(
        self, fields: dict[str, list[str]], name: str, given: dict[str, str], tag: str
    ) -> None:
        kind = given.get("type", "text") if tag == "input" else "button"
        value = given.get("value", "")
        if kind == "checkbox":
            fields.setdefault(name, []).append(value or "on")
        elif kind in {"hidden", "radio", "button"}:
            fields.setdefault(name, [value])
        elif kind == "date":
            fields.setdefault(name, [(FRIDAY.date() + timedelta(days=6)).isoformat()])
        elif kind not in {"file", "submit", "image"}:
            fields.setdefault(name, [value or ("1" if kind == "number" else WORDS)])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None


def forms_in(address: str, text: str) -> list[tuple[str, dict[str, list[str]]]]:
    parser = Forms(address)
    parser.feed(text)
    return [(to, fields) for to, fields in parser.found if not NOT_OURS.match(to)]


@dataclass
class Tried:
    """Who sends, and everything that came of it so far."""

    patch: pytest.MonkeyPatch
    sessions: dict[int, Any]
    told: list[tuple[str, str, str]] = field(default_factory=list)
    taken: set[tuple[str, str]] = field(default_factory=set)  # what was done, and by whom
    count: int = 0

    def get(self, key: str, who: Actor, address: str) -> str:
        browser = self._browser(who)
        with transaction.atomic():
            answer = browser.get(address)
            transaction.set_rollback(True)
        return self._read(key, address, answer)

    def post(self, key: str, who: Actor, address: str, fields: dict[str, list[str]]) -> str:
        """Send it, look at the answer and the page behind it, let the worker work; and undo it."""
        browser = self._browser(who)
        with transaction.atomic():
            answer = browser.post(address, fields)
            text = self._read(key, address, answer)
            if answer.status_code == 302:
                self.taken.add((key, address))
                text += self._read(key, address, browser.get(answer["Location"]))
                run_due(now=FRIDAY)
                self._look_around(key, who, address)
            transaction.set_rollback(True)
        return text

    def _browser(self, who: Actor) -> Browser:
        self.count += 1
        self.patch.setattr(entrance, "actor_now", lambda request: who)
        browser = Browser(raise_request_exception=False)
        browser.cookies = deepcopy(self.sessions[who.user_id or 0])
        return browser

    def _read(self, key: str, address: str, answer: Any) -> str:
        body = b"".join(answer) if answer.streaming else answer.content
        text = f"{body.decode('utf-8', 'replace')}{answer.headers}{answer.cookies}"
        assert answer.status_code < 500, (key, address)
        self._note(key, address, text)
        return text

    def _look_around(self, key: str, who: Actor, address: str) -> None:
        for notice in Notice.objects.exclude(facts={}):
            self._note("a notice", address, f"{notice.facts}{notice.link}")
        for letter in Letter.objects.all():
            assert letter.secret or SECRET not in letter.subject, address
            self._note("a letter", address, letter.subject)
        for stored in StoredFile.objects.filter(owner_label="register"):
            with (
                default_storage.open(stored.path) as file,
                zipfile.ZipFile(BytesIO(file.read())) as book,
            ):
                text = "".join(book.read(one).decode() for one in book.namelist())
            self.taken.add((key, "a file"))
            self._note("a file", address, text)

    def _note(self, key: str, address: str, text: str) -> None:
        if found := {**marks_in(text), **({TOWN: 1} if TOWN in text else {})}:
            self.told.append((key, address, str(found)))


@dataclass
class Hidden:
    city: City
    people: dict[str, Actor]
    cases: list[Case]

    @property
    def typed(self) -> dict[str, list[str]]:
        """What people type where a unit is asked for."""
        names = {"lead": self.city.police.name, "unit": self.city.customs.name, "co": ""}
        return {name: [value] for name, value in names.items()}


@pytest.fixture
def hidden(monkeypatch: pytest.MonkeyPatch) -> Hidden:
    """Reported; handled, with a co-handler and an application; answered; sealed."""
    monkeypatch.setattr("weiqitong.core.clock.now", lambda: FRIDAY)
    city = make_city()
    people, now = dict(city.people), FRIDAY
    changes = Changes(system(), now)
    for number, role in enumerate((Role.SECRETARY, Role.CALLER, Role.PARTNER), 41):
        people[role] = make_actor(
            changes,
            role,
            name=f"某{number}",
            phone=f"199000000{number}",
            department=city.customs if role == Role.PARTNER else city.office,
            region=city.city,
        )
    changes.write()
    people["partner"] = replace(people["partner"], client_ids=frozenset({city.client.pk}))
    contact = people.pop("contact")
    del people["chief"]  # as the other liaison of the unit
    office, top, liaison = people["coordinator"], people["city_coordinator"], people["liaison"]

    def report(level: Confidentiality) -> Case:
        trust = Trust(level)
        return services.report(contact, city.client, title="", text=TEXT, trust=trust, now=now)

    def led(by: Actor, case: Case) -> Case:
        services.dispatch(by, case, lead=city.police, co=[city.transport], now=now)
        return services.accept(liaison, case, now=now)

    first = report(Confidentiality.HIDDEN)
    asked = led(office, report(Confidentiality.HIDDEN))
    answered = led(office, report(Confidentiality.HIDDEN))
    said: dict[str, Any] = {"outcome": Outcome.SOLVED, "text": "已修好", "over_silence": "等不及"}
    services.answer(liaison, answered, now=now, **said)
    sealed = led(top, report(Confidentiality.SEALED))
    cases = [first, asked, answered, sealed]
    index_cases([one.pk for one in cases], now)
    DBTaskResult.objects.all().delete()
    return Hidden(city, people, cases)


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch, hidden: Hidden) -> Tried:
    sessions = {}
    for who in hidden.people.values():
        browser = Browser()
        user = User.objects.get(pk=who.user_id or 0)
        browser.force_login(user, backend=entrance.BACKEND)
        sessions[user.pk] = browser.cookies
    return Tried(monkeypatch, sessions)


def addresses(case: Case) -> Iterator[str]:
    """Everything that can be sent to one case."""
    for action in Action:
        yield reverse("cases:act", kwargs={"number": case.number, "action": action})
    for name in OF_A_CASE:
        yield reverse(f"cases:{name}", kwargs={"number": case.number})


def test_no_act_on_a_hidden_need_tells_who_asks(hidden: Hidden, tried: Tried) -> None:
    for key, who in hidden.people.items():
        for case in hidden.cases:
            seen = Case.objects.visible_to(who).filter(pk=case.pk).exists()
            may = open_to(who, load(case.pk), FRIDAY) if seen else []
            for action in may:
                if action == Action.LOOK:  # on record; tried in test_confiding
                    continue
                address = reverse("cases:act", kwargs={"number": case.number, "action": action})
                text = tried.post(key, who, address, {})
                sent = [fields for to, fields in forms_in(address, text) if to == address]
                typed = hidden.typed | {"seen": [str(case.version)]}
                for fields in sent or [{"text": [WORDS]}]:
                    known = {name: typed[name] for name in fields if name in typed}
                    tried.post(key, who, address, fields | known)
    assert tried.told == []
    done = {address.split("/")[3] for _key, address in tried.taken}
    assert done >= {"dispatch", "assign", "contact", "plan", "ask", "note", "nudge", "co_add"}
    assert {key for key, _address in tried.taken} >= {"coordinator", "liaison", "leader"}


def test_no_refusal_tells_who_asks(hidden: Hidden, tried: Tried) -> None:
    """Each act is sent by some of those who see the need, and a few by those who do not."""
    case = hidden.cases[1]
    every = list(addresses(case))
    for place, (key, who) in enumerate(hidden.people.items()):
        sees = Case.objects.visible_to(who).filter(pk=case.pk).exists()
        step = 6 if sees else 15
        for address in every[place % step :: step]:
            tried.post(key, who, address, {"text": [WORDS], "seen": ["1"]})
    assert tried.told == []


def test_no_form_of_the_lists_tells_who_asks(hidden: Hidden, tried: Tried) -> None:
    numbers = [one.number for one in hidden.cases]
    for key, who in hidden.people.items():
        sent = set()
        for name in LISTS:
            address = reverse(name)
            for to, fields in forms_in(address, tried.get(key, who, address)):
                if (to, *sorted(fields)) in sent:
                    continue
                sent.add((to, *sorted(fields)))
                tried.post(key, who, to, {})
                tried.post(key, who, to, fields | {"case": numbers})
    assert tried.told == []
    assert ("leader", "a file") in tried.taken

"""What only the product's own models can say: counts, varied addresses, what is in the ledger.

Runs in a process of its own over one city, prints JSON, and is never part of a measured figure.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

from benchmarks.pages import PAGES, WORDS, Page
from benchmarks.rosters import write_all

PASSWORD = "weiqitong-bench"  # noqa: S105 - of invented people in a copy that is thrown away


def counts() -> dict[str, int]:
    """Rows that make the city, and those that every act leaves."""
    from django_tasks_db.models import DBTaskResult

    from weiqitong.accounts.models import User
    from weiqitong.cases.models import Act, Case
    from weiqitong.deadlines.models import Clock
    from weiqitong.directory.models import Client, Official
    from weiqitong.ledger.models import Entry
    from weiqitong.notifications.models import Notice
    from weiqitong.pairing.models import Pairing

    found = {
        "officials": Official,
        "clients": Client,
        "cases": Case,
        "pairings": Pairing,
        "users": User,
        "acts": Act,
        "clocks": Clock,
        "entries": Entry,
        "notices": Notice,
        "jobs": DBTaskResult,
    }
    return {name: model._default_manager.count() for name, model in found.items()}


def waiting() -> dict[str, int]:
    """Jobs that are due and not yet done."""
    from django.db.models import Q
    from django_tasks_db.models import DBTaskResult, get_date_max

    from weiqitong.core import clock

    due = Q(run_after__lte=clock.now()) | Q(run_after=get_date_max())
    rows = DBTaskResult.objects.filter(due, status__in=["READY", "RUNNING"])
    return dict(Counter(rows.values_list("status", flat=True)))


def _spread(rows: Any, name: str, most: int) -> list[Any]:
    """At most `most` values, taken from the whole length of the rows."""
    values = list(rows.order_by("pk").values_list(name, flat=True))
    step = max(1, len(values) // most)
    return values[::step][:most]


def _actors() -> dict[str, Any]:
    from weiqitong.accounts import selectors
    from weiqitong.accounts.models import User
    from weiqitong.core import clock

    names = {page.role for page in PAGES if page.role}
    users = User.objects.filter(username__in=names)
    return {user.username: selectors.actor_of(user.pk, day=clock.today()) for user in users}


class Samples:
    """Things of each kind that a role may open, looked up once."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.actors = _actors()
        self._known: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
        self.values = self._placeholders()

    def _placeholders(self) -> dict[str, list[str]]:
        from weiqitong.core import clock
        from weiqitong.directory.models import Category, Department, Person, Region

        today = clock.today()
        leads = Department.objects.exclude(function="").filter(parent=None)
        return {
            "county": list(Region.objects.filter(depth=1).values_list("code", flat=True)),
            "category": list(Category.objects.values_list("code", flat=True)),
            "unit": _spread(leads, "code", 40),
            "name": [name[:2] for name in _spread(Person.objects.all(), "name", 60)],
            "word": list(WORDS),
            "word2": list(WORDS[5:] + WORDS[:5]),
            "since": [str(today - timedelta(days=back)) for back in (200, 120, 60, 30, 7)],
            "until": [str(today - timedelta(days=back)) for back in (150, 90, 30, 0, 0)],
        }

    def of(self, page: Page) -> list[tuple[Any, ...]]:
        """Arguments of the page's address."""
        key = (page.of, page.role if page.of in {"case", "act", "client"} else "")
        if key not in self._known:
            self._known[key] = list(getattr(self, f"_{page.of}")(self.actors.get(page.role)))
        return self._known[key]

    def _case(self, actor: Any) -> Iterable[tuple[Any, ...]]:
        from weiqitong.cases.models import Case

        rows = Case.objects.filter(pk__in=Case.objects.visible_to(actor).values("pk"))
        return ((number,) for number in _spread(rows, "number", self.most))

    def _act(self, actor: Any) -> Iterable[tuple[Any, ...]]:
        from weiqitong.cases.models import Case

        rows = Case.objects.visible_to(actor).filter(status="reported", desk=actor.region_id)
        return ((number,) for number in _spread(rows, "number", self.most))

    def _client(self, actor: Any) -> Iterable[tuple[Any, ...]]:
        from weiqitong.directory.models import Client

        return ((code,) for code in _spread(Client.objects.visible_to(actor), "code", self.most))

    def _official(self, _actor: Any) -> Iterable[tuple[Any, ...]]:
        from weiqitong.directory.models import Official

        return ((code,) for code in _spread(Official.objects.all(), "code", self.most))

    def _department(self, _actor: Any) -> Iterable[tuple[Any, ...]]:
        from weiqitong.directory.models import Department

        return ((code,) for code in _spread(Department.objects.all(), "code", self.most))

    def _region(self, _actor: Any) -> Iterable[tuple[Any, ...]]:
        from weiqitong.directory.models import Region

        return ((code,) for code in _spread(Region.objects.all(), "code", self.most))

    def _person(self, _actor: Any) -> Iterable[tuple[Any, ...]]:
        from weiqitong.accounts.models import User

        return ((pk,) for pk in _spread(User.objects.all(), "person_id", self.most))

    def _rule(self, _actor: Any) -> Iterable[tuple[Any, ...]]:
        from weiqitong.rules.models import RuleVersion

        return ((code,) for code in sorted(set(RuleVersion.objects.values_list("kind", flat=True))))

    def _version(self, _actor: Any) -> Iterable[tuple[Any, ...]]:
        from weiqitong.rules.models import RuleVersion

        return list(RuleVersion.objects.values_list("kind", "number"))

    def _year(self, _actor: Any) -> Iterable[tuple[Any, ...]]:
        from weiqitong.deadlines.models import CalendarYear

        return ((year,) for year in CalendarYear.objects.values_list("year", flat=True))


def _addresses(page: Page, samples: Samples) -> Iterator[str]:
    from django.urls import reverse

    places = samples.of(page) if page.of else [()]
    queries = ("?do=dispatch",) if page.of == "act" else page.queries
    count = max(len(places), len(queries))
    for number in range(samples.most if len(queries) > 1 or "{" in queries[0] else count):
        query = queries[number % len(queries)]
        for name, values in samples.values.items():
            if f"{{{name}}}" in query:
                query = query.replace(f"{{{name}}}", str(values[number % len(values)]))
        if places:
            yield reverse(page.url, args=places[number % len(places)]) + query


def addresses(most: int) -> dict[str, list[str]]:
    """Varied addresses of each page; none where the product has no such page."""
    from django.urls import NoReverseMatch

    samples = Samples(most)
    found: dict[str, list[str]] = {}
    for page in PAGES:
        try:
            found[page.title] = list(dict.fromkeys(_addresses(page, samples)))
        except NoReverseMatch:
            found[page.title] = []
    return found


def open_contacts(count: int) -> list[dict[str, str]]:
    """Give some contacts of this copy a password, so that each can sign in through the form.

    Each speaks for one enterprise, as nearly all do: they send a need from the first page.
    """
    from django.db.models import Count

    from weiqitong.accounts.models import Grant
    from weiqitong.core.actor import Role

    rows = Grant.objects.filter(role=Role.CONTACT, client__kind="enterprise", client__plants=None)
    several = rows.values("user").annotate(many=Count("pk")).filter(many__gt=1)
    rows = rows.exclude(user__in=several.values("user"))
    held = rows.select_related("user", "client").order_by("client_id")
    found: dict[int, dict[str, str]] = {}
    for grant in held[: count * 20]:
        user = grant.user
        if user.pk in found or user.has_usable_password() or len(found) == count:
            continue
        user.username = f"bench{len(found) + 1}"
        user.set_password(PASSWORD)
        user.save(update_fields=["username", "password"])
        found[user.pk] = {"name": user.username, "client": grant.client.code}
    return list(found.values())


def verify(marks: list[str]) -> dict[str, Any]:
    """Whether each acknowledged report is there once, with its ledger entries, clock and job.

    A mark is a text that stands in one report only.
    """
    from django_tasks_db.models import DBTaskResult

    from weiqitong.cases.models import Case
    from weiqitong.deadlines.models import Clock
    from weiqitong.ledger.models import Entry

    cases: dict[str, list[tuple[int, str]]] = {}
    wanted = set(marks)
    for pk, number, text in Case.objects.order_by("-pk").values_list("pk", "number", "text")[
        : len(marks) * 2 + 1000
    ]:
        if (mark := text.split(" ", 1)[0]) in wanted:
            cases.setdefault(mark, []).append((pk, number))
    ids = {pk: number for rows in cases.values() for pk, number in rows}
    numbers = set(ids.values())
    entries = Counter(
        key
        for key in Entry.objects.filter(object_label=Case.LABEL, kind="case.report").values_list(
            "object_key", flat=True
        )
        if key in numbers
    )
    clocks = Counter(
        Clock.objects.filter(
            subject_label=Case.LABEL, subject_id__gte=min(ids, default=0)
        ).values_list("subject_id", flat=True)
    )
    named = Counter[int]()
    for given in DBTaskResult.objects.filter(task_path__contains="cases").values_list(
        "args_kwargs", flat=True
    ):
        named.update(_ids_in(given, ids))
    return {
        "acknowledged": len(marks),
        "missing": sum(mark not in cases for mark in wanted),
        "twice": sum(len(rows) > 1 for rows in cases.values()),
        "without_entry": sum(entries[number] != 1 for number in numbers),
        "without_clock": sum(not clocks[pk] for pk in ids),
        "without_job": sum(not named[pk] for pk in ids),
    }


def _ids_in(given: Any, ids: dict[int, str]) -> Iterator[int]:
    """Case ids that stand in a job's arguments."""
    if isinstance(given, bool):
        return
    if isinstance(given, int) and given in ids:
        yield given
    elif isinstance(given, dict):
        for value in given.values():
            yield from _ids_in(value, ids)
    elif isinstance(given, list):
        for value in given:
            yield from _ids_in(value, ids)


def bulk() -> dict[str, Any]:
    """How far the newest long job is."""
    from weiqitong.jobs.models import Progress

    row = Progress.objects.order_by("-pk").first()
    return {"state": row.state, "done": row.done, "total": row.total} if row else {}


def analyze() -> str:
    """Statistics for the planner, as autovacuum would have gathered them by the next day."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return "done"


def main(words: list[str]) -> None:
    django.setup()
    name, given = words[0], words[1:]
    acts = {
        "counts": counts,
        "waiting": waiting,
        "addresses": lambda: addresses(int(given[0])),
        "contacts": lambda: open_contacts(int(given[0])),
        "verify": lambda: verify(json.loads(Path(given[0]).read_text())),
        "bulk": bulk,
        "rosters": lambda: write_all(Path(given[0])),
        "analyze": analyze,
    }
    print(json.dumps(acts[name](), ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])

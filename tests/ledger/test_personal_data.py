"""No entry of a whole small city names a person: no name, number, address or word of anybody."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from weiqitong.cases.models import Act, Answer, Case, Dispatch, Verdict
from weiqitong.core.clock import at
from weiqitong.demo.seed import seed_city
from weiqitong.directory.models import Client, Department, Person, Region
from weiqitong.ledger.models import Entry

SCALE = 0.002


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A small demo city, rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed_city(SCALE, echo=lambda line: None, now=at(date(2021, 9, 17), 10, 20), officials=200)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def bodies(city: None, django_db_blocker: Any) -> Iterator[list[str]]:
    with django_db_blocker.unblock():
        yield [bytes(body).decode() for body in Entry.objects.values_list("body", flat=True)]


def texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from texts_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_of(inner)
    elif isinstance(value, str):
        yield value


def test_no_name_of_a_person_stands_in_an_entry(bodies: list[str]) -> None:
    names = set(Person.objects.values_list("name", flat=True))
    assert len(names) > 200
    # Names of units, places and enterprises are no personal data, and may hold the same two
    # characters by chance.
    public = {
        name
        for model in (Client, Department, Region)
        for name in model._default_manager.values_list("name", flat=True)
    }
    said = {text for body in bodies for text in texts_of(json.loads(body))} - public
    assert [(name, text) for text in said for name in names if name in text] == []


def test_no_number_or_address_of_a_person_stands_in_an_entry(bodies: list[str]) -> None:
    everything = "\n".join(bodies)
    people = list(Person.objects.exclude(phone_sealed=""))
    assert len(people) > 200
    for person in people:
        for datum in (person.phone, person.phone_masked, person.phone_hash, person.email):
            assert not datum or datum not in everything, f"{datum} of {person.pk}"


def test_no_word_that_anybody_wrote_stands_in_an_entry(bodies: list[str]) -> None:
    everything = "\n".join(bodies)
    columns = [
        (Case, "title"),
        (Case, "text"),
        (Act, "text"),
        (Answer, "text"),
        (Dispatch, "opinion"),
        (Verdict, "comment"),
    ]
    for model, column in columns:
        words = set(model._default_manager.values_list(column, flat=True))
        said = {json.dumps(word, ensure_ascii=False)[1:-1] for word in words if len(word) > 3}
        assert said, f"the city has no {model.__name__}.{column}"
        assert [word for word in said if word in everything] == []

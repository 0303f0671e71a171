"""What the search index knows of the city's facts: names and codes, never a person's number."""

from collections.abc import Iterable
from datetime import datetime

from weiqitong.search import services as search

from .models import Client, Department, Official


def client_text(client: Client) -> str:
    codes = {client.code, client.credit_code or ""}
    return " ".join([client.name, client.name_en, client.address, *sorted(codes)])


def official_text(official: Official) -> str:
    return " ".join([official.person.name, official.code, official.post, official.department.name])


def department_text(department: Department) -> str:
    return " ".join([department.name, department.name_en, department.short, department.code])


def index_clients(clients: Iterable[Client], now: datetime) -> None:
    search.index_many("client", ((one.pk, client_text(one)) for one in clients), now)


def index_officials(officials: Iterable[Official], now: datetime) -> None:
    search.index_many("official", ((one.pk, official_text(one)) for one in officials), now)


def index_departments(departments: Iterable[Department], now: datetime) -> None:
    search.index_many("department", ((one.pk, department_text(one)) for one in departments), now)

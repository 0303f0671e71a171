"""The smallest city the demo promises: every printed login can act, no open case is nobody's."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from tests.cases.present import everybody, owners

from weiqitong.accounts.models import DemoMark, User
from weiqitong.accounts.selectors import actor_of
from weiqitong.cases import permissions
from weiqitong.cases.enums import OPEN, Action
from weiqitong.cases.models import Case
from weiqitong.cases.selectors import staffing
from weiqitong.cases.services.acting import load
from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.core.clock import at, today
from weiqitong.demo.people import ORDER, PASSWORD
from weiqitong.demo.seed import seed_city
from weiqitong.directory.models import Client
from weiqitong.instructions.enums import InstructionState
from weiqitong.instructions.models import Delegation, Instruction
from weiqitong.items.enums import ItemState
from weiqitong.items.models import Item
from weiqitong.ledger.replay import compare

NOW = at(date(2021, 9, 17), 10, 20)
SMALLEST = 0.02
# What their work is; the others read.
WORKING = (Role.CONTACT, Role.LIAISON, Role.HANDLER, Role.COORDINATOR)
ASIDE = frozenset({Action.NOTE, Action.CONFIRM, Action.WITHDRAW})


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Any:
    """Seeded once, rolled back at the end."""
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        seed_city(SMALLEST, echo=printed.append, now=NOW)
        yield
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


printed: list[str] = []


@pytest.fixture
def city(demo: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock():
        yield


def steps(actor: Actor) -> list[tuple[str, Action]]:
    """What this person could do now, beside notes."""
    found = []
    for case in Case.objects.visible_to(actor).filter(status__in=OPEN).order_by("pk")[:300]:
        dossier = load(case.pk)
        found += [
            (case.number, action)
            for action in permissions.open_to(actor, dossier, clock.now())
            if action not in ASIDE
        ]
    return found


@pytest.mark.parametrize("role", ORDER)
def test_every_printed_login_can_act(city: None, role: Role) -> None:
    assert any(line.split()[0] == role for line in printed if line.startswith("  "))
    user = User.objects.get(username=role)
    assert user.check_password(PASSWORD)
    assert user.is_active
    assert DemoMark.objects.get().people[role] == user.pk
    actor = actor_of(user.pk, day=today(NOW))
    assert actor.role == role
    if role in WORKING:
        assert steps(actor), f"{role} has nothing to do"
    if role in {Role.CONTACT, Role.SPECIALIST}:
        clients = Client.objects.visible_to(actor)
        assert clients
        assert permissions.can_report(actor, clients[0].pk, served=True)
    if role in {Role.LEADER, Role.INSPECTOR, Role.COORDINATOR}:
        assert Case.objects.visible_to(actor).exists()


def test_every_open_case_has_somebody_who_can_take_the_next_step(city: None) -> None:
    actors = everybody(NOW)
    found, nobodys = Counter[tuple[str, str]](), []
    for case in Case.objects.filter(status__in=OPEN).order_by("pk"):
        found[case.status, case.turn_kind] += 1
        if not owners(case, actors):
            nobodys.append(f"{case.number} {case.status} {case.turn_kind} {case.turn_id}")
    assert nobodys == []
    assert {("reported", "office"), ("in_progress", "handler"), ("answered", "enterprise")} <= set(
        found
    )
    assert list(staffing.deserted(NOW)) == []


def test_instructions_and_items_stand_in_every_state(city: None) -> None:
    """Some of the unit whose login is printed; all as the ledger has them."""
    found = Counter(Item.objects.values_list("state", flat=True))
    assert set(found) == set(ItemState), found
    assert Item.objects.late(NOW).exists()
    assert Item.objects.filter(returns__gt=0).exists()
    assert set(Instruction.objects.values_list("state", flat=True)) == set(InstructionState)
    assert Instruction.objects.filter(case__isnull=False, delegation__isnull=False).exists()
    own = User.objects.get(username=Role.LIAISON).grants.get(role=Role.LIAISON).department
    assert Item.objects.to_do().filter(unit=own).exists()
    for model in (Item, Instruction, Delegation):
        differences, rows, _entries = compare(model)
        assert rows
        assert not differences, differences[0]

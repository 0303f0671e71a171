"""Two actors who own long jobs, and one who keeps the queue."""

import pytest

from weiqitong.core.actor import Actor, Role


@pytest.fixture
def owner() -> Actor:
    return Actor(user_id=7, name="owner", role=Role.SPECIALIST)


@pytest.fixture
def stranger() -> Actor:
    return Actor(user_id=8, name="stranger", role=Role.SPECIALIST)


@pytest.fixture
def keeper() -> Actor:
    return Actor(user_id=1, name="keeper", role=Role.ADMINISTRATOR)

"""Two people at the same instant: one need, one message, one reminder."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.cases.test_concurrency import in_threads
from tests.dialogue.county import WORDS, County, make_county
from tests.factories import FRIDAY
from weiqitong.cases.models import Case
from weiqitong.core.actor import system
from weiqitong.dialogue import services
from weiqitong.dialogue.models import Line, Message
from weiqitong.ledger.replay import compare
from weiqitong.notifications.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county() -> Iterator[County]:
    yield make_county()
    for model in (Line, Message, Case):
        assert compare(model)[0] == []


def test_office_and_enterprise_tap_at_once_and_get_the_same_need(county: County) -> None:
    asked = county.ask()
    first, second = in_threads(
        lambda: services.make_case(county.people["coordinator"], asked, now=FRIDAY),
        lambda: services.make_case(county.people["contact"], asked, now=FRIDAY),
    )
    assert first.number == second.number
    assert Case.objects.count() == 1


def test_a_double_tap_on_two_connections_is_one_message(county: County) -> None:
    once = uuid4()
    first, second = in_threads(*(lambda: county.ask(once=once) for _tap in range(2)))
    assert first.pk == second.pk
    assert list(Message.objects.values_list("text", flat=True)) == [WORDS]


def test_messages_sent_at_once_are_numbered_one_after_the_other(county: County) -> None:
    in_threads(*(lambda: county.ask(text="水压不够") for _writer in range(4)))
    assert list(Message.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4]


def test_two_workers_remind_once(county: County) -> None:
    asked = county.ask()
    late = asked.answer_due_at
    assert late is not None
    counts = in_threads(*(lambda: services.remind(system(), late) for _worker in range(2)))
    assert sum(counts) == 1
    assert Notice.objects.filter(kind="line.red").count() == 1

"""The caller's pages: the list, one call, a number shown on purpose; what others may see of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.cases.test_calling import another, everybody, withdrawn
from tests.cases.test_messages import another_case
from tests.cases.test_workflow import Walk
from tests.factories import make_city
from tests.support.browsing import browser
from weiqitong.cases.enums import Status, VerdictChannel
from weiqitong.cases.models import CallTry, Case, Verdict
from weiqitong.core import clock
from weiqitong.core.actor import Actor
from weiqitong.ledger.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walk]:
    """A week after the answer; pages think it is then."""
    made = Walk(make_city()).with_caller()
    monkeypatch.setattr(clock, "now", lambda: made.now)
    with translation.override("en"):
        yield made


def page(actor: Actor, address: str, **sent: Any) -> Any:
    to = browser(actor)
    return to.post(address, sent) if sent else to.get(address)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def address(walk: Walk, rest: str = "") -> str:
    return f"/calls/{walk.case.number}/{rest}"


def sent(walk: Walk, outcome: str, **more: Any) -> dict[str, Any]:
    said = {"seen": walk.case.version, "outcome": outcome, "contact": walk.city.contact.pk}
    return {**said, **more}


def test_the_home_of_a_caller_is_the_list_with_whose_turn_it_is(walk: Walk) -> None:
    caller = walk.people["caller"]
    assert page(caller, "/").headers["Location"] == "/calls/"
    shown = text(page(caller, "/calls/"))
    assert walk.case.title in shown
    assert walk.city.client.name in shown
    assert "verdict" in shown  # until when
    assert shown.count(walk.city.client.name) == 1  # whose turn it is names it already
    assert "None yet" not in shown
    for tab in ("later", "withdrawn", "done"):
        assert walk.case.title not in text(page(caller, f"/calls/?tab={tab}"))


def test_a_number_is_shown_on_purpose_and_on_record(walk: Walk) -> None:
    caller = walk.people["caller"]
    shown = text(page(caller, address(walk)))
    assert "19900000001" not in shown
    assert "199****0001" in shown
    assert "周海燕" in shown  # in the words to say
    entries = Entry.objects.filter(kind="person.look").count()
    looked = page(caller, address(walk, "number/"), contact=walk.city.contact.pk)
    assert "19900000001" in text(looked)
    assert Entry.objects.filter(kind="person.look").count() == entries + 1
    assert "19900000001" not in text(page(caller, address(walk)))
    assert page(caller, address(walk, "number/"), contact=10**9).status_code == 404


def test_a_call_that_reached_brings_the_verdict(walk: Walk) -> None:
    said = sent(walk, "reached", yes="no", rating="2", recording="R-77", words="没修好")
    answer = page(walk.people["caller"], address(walk), **said)
    assert answer.headers["Location"] == "/calls/"
    verdict = Verdict.objects.get()
    assert (verdict.yes, verdict.rating, verdict.channel) == (False, 2, VerdictChannel.CALL)
    assert verdict.comment == "没修好"
    case = Case.objects.get(pk=walk.case.pk)
    shown = text(page(walk.people["liaison"], f"/cases/{case.number}/"))
    assert "Verdict: no; Dissatisfied·Call" in shown
    assert "R-77" not in shown


def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(walk: Walk) -> None:
    said = sent(walk, "reached", yes="yes", words="挺好的")
    answer = page(walk.people["caller"], address(walk), **said)
    assert answer.status_code == 422
    assert "挺好的" in text(answer)
    assert "number of the recording" in text(answer)
    assert page(walk.people["caller"], address(walk), **sent(walk, "")).status_code == 422
    assert not CallTry.objects.exists()


def test_what_was_typed_for_another_outcome_says_nothing(walk: Walk) -> None:
    """Fields hidden by the outcome keep what was typed before it changed."""
    said = sent(walk, "busy", yes="yes", rating="5", recording="R-1", again_at="2021-10-09T10:00")
    page(walk.people["caller"], address(walk), **said)
    row = CallTry.objects.get()
    assert (row.outcome, row.recording, row.again_at) == ("busy", "", None)
    assert not Verdict.objects.exists()
    shown = text(page(walk.people["caller"], "/calls/?tab=later"))
    assert walk.case.title in shown
    assert "1 try" in shown
    assert walk.case.title in text(page(walk.people["caller"], "/calls/?tab=done"))
    assert walk.case.title not in text(page(walk.people["caller"], "/calls/"))


def test_an_agreed_hour_is_kept(walk: Walk) -> None:
    when = walk.now + timedelta(hours=26)
    said = sent(walk, "call_back", again_at=f"{clock.local(when):%Y-%m-%dT%H:%M}", words="明天")
    page(walk.people["caller"], address(walk), **said)
    row = CallTry.objects.get()
    assert row.next_at == row.again_at == when.replace(second=0, microsecond=0)


def test_a_page_made_before_somebody_judged_is_stale(walk: Walk) -> None:
    from weiqitong.cases import services
    from weiqitong.cases.enums import Rating

    said = sent(walk, "reached", yes="yes", recording="R-1")
    walk("contact", services.give_verdict, yes=False, rating=Rating.DISSATISFIED)
    assert page(walk.people["caller"], address(walk), **said).status_code in {403, 422}
    assert Verdict.objects.get().yes is False


def test_a_caller_of_the_lead_unit_reads_but_neither_calls_nor_sees_numbers(walk: Walk) -> None:
    actor = another(walk, walk.city.police, walk.city.city)
    shown = text(page(actor, address(walk)))
    assert "Your own unit had a hand in it" in shown
    assert "199****" not in shown
    assert "Record the call" not in shown
    looked = page(actor, address(walk, "number/"), contact=walk.city.contact.pk)
    assert looked.status_code == 403
    said = sent(walk, "reached", yes="yes", recording="R-1")
    assert page(actor, address(walk), **said).status_code in {403, 422}
    assert not Verdict.objects.exists()
    assert walk.case.title not in text(page(actor, "/calls/"))


def test_that_somebody_pushed_is_for_the_inspection_alone(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody(monkeypatch)
    withdrawn(walk)
    caller = walk.people["caller"]
    assert walk.case.title in text(page(caller, "/calls/?tab=withdrawn"))
    assert "Did anybody push" in text(page(caller, address(walk)))
    said = sent(walk, "reached", pushed="yes", recording="R-8", words="是承办科长让我们撤的")
    assert page(caller, address(walk), **said).status_code == 302
    seen = text(page(walk.people["inspector"], address(walk)))
    assert "是承办科长让我们撤的" in seen
    assert "says it was pushed" in seen
    assert "Record the call" not in seen
    other = another(walk, walk.city.customs, walk.city.city)
    for actor in (other, walk.people["liaison"], walk.people["coordinator"]):
        for where in (address(walk), f"/cases/{walk.case.number}/"):
            shown = text(page(actor, where))
            assert "是承办科长让我们撤的" not in shown
            assert "pushed" not in shown
    assert Case.objects.get(pk=walk.case.pk).status == Status.WITHDRAWN


def test_the_case_page_leads_the_caller_to_the_call(walk: Walk) -> None:
    shown = text(page(walk.people["caller"], f"/cases/{walk.case.number}/"))
    assert address(walk) in shown
    for who in ("liaison", "coordinator", "contact", "inspector"):
        shown = text(page(walk.people[who], f"/cases/{walk.case.number}/"))
        assert address(walk) not in shown


def queries(to: Any) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert to.get("/calls/").status_code == 200
    return len(counted)


def test_the_list_costs_the_same_for_one_and_for_many(walk: Walk) -> None:
    to = browser(walk.people["caller"])
    queries(to)
    alone = queries(to)
    for _number in range(3):
        more = another_case(walk, walk.now - timedelta(days=7))
    assert more.number in text(to.get("/calls/"))
    assert queries(to) == alone <= 16


def test_nobody_is_on_the_list_before_the_day(walk: Walk) -> None:
    answered: datetime | None = walk.case.answered_at
    assert answered is not None
    walk.now = answered + timedelta(hours=2)
    shown = text(page(walk.people["caller"], "/calls/"))
    assert walk.case.title not in shown
    assert "Nobody to call now" in shown

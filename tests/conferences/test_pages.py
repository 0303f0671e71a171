"""Conferences on screen: begun on a case's page, prepared, called, written on, minuted, printed."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from tests.factories import City, make_case, make_city
from tests.oversight.people import add_leaders
from tests.support import browsing
from weiqitong.cases import services as cases
from weiqitong.cases.models import Case
from weiqitong.conferences import services
from weiqitong.conferences.enums import State, Way
from weiqitong.conferences.models import Conference
from weiqitong.conferences.plan import Meeting
from weiqitong.core import clock
from weiqitong.items.models import Item

pytestmark = pytest.mark.django_db
MINUTES = "会议听取了汇报，意见一致。"


@pytest.fixture
def city(db: None) -> City:
    return add_leaders(make_city(clock.now() - timedelta(days=1)))


@pytest.fixture
def case(city: City) -> Case:
    made = make_case(city)
    made = cases.dispatch(
        city.people["coordinator"], made, lead=city.police, co=[city.transport], now=city.now
    )
    return cases.accept(city.people["liaison"], made, now=city.now)


@pytest.fixture
def office(city: City) -> Browser:
    return browsing.browser(city.people["coordinator"])


def drafted(city: City, case: Case) -> Conference:
    return services.draft(city.people["coordinator"], title="道口", cases=[case], now=city.now)


def called(city: City, case: Case, way: Way = Way.WRITING) -> Conference:
    """Its time is over since an hour."""
    meeting = Meeting(way, clock.now() - timedelta(hours=1), "三楼会议室")
    return services.call(
        city.people["coordinator"], drafted(city, case), meeting, title="道口协调会", now=city.now
    )


def address(found: Conference, page: str = "conference", *more: object) -> str:
    return reverse(f"conferences:{page}", args=[found.number, *more])


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_an_office_begins_one_on_a_cases_page_and_calls_it(
    city: City, case: Case, office: Browser
) -> None:
    page = text_of(office.get(reverse("cases:case", args=[case.number])))
    new = f"{reverse('conferences:conference-new')}?case={case.number}"
    assert new in page
    assert case.number in text_of(office.get(new))
    sent = office.post(new, {"cases": case.number, "title": "", "purpose": "道口由谁开"})
    found = Conference.objects.get()
    assert (sent.status_code, sent.url) == (302, address(found))  # type: ignore[attr-defined]
    page = text_of(office.get(address(found)))
    assert "You" in page
    assert "call it" in page
    assert city.police.name in page
    assert "leads now" in page  # why it is proposed
    # On the case's page units read that there will be one; the draft opens for the office alone.
    assert address(found) in text_of(office.get(reverse("cases:case", args=[case.number])))
    unit = browsing.browser(city.people["liaison"])
    own = text_of(unit.get(reverse("cases:case", args=[case.number])))
    assert found.number in own
    assert address(found) not in own
    assert unit.get(address(found)).status_code == 404

    when = clock.local(clock.now() + timedelta(days=3))
    sent = office.post(address(found, "conference-call"), {
        "seen": found.version, "title": "道口协调会", "way": "room", "place": "三楼会议室",
        "meets_at": f"{when:%Y-%m-%dT%H:%M}", "chair": str(found.chair_id or ""),
        "purpose": "道口由谁开",
    })  # fmt: skip
    assert sent.status_code == 302
    found.refresh_from_db()
    assert (found.state, found.place) == (State.CALLED, "三楼会议室")
    assert address(found) in text_of(unit.get(reverse("cases:case", args=[case.number])))
    assert found.title in text_of(unit.get(reverse("workbench:home")))  # on its own desk
    assert "三楼会议室" in text_of(unit.get(address(found)))


def test_what_is_missing_is_said_and_nothing_is_lost(
    city: City, case: Case, office: Browser
) -> None:
    wrong = office.post(reverse("conferences:conference-new"), {"cases": "2021-999999",
                        "title": "某会", "purpose": "某事"})  # fmt: skip
    assert wrong.status_code == 422
    assert "某会" in text_of(wrong)
    assert "2021-999999" in text_of(wrong)
    found = drafted(city, case)
    wrong = office.post(address(found, "conference-call"), {
        "seen": found.version, "title": "道口协调会", "way": "room", "place": "",
        "meets_at": "2001-01-01T09:00", "chair": "", "purpose": "由谁开",
    })  # fmt: skip
    assert wrong.status_code == 422
    assert "still to come" in text_of(wrong)
    assert "道口协调会" in text_of(wrong)
    wrong = office.post(address(found, "conference-put"), {"number": case.number})
    assert wrong.status_code == 422
    assert "already" in text_of(wrong)
    wrong = office.post(address(found, "conference-invite"), {"unit": "没有的局", "seat": "member"})
    assert "没有的局" in text_of(wrong)
    wrong = office.post(address(found, "conference-cancel"), {"because": ""})
    assert wrong.status_code == 422


def test_units_and_agenda_are_edited(city: City, case: Case, office: Browser) -> None:
    found, other = drafted(city, case), make_case(city)
    office.post(address(found, "conference-put"), {"number": other.number})
    topics = {one.case_id: one.pk for one in found.topics.all()}
    sent: dict[str, int] = {}
    for place, pk in enumerate((topics[other.pk], topics[case.pk]), start=1):
        sent |= {f"place_{pk}": place, f"length_{pk}": 15, f"presenter_{pk}": city.police.pk}
    assert office.post(address(found, "conference-agenda"), sent).status_code == 302
    first = found.topics.order_by("place").first()
    assert first is not None
    assert (first.case_id, first.length, first.presenter) == (other.pk, 15, city.police)
    office.post(address(found, "conference-agenda"), {**sent, "off": other.number})
    assert found.topics.filter(left_at=None).count() == 1
    new = {"unit": city.customs.name, "person": "", "seat": "observer"}
    assert office.post(address(found, "conference-invite"), new).status_code == 302
    one = found.participants.get(department=city.customs)
    assert one.seat == "observer"
    office.post(address(found, "conference-invite"), {"excuse": one.pk})
    assert not found.participants.filter(department=city.customs, left_at=None)


def test_a_unit_reads_that_it_is_its_turn_and_writes(city: City, case: Case) -> None:
    found = called(city, case)
    unit = browsing.browser(city.people["liaison"])
    mine = found.participants.get(department=city.police)
    assert found.number in text_of(unit.get(reverse("conferences:conferences")))
    say = address(found, "conference-say", mine.pk)
    assert say in text_of(unit.get(address(found)))
    assert unit.post(say, {"statement": ""}).status_code == 422
    assert unit.post(say, {"statement": "同意开口。"}).status_code == 302
    assert "同意开口。" in text_of(unit.get(address(found)))
    other = found.participants.get(department=city.transport)
    refused = unit.post(address(found, "conference-say", other.pk), {"statement": "代答"})
    assert refused.status_code == 403


def minutes_of(city: City, found: Conference, **changed: str) -> dict[str, str]:
    topic = found.topics.get()
    due = clock.today() + timedelta(days=20)
    return {
        "seen": str(found.version), "rows": "3", "minutes": MINUTES,
        f"conclusion_{topic.pk}": "由交警大队牵头。", f"told_{topic.pk}": "已明确由交警部门牵头。",
        f"lead_{topic.pk}": city.police.name, f"category_{topic.pk}": "",
        f"circumstances_{topic.pk}": "",
        "text_0": "开设临时道口", "unit_0": city.police.name, "person_0": "王莉",
        "due_on_0": f"{due}", "case_0": str(topic.case_id),
        "text_1": "出具占道意见", "unit_1": city.transport.name, "person_1": "",
        "due_on_1": f"{due}", "case_1": "", **changed,
    }  # fmt: skip


def test_the_minutes_lose_nothing_and_become_items(city: City, case: Case, office: Browser) -> None:
    found = called(city, case)
    url = address(found, "conference-minutes")
    page = text_of(office.get(url))
    assert "Have not spoken" in page
    # One more row keeps what is typed and judges nothing.
    more = text_of(office.post(url, minutes_of(city, found, more="1", minutes="半句")))
    assert "Decision 4" in more
    assert "半句" in more
    assert "still empty" not in more
    for name, value, said in (
        ("unit_0", "没有的局", "没有的局"),
        ("person_0", "没有的人", "没有的人"),
        ("text_1", "", "Say what is to be done."),
        ("due_on_0", "2001-01-01", ""),
    ):
        wrong = office.post(url, minutes_of(city, found, **{name: value}))
        assert wrong.status_code == 422, name
        assert said in text_of(wrong)
        assert MINUTES in text_of(wrong)
    assert not Item.objects.exists()
    assert office.post(url, minutes_of(city, found)).status_code == 302
    first, second = Item.objects.order_by("pk")
    assert (first.unit, first.case, second.unit, second.case) == (
        city.police, case, city.transport, None)  # fmt: skip
    assert first.person is not None
    page = text_of(office.get(address(found)))
    assert MINUTES in page
    assert "items done: 0 / 2" in page


def test_the_enterprise_reads_what_was_decided_for_it_and_nothing_internal(
    city: City, case: Case, office: Browser
) -> None:
    found = called(city, case)
    office.post(address(found, "conference-minutes"), minutes_of(city, found))
    contact = browsing.browser(city.people["contact"])
    page = text_of(contact.get(reverse("cases:case", args=[case.number])))
    assert "已明确由交警部门牵头。" in page
    for internal in (MINUTES, "由交警大队牵头。", "出具占道意见", found.title):
        assert internal not in page
    for who in ("contact", "specialist"):
        browser = browsing.browser(city.people[who])
        assert browser.get(address(found)).status_code in {403, 404}


def words_in(answer: object) -> str:
    document = Document(BytesIO(answer.content))  # type: ignore[attr-defined]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_its_papers_are_chinese_docx(city: City, case: Case, office: Browser) -> None:
    found = drafted(city, case)
    assert office.get(address(found, "conference-paper", "notice")).status_code == 404
    services.cancel(city.people["coordinator"], found, because="重来", now=city.now)
    found = called(city, case, Way.ROOM)
    notice = words_in(office.get(address(found, "conference-paper", "notice")))
    for said in ("道口协调会", "三楼会议室", case.title, city.client.name, city.police.name):
        assert said in notice
    assert office.get(address(found, "conference-paper", "minutes")).status_code == 404
    office.post(address(found, "conference-minutes"), minutes_of(city, found))
    minutes = words_in(office.get(address(found, "conference-paper", "minutes")))
    assert MINUTES in minutes
    assert "由交警大队牵头。" in minutes
    tasks = words_in(office.get(address(found, "conference-paper", "tasks")))
    assert "出具占道意见" in tasks
    assert "王莉" in tasks
    for words in (notice, minutes, tasks):
        assert not any(word in words for word in ("Agenda", "Unit", "Done by", "Time:"))


def test_pages_cost_few_queries(city: City, case: Case, office: Browser) -> None:
    found = called(city, case)
    office.get(address(found))
    for url, most in (
        (reverse("conferences:conferences"), 14),
        (address(found), 16),
        (address(found, "conference-minutes"), 30),
    ):
        with CaptureQueriesContext(connection) as asked:
            assert office.get(url).status_code == 200
        assert len(asked) <= most, (url, [one["sql"][:120] for one in asked.captured_queries])


def test_several_needs_are_chosen_in_the_queue(city: City, case: Case, office: Browser) -> None:
    other = make_case(city)
    queue = text_of(office.get(reverse("workbench:queue")))
    new = reverse("conferences:conference-new")
    assert f'formaction="{new}"' in queue
    chosen = office.post(new, {"case": [case.number, other.number]})
    assert chosen.status_code == 200
    assert case.number in text_of(chosen)
    office.post(new, {"cases": f"{case.number}、{other.number}", "title": "", "purpose": ""})
    assert Conference.objects.get().topics.count() == 2

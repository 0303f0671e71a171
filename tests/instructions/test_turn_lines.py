"""Every instruction and every item anybody sees says whose turn it is and until when: in the rows
of the lists, and in the first line under the title. A longer list asks no more often.
"""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import City, make_city
from tests.instructions.people import add_secretary, delegate
from tests.support.browsing import browser
from tests.workbench.test_turn_lines import HEAD, WHEN, said
from weiqitong.core import clock
from weiqitong.instructions import services
from weiqitong.instructions.models import Instruction
from weiqitong.items import services as items
from weiqitong.items.models import Item

pytestmark = pytest.mark.django_db
READERS = (
    *("leader", "secretary", "city_coordinator", "coordinator", "inspector"),
    *("liaison", "chief", "co_handler"),
)
ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.S)
MOST = 12


def day(ahead: int) -> date:
    return clock.today(clock.now()) + timedelta(days=ahead)


def enter(city: City, number: int, *, due: int, ago: int) -> list[Item]:
    """One more instruction, to two units."""
    row = services.enter(
        city.people["leader"],
        title=f"第{number}件",
        text=f"请按第{number}件要求办理。",
        units=[city.police, city.transport],
        due_on=day(due),
        now=clock.now() - timedelta(days=ago),
    )
    return list(Item.objects.filter(source_id=row.pk).order_by("pk"))


@pytest.fixture
def city(db: None) -> City:
    """Items in every state there is, on time and late."""
    now = clock.now()
    made = add_secretary(make_city(now - timedelta(days=30)))
    delegate(made, last=day(90))
    people = made.people
    enter(made, 1, due=9, ago=1)
    enter(made, 2, due=-3, ago=20)
    reported, other = enter(made, 3, due=9, ago=3)
    items.report(people["liaison"], reported, text="已办。", now=now)
    items.drop(people["leader"], other, text="不必了", now=now)
    first, second = enter(made, 4, due=9, ago=3)
    items.report(people["liaison"], first, text="已办。", now=now)
    items.report(people["co_handler"], second, text="已办。", now=now)
    services.close(people["leader"], Instruction.objects.get(title="第4件"), now=now)
    [stranded, _other] = enter(made, 5, due=9, ago=2)
    Item.objects.filter(pk=stranded.pk).update(stranded_at=now, turn_until=now)
    return made


@pytest.mark.parametrize("who", READERS)
def test_rows_and_pages_say_who_and_until_when(city: City, who: str) -> None:
    reader = browser(city.people[who])
    seen = set()
    for address in (
        *(f"{reverse('items:items')}?tab={tab}" for tab in ("open", "late", "reported", "done")),
        *(
            f"{reverse('instructions:instructions')}?tab={tab}"
            for tab in ("open", "late", "closed")
        ),
    ):
        page = reader.get(address).content.decode()
        for row in ROW.findall(page)[1:]:
            [link] = re.findall(r'href="(/(?:items|instructions)/[^"?]+/)"', row)
            words = unescape(re.sub(r"<[^>]+>", " ", row))
            assert 'class="light' in row, (address, words)
            assert WHEN.search(words), (address, words)
            seen.add(link)
    assert seen
    for link in seen:
        [(title, rest)] = HEAD.findall(reader.get(link).content.decode())
        _name, until = said(rest, f"{who} {link}")
        assert WHEN.search(until), (who, link, title, until)


@pytest.mark.parametrize("who", ["leader", "secretary", "city_coordinator", "liaison"])
def test_longer_lists_ask_no_more_often(city: City, who: str) -> None:
    reader = browser(city.people[who])

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            assert reader.get(address).status_code == 200
        return len(found)

    lists = (reverse("items:items"), reverse("instructions:instructions"))
    before = [asked(address) for address in lists]
    for number in range(10, 16):
        enter(city, number, due=9, ago=1)
    assert [asked(address) for address in lists] == before
    assert max(before) <= MOST, before
    item = Item.objects.visible_to(city.people[who]).latest("pk")
    given = Instruction.objects.get(pk=item.source_id)
    for address in (f"/items/{item.pk}/", f"/instructions/{given.number}/"):
        assert asked(address) <= MOST, address

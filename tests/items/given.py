"""Items given as conferences and instructions give them."""

from datetime import date, timedelta
from itertools import count

from tests.factories import City
from weiqitong.cases.models import Case
from weiqitong.core.actor import system
from weiqitong.core.clock import today
from weiqitong.deadlines.selectors.calendars import calendar_at
from weiqitong.directory.models import Department, Official
from weiqitong.items import services
from weiqitong.items.models import Item
from weiqitong.items.plan import plan_give
from weiqitong.items.source import Source
from weiqitong.ledger.changes import Changes

numbers = count(1)


def give(
    city: City,
    *,
    unit: Department | None = None,
    person: Official | None = None,
    giver: Official | None = None,
    case: Case | None = None,
    days: int = 7,
    due_on: date | None = None,
) -> Item:
    """By the county's office, to the police, until Friday next week."""
    number, office = next(numbers), city.city if giver else city.county
    changes = Changes(system(), city.now)
    item = plan_give(
        changes,
        key=f"given/{number}",
        source=Source("test", number, "潍企会〔2021〕3号 专题会商纪要", office, giver),
        unit=unit or city.police,
        person=person,
        text="三日内到企业现场办公，明确道路开口的牵头单位。",
        due_on=due_on or today(city.now) + timedelta(days=days),
        calendar=calendar_at(city.county.path),
        case=case,
    )
    changes.write()
    services.announce([item])
    return Item.objects.get(pk=item.pk)

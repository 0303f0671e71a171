"""A leader's secretary, who acts for nobody until somebody lets them."""

from datetime import date

from tests import factories
from tests.factories import City
from weiqitong.core.actor import Role, system
from weiqitong.core.clock import today
from weiqitong.directory.models import Official
from weiqitong.instructions import services
from weiqitong.instructions.models import Delegation
from weiqitong.ledger.changes import Changes


def add_secretary(city: City) -> City:
    changes = Changes(system(), city.now)
    for key, name, phone, unit, region in (
        ("secretary", "蒋一鸣", "19900000031", city.office, city.city),
        ("county_secretary", "许静", "19900000041", city.county_office, city.county),
    ):
        city.people[key] = factories.make_actor(
            changes, Role.SECRETARY, name=name, phone=phone, department=unit, region=region
        )
    changes.write()
    return city


def official(city: City, who: str) -> Official:
    rows = Official.objects.select_related("person", "department")
    return rows.get(pk=city.people[who].official_id or 0)


def delegate(
    city: City,
    *,
    by: str = "leader",
    secretary: str = "secretary",
    first: date | None = None,
    last: date | None = None,
    scope: str = "批示录入和反馈审定",
) -> Delegation:
    return services.delegate(
        city.people[by],
        leader=official(city, "leader"),
        secretary=official(city, secretary),
        region=city.city,
        valid_from=first or today(city.now),
        valid_to=last or date(2021, 12, 31),
        scope=scope,
        now=city.now,
    )

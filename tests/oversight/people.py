"""Leaders in charge, whom the ladder names."""

from tests import factories
from tests.factories import City
from weiqitong.core.actor import Role, system
from weiqitong.ledger.changes import Changes


def add_leaders(city: City) -> City:
    """One of the county beside the city's."""
    changes = Changes(system(), city.now)
    city.people["county_leader"] = factories.make_actor(
        changes,
        Role.LEADER,
        name="区领导",
        phone="19900000051",
        department=city.county_office,
        region=city.county,
    )
    changes.write()
    return city

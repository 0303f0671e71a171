"""A county with its line: an office, a leader with a secretary, and enterprises that talk."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.factories import (
    FRIDAY,
    City,
    make_actor,
    make_city,
    make_client,
    make_contact,
)
from weiqitong.core.actor import Actor, Role, system
from weiqitong.dialogue import services
from weiqitong.dialogue.models import Line, Message
from weiqitong.directory.models import Client, Official
from weiqitong.ledger.changes import Changes

WORDS = "南门外的路灯坏了三个月，下夜班的工人不敢走，请问归谁修？"


@dataclass
class County:
    """Handles on what `make_county` made."""

    city: City
    line: Line
    now: datetime
    neighbour_client: Client
    people: dict[str, Actor] = field(default_factory=dict)

    @property
    def leader(self) -> Official:
        return Official.objects.get(pk=self.people["county_leader"].official_id or 0)

    def ask(self, who: str = "contact", text: str = WORDS, **more: object) -> Message:
        """A message of an enterprise."""
        more.setdefault("now", self.now)
        return services.post(self.people[who], self.line, text=text, **more)  # type: ignore[arg-type]


def add_people(city: City) -> tuple[dict[str, Actor], Client]:
    """A leader with a secretary, an inspector, and a second enterprise of 坊子区."""
    changes = Changes(system(), city.now)
    people = dict(city.people)
    for key, role, name, phone in (
        ("county_leader", Role.LEADER, "程志强", "19900000041"),
        ("county_secretary", Role.SECRETARY, "白露", "19900000042"),
        ("county_inspector", Role.INSPECTOR, "丁一", "19900000043"),
    ):
        people[key] = make_actor(
            changes, role, name=name, phone=phone, department=city.county_office, region=city.county
        )
    client = make_client(changes, city.county, "坊子永丰纺织有限公司", "91370704MA3A00003X")
    changes.write()
    contact = make_contact(changes, client, "郑秀兰", "19900000044")
    people["neighbour"] = make_actor(
        changes,
        Role.CONTACT,
        name="郑秀兰",
        phone="19900000044",
        clients=(client,),
        person=contact.person,
    )
    changes.write()
    return people, client


def make_county(now: datetime = FRIDAY) -> County:
    """坊子区 with its line; 周海燕 and a neighbour write to it, 孟祥雨 is of another county."""
    city = make_city(now)
    people, client = add_people(city)
    line = services.open_line(people["coordinator"], city.county, name="政企直通", now=now)
    return County(city, line, now, client, people)


def shown(answer: Any) -> str:
    """What a page says, if there is one."""
    return answer.content.decode() if answer.status_code == 200 else ""

"""An emergency that comes when nobody is at work rings whoever is on duty, and nobody else."""

from datetime import timedelta

import pytest

from tests.factories import FRIDAY, make_city
from weiqitong.accounts.services import put_on_duty
from weiqitong.cases import services
from weiqitong.cases.enums import Urgency
from weiqitong.cases.telling import tell_step
from weiqitong.core import clock
from weiqitong.directory.models import Official
from weiqitong.notifications.models import Channel, Letter

pytestmark = pytest.mark.django_db
NIGHT = clock.at(clock.today(FRIDAY), 23)


def reported(urgency: Urgency, now=NIGHT, *, somebody: bool = True) -> list[str]:
    """Masked numbers that a report at this hour rings."""
    city = make_city()
    coordinator = city.people["coordinator"]
    if somebody:
        put_on_duty(
            coordinator,
            Official.objects.get(pk=coordinator.official_id),
            from_at=NIGHT - timedelta(hours=5),
            until_at=NIGHT + timedelta(hours=9),
            now=FRIDAY,
        )
    case = services.report(
        city.people["contact"],
        city.client,
        title="",
        text="车间配电室起火已断电请求支援抢修",
        urgency=urgency,
        now=now,
    )
    tell_step(case.pk, case.version, now)
    letters = Letter.objects.filter(channel=Channel.SMS, secret=False)
    return list(letters.values_list("to_masked", flat=True))


def test_it_rings_who_is_on_duty_at_night():
    assert reported(Urgency.EMERGENCY) == ["199****0011"]


@pytest.mark.parametrize(
    ("urgency", "now", "somebody"),
    [
        (Urgency.URGENT, NIGHT, True),
        (Urgency.EMERGENCY, FRIDAY, True),
        (Urgency.EMERGENCY, NIGHT, False),
    ],
    ids=["it can wait until morning", "somebody is at work", "nobody is on duty"],
)
def test_nothing_rings(urgency, now, somebody):
    assert reported(urgency, now, somebody=somebody) == []

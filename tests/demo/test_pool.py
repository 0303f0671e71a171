"""The invented city has needs of every way in, linked ones and split ones, as its ledger tells."""

from datetime import date

import pytest

from weiqitong.accounts.models import User
from weiqitong.cases.enums import BY_OFFICE, Channel
from weiqitong.cases.models import Case, Intake
from weiqitong.core.actor import Role
from weiqitong.core.clock import at
from weiqitong.demo.seed import seed_city
from weiqitong.directory.models import PartnerMembership
from weiqitong.ledger.replay import compare

NOW = at(date(2021, 9, 30), 10, 20)


@pytest.mark.django_db
def test_the_demo_shows_every_way_in_and_what_belongs_together() -> None:
    seed_city(0.004, echo=lambda line: None, now=NOW, officials=300)
    channels = set(Case.objects.values_list("channel", flat=True))
    assert {*BY_OFFICE, Channel.PARTNER, Channel.SPECIALIST, Channel.ENTERPRISE} <= channels
    wholes = Case.objects.filter(pk__in=Case.objects.filter(parent__isnull=False).values("parent"))
    assert wholes
    for whole in wholes.filter(parts_open__gt=0):
        open_ = Case.objects.filter(parent=whole, closed_at=None)
        assert whole.parts_open == open_.count()
        assert whole.turn_until == max(one.turn_until for one in open_ if one.turn_until)
    assert Case.objects.filter(master__isnull=False, master__master=None).exists()
    assert not Case.objects.filter(master__master__isnull=False).exists()
    partner = Case.objects.filter(channel=Channel.PARTNER)
    members = PartnerMembership.objects.values("client")
    assert partner.filter(client__in=members).count() == partner.count()
    assert User.objects.get(username="partner").grants.filter(role=Role.PARTNER).exists()
    for model in (Case, Intake, PartnerMembership):
        found, rows, _entries = compare(model)
        assert [str(one) for one in found][:3] == []
        assert rows

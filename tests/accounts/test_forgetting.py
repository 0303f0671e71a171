"""What is forgotten by the clock, and what is kept."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from tests.accounts.conftest import Messages
from tests.accounts.town import NOW, make_person, make_user
from weiqitong.accounts import services
from weiqitong.accounts.jobs import forget
from weiqitong.accounts.models import LoginCode, SignIn
from weiqitong.core.actor import ANONYMOUS

pytestmark = pytest.mark.django_db


def test_old_codes_and_dead_sessions_go_and_young_ones_stay(sms: Messages):
    user = make_user(make_person("周海燕", "13900000001"))
    for days in (3, 1):
        at = NOW - timedelta(days=days)
        services.send_code(ANONYMOUS, "13900000001", ip="10.0.0.1", now=at)
    for key, hours in (("dead", -1), ("alive", 1)):
        Session.objects.create(
            session_key=key, session_data="", expire_date=NOW + timedelta(hours=hours)
        )
        services.remember_session(ANONYMOUS, user, key, device="", way="code", now=NOW)
    forget(now=NOW)
    assert [code.sent_at for code in LoginCode.objects.all()] == [NOW - timedelta(days=1)]
    assert [line.pk for line in SignIn.objects.all()] == ["alive"]

"""A database is begun anew only as a whole, with the ledger's triggers back in place."""

import pytest
from django.db import connection

from weiqitong.config import checkup, filled
from weiqitong.jobs.models import Progress
from weiqitong.ledger import triggers

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_migrated_database_holds_nothing_yet():
    assert not filled.holds_anything()
    assert not filled.is_demo()


def test_what_is_begun_anew_is_empty_and_complete():
    Progress.objects.create(code="x", title="x", actor_id=1, created_at="2026-01-01T00:00Z")
    filled.empty()
    assert Progress.objects.count() == 0
    assert checkup.unapplied() == 0
    assert triggers.missing() == []
    assert "ledger_entry" in connection.introspection.table_names()

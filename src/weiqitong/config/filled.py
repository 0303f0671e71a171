"""Whether the database holds anything yet, and how to begin it anew. Asks nobody's permission."""

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection

from weiqitong.accounts.models import DemoMark
from weiqitong.directory.models import Region


def holds_anything() -> bool:
    return Region.objects.exists() or get_user_model().objects.exists()


def is_demo() -> bool:
    return DemoMark.objects.exists()


def empty() -> None:
    """Drop every table and migrate: rows cannot be deleted, the ledger refuses it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA writable_schema = 1")
            cursor.execute("DELETE FROM sqlite_master")
            cursor.execute("PRAGMA writable_schema = 0")
            cursor.execute("VACUUM")
        else:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
    connection.close()
    call_command("migrate", interactive=False, verbosity=0)

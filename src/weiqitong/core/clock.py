"""The present instant and the product's time zone. Services take `now`; only views, jobs and the
command line ask here.
"""

from datetime import UTC, date, datetime, time

from django.utils import timezone


def now() -> datetime:
    """The present, aware, in whole microseconds UTC."""
    return datetime.now(UTC)


def today(at: datetime | None = None) -> date:
    """The calendar day in the product's time zone."""
    return local(at or now()).date()


def local(at: datetime) -> datetime:
    """The instant in the product's time zone."""
    return timezone.localtime(at)


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """An instant given by local day and time."""
    return datetime.combine(day, time(hour, minute), tzinfo=timezone.get_default_timezone())

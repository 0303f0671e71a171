"""Quiet hours: when nothing that can wait leaves for a person (无事不扰). It knows no person."""

from datetime import datetime, time, timedelta

from django.conf import settings

from weiqitong.core.clock import at, local


def quiet_until(now: datetime, begins: time, ends: time) -> datetime:
    """The first instant at or after `now` outside the quiet hours, on the city's clock.

    They may span midnight; where both times are the same there are none.
    """
    here = local(now)
    day, clock = here.date(), here.time()
    if begins == ends:
        return now
    spans = begins > ends
    inside = (clock >= begins or clock < ends) if spans else begins <= clock < ends
    if not inside:
        return now
    if spans and clock >= begins:
        day += timedelta(days=1)
    return at(day, ends.hour, ends.minute)


def usual_hours() -> tuple[time, time]:
    """The city's quiet hours, for who has chosen none of their own."""
    begins, _dash, ends = settings.QUIET_HOURS.partition("-")
    return time.fromisoformat(begins or "00:00"), time.fromisoformat(ends or "00:00")


def usual(now: datetime) -> datetime:
    """When the city's quiet hours are over."""
    return quiet_until(now, *usual_hours())

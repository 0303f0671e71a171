"""Notices about task forces."""

from datetime import datetime

from weiqitong.jobs.define import job

from . import telling


@job("taskforces.member")
def tell_member(member_id: int, now: datetime) -> None:
    """Somebody joined or left."""
    telling.tell_member(member_id, now)


@job("taskforces.ended")
def tell_ended(force_id: int, now: datetime) -> None:
    """A force has ended."""
    telling.tell_ended(force_id, now)

"""Sending one letter: claimed by compare-and-set, tried, and its fate written down.

Any number of workers may try the same letter: the claim raises its count of tries, and one of them
wins. The claim also moves the next try behind a lease, so that a letter whose worker died is tried
again: each letter leaves at least once, and normally once.
"""

import json
import smtplib
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from weiqitong.core import crypto

from . import adapters, robots, sms_templates
from .adapters import Undeliverable
from .models import Channel, Delivery, Letter

LEASE = timedelta(minutes=5)  # longer than any gateway's time-out
WAITS = [  # before the second try, the third, …; then it is given up
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=20),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
]


def send(letter_id: int, now: datetime) -> bool:
    """Try a letter if it is due and nobody else is trying it; whether it left."""
    letter = Letter.objects.due(now).filter(pk=letter_id).first()
    if letter is None:
        return False
    if letter.expires_at is not None and letter.expires_at <= now:
        words = letter.error or _("Its time was over before it could be sent.")
        _settle(letter, state=Delivery.FAILED, body_sealed="", values_sealed="", error=words)
        return False
    if not _claim(letter, now):
        return False
    try:
        _hand_over(letter, now)
    except Undeliverable as refused:
        _failed(letter, str(refused), refused.for_good, now)
        return False
    except Exception as error:
        # Whatever a gateway's library raises, the letter must not be stuck in this worker.
        _failed(letter, f"{type(error).__name__}: {error}", _for_good(error), now)
        return False
    erased = {"to_sealed": "", "body_sealed": "", "values_sealed": ""}
    _settle(letter, state=Delivery.SENT, sent_at=now, error="", **erased)
    return True


def _claim(letter: Letter, now: datetime) -> bool:
    same = Letter.objects.filter(pk=letter.pk, state=Delivery.WAITING, tries=letter.tries)
    taken = same.filter(next_try_at=letter.next_try_at).update(
        tries=letter.tries + 1, next_try_at=now + LEASE
    )
    letter.tries += 1
    return taken == 1


def _hand_over(letter: Letter, now: datetime) -> None:
    to, body = crypto.decrypt(letter.to_sealed), crypto.decrypt(letter.body_sealed)
    if letter.channel == Channel.SMS:
        values = json.loads(crypto.decrypt(letter.values_sealed) or "{}")
        filled = sms_templates.filled(letter.kind, values, now)
        adapters.chosen()(to, body, message_id=letter.message_id, filled=filled)
        return
    if letter.channel == Channel.ROBOT:
        robots.post(to, letter.subject, body)
        return
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    headers = {"Message-ID": f"<{letter.message_id}@{host}>", "Auto-Submitted": "auto-generated"}
    EmailMessage(letter.subject, body, to=[to], headers=headers).send()


def _for_good(error: Exception) -> bool:
    """A mail server's 5xx answer is final, and so is an address that is none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code >= 500
    return isinstance(error, UnicodeError)


def _failed(letter: Letter, words: str, for_good: bool, now: datetime) -> None:
    # A server's answer often repeats the address; staff may see it masked only.
    words = words.replace(crypto.decrypt(letter.to_sealed), letter.to_masked)[:300]
    if for_good or letter.tries > len(WAITS):
        _settle(letter, state=Delivery.FAILED, error=words)
    else:
        _settle(letter, next_try_at=now + WAITS[letter.tries - 1], error=words)


def _settle(letter: Letter, **values: object) -> None:
    """Write the fate of the try that was claimed, unless the letter was taken up anew since."""
    same = Letter.objects.filter(pk=letter.pk, state=Delivery.WAITING, tries=letter.tries)
    same.update(**values)

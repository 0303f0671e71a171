"""A browser signed in as one of the people of a test, without the way in."""

from django.test import Client

from weiqitong.accounts import entrance
from weiqitong.accounts.models import User
from weiqitong.core import clock
from weiqitong.core.actor import Actor


def browser(actor: Actor, language: str = "en") -> Client:
    """Signed in with the second factor given; speaks English, so that tests read like the code."""
    found = Client()
    found.cookies["django_language"] = language
    found.force_login(User.objects.get(pk=actor.user_id or 0), entrance.BACKEND)
    session = found.session
    session[entrance.FACTOR] = "totp"
    session[entrance.DEMO] = False  # as the sign-in page remembers it
    session[entrance.SEEN] = int(clock.now().timestamp())
    session.save()
    return found

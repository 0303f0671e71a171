"""The page of duty and absence offers only what its reader may do."""

import pytest
from django.urls import reverse

from tests.factories import make_city
from tests.support.browsing import browser

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("role", "offered"), [("liaison", True), ("coordinator", False)])
def test_only_a_liaison_says_that_somebody_else_is_away(role: str, offered: bool) -> None:
    shown = browser(make_city().people[role]).get(reverse("accounts:roster")).content.decode()
    assert (f'action="{reverse("accounts:absence")}"' in shown) is offered

"""A small city with people who can sign in, made in the served copy through plans and services."""

from tests.browser.people import PASSWORD

# Everybody's password is hashed once. The mark makes this machine's offices exempt from the second
# step, as in the demo; the second step itself is walked in test_empty_city.
PREPARE = f"""
from datetime import timedelta
from django.contrib.auth.hashers import make_password
from tests.factories import make_case, make_city
from weiqitong.accounts.models import User
from weiqitong.accounts.services.demo import mark_demo
from weiqitong.core import clock
from weiqitong.core.actor import system
city = make_city(clock.now() - timedelta(days=8))
User.objects.update(password=make_password({PASSWORD!r}), demo=True)
mark_demo(system(), {{}}, now=clock.now())
"""

CONTACT = "u19900000001"
SPECIALIST = "u19900000137"
COORDINATOR = "u19900000011"
CITY_COORDINATOR = "u19900000012"
LIAISON = "u19900000013"
CO_HANDLER = "u19900000016"
CITY_HANDLER = "u19900000017"

POLICE = "坊子区公安分局交警大队"
TRANSPORT = "坊子区交通运输局"
CITY_TRANSPORT = "潍坊市交通运输局"

# A dozen needs that were closed last week, so that the figures do not begin at nothing.
SOME_HISTORY = """
from weiqitong.cases import services
from weiqitong.cases.enums import Outcome, Rating
people = city.people
for number in range(12):
    now = city.now + timedelta(minutes=10 * number)
    case = make_case(city, now=now)
    case = services.dispatch(people["coordinator"], case, lead=city.police, now=now)
    case = services.accept(people["liaison"], case, now=now)
    case = services.answer(
        people["liaison"], case, outcome=Outcome.SOLVED, text="已经办好。", now=now
    )
    services.give_verdict(
        people["contact"], case, yes=True, rating=Rating.SATISFIED, now=now
    )
"""

# One need that is being handled.
IN_HAND = """
from weiqitong.cases import services
people, now = city.people, clock.now() - timedelta(hours=1)
case = make_case(city, now=now)
case = services.dispatch(people["coordinator"], case, lead=city.police, now=now)
services.accept(people["liaison"], case, now=now)
"""

"""短信评价、电话回访: a verdict from somebody who does not sign in.

A need is answered. The letter goes out through a gateway over HTTP, as a registered template; the
contact answers 1 from the number on record, the provider hands it on, signed, and the case shows
企业认可·短信. Another enterprise says nothing: a caller of another unit tries three times at
different hours, and the third time hears a no.
"""

import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable

import pytest

from tests.browser import city
from tests.support.gateway import Provider, provider
from tests.support.serving import Served

pytestmark = pytest.mark.browser

SECRET = "shared with the provider"
NUMBER = "19900000001"  # of the enterprise's contact
CALLER = "u19900000032"

# The templates that the city has registered with its provider.
TEMPLATES = """
from weiqitong.notifications.sms_templates import TEMPLATES
from weiqitong.rules import services as rules
items = [
    {"code": "cases.verdict_reply", "template": "SMS_1", "values": ["title", "suffix", "link"]},
    {"code": "cases.heard", "template": "SMS_2", "values": ["title", "verdict"]},
    {"code": "cases.unheard", "template": "SMS_3", "values": ["words"]},
]
rules.load_sample(system(), TEMPLATES, items, "registered", city.now, clock.now())
"""

# Answered thirteen days ago, without a word since; a caller of the city's office has tried twice.
SILENT = """
from weiqitong.cases import services
from weiqitong.cases.enums import CallOutcome, Outcome
from weiqitong.cases.models import CallTry
from weiqitong.cases.plans.calling import CallMade, begins_at
from weiqitong.cases.calling_kinds import script_for
from weiqitong.cases.enums import CallPurpose
from weiqitong.cases.services.acting import load
from weiqitong.core.actor import Role
from weiqitong.ledger.changes import Changes
from tests.factories import make_actor
people, now = city.people, city.now
case = make_case(city, now=now)
case = services.dispatch(people["coordinator"], case, lead=city.police, now=now)
case = services.accept(people["liaison"], case, now=now)
case = services.answer(
    people["liaison"], case, outcome=Outcome.SOLVED, text="路口已清理。", now=now
)
changes = Changes(system(), now)
caller = make_actor(
    changes, Role.CALLER, name="罗小曼", phone="19900000032", department=city.office,
    region=city.city,
)
changes.write()
script = script_for(CallPurpose.VERDICT, city.town.path, now)
when = begins_at(load(case.pk), script) + timedelta(hours=10)
for outcome in (CallOutcome.NO_ANSWER, CallOutcome.BUSY):
    services.record_call(caller, case, called=CallMade(outcome), now=when)
    when = CallTry.objects.latest("seq").next_at
User.objects.filter(username="u19900000032").update(
    password=User.objects.get(username="u19900000011").password, demo=True
)
"""


def until(found: Callable[[], bool], what: str) -> None:
    """The worker needs a moment."""
    deadline = time.monotonic() + 40
    while not found():
        assert time.monotonic() < deadline, f"{what} never came"
        time.sleep(0.3)


def hand_on(served: Served, id_: str, text: str, secret: str = SECRET) -> int:
    """The provider posts what it received."""
    body = json.dumps({"id": id_, "from": f"+86{NUMBER}", "text": text}).encode()
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Signature": signature}
    request = urllib.request.Request(f"{served.url}/notices/inbound/", body, headers)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def sent(fake: Provider, template: str) -> list[dict[str, str]]:
    """What was filled into this template, oldest first."""
    return [
        json.loads(one["TemplateParam"])
        for one in list(fake.sent.values())
        if one["TemplateCode"] == template and one["PhoneNumbers"] == NUMBER
    ]


def test_a_verdict_by_text_message(serve_live, person) -> None:
    with provider() as fake:
        told = {name: str(value) for name, value in fake.settings().items()}
        told |= {"SMS": told.pop("SMS_ADAPTER"), "SMS_INBOUND_SECRET": SECRET}
        served = serve_live(city.PREPARE + TEMPLATES + city.IN_HAND, **told)
        liaison = person(served)
        liaison.sign_in(city.LIAISON)
        liaison.open("/all/?tab=all")
        number = str(liaison.page.locator("[data-row]").first.get_attribute("data-row"))

        # The lead answers; the letter leaves through the gateway and says how to reply.
        liaison.act(number, "answer", outcome="solved", text="路口已清理，大件车可通行。")
        until(lambda: bool(sent(fake, "SMS_1")), "the letter")
        [letter] = sent(fake, "SMS_1")
        assert letter["suffix"] == number[-4:]
        assert letter["link"].startswith(served.url)

        # Somebody else's signature opens nothing; a question gets a reply and is no verdict.
        assert hand_on(served, "m-0", "1", secret="guessed") == 403
        assert hand_on(served, "m-1", "是谁？") == 200
        until(lambda: bool(sent(fake, "SMS_3")), "the reply")
        assert "回复1认可" in sent(fake, "SMS_3")[0]["words"]

        # The contact answers 1; the provider hands it on, twice.
        assert hand_on(served, "m-2", "１") == 200
        assert hand_on(served, "m-2", "１") == 200

        def judged() -> bool:
            liaison.open(f"/cases/{number}/")
            return "企业认可·短信" in liaison.text

        until(judged, "the verdict")
        assert "企业已认可" in liaison.turn
        assert liaison.text.count("企业认可·短信") == 1

    # The enterprise sees its own word, and so does the office in its figures.
    contact = person(served, "phone")
    contact.sign_in(city.CONTACT)
    contact.open(f"/cases/{number}/")
    assert "短信" in contact.turn
    coordinator = person(served)
    coordinator.sign_in(city.COORDINATOR)
    coordinator.open("/")
    coordinator.reads("企业认可·短信", "评价未打分 1")


def test_three_tries_by_phone_and_the_third_hears_a_no(serve_live, person) -> None:
    served = serve_live(city.PREPARE.replace("days=8", "days=13") + SILENT)
    caller = person(served)
    caller.sign_in(CALLER)
    assert caller.path == "/calls/"
    caller.reads("恒岳", "2 次", "占线")
    caller.follow("大件", exact=False)
    caller.reads("您好，周海燕", "罗小曼", "路口已清理。", "无人接听", "占线")
    caller.does_not_read(NUMBER)

    # The number is shown on purpose.
    caller.press("查看号码")
    caller.reads(NUMBER)

    # A word counts only with the recording; what was typed is still there.
    caller.choose("outcome", "reached")
    caller.choose("yes", "no")
    caller.fill(words="路口又堵上了，不认可。")
    caller.press("记录回访")
    caller.reads("录音编号")
    assert caller.page.locator("[name='words']").input_value() == "路口又堵上了，不认可。"
    caller.fill(recording="HF-0001")
    caller.press("记录回访")
    assert caller.path == "/calls/"
    caller.reads("企业不认可")

    # One level up, by the enterprise's own word; no rating was given and none stands there.
    coordinator = person(served)
    coordinator.sign_in(city.CITY_COORDINATOR)
    coordinator.open("/queue/")
    coordinator.reads("恒岳")
    number = str(coordinator.page.locator("[data-row]").first.get_attribute("data-row"))
    coordinator.open(f"/cases/{number}/")
    coordinator.reads("企业不认可·电话回访", "路口又堵上了，不认可。", "第 3 次，共 3 次")
    coordinator.does_not_read("HF-0001", "不满意")

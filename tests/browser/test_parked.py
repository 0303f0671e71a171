"""挂账: what cannot be solved now is parked with a reason, a day promised and a next reply that
rolls.

One need is parked today; another has been for three months, and its reply is overdue. Neither is
ever counted among those solved until its enterprise says so.
"""

from datetime import date, timedelta

import pytest

from tests.browser import city
from tests.browser.people import Person
from weiqitong.core import clock

pytestmark = pytest.mark.browser

WHY = "出口道路列入明年改造计划，资金年底下达，现在不能开工。"
NEWS = "资金已进入预算草案，待人代会批准。"
CHANGED = "资金提前到位，现在可以施工。"

# Dispatched a hundred days ago, parked, replied to month by month; the next reply was promised for
# twelve days ago: before any holiday that may lie between.
LONG_PARKED = """
from weiqitong.cases import services
from weiqitong.cases.enums import ApplicationKind, Cause
from weiqitong.cases.plans import Asked
people = city.people
def day(ago):
    return clock.local(clock.now() - timedelta(days=ago)).replace(hour=10)
case = make_case(city, now=day(100))
case = services.dispatch(people["coordinator"], case, lead=city.police, now=day(99))
case = services.accept(people["liaison"], case, now=day(99))
asked = Asked(
    ApplicationKind.PARKING,
    "周边路网规划正在修编，明年一季度公布。",
    cause=Cause.PLANNING,
    until_on=day(-90).date(),
    next_on=day(70).date(),
)
case = services.apply_for(people["liaison"], case, asked, now=day(98))
case = services.grant(people["coordinator"], case, now=day(98))
for ago, following in ((71, 45), (46, 20), (24, 12)):
    case = services.follow(
        people["liaison"], case, text="规划仍在修编。", next_on=day(following).date(), now=day(ago)
    )
"""


def in_days(days: int) -> date:
    return clock.today(clock.now()) + timedelta(days=days)


def said(day: date) -> str:
    """A day as the enterprise reads it."""
    return f"{day.month}月{day.day}日"


def numbers(who: Person) -> list[str]:
    """Open cases on the list, the one longest there last."""
    who.open("/all/?tab=all")
    rows = who.page.locator("[data-row]")
    return [str(row.get_attribute("data-row")) for row in rows.all()]


def test_a_need_is_parked_followed_up_and_solved(serve_live, person) -> None:
    served = serve_live(prepare=city.PREPARE + city.IN_HAND)
    contact = person(served, "phone")
    liaison, coordinator = person(served), person(served)
    contact.sign_in(city.CONTACT)
    liaison.sign_in(city.LIAISON)
    coordinator.sign_in(city.COORDINATOR)
    number = numbers(liaison)[0]
    case = f"/cases/{number}/"

    # The lead applies, the office agrees; only then the enterprise reads why, and when it hears.
    liaison.open(f"{case}?do=apply")
    liaison.choose("kind", "parking")
    liaison.page.locator("[name='cause']").select_option("funds")
    liaison.fill(until_on=in_days(120).isoformat(), next_on=in_days(10).isoformat(), text=WHY)
    liaison.press("提交领导小组办公室", within="#act")
    contact.open(case)
    contact.does_not_read(WHY)
    coordinator.act(number, "grant", text="同意挂账。")
    contact.open(case)
    assert "挂账中" in contact.turn
    contact.reads("挂账：待资金落实", WHY, said(in_days(120)), said(in_days(10)))

    # It stands among the parked ones, with its days.
    coordinator.open("/parked/")
    row = coordinator.page.locator("tbody tr", has_text="恒岳")
    assert "待资金落实" in row.inner_text()
    assert said(in_days(120)) in row.inner_text()

    # The lead reports, and the next day rolls on.
    liaison.act(number, "follow", text=NEWS, next_on=in_days(25).isoformat())
    contact.open(case)
    contact.reads(NEWS, said(in_days(25)))
    assert said(in_days(25)) in contact.turn

    # It can be done after all: taken up, answered, accepted.
    liaison.act(number, "unpark", text=CHANGED)
    contact.open(case)
    contact.reads(CHANGED)
    assert "挂账中" not in contact.turn
    coordinator.open("/parked/")
    coordinator.does_not_read("恒岳")
    liaison.act(number, "answer", outcome="solved", text="道路已开口通车。")
    contact.open(case)
    contact.choose("verdict", "yes")
    contact.choose("rating", "5")
    contact.press_thumb()
    assert "已办结" in contact.turn


def test_what_was_parked_three_months_ago_is_not_forgotten(serve_live, person) -> None:
    prepare = city.PREPARE.replace("days=8", "days=120")
    served = serve_live(prepare=prepare + LONG_PARKED)
    contact = person(served, "phone")
    liaison, coordinator = person(served), person(served)
    contact.sign_in(city.CONTACT)
    liaison.sign_in(city.LIAISON)
    coordinator.sign_in(city.COORDINATOR)
    number = numbers(liaison)[0]

    # The reply that was promised is overdue, to the office and to the lead.
    coordinator.open("/parked/")
    coordinator.page.locator(".stat", has_text="回复超期").click()
    row = coordinator.page.locator("tbody tr", has_text="待规划或用地落实")
    assert row.locator(".light.red").count() == 1
    liaison.open("/")
    assert number in liaison.page.locator(".case-line", has_text="挂账中").inner_text()

    liaison.act(number, "follow", text=NEWS, next_on=in_days(20).isoformat())
    contact.open(f"/cases/{number}/")
    contact.reads(NEWS, "规划仍在修编。")
    assert said(in_days(20)) in contact.turn
    coordinator.open("/parked/?show=late")
    coordinator.does_not_read("恒岳")

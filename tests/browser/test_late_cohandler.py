"""A co-handler too late: its own clock runs out, the lead answers without it and says so; the
office's bar books the delay to the co-handler, the enterprise reads who holds it and until when.
"""

import pytest

from tests.browser import city

pytestmark = pytest.mark.browser

WITHOUT = "企业急着进设备，交通局的意见后补。"
ANSWER = "道路开口已批准，可以施工。"

# The transport bureau was asked for its opinion days ago and has said nothing; the lead's own time
# still runs.
ASKED = """
from weiqitong.cases import services
from weiqitong.cases.enums import ApplicationKind
from weiqitong.cases.plans import Asked
people = city.people
def day(ago, hour):
    return clock.local(clock.now() - timedelta(days=ago)).replace(hour=hour, minute=0)
case = make_case(city, now=day(14, 9))
case = services.dispatch(
    people["coordinator"], case, lead=city.police, co=[city.transport], now=day(14, 10)
)
case = services.accept(people["liaison"], case, now=day(14, 11))
asked = Asked(
    ApplicationKind.STATUTORY,
    "道路开口须公示。",
    basis="公路法第五十五条",
    until_on=day(-20, 18).date(),
)
case = services.apply_for(people["liaison"], case, asked, now=day(14, 12))
services.grant(people["coordinator"], case, now=day(14, 15))
"""


def test_a_co_handler_too_late(serve_live, person) -> None:
    prepare = city.PREPARE.replace("days=8", "days=15")
    served = serve_live(prepare=prepare + ASKED)
    co, liaison, coordinator = person(served), person(served), person(served)
    contact = person(served, "phone")
    co.sign_in(city.CO_HANDLER)
    liaison.sign_in(city.LIAISON)
    coordinator.sign_in(city.COORDINATOR)
    contact.sign_in(city.CONTACT)

    # The co-handler's card and page say first what it owes, and that it is late.
    co.open("/")
    row = co.page.locator(".case-line", has_text="协办").first
    assert row.locator(".light.red").count() == 1
    number = str(row.get_attribute("data-row"))
    co.open(f"/cases/{number}/")
    assert "您" in co.turn
    assert "协办" in co.turn
    assert co.page.locator(".clock").first.inner_text().startswith("坊子区交通运输局协办意见")
    # The enterprise reads the lead and its date, not whom the lead waits for.
    contact.open(f"/cases/{number}/")
    assert "交警大队" in contact.turn

    # The lead cannot answer as if nothing was missing.
    liaison.act(number, "answer", outcome="solved", text=ANSWER)
    liaison.reads("还没有提意见")
    liaison.fill(over_silence=WITHOUT)
    with liaison.page.expect_navigation():
        liaison.page.locator("#act button[name='way'][value='act']").click()
    contact.open(f"/cases/{number}/")
    contact.reads(ANSWER, "答复时坊子区交通运输局未提交协办意见。")
    contact.does_not_read(WITHOUT)

    # The office's bar books the delay to the co-handler, and to nobody else.
    coordinator.open(f"/cases/{number}/")
    coordinator.reads(WITHOUT, "答复时未提交意见")
    late = coordinator.page.locator(".desks[aria-label='超期时间在谁手里'] + .desk-list li")
    assert late.count() == 1
    assert "协办意见" in late.first.inner_text()
    assert "坊子区交通运输局" in late.first.inner_text()

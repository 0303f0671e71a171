"""“Not ours”: one objection, one hearing, one designation, and the clock that never began anew.

The need is a traffic light on a county road. The catalogue sends it to the traffic police, who have
no say there; the transport bureau has. What the office settles once is offered first next time.
"""

import re

import pytest

from tests.browser import city
from tests.browser.people import Person

pytestmark = pytest.mark.browser

TEXT = "厂门口县道路口没有红绿灯，夜里大车多，工人下班过马路很危险，望装一处信号灯。"
AGAIN = "公司西门外的县道也缺红绿灯，上个月擦碰了两次，请装信号灯。"
CIRCUMSTANCES = "县道平交路口新装信号灯"
ANSWER_BY = r"(\S+ \d\d:\d\d 前)答复"


def report(contact: Person, text: str) -> str:
    contact.open("/report/")
    contact.fill(text=text)
    for _step in range(3):
        contact.press_thumb()
    contact.reads("已经收到")
    return contact.path.split("/")[2]


def answer_by(who: Person, number: str) -> str:
    """Until when the answer is due, as the first line under the title says it."""
    who.open(f"/cases/{number}/")
    found = re.search(ANSWER_BY, who.turn)
    assert found, who.turn
    return found.group(1)


def clock_says(desk: Person, number: str, name: str) -> str:
    """What one of the case's clocks says on the desk."""
    desk.open(f"/cases/{number}/")
    return str(desk.page.locator(".clock", has_text=name).first.inner_text())


def first_offer(coordinator: Person, number: str) -> str:
    """The first of the units that the dispatch form offers; it is chosen already."""
    coordinator.open(f"/cases/{number}/?do=dispatch")
    offer = coordinator.page.locator("#act label.choice").first
    assert offer.locator("input").is_checked()
    return str(offer.inner_text())


def test_not_ours_is_heard_designated_and_never_argued_again(serve_live, person) -> None:
    served = serve_live(prepare=city.PREPARE)
    contact = person(served, "phone")
    coordinator, police, transport = (person(served) for _ in range(3))
    contact.sign_in(city.CONTACT)
    coordinator.sign_in(city.COORDINATOR)
    police.sign_in(city.LIAISON)
    transport.sign_in(city.CO_HANDLER)

    # The catalogue's first guess is taken, and it is the wrong unit.
    number = report(contact, TEXT)
    assert city.POLICE in first_offer(coordinator, number)
    coordinator.press("交办", within="#act")
    promised = answer_by(contact, number)

    # The police object, once, and name whose it is. The enterprise sees who is asked.
    police.act(number, "object", proposed=city.TRANSPORT, text="县道设施由交通运输部门建设养护。")
    contact.open(f"/cases/{number}/")
    assert re.search(f"{city.TRANSPORT} 改派申请中 .*前表态", contact.turn)
    contact.does_not_read("县道设施由交通运输部门建设养护。")

    # The unit named is heard; the office has it on its desk and settles it.
    transport.open("/")
    assert number in transport.page.locator(".case-line", has_text="改派申请中").inner_text()
    transport.act(number, "hear", agrees="yes", text="属县道平安设施，由我局实施。")
    coordinator.open("/queue/")
    coordinator.reads("改派申请待指定")
    coordinator.open(f"/cases/{number}/?do=designate")
    coordinator.reads("县道设施由交通运输部门建设养护。", "属县道平安设施，由我局实施。")
    coordinator.page.locator("#act label.choice", has_text=city.TRANSPORT).click()
    coordinator.fill(grounds="职责分工目录第12项", circumstances=CIRCUMSTANCES)
    coordinator.press("确定指定", within="#act")
    coordinator.reads(f"指定{city.TRANSPORT}承办，此为最终决定")

    # The new lead has what was left of the first lead's time, and no objection of its own.
    assert answer_by(contact, number) == promised
    assert answer_by(transport, number) == promised
    assert promised in clock_says(coordinator, number, "正式答复")
    transport.does_not_read("提出改派")
    transport.act(number, "accept")
    transport.act(number, "answer", outcome="solved", text="信号灯已安装并通电。")

    contact.open(f"/cases/{number}/")
    contact.reads("信号灯已安装并通电。")
    contact.choose("verdict", "yes")
    contact.choose("rating", "5")
    contact.press_thumb()
    assert "已办结" in contact.turn

    # The next need of its kind: what was settled comes first.
    following = report(contact, AGAIN)
    offer = first_offer(coordinator, following)
    assert city.TRANSPORT in offer
    assert CIRCUMSTANCES in offer

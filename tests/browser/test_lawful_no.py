"""A fair no: one unit's word is not enough, two people find so, and the enterprise has one appeal.

It is told the reason and the provision before it judges, and its “no” is kept as a no.
"""

import pytest

from tests.browser import city
from tests.browser.people import Person

pytestmark = pytest.mark.browser

PROVISION = "《公路安全保护条例》第十一条"
WHY = "申请的位置在公路建筑控制区内，法律不允许新建围墙，可改用移动护栏。"
APPEAL = "围墙是原址重建，不是新建，请再看一次。"


def first_case(who: Person) -> str:
    who.open("/all/?tab=open")
    return str(who.page.locator("[data-row]").first.get_attribute("data-row"))


def awaits_a_decision(who: Person, number: str) -> None:
    """The application stands on the person's first page as theirs to decide, with its reason."""
    who.open("/queue/")
    shown = who.page.locator(f"[data-row='{number}']").inner_text()
    assert "轮到您" in shown, shown
    assert "有申请待决定" in shown, shown
    who.open(f"/cases/{number}/?do=grant")
    who.reads(WHY, PROVISION)


def may_answer_no_basis(who: Person, number: str) -> bool:
    """Whether the form of the answer offers it."""
    who.open(f"/cases/{number}/?do=answer")
    who.reads("正式答复")
    return bool(who.page.locator("#act input[name='outcome'][value='no_basis']").count())


def test_a_lawful_no_takes_two_people_and_leaves_one_appeal(serve_live, person) -> None:
    served = serve_live(prepare=city.PREPARE + city.IN_HAND)
    contact = person(served, "phone")
    liaison, coordinator, above = (person(served) for _ in range(3))
    contact.sign_in(city.CONTACT)
    liaison.sign_in(city.LIAISON)
    coordinator.sign_in(city.COORDINATOR)
    above.sign_in(city.CITY_COORDINATOR)
    number = first_case(liaison)
    case = f"/cases/{number}/"

    # Alone, the unit may not say that the law stands against it.
    assert not may_answer_no_basis(liaison, number)
    liaison.act(number, "apply", kind="no_basis", basis=PROVISION, text=WHY)
    liaison.reads("已提交申请")
    contact.open(case)
    contact.does_not_read(WHY)

    # One person outside it agrees, then another; nobody twice.
    awaits_a_decision(coordinator, number)
    coordinator.act(number, "grant", text="依据成立。")
    coordinator.reads("第 1 人，共需 2 人")
    coordinator.does_not_read("同意申请")
    coordinator.open("/queue/")
    assert coordinator.page.locator(f"[data-row='{number}']").count() == 0
    contact.open(case)
    contact.does_not_read(WHY)
    awaits_a_decision(above, number)
    above.act(number, "grant")
    above.reads("第 2 人，共需 2 人")
    assert may_answer_no_basis(liaison, number)
    liaison.act(number, "answer", outcome="no_basis", text=WHY)

    # The enterprise reads why, and what its “no” leads to; it says no and may appeal once.
    contact.open(case)
    contact.reads(WHY, "您的不认可会如实记录")
    contact.choose("verdict", "no")
    contact.does_not_read("另定单位")
    contact.choose("rating", "2")
    contact.press_thumb()
    contact.reads("本件按认定办结", "您可以申诉一次", PROVISION)
    assert "认定办结" in contact.turn
    # The finding is nobody's word in the timeline, least of all the enterprise's own.
    finding = contact.page.locator(".timeline li", has_text="认定于法无据，可申诉一次")
    assert "您 " not in finding.inner_text().split(WHY)[0]
    contact.follow("申诉：请上一级再看一次")
    contact.fill(text=APPEAL)
    contact.press_thumb()
    assert "潍坊市领导小组办公室" in contact.turn
    contact.does_not_read("申诉：请上一级再看一次")

    # The level above has it on its desk as new, with the enterprise's words.
    above.open("/queue/")
    shown = above.page.locator(f"[data-row='{number}']").inner_text()
    assert "轮到您" in shown, shown
    above.open(case)
    above.reads(APPEAL, WHY)

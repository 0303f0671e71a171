"""The whole story with five people: reported on a phone, answered, refused, answered again, closed.

Everything is done through pages, in real browsers, while web and worker run.
"""

import re

import pytest

from tests.browser import city
from tests.browser.people import Person
from tests.browser.photo import a_photo

pytestmark = pytest.mark.browser

TEXT = "厂区南门外的路要开一个12米宽的口子，材料交了两个月，三个单位互相等，大件运输车进不来。"
UNTIL = r"\d\d:\d\d 前"  # a day, or "today", and the time


def figures(office: Person) -> dict[str, tuple[int, ...]]:
    """The figures of the control room as a person reads them: (numerator, denominator)."""
    office.open("/?period=30")
    found = {}
    for stat in office.page.locator(".stat").all():
        label = stat.locator(".stat-label").inner_text()
        parts = stat.locator(".stat-parts").inner_text()
        found[label] = tuple(int(number) for number in re.findall(r"\d+", parts.replace(",", "")))
    return found


def moved(
    before: dict[str, tuple[int, ...]], after: dict[str, tuple[int, ...]]
) -> dict[str, tuple[int, ...]]:
    """By how much each figure moved; those that did not are left out."""
    assert set(before) == set(after)
    change = {
        label: tuple(b - a for a, b in zip(before[label], after[label], strict=True))
        for label in before
    }
    return {label: by for label, by in change.items() if any(by)}


def waiting(office: Person, words: str) -> str:
    """How many wait in one group of the control room."""
    office.open("/")
    return str(office.page.locator(".waiting-line", has_text=words).locator("b").inner_text())


def report(contact: Person) -> str:
    """Three taps on a phone: what, a little more, send. The number comes back."""
    contact.follow("提诉求", exact=True)
    contact.fill(text=TEXT)
    contact.page.locator("[name='uploads']").set_input_files(a_photo("南门.png"))
    contact.press_thumb()
    contact.choose("urgency", "urgent")
    contact.press_thumb()
    contact.reads(TEXT, "南门.png")
    contact.press_thumb()
    contact.reads("已经收到", "您认可才算解决", "刘承志")
    return contact.path.split("/")[2]


def dispatch_in_the_list(coordinator: Person, number: str) -> None:
    """The case opens beside the list; both stay on one screen."""
    assert waiting(coordinator, "待分办") == "1"
    coordinator.open("/queue/")
    coordinator.page.locator(f"[data-row='{number}'] h3 a").click()
    form = coordinator.page.locator("#act form")
    form.wait_for()
    coordinator.reads("南门外的路", "周海燕 199****0001")
    coordinator.choose("choice", "other")
    form.locator("[name='lead']").fill(city.POLICE)
    form.locator("[name='co']").fill(city.TRANSPORT)
    with coordinator.page.expect_navigation():
        form.locator("[name='way'][value='act']").click()
    coordinator.reads(f"下一步：{city.POLICE}", "没有等您处理的事")


def give_word(contact: Person, verdict: str, rating: str, **words: str) -> None:
    """Nothing is chosen beforehand, and the button stays grey until both are."""
    button = contact.page.locator(".phone-foot button")
    assert contact.page.locator("#word input:checked").count() == 0
    contact.choose("verdict", verdict)
    assert button.is_disabled()
    contact.choose("rating", rating)
    contact.fill(**words)
    contact.press_thumb()


def waits_for(who: Person, number: str, *words: str) -> None:
    """It stands on the person's first page as theirs to do."""
    who.open("/")
    line = who.page.locator(".case-line", has_text=number)
    shown = line.inner_text()
    assert "轮到您" in shown
    assert re.search(UNTIL, shown), shown
    assert all(one in shown for one in words), shown


def test_a_need_goes_from_a_phone_to_the_enterprises_yes(serve_live, person) -> None:
    served = serve_live(prepare=city.PREPARE + city.SOME_HISTORY)
    contact = person(served, "phone")
    coordinator, liaison, co_handler, above = (person(served) for _ in range(4))
    contact.sign_in(city.CONTACT)
    coordinator.sign_in(city.COORDINATOR)
    liaison.sign_in(city.LIAISON)
    co_handler.sign_in(city.CO_HANDLER)
    above.sign_in(city.CITY_COORDINATOR)
    before = figures(above)
    above.reads("在办 0 件")

    number = report(contact)
    case = f"/cases/{number}/"
    assert re.search(f"坊子区领导小组办公室.*{UNTIL}分出", contact.turn)
    above.open("/")
    above.reads("在办 1 件")

    dispatch_in_the_list(coordinator, number)
    contact.open(case)
    assert re.search(f"{city.POLICE} 待签收 .*{UNTIL}答复", contact.turn)
    assert contact.page.locator(".photos img").evaluate_all(
        "found => found.length === 1 && found.every(one => one.complete && one.naturalWidth === 64)"
    )

    waits_for(liaison, number, "待签收")
    liaison.act(number, "accept")
    liaison.act(number, "contact", means="call", text="已电话联系，先办6张白天通行证。")
    liaison.act(number, "plan", text="周三前会同交通局批复。")
    liaison.act(number, "ask", text="路口是否要过大件？车宽多少？")
    assert re.search(f"暂停计时 .*请补充情况 .*{UNTIL}回复", liaison.turn)

    waits_for(contact, number, "请补充情况")
    contact.open(case)
    contact.reads("有一个问题问您", "车宽多少？", "周三前会同交通局批复。")
    contact.fill(text="要过大件，车宽4.2米。")
    contact.press("提交回复")
    contact.reads("继续计时")
    contact.does_not_read("有一个问题问您")

    waits_for(co_handler, number, "协办")
    co_handler.act(number, "opine", text="可以右转导流。")
    waits_for(liaison, number, "答复")
    liaison.act(number, "answer", outcome="solved", text="开口已批准，宽12米，本周开工。")
    assert re.search(f"待企业评价 潍坊恒岳精密铸造有限公司 .*{UNTIL}评价", liaison.turn)
    liaison.reads("可以右转导流。")

    waits_for(contact, number, "请看答复")
    contact.open(case)
    contact.reads("开口已批准，宽12米，本周开工。", "您认可这个答复吗？")
    contact.does_not_read("可以右转导流。", "有一个问题问您")
    give_word(contact, "no", "2", missing="批了没有修，车还是进不来。")
    contact.reads("上一级正在另找单位重办")
    assert re.search(f"潍坊市领导小组办公室 .*{UNTIL}另定单位", contact.turn)

    # One level up: the city's office names another lead, and the first one is out.
    assert waiting(above, "另定主办单位") == "1"
    above.act(number, "name", lead=city.POLICE)
    above.page.locator("#act .field.bad").wait_for()
    assert above.page.locator("#act [name='lead']").input_value() == city.POLICE
    above.act(number, "name", lead=city.CITY_TRANSPORT)
    above.reads("批了没有修，车还是进不来。")
    other = person(served)
    other.sign_in(city.CITY_HANDLER)
    waits_for(other, number, "待签收")
    other.act(number, "accept")
    other.act(number, "answer", outcome="solved", text="路口已经修好通车。")

    contact.open(case)
    contact.reads("路口已经修好通车。", "交潍坊市分管领导")
    give_word(contact, "yes", "5")
    contact.reads("谢谢，评价已记录，诉求办结。")
    assert "已办结" in contact.turn
    assert "企业已认可 非常满意" in contact.turn
    contact.does_not_read("谁在办", "怎么办")

    after = figures(above)
    above.reads("在办 0 件")
    # One "no" and one "yes" of two verdicts; one case solved of one closed. Time limits count once
    # they have fallen due, and these lie ahead.
    assert moved(before, after) == {"企业认可": (1, 2), "已解决": (1, 1)}


# What a text message would carry; the address is a key, so no page shows it.
LETTER = """
import re, time
from weiqitong.core import crypto
from weiqitong.notifications.models import Letter
for _ in range(300):
    found = [crypto.decrypt(one.body_sealed) for one in Letter.objects.exclude(body_sealed="")]
    links = [re.search(r"https?://\\S+/w/\\S+?/", one) for one in found]
    if any(links):
        print(next(one for one in links if one).group())
        break
    time.sleep(0.1)
"""


def test_the_enterprise_says_yes_by_the_link_in_its_text_message(serve_live, person) -> None:
    """No sign-in: the link of the letter, on a phone that never was here."""
    served = serve_live(prepare=city.PREPARE + city.IN_HAND)
    liaison = person(served)
    liaison.sign_in(city.LIAISON)
    liaison.open("/all/?tab=open")
    number = liaison.page.locator("[data-row]").first.get_attribute("data-row")
    liaison.act(number, "answer", outcome="solved", text="路灯已经修好。")
    link = served.run(LETTER).strip()
    assert link.startswith(served.url), link

    # Whoever handled it is refused even with the link in hand.
    liaison.open(link)
    liaison.reads("这一页只给企业")
    phone = person(served, "phone")
    phone.open(link)
    phone.reads("路灯已经修好。", "您认可这个答复吗？")
    assert "请看答复" in phone.turn
    give_word(phone, "yes", "4")
    phone.reads("您的意见已收到")
    phone.open(link)
    phone.reads("您的意见已收到")
    liaison.open(f"/cases/{number}/")
    assert "已办结" in liaison.turn

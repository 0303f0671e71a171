"""政企直通: what is said on a county's line, and how one message becomes a need with a verdict.

A contact writes on the phone, the county's leader answers another enterprise, the office makes the
contact's message a need with one tap. What the contact writes privately is read by nobody else. A
clerk pastes a chat, and one message of it becomes a need too.
"""

import pytest

from tests.browser import city
from tests.browser.people import Person

pytestmark = pytest.mark.browser

LAMPS = "南门外的路灯坏了三个月，下夜班的工人不敢走，请问归谁修？"
WATER = "自来水这两天水压低，冷却塔经常报警。"
SECRET = "有一笔工程款拖了八个月，不便公开说，想请领导过问。"
ANSWER = "水务公司在检修加压泵，今天下午六点前恢复。"
CHAT = """永丰纺织郑秀兰 2021/9/17 9:30:10
厂区南边的桥限高牌歪了，大车不敢过，电话13812345678
路人 2021/9/17 9:31
[图片]
"""
LEADER, NEIGHBOUR = "u19900000041", "u19900000044"

# The county gets a leader, a second enterprise and its line.
A_LINE = """
from tests.dialogue.county import add_people
from weiqitong.dialogue import services as dialogue
people = add_people(city)[0]
User.objects.update(password=User.objects.first().password, demo=True)
dialogue.open_line(
    people["coordinator"], city.county, name="亲清一家人", house_rules="有事说事。", now=city.now
)
"""


def say(who: Person, words: str, **chosen: bool) -> None:
    """Write on the page that is open; it stays open."""
    form = who.page.locator("form[data-say]")
    form.locator("textarea").fill(words)
    for name, wanted in chosen.items():
        form.locator(f"[name='{name}']").set_checked(wanted)
    form.locator("button").first.click()
    who.page.locator(".bubble", has_text=words).wait_for()


def open_line(who: Person) -> None:
    who.open("/line/")
    who.page.locator("form[data-say]").wait_for()


def bubble(who: Person, words: str) -> str:
    return str(who.page.locator(".bubble", has_text=words).first.inner_text())


def answered_and_accepted(number: str, office: Person, police: Person, contact: Person) -> None:
    """Dispatched, answered, and judged yes."""
    office.act(number, "dispatch", choice="other", lead=city.POLICE, co="无")
    police.act(number, "accept")
    police.act(number, "answer", outcome="solved", text="路灯已修好。")
    contact.open(f"/cases/{number}/")
    contact.reads("路灯已修好。")
    contact.choose("verdict", "yes")
    contact.choose("rating", "5")
    contact.press_thumb()
    assert "已办结" in contact.turn


def test_a_message_on_the_direct_line_comes_to_a_verdict(serve_live, person) -> None:
    served = serve_live(prepare=city.PREPARE + A_LINE)
    contact, neighbour = person(served, "phone"), person(served, "phone")
    leader, office = person(served, "phone"), person(served)
    contact.sign_in(city.CONTACT)
    neighbour.sign_in(NEIGHBOUR)
    leader.sign_in(LEADER)
    office.sign_in(city.COORDINATOR)

    # The first visit shows the house rules. What is written waits, with an owner and a date.
    open_line(contact)
    contact.reads("亲清一家人", "有事说事。", "涉密不上网")
    say(contact, LAMPS)
    assert "坊子区领导小组办公室" in bubble(contact, LAMPS)
    assert "前答复" in bubble(contact, LAMPS)
    say(contact, SECRET, private=True)
    open_line(neighbour)
    neighbour.reads(LAMPS)
    say(neighbour, WATER)

    # The private message is for the county's office and leader, and for nobody else.
    neighbour.does_not_read(SECRET)
    neighbour.open("/find/?q=工程款")
    neighbour.page.locator("main").wait_for()
    assert SECRET not in neighbour.text
    open_line(leader)
    leader.reads(SECRET, LAMPS)

    # The leader answers the neighbour; nothing is owed there any more.
    leader.page.locator(".bubble", has_text=WATER).get_by_role("link", name="回复").click()
    leader.page.locator("form[data-say] textarea").fill(ANSWER)
    with leader.page.expect_navigation():
        leader.page.locator("form[data-say] button").first.click()
    leader.reads(ANSWER)
    assert "已回复" in leader.turn
    open_line(neighbour)
    assert "已回复" in bubble(neighbour, WATER)
    neighbour.reads(ANSWER)

    # The office sees what still waits, and makes the lamps a need with one tap.
    office.open("/line/waiting/")
    office.reads(LAMPS[:20])
    office.does_not_read(WATER)
    office.follow("进入对话")
    lamps = office.page.locator(".bubble", has_text=LAMPS)
    with office.page.expect_navigation():
        lamps.get_by_role("button", name="转为诉求").click()
    number = office.path.split("/")[2]
    office.reads("来自政企直通")

    # The enterprise stands by it, and the need goes its way to the verdict.
    contact.open(f"/cases/{number}/")
    contact.press("对，这就是我们的诉求")
    police = person(served)
    police.sign_in(city.LIAISON)
    answered_and_accepted(number, office, police, contact)
    open_line(neighbour)
    assert "已转为诉求" in bubble(neighbour, LAMPS)
    neighbour.does_not_read(number)

    # A clerk pastes what was said in a chat group; the enterprise is proposed, the number hidden.
    office.open("/line/370704/paste/")
    office.fill(group="坊子企业服务群", chunk=CHAT)
    office.press("识别留言")
    office.page.locator("[name='client-0']").wait_for()
    assert office.page.locator("[name='client-0']").input_value() == "坊子永丰纺织有限公司"
    assert not office.page.locator("[name='take-1']").is_checked()  # a picture asks for nothing
    office.press("转入所选")
    pasted = office.page.locator(".bubble", has_text="限高牌歪了")
    assert "138****5678" in pasted.inner_text()
    with office.page.expect_navigation():
        pasted.get_by_role("button", name="转为诉求").click()
    second = office.path.split("/")[2]
    neighbour.open(f"/cases/{second}/")
    neighbour.reads("限高牌歪了", "办公室代您登记")

"""Up the ladder to a conference and back: nobody moved, until units sat down together.

A need lies with the traffic police until the last rung of the ladder asks for a conference. The
office calls it in writing, the units say what they can do, the minutes give each a task with a day
and settle to whom needs of this kind go from now on. When the tasks are done it closes by itself.
"""

import re
from datetime import timedelta

import pytest

from tests.browser import city
from tests.browser.people import Person
from weiqitong.core import clock

pytestmark = pytest.mark.browser

# A need of four weeks ago on which nobody did anything; the sweep has looked every six hours.
LEFT_LYING = """
from tests.oversight.people import add_leaders
from weiqitong.cases import services
from weiqitong.cases.selectors.proposals import proposals
from weiqitong.conferences.models import Conference
from weiqitong.directory.selectors import categories
from weiqitong.oversight import jobs
add_leaders(city)
now = clock.now() - timedelta(days=28)
case = make_case(city, now=now)
category = proposals(case, categories(), now)[0].category
case = services.dispatch(
    city.people["coordinator"], case, lead=city.police, category=category, now=now
)
services.accept(city.people["liaison"], case, now=now)
while not Conference.objects.exists():
    now += timedelta(hours=6)
    jobs.sweep(now=now)
"""
RUNGS = ("催办", "单位负责人", "督办单", "分管领导", "会商")
INSIDE = "会议认为道口开设条件已经具备，交通部门此前以规划未批为由拖延。"
TOLD = "已专题研究，确定由交警部门在七天内为您开好道口。"
CIRCUMSTANCES = "厂区出入口接县道"
AGAIN = "厂区北门道路开口也批了一个月没结果，大件运输车进不来。"


def fill_in(person: Person, **fields: str) -> None:
    """Fields by how their names begin: those of a need bear its id."""
    for name, value in fields.items():
        person.page.locator(f"[name^='{name}']").first.fill(value)


def day(ahead: int) -> str:
    return f"{clock.today() + timedelta(days=ahead)}"


def test_up_the_ladder_to_a_conference_and_back(serve_live, person) -> None:
    served = serve_live(prepare=city.PREPARE + LEFT_LYING)
    contact = person(served, "phone")
    coordinator, police, transport = (person(served) for _ in range(3))
    contact.sign_in(city.CONTACT)
    coordinator.sign_in(city.COORDINATOR)
    police.sign_in(city.LIAISON)
    transport.sign_in(city.CO_HANDLER)

    # Every rung is a line of the history; the last has put a conference on the office's desk.
    coordinator.open("/")
    coordinator.reads("专题会商", "召集")
    coordinator.open("/conferences/")
    coordinator.reads("待召集")
    coordinator.page.locator("main table a").first.click()
    coordinator.page.wait_for_url(re.compile(r"/conferences/[^/?]+/$"))
    conference = coordinator.path
    assert re.search("您 .*前召集", coordinator.turn)
    number = re.search(r"\d{4}-\d{6}", coordinator.text)
    assert number
    case = f"/cases/{number.group(0)}/"
    coordinator.open(case)
    coordinator.reads(*RUNGS)
    police.open(conference)
    police.does_not_read("参会单位")  # not yet called: nobody else's

    # The office invites one more unit and calls it, in writing.
    coordinator.open(conference)
    coordinator.page.locator("summary", has_text="增加单位").click()
    coordinator.fill(unit=city.TRANSPORT)
    coordinator.press("邀请")
    for unit in coordinator.page.locator("#units .line-link strong").all_inner_texts():
        if unit not in {city.POLICE, city.TRANSPORT}:
            row = coordinator.page.locator("#units .line-link", has_text=unit)
            with coordinator.page.expect_navigation():
                row.locator("button[name='excuse']").click()
    coordinator.choose("way", "writing")
    coordinator.fill(meets_at=f"{day(3)}T17:00", purpose="道口由谁开、何时开")
    coordinator.press("召集")
    coordinator.reads("已召集")
    contact.open(case)
    contact.reads("书面会商")

    # Each unit finds it on its desk and writes.
    for unit, said in (
        (police, "具备开口条件，同意。"),
        (transport, "占道手续当日出具。"),
    ):
        unit.open("/")
        unit.reads("专题会商")
        unit.open(conference)
        assert "轮到您" in unit.turn
        unit.fill(statement=said)
        unit.press("提交", within="#say")
        unit.reads(said)

    # Minutes with two tasks, and what is settled for good.
    coordinator.open(conference)
    assert re.search("轮到您 .*前印发纪要", coordinator.turn)
    coordinator.follow("撰写纪要")
    coordinator.fill(minutes=INSIDE)
    fill_in(
        coordinator,
        conclusion_="由交警大队牵头开设道口，交通运输局当日出具占道意见。",
        told_=TOLD,
        circumstances_=CIRCUMSTANCES,
    )
    coordinator.fill(text_0="开设临时道口", unit_0=city.POLICE, due_on_0=day(7))
    coordinator.fill(text_1="出具占道意见", unit_1="没有这个局", due_on_1=day(2))
    coordinator.press("印发纪要")
    coordinator.reads("没有这个局")  # refused, and nothing is lost
    assert coordinator.page.locator("[name='minutes']").input_value() == INSIDE
    coordinator.fill(unit_1=city.TRANSPORT)
    coordinator.press("印发纪要")
    coordinator.reads("纪要已印发", "开设临时道口", "事项完成 0 / 2")

    # The enterprise reads what was decided for it, and nothing of who delayed what.
    contact.open(case)
    contact.reads(TOLD)
    contact.does_not_read("以规划未批为由拖延", "占道意见")

    # The tasks are reported and accepted; the last one closes the conference.
    for unit in (police, transport):
        unit.open(conference)
        words = "道口" if unit is police else "占道"
        task = unit.page.locator("main .case-line h3 a", has_text=words)
        with unit.page.expect_navigation():
            task.first.click()
        unit.fill(text="已经完成。")
        with unit.page.expect_navigation():
            unit.page.locator("form[action$='/report/'] button.main").click()
        coordinator.open(unit.path)
        with coordinator.page.expect_navigation():
            coordinator.page.locator("form[action$='/accept/'] button.main").click()
    for _second in range(60):
        coordinator.open(conference)
        if "已办结" in coordinator.turn:
            break
        coordinator.page.wait_for_timeout(1000)
    assert "已办结" in coordinator.turn
    coordinator.reads("事项完成 2 / 2")

    # The lead answers, the enterprise says yes.
    police.act(number.group(0), "answer", outcome="solved", text="道口已经开好，大件车可以进出。")
    contact.open(case)
    contact.choose("verdict", "yes")
    contact.choose("rating", "5")
    contact.press_thumb()
    assert "已办结" in contact.turn

    # The next need of its kind: what the conference settled comes first.
    contact.open("/report/")
    contact.fill(text=AGAIN)
    for _step in range(3):
        contact.press_thumb()
    following = contact.path.split("/")[2]
    coordinator.open(f"/cases/{following}/?do=dispatch")
    offers = coordinator.page.locator("#act label.choice")
    category = offers.filter(has_text=CIRCUMSTANCES)
    assert category.count() == 1
    assert offers.first.inner_text() == category.first.inner_text()
    assert city.POLICE in offers.first.inner_text()

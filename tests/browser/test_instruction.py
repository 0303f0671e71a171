"""批示件: a leader's instruction on a stuck case, entered by the secretary under a delegation,
reported on twice, taken as a Word file and closed.

The enterprise never reads a word of it.
"""

from datetime import date, timedelta
from pathlib import Path

import pytest
from docx import Document

from tests.browser import city
from tests.browser.people import PASSWORD, Person
from weiqitong.core import clock

pytestmark = pytest.mark.browser

LEADER, SECRETARY = "u19900000018", "u19900000031"
WORDS = "请交警大队三日内到企业现场办公，一次说清，结果报我。"
SCOPE = "代录批示，审定反馈，办结批示件。"
THIN = "正在办理中。"
BACK = "只有过程没有结果，请写明何时开口、由谁负责。"
FULL = "已会同交通部门现场定线，开口本周五完工，由王莉负责。"

# A need that has been with the police for three weeks; and the leader's secretary.
STUCK = f"""
from tests.instructions.people import add_secretary
from weiqitong.cases import services
add_secretary(city)
User.objects.update(password=make_password({PASSWORD!r}), demo=True)
people, now = city.people, clock.now() - timedelta(days=21)
case = make_case(city, now=now)
case = services.dispatch(people["coordinator"], case, lead=city.police, now=now)
services.accept(people["liaison"], case, now=now)
"""


def in_days(days: int) -> date:
    return clock.today(clock.now()) + timedelta(days=days)


def number_of_case(who: Person) -> str:
    who.open("/all/?tab=all")
    return str(who.page.locator("[data-row]").first.get_attribute("data-row"))


def test_an_instruction_is_entered_reported_on_sent_back_and_closed(
    serve_live, person, tmp_path
) -> None:
    served = serve_live(prepare=city.PREPARE.replace("days=8", "days=30") + STUCK)
    leader, secretary, liaison = person(served), person(served), person(served)
    contact = person(served, "phone")
    leader.sign_in(LEADER)
    secretary.sign_in(SECRETARY)
    liaison.sign_in(city.LIAISON)
    contact.sign_in(city.CONTACT)
    case = f"/cases/{number_of_case(liaison)}/"

    # Nobody enters an instruction for a leader who has not let them.
    secretary.open(case)
    secretary.does_not_read("录入批示")
    leader.open("/instructions/delegations/")
    leader.page.locator("[name='secretary']").select_option(label="蒋一鸣")
    leader.fill(valid_to=in_days(90).isoformat(), scope=SCOPE)
    leader.press("确认委托")
    leader.reads("委托已生效", "程远山", "蒋一鸣", SCOPE)

    # From the stuck case: the leader's own words, to the unit that leads, until a day.
    secretary.open(case)
    secretary.follow("录入批示")
    secretary.fill(text=WORDS, due_on=in_days(5).isoformat())
    secretary.press("发出批示")
    secretary.reads("程远山", "代录人", "蒋一鸣", "依据委托", WORDS)
    instruction = secretary.path
    assert city.POLICE in secretary.turn
    secretary.open(case)
    secretary.reads("代录程远山的批示")

    # The unit finds it among its items, and reports; too little, so it comes back.
    liaison.open("/items/")
    liaison.follow(WORDS)
    assert liaison.turn.startswith("轮到您")
    item = liaison.path
    liaison.fill(text=THIN)
    liaison.press("反馈")
    secretary.open(item)
    secretary.reads(THIN)
    assert secretary.turn.startswith("轮到您")
    secretary.page.locator("summary", has_text="退回").click()
    form = secretary.page.locator("form[action$='/send_back/']")
    form.locator("[name='text']").fill(BACK)
    form.locator("[name='due_on']").fill(in_days(7).isoformat())
    with secretary.page.expect_navigation():
        form.get_by_role("button", name="退回").click()
    liaison.open(item)
    liaison.reads(BACK)
    liaison.fill(text=FULL)
    liaison.press("反馈")

    # The leader reads what was done, takes the report as a paper, and closes it.
    leader.open("/instructions/")
    leader.follow("厂区南门道路开口")
    leader.reads(FULL, "蒋一鸣")
    with leader.page.expect_download() as download:
        leader.page.get_by_role("link", name="下载报告件").click()
    assert "报告件" in download.value.suggested_filename
    paper = Path(tmp_path) / "report.docx"
    download.value.save_as(paper)
    opened = Document(str(paper))
    words = "".join(one.text for one in opened.paragraphs)
    assert WORDS in words
    assert "蒋一鸣" in words
    assert FULL in opened.tables[0].rows[1].cells[1].text
    leader.fill(text="已阅，办得好。")
    leader.press("办结批示")
    assert "已办结" in leader.turn
    leader.reads("已阅，办得好。")
    liaison.open(item)
    assert "已完成" in liaison.turn

    # Not a word of it reaches the enterprise.
    number = leader.page.locator(".crumb-line").inner_text().split("/")[-1].split()[0]
    assert number.startswith("潍批")
    for page in (case, "/", "/notices/"):
        contact.open(page)
        contact.does_not_read(WORDS, number, FULL, "批示")
    contact.open(instruction)
    contact.does_not_read(WORDS, number)

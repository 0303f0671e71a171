"""An owner afraid to complain: of its own specialist, with its name hidden.

It reads before sending who will see what; the specialist sees nothing anywhere; the unit handles it
without a name; the office looks, with a reason, and the owner reads who looked and why. A report of
retaliation reaches inspection, and nobody else sees that there is one.
"""

import pytest

from tests.browser import city
from tests.browser.people import Person

pytestmark = pytest.mark.browser

OWNER = ("恒岳", "周海燕", "19900000001", "91370704MA3A00001X")
TEXT = "服务专员刘承志三次上门都要我们买他亲戚的保险，不买就不给报补贴，请查一查。"
WITH_NAME = f"{TEXT}我们是潍坊恒岳精密铸造有限公司，找周海燕。"
TITLE = "服务专员刘承志三次上门"
WHY = "要核对补贴申报的时间"
INSPECTOR = "u19900000019"
HARM = "反映之后，他打电话说以后别想再报补贴。"


def does_not_know(who: Person) -> None:
    """Nothing on the page tells who asks, neither in words nor behind them."""
    found = [one for one in OWNER if one in who.page.content()]
    assert not found, f"{found} on {who.path}"


def report(contact: Person) -> str:
    """Three steps on the phone: what, a little more, once more before it is sent."""
    contact.open("/report/")
    contact.reads("需要匿名或者反映某个单位、某个人的")
    contact.fill(text=WITH_NAME)
    contact.press("补充信息")
    # The list changes with the choice.
    contact.reads("能看到诉求，知道是您提出的")
    contact.does_not_read("目前没有人查看")
    contact.choose("level", "sealed")
    contact.reads("县级和镇街办公室")
    contact.choose("level", "hidden")
    contact.reads("查看您的名称必须写明理由", "附件经办公室查看放行后才能看到")
    contact.does_not_read("县级和镇街办公室", "能看到诉求，知道是您提出的")
    contact.choose("about", "specialist")
    contact.press_thumb()
    # Once more, with the words as they will be sent.
    contact.reads("（本企业）", "不参与办理，看不到，也不会收到通知")
    contact.does_not_read("找周海燕")
    contact.press_thumb()
    contact.does_not_read("已经告诉您的专员")
    return contact.path.split("/")[2]


def test_a_complaint_with_the_name_hidden(serve_live, person) -> None:
    served = serve_live(prepare=city.PREPARE)
    contact, specialist = person(served, "phone"), person(served, "phone")
    coordinator, liaison, inspector = (person(served) for _ in range(3))
    contact.sign_in(city.CONTACT)
    specialist.sign_in(city.SPECIALIST)
    coordinator.sign_in(city.COORDINATOR)
    liaison.sign_in(city.LIAISON)
    inspector.sign_in(INSPECTOR)

    number = report(contact)
    case = f"/cases/{number}/"

    # The office assigns it without knowing; the unit handles it without knowing.
    coordinator.open("/queue/")
    coordinator.reads("某企业（匿名）", TITLE)
    coordinator.open(case)
    does_not_know(coordinator)
    coordinator.act(number, "dispatch", choice="other", lead=city.POLICE)
    liaison.open(case)
    liaison.reads("某企业（匿名）")
    does_not_know(liaison)
    liaison.act(number, "accept")
    does_not_know(liaison)

    # The specialist sees nothing anywhere: not at home, on no list, not by address, in no notice.
    for path in ("/", "/cases/", "/notices/", f"/find/?q={TITLE[:8]}"):
        specialist.open(path)
        shown = (
            specialist.page.content()
            .replace(f"q={TITLE[:8]}", "")
            .replace(f'value="{TITLE[:8]}"', "")
        )
        assert number not in shown, path
        assert "买他亲戚的保险" not in shown, path
    assert specialist.page.goto(case).status == 404

    # The office looks, with a reason; the owner reads who, when and why.
    coordinator.open(case)
    coordinator.follow("某企业（匿名）")
    does_not_know(coordinator)
    coordinator.fill(reason=WHY)
    coordinator.press("查看并记录在案")
    coordinator.reads("潍坊恒岳精密铸造有限公司", "周海燕", "仅显示这一次")
    coordinator.open(case)
    does_not_know(coordinator)
    contact.open(case)
    contact.reads("谁查看过您的企业信息", WHY)
    liaison.open(case)
    liaison.does_not_read(WHY)

    # Answered to nobody it knows, and the owner says yes.
    liaison.act(number, "answer", outcome="solved", text="已核实，专员已调换，补贴已补报。")
    does_not_know(liaison)
    contact.open(case)
    contact.reads("专员已调换")
    contact.choose("verdict", "yes")
    contact.choose("rating", "5")
    contact.press_thumb()
    contact.reads("评价已记录")
    liaison.open(case)
    does_not_know(liaison)

    # Harmed because of it: that goes to inspection alone.
    contact.open(case)
    contact.follow("因为这件诉求受到打击报复？向督查举报")
    contact.fill(text=HARM)
    contact.press_thumb()
    contact.reads("只有督查人员能看到", "受理人：坊子区督查")
    told = contact.path
    for other in (specialist, coordinator, liaison):
        assert other.page.goto(told).status == 403
        for path in (case, "/", "/notices/"):
            other.open(path)
            other.does_not_read(HARM, "打击报复")
    inspector.open("/supervision/retaliation/")
    inspector.follow("潍坊恒岳精密铸造有限公司")
    inspector.reads(HARM)
    inspector.page.locator("form[action$='/reply/'] textarea").fill("已受理，三日内核查。")
    inspector.press("发给企业", within="form[action$='/reply/']")
    contact.open(told)
    contact.reads("已受理，三日内核查。", "丁维")

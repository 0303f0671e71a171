"""One letter, two matters, two units, one office that answers for the whole; and another enterprise
with the same trouble, answered in the same words without either learning of the other.
"""

import pytest

from tests.browser import city
from tests.browser.people import Person

pytestmark = pytest.mark.browser

STRANGER, FAR_COORDINATOR = "u19900000002", "u19900000021"
OURS, THEIRS = "恒岳", "云驼山"
LETTER = "一是南门道路开口批了两个月没有结果，二是施工期间大件车进不了厂，请一并解决。"
ALIKE = "我公司门口道路开口也批了很久，大件车进不来，请帮助解决。"
OPENED, PASSED = "道路开口已批准，批文随后送达。", "施工期间凭通行证走东侧便道。"


def enters_the_letter(office: Person) -> str:
    """First whose it is, then what it says."""
    office.open("/cases/new/")
    office.page.locator("main [name='q']").fill(OURS)
    office.press("查找", within="main")
    office.follow("潍坊恒岳精密铸造有限公司")
    office.choose("channel", "letter")
    office.fill(source_ref="信2021-31", paper_number="坊政信31号", said_by="周海燕", text=LETTER)
    office.press("登记", within="main form.act-form")
    office.reads("已请企业确认")
    return office.path.split("/")[2]


def reports(contact: Person, text: str) -> str:
    contact.open("/report/")
    contact.fill(text=text)
    for _step in range(3):
        contact.press_thumb()
    return contact.path.split("/")[2]


def says_yes(contact: Person, number: str) -> None:
    contact.open(f"/cases/{number}/")
    contact.choose("verdict", "yes")
    contact.choose("rating", "5")
    contact.press_thumb()
    assert "已办结" in contact.turn


def test_a_letter_in_two_parts_and_a_look_alike(serve_live, person) -> None:
    served = serve_live(prepare=city.PREPARE)
    contact, stranger = person(served, "phone"), person(served, "phone")
    office, far_office, city_office, police, transport = (person(served) for _ in range(5))
    for who, name in (
        (contact, city.CONTACT),
        (stranger, STRANGER),
        (office, city.COORDINATOR),
        (far_office, FAR_COORDINATOR),
        (city_office, city.CITY_COORDINATOR),
        (police, city.LIAISON),
        (transport, city.CO_HANDLER),
    ):
        who.sign_in(name)

    # A letter comes in. The enterprise finds it on its phone and stands by it.
    whole = enters_the_letter(office)
    contact.open("/")
    contact.reads("有人代您登记了这件诉求")
    contact.open(f"/cases/{whole}/")
    contact.reads("办公室代您登记")
    contact.press("对，这就是我们的诉求")
    office.open("/cases/new/?q=" + OURS)
    office.follow("潍坊恒岳精密铸造有限公司")
    office.fill(source_ref="信2021-31", text=LETTER)
    office.press("登记", within="main form.act-form")
    office.reads(f"编号信2021-31已登记，诉求编号为{whole}")

    # Two matters for two units: each a part under the letter's number, the office waits for both.
    office.act(
        whole,
        "split",
        text1="南门道路开口审批",
        lead1=city.POLICE,
        text2="施工期间大件车通行",
        lead2=city.TRANSPORT,
    )
    assert "等待 2 个子件" in office.turn
    office.reads(f"{whole}-1", f"{whole}-2", "施工期间大件车通行")
    one, two = f"{whole}-1", f"{whole}-2"
    contact.open(f"/cases/{whole}/")
    contact.reads("拆分办理", "南门道路开口审批")
    assert "等待 2 个子件" in contact.turn
    transport.open(f"/cases/{two}/")
    transport.reads("施工期间大件车通行")

    # Another county's enterprise has the same trouble; the city's office sees both and links it.
    alike = reports(stranger, ALIKE)
    far_office.open(f"/cases/{alike}/?do=dispatch")
    far_office.choose("choice", "other")
    far_office.fill(lead=city.POLICE)
    far_office.press("交办", within="#act")
    city_office.act(alike, "link", master=one)
    city_office.reads(f"关联到{one}（同类诉求）")
    city_office.open(f"/cases/{one}/")
    city_office.reads("关联到本诉求", alike)

    # One unit leads both: one text, an answer of its own for each.
    police.act(one, "accept")
    police.act(alike, "accept")
    police.open(f"/cases/{one}/?do=answer")
    police.page.locator("#act label.choice", has_text=alike).click()
    police.page.locator("#act label.choice:has(input[name='outcome'][value='solved'])").click()
    police.fill(text=OPENED)
    with police.page.expect_navigation():
        police.page.locator("#act button[name='way'][value='act']").click()
    stranger.open(f"/cases/{alike}/")
    stranger.reads(OPENED)
    stranger.does_not_read(OURS, one, whole)
    says_yes(stranger, alike)
    contact.open(f"/cases/{one}/")
    contact.reads(OPENED)
    contact.does_not_read(THEIRS, alike)
    says_yes(contact, one)

    # The second part; then the office sums up what both were answered.
    office.open(f"/cases/{whole}/")
    assert "等待 1 个子件" in office.turn
    transport.act(two, "accept")
    transport.act(two, "answer", outcome="solved", text=PASSED)
    says_yes(contact, two)
    office.open(f"/cases/{whole}/?do=sum_up")
    assert "待汇总答复" in office.turn
    made = str(office.page.locator("#act textarea[name='text']").input_value())
    assert OPENED in made
    assert PASSED in made
    office.act(whole, "sum_up", outcome="solved")

    contact.open(f"/cases/{whole}/")
    contact.reads(OPENED, PASSED)
    says_yes(contact, whole)
    office.open(f"/cases/{whole}/")
    assert "已办结" in office.turn

"""What goes wrong under way: a closed browser, no network, an ended session, an old form, two taps.

Nothing typed is lost, and nothing is sent twice. One served copy for all: each test begins and ends
with no draft of its person.
"""

import re
from collections.abc import Callable, Iterator

import pytest

from tests.browser import city
from tests.browser.people import PASSWORD, Person
from tests.browser.photo import a_photo
from tests.support import databases, serving
from tests.support.serving import Served

pytestmark = pytest.mark.browser

TEXT = "厂门口的路灯坏了二十多天没人修，夜班工人骑车下班很不安全，望尽快修好。"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Served]:
    found = serving.copy_of_product(tmp_path_factory.mktemp("home"), databases.template())
    found.run(city.PREPARE)
    found.start()
    yield found
    found.stop()


@pytest.fixture
def contact(served: Served, person: Callable[..., Person]) -> Person:
    found = person(served, "phone")
    found.sign_in(city.CONTACT)
    return found


def needs(who: Person) -> int:
    """How many needs of theirs are in hand."""
    who.open("/cases/")
    return int(who.page.locator(".case-line").count())


def state_says(who: Person, words: str) -> None:
    who.page.locator("[data-state]", has_text=words).wait_for()


def test_a_closed_browser_finds_the_report_again(contact: Person) -> None:
    contact.open("/report/")
    contact.fill(text=TEXT)
    state_says(contact, "已保存")
    contact.page.locator("[name='uploads']").set_input_files(a_photo("路灯.png"))
    contact.press_thumb()
    contact.choose("urgency", "urgent")
    state_says(contact, "已保存")
    contact.close_browser()

    contact.open("/")
    contact.reads(TEXT[:20])
    contact.open("/report/")
    assert contact.page.locator("[name='text']").input_value() == TEXT
    contact.reads("路灯.png", "上次没写完")
    contact.press_thumb()
    assert contact.page.locator("[name='urgency'][value='urgent']").is_checked()
    contact.open("/report/")
    contact.press("丢弃，重新写")
    assert contact.page.locator("[name='text']").input_value() == ""
    contact.does_not_read("路灯.png")


def test_what_is_typed_without_a_network_is_there_when_it_is_back(contact: Person) -> None:
    contact.open("/report/")
    contact.context.set_offline(True)
    contact.fill(text=TEXT)
    state_says(contact, "已存在本机")
    contact.page.close()
    contact.context.set_offline(False)

    contact.new_page()
    with contact.page.expect_response(lambda answer: "/draft/" in answer.url and answer.ok):
        contact.open("/report/")  # and now the server has it too
    assert contact.page.locator("[name='text']").input_value() == TEXT
    # Which of the two is read depends on how soon the server has answered.
    either = re.compile("这是您上次写的内容|已保存")
    contact.page.locator("[data-state]", has_text=either).wait_for()
    contact.open("/report/")
    contact.reads("上次没写完")
    contact.press("丢弃，重新写")


def test_an_ended_session_shows_again_what_was_typed(contact: Person) -> None:
    contact.open("/report/")
    contact.context.clear_cookies(name="sessionid")
    contact.fill(text=TEXT)
    contact.press_thumb()
    assert contact.path == "/sign-in/"
    contact.fill(username=city.CONTACT, password=PASSWORD)
    contact.press("登录", within="main form")
    contact.reads("写的内容都在")
    assert contact.page.locator("textarea").input_value() == TEXT
    contact.press("再次提交")
    assert contact.path == "/report/more/"
    contact.open("/report/")
    assert contact.page.locator("[name='text']").input_value() == TEXT
    contact.press("丢弃，重新写")


def test_an_old_form_shows_again_what_was_typed(contact: Person) -> None:
    contact.open("/report/")
    contact.fill(text=TEXT)
    state_says(contact, "已保存")
    contact.context.clear_cookies(name="csrftoken")
    contact.press_thumb()
    contact.reads("这张表打开太久了")
    assert contact.page.locator("textarea").input_value() == TEXT
    contact.press("再次提交")
    assert contact.path == "/report/more/"
    contact.open("/report/")
    contact.press("丢弃，重新写")


def test_two_taps_send_once_and_so_do_two_windows(contact: Person) -> None:
    before = needs(contact)
    contact.open("/report/")
    contact.fill(text=TEXT)
    contact.press_thumb()
    contact.press_thumb()
    other = contact.context.new_page()
    other.route("**/*.js", lambda route: route.abort())  # the page without its scripts
    form = contact.page.content()
    with contact.page.expect_navigation():
        contact.page.locator(".phone-foot button").dblclick()
    number = contact.path.split("/")[2]
    contact.reads("已经收到")
    # The same form once more, from a window that was left open.
    other.route("**/left-open", lambda route: route.fulfill(body=form, content_type="text/html"))
    other.goto("/left-open")
    with other.expect_navigation():
        other.locator(".phone-foot button").click()
    assert other.url.endswith(f"/report/{number}/received/")
    assert needs(contact) == before + 1


def test_two_taps_confirm_once(
    served: Served, contact: Person, person: Callable[..., Person]
) -> None:
    specialist = person(served, "phone")
    specialist.sign_in(city.SPECIALIST)
    specialist.open("/report/")
    specialist.fill(text="社保补贴网上申报总提示材料不全，跑了两趟还是没有办成。")
    for _step in range(3):
        specialist.press_thumb()
    number = specialist.path.split("/")[2]
    contact.open(f"/cases/{number}/")
    contact.reads("社保补贴")
    with contact.page.expect_navigation():
        contact.page.locator("form[action$='/confirm/'] button").dblclick()
    assert contact.page.locator("form[action$='/confirm/']").count() == 0
    said = contact.page.locator(".timeline li", has_text="确认").count()
    assert said == 1, contact.text

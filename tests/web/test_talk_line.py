"""The conversation's element in a real browser: what is new comes in, nothing typed is lost."""

from typing import Any

import pytest

from .test_elements import _posts, _show, tab  # noqa: F401 - the fixture

pytestmark = pytest.mark.browser

PAGE = """
<talk-line url="/latest" etag="one" away="kept here" fresh="new below">
  <ol class="talk" data-talk><li id="m-a">a</li><li id="m-b">b</li></ol>
  <p role="status" data-news></p>
</talk-line>
<form method="post" action="/post" data-say>
  <p data-bad></p><input type="hidden" name="once" value="1"><input type="checkbox" name="private">
  <textarea name="text"></textarea><button>Send</button>
</form>
"""


def _ask(page: Any) -> None:
    page.evaluate("() => document.querySelector('talk-line').ask()")


def _texts(page: Any) -> list[str]:
    return [one.strip() for one in page.locator("li").all_inner_texts()]


def test_new_messages_come_in_changed_ones_change_and_hidden_ones_go(tab):  # noqa: F811
    answers = {"/latest": '<li id="m-a">a</li><li id="m-c">c, answered</li>'}
    _show(tab, PAGE, answers)
    _ask(tab)
    assert _texts(tab) == ["a", "c, answered"]
    answers["/latest"] = '<li id="m-c" class="covered">c</li><li id="m-d">d</li>'
    _ask(tab)
    assert _texts(tab) == ["a", "c", "d"]  # what is older than the newest page stays
    assert tab.get_attribute("#m-c", "class") == "covered"


def test_where_nothing_is_new_nothing_is_touched(tab):  # noqa: F811
    _show(tab, PAGE, {"/latest": 304})
    _ask(tab)
    assert _texts(tab) == ["a", "b"]


def test_what_is_sent_stays_on_the_page_and_the_next_message_has_a_new_token(tab):  # noqa: F811
    _show(tab, PAGE, {"/post": {"once": "2"}, "/latest": '<li id="m-b">b</li><li id="m-c">x</li>'})
    tab.fill("textarea", "hello")
    tab.check("[name=private]")
    tab.click("button")
    tab.wait_for_selector("#m-c")
    assert [data for _method, _path, data in _posts(tab)] == ["once=1&private=on&text=hello"]
    assert tab.input_value("textarea") == ""
    assert tab.input_value("[name=once]") == "2"
    assert not tab.is_checked("[name=private]")


def test_what_was_sent_is_no_draft_any_more(tab):  # noqa: F811
    kept = '<c-draft key="line" url="/draft">' + PAGE.split("</talk-line>")[1] + "</c-draft>"
    answers = {"/post": {"once": "2"}, "/latest": '<li id="m-c">x</li>', "/draft": {"saved": True}}
    _show(tab, PAGE.split("</talk-line>")[0] + "</talk-line>" + kept, answers)
    tab.fill("textarea", "hello")
    assert "hello" in tab.evaluate("() => localStorage.getItem('draft:line')")
    tab.click("button")
    tab.wait_for_selector("#m-c")
    assert tab.evaluate("() => localStorage.getItem('draft:line')") is None
    tab.wait_for_timeout(1000)
    assert [path for _method, path, _data in _posts(tab)] == ["/post"]


def test_without_a_network_the_words_stay_and_are_sent_again_under_the_same_token(tab):  # noqa: F811
    answers = {"/latest": '<li id="m-b">b</li>'}
    _show(tab, PAGE, answers)
    tab.context.set_offline(True)
    tab.route("**/post", lambda route: route.abort())
    tab.fill("textarea", "hello")
    tab.click("button")
    tab.wait_for_function("document.querySelector('[data-bad]').textContent === 'kept here'")
    assert tab.input_value("textarea") == "hello"
    tab.context.set_offline(False)
    tab.unroute("**/post")
    answers["/post"] = {"once": "2"}  # type: ignore[assignment]
    tab.click("button")
    tab.wait_for_function("document.querySelector('textarea').value === ''")
    assert "once=1" in _posts(tab)[-1][2]

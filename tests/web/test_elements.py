"""The custom elements in a real browser: what they add, and that nothing is sent twice or lost."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler
from tools import assets

from weiqitong.web import parts

from .test_components import ROOT

pytestmark = pytest.mark.browser

SITE = "http://weiqitong.test"


@pytest.fixture
def tab(chromium: Any) -> Iterator[Any]:
    """A page whose every request is answered by this test; scripts that fail fail the test."""
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.sent = []
    yield page
    page.close()
    assert problems == []


def _show(tab: Any, snippet: str, answers: dict[str, Any] | None = None, **context: Any) -> None:
    """Open a page with this snippet in it; `answers` maps paths to what they answer."""
    template = engines["django"].from_string(CottonCompiler().process(snippet))
    body = template.render(context, RequestFactory().get("/phone/"))
    html = f'<!doctype html><html lang="en"><body class="phone"><main>{body}</main>'
    html += f'<script type="module">{assets.script(ROOT)}</script></body></html>'

    def answer(route: Any) -> None:
        request = route.request
        path = request.url.removeprefix(SITE)
        tab.sent.append((request.method, path, request.post_data or ""))
        found = (answers or {}).get(path)
        if isinstance(found, dict):
            route.fulfill(json=found)
        elif isinstance(found, int):
            route.fulfill(status=found, body="" if found == 204 else f"answer {found}")
        elif found is not None:
            route.fulfill(body=found, content_type="text/html; charset=utf-8")
        else:
            route.fulfill(body=html, content_type="text/html; charset=utf-8")

    tab.route("**/*", answer)
    tab.goto(SITE + "/")


def _posts(tab: Any) -> list[tuple[str, str, str]]:
    return [sent for sent in tab.sent if sent[0] == "POST"]


def test_a_form_is_sent_once_however_often_it_is_pressed(tab):
    form = '<form method="post" action="/send">{}</form>'
    _show(
        tab, form.format('<c-btn name="act" value="go" busy="Sending">Send</c-btn>'), {"/send": 204}
    )
    tab.evaluate("() => { for (let n = 0; n < 3; n++) document.querySelector('button').click(); }")
    tab.wait_for_function("document.querySelector('button').getAttribute('aria-busy') === 'true'")
    assert tab.inner_text("button") == "Sending"
    tab.click("button")
    tab.wait_for_timeout(200)
    assert [data for _method, _path, data in _posts(tab)] == ["act=go"]


def test_the_button_waits_for_verdict_and_rating_and_says_what_it_sends(tab):
    steps = [
        parts.RateStep("2", "dissatisfied", "mood-sad"),
        parts.RateStep("4", "satisfied", "mood-smile"),
    ]
    _show(
        tab,
        '<c-verdict-form groups="verdict rating" prompt="Choose first" pattern="Send: #words#">'
        '<form method="post" id="v"><c-choice name="verdict" value="yes" label="Yes" says="yes" />'
        '<c-choice name="verdict" value="no" label="No" says="no" />'
        '<textarea data-when="verdict=no"></textarea><c-rate :steps="steps" /></form>'
        '</c-verdict-form><c-thumb><c-btn main form="v">Send</c-btn></c-thumb>',
        steps=steps,
    )
    assert tab.is_disabled("button")
    assert tab.inner_text("button") == "Choose first"
    assert not tab.is_visible("textarea")
    tab.check("[value=no]")
    assert tab.is_disabled("button")
    assert tab.is_visible("textarea")
    tab.check("[name=rating][value='2']", force=True)
    assert tab.is_enabled("button")
    assert tab.inner_text("button") == "Send: no, dissatisfied"


def test_characters_are_counted_as_the_server_counts(tab):
    _show(
        tab,
        '<textarea id="t">four</textarea>'
        '<live-count for="t" max="6" words="#n# of #max#"></live-count>',
    )
    assert tab.inner_text("live-count") == "4 of 6"
    tab.fill("#t", "😀😀")
    assert tab.inner_text("live-count") == "2 of 6"
    tab.fill("#t", "too long a text")
    assert "over" in tab.get_attribute("live-count", "class")
    assert tab.input_value("#t") == "too long a text"


DRAFT = (
    '<c-draft key="report" url="/draft"><form method="post"><input type="hidden" '
    'name="csrfmiddlewaretoken" value="token"><textarea name="text"></textarea>'
    '<input name="password" type="password"></form></c-draft>'
)


def test_a_draft_goes_to_the_server_and_survives_a_closed_page(tab):
    _show(tab, DRAFT, {"/draft": {"ok": True}})
    tab.fill("textarea", "The road is closed")
    tab.fill("[name=password]", "hush")
    tab.wait_for_function("document.querySelector('[data-state]').textContent !== ''")
    assert tab.inner_text("[data-state]") in {"Saved", "已保存"}
    assert [data for _method, _path, data in _posts(tab)] == ["text=The+road+is+closed"]
    tab.reload()
    assert tab.input_value("textarea") == "The road is closed"
    assert tab.input_value("[name=password]") == ""


def test_without_a_network_the_draft_stays_on_the_device(tab):
    _show(tab, DRAFT, {"/draft": 503})
    tab.fill("textarea", "The road is closed")
    tab.wait_for_function("document.querySelector('[data-state]').textContent !== ''")
    assert "Saved on this device" in tab.inner_text("[data-state]") or "本机" in tab.inner_text(
        "[data-state]"
    )
    assert "The road is closed" in tab.evaluate("localStorage.getItem('draft:report')")


def test_what_the_server_kept_is_not_overwritten_by_an_older_copy(tab):
    _show(
        tab,
        DRAFT.replace("></textarea>", ">{{ kept }}</textarea>"),
        {"/draft": {"ok": True}},
        kept="newer",
    )
    tab.evaluate(
        "() => localStorage.setItem('draft:report',"
        " JSON.stringify({at: Date.now(), fields: [['text', 'older']]}))"
    )
    tab.reload()
    assert tab.input_value("textarea") == "newer"


def test_files_add_up_can_be_taken_out_and_are_checked_before_sending(tab):
    _show(
        tab,
        '<file-picker max-files="2" max-bytes="1000000" too-many="At most #limit#" '
        'too-large="Over #limit# MB" wrong-kind="Not this kind" remove="Remove">'
        '<input type="file" multiple accept=".pdf,image/*"><ul class="picked"></ul></file-picker>',
    )

    def choose(name: str, kind: str, size: int = 10) -> None:
        tab.set_input_files("input", [{"name": name, "mimeType": kind, "buffer": b"x" * size}])

    choose("a.pdf", "application/pdf")
    choose("run.exe", "application/x-msdownload")
    choose("large.pdf", "application/pdf", 1_000_001)
    choose("<b>.png", "image/png")
    choose("third.pdf", "application/pdf")
    names = "[...document.querySelector('input').files].map((file) => file.name)"
    assert tab.evaluate(names) == ["a.pdf", "<b>.png"]
    said = tab.inner_text(".picked")
    for words in ("Not this kind", "Over 1 MB", "At most 2", "<b>.png"):
        assert words in said
    tab.click(".picked li:first-child button")
    assert tab.evaluate(names) == ["<b>.png", "third.pdf"]


QUEUE = (
    '<c-split-queue label="Queue"><c-slot name="list"><div class="queue-rows">'
    '{% for line in lines %}<c-case-line :line="line" select="case" />{% endfor %}</div>'
    "<c-bulk><c-btn slim>Assign</c-btn></c-bulk></c-slot><p>nothing chosen</p></c-split-queue>"
)


@pytest.fixture
def lines() -> list[parts.CaseLine]:
    turn = parts.Turn(parts.Light("green"), "District office", "today 18:00")
    return [parts.CaseLine(f"Case {n}", f"/?open={n}", turn, key=str(n)) for n in (1, 2)]


def test_the_queue_is_walked_and_worked_by_keys(tab, lines):
    pane = '<h1>{}</h1><button data-key="e" type="button" id="assign">Assign</button>'
    answers = {"/?open=1": pane.format("one"), "/?open=2": pane.format("two")}
    _show(tab, QUEUE, answers, lines=lines)
    assert not tab.is_visible(".bulk")
    tab.keyboard.press("j")
    tab.wait_for_selector("h1:text('one')")
    assert tab.url.endswith("/?open=1")
    tab.keyboard.press("j")
    tab.wait_for_selector("h1:text('two')")
    tab.keyboard.press("j")
    tab.keyboard.press("x")
    assert tab.evaluate("[...document.querySelectorAll(':checked')].map((box) => box.value)") == [
        "2"
    ]
    assert tab.inner_text("[data-bulk-words]").strip() in {"1 chosen", "已选 1 件"}
    tab.evaluate("document.querySelector('#assign').onclick = () => { window.pressed = true; }")
    tab.keyboard.press("e")
    assert tab.evaluate("window.pressed")
    tab.keyboard.press("k")
    tab.wait_for_selector("h1:text('one')")
    tab.go_back()
    tab.wait_for_selector("h1:text('two')")


def test_keys_do_nothing_while_somebody_writes(tab, lines):
    _show(tab, '<input id="write">' + QUEUE, {"/?open=1": "<h1>one</h1>"}, lines=lines)
    tab.focus("#write")
    tab.keyboard.press("j")
    tab.wait_for_timeout(100)
    assert tab.input_value("#write") == "j"
    assert not tab.query_selector("h1")


def test_a_pane_that_cannot_be_had_opens_the_whole_page(tab, lines):
    _show(tab, QUEUE, {"/?open=1": 404}, lines=lines)
    with tab.expect_navigation():
        tab.click("text=Case 1")
    assert tab.url.endswith("/?open=1")


def test_a_job_is_followed_to_its_result(tab):
    states = iter(
        [
            {"done": 10, "total": 40, "state": "running", "words": "reading"},
            {"done": 40, "total": 40, "state": "done", "href": "/result"},
        ]
    )
    _show(
        tab, '<c-progress url="/job" title="Importing" :total="40" />', {"/result": "<h1>done</h1>"}
    )
    tab.unroute("**/*")
    tab.route("**/job", lambda route: route.fulfill(json=next(states)))
    tab.route(
        "**/result", lambda route: route.fulfill(body="<h1>done</h1>", content_type="text/html")
    )
    tab.evaluate("document.querySelector('progress-job').ask()")
    tab.wait_for_selector("h1:text('done')")


def test_a_message_can_be_closed(tab):
    _show(tab, '<flash-note close="Close"><div class="notice">Saved.</div></flash-note>')
    tab.click("[aria-label=Close]")
    assert not tab.query_selector(".notice")

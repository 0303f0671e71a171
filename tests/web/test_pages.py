"""The frame's own pages: language, refusals, expired forms, what was typed before signing in."""

import re

import pytest
from django.test import Client

from weiqitong.core import registry
from weiqitong.core.actor import Actor, Role
from weiqitong.core.registry import MenuEntry
from weiqitong.web import stash
from weiqitong.web.http import part
from weiqitong.web.middleware import POLICY

pytestmark = pytest.mark.django_db

TEXT = "The road to the depot is closed by day, and trucks cannot enter."


@pytest.fixture
def no_provider(monkeypatch):
    """Only this test's own menu, banners and words."""
    for name in ("menu", "banners", "standings"):
        monkeypatch.setattr(registry, name, registry.Registry(name))


def test_chinese_unless_another_language_was_chosen(signed_in):
    client = signed_in(None)
    answer = client.get("/phone/", headers={"Accept-Language": "en-GB,en"})
    assert 'lang="zh-CN"' in answer.text
    answer = client.post("/language/", {"language": "en", "next": "/phone/"})
    assert answer.headers["Location"] == "/phone/"
    assert 'lang="en"' in client.get("/phone/").text
    client.post("/language/", {"language": "xx"})
    assert 'lang="en"' in client.get("/phone/").text


@pytest.mark.parametrize("away", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_the_language_switch_leads_nowhere_else(signed_in, away):
    answer = signed_in(None).post("/language/", {"language": "en", "next": away})
    assert answer.headers["Location"] == "/"


def test_the_language_is_not_switched_by_a_link(signed_in):
    assert signed_in(None).get("/language/?language=en").status_code == 405


def test_every_answer_carries_the_policy(signed_in):
    for path in ("/phone/", "/nowhere/", "/healthz"):
        assert signed_in().get(path).headers["Content-Security-Policy"] == POLICY
    assert "unsafe-inline" not in POLICY.replace("style-src-attr 'unsafe-inline'", "")


def test_health(signed_in):
    assert signed_in(None).get("/healthz").json() == {"ok": True, "database": True}


def test_a_visitor_is_asked_to_sign_in_and_comes_back(signed_in):
    answer = signed_in(None).get("/office/?a=1")
    assert answer.headers["Location"] == "/accounts/sign-in/?next=%2Foffice%2F%3Fa%3D1"


def test_another_role_is_refused_in_words(signed_in):
    answer = signed_in(Actor(user_id=3, role=Role.CONTACT)).get("/office/")
    assert answer.status_code == 403
    assert 'class="phone"' in answer.text


def test_the_right_role_gets_in(signed_in):
    assert signed_in().get("/office/").text == "in"


def test_a_program_is_told_in_its_own_way(signed_in):
    answer = signed_in().get("/bad/", headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["code"] == "bad_input"
    assert answer.json()["message"] == "The credit code has 17 characters instead of 18."
    signed_out = signed_in(None).get("/bad/", headers={"Accept": "application/json"})
    assert (signed_out.status_code, signed_out.json()["code"]) == (401, "signed_out")


def test_a_refusal_shows_its_sentence_and_what_was_typed(signed_in):
    answer = signed_in().post("/stale/", {"text": TEXT, "password": "secret words here and more"})
    assert answer.status_code == 409
    assert "Hu Zhiyuan has just changed this case." in answer.text
    assert TEXT in answer.text
    assert "secret words" not in answer.text
    assert 'class="desk"' in answer.text


def test_a_bug_is_a_page_without_details(signed_in):
    client = signed_in()
    client.raise_request_exception = False
    answer = client.get("/breaks/")
    assert answer.status_code == 500
    assert "a bug" not in answer.text
    assert "<h1>" in answer.text


def test_what_does_not_exist_is_said_in_the_frame(signed_in):
    assert 'class="desk"' in signed_in().get("/nowhere/").text
    assert signed_in(None).get("/nowhere/").status_code == 404


def test_too_large_a_form_is_answered_in_words(signed_in, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = signed_in().post("/write/", {"text": "x" * 2000})
    assert answer.status_code == 413
    assert "4000" in answer.text or "4,000" in answer.text


# A form that was open too long


def _post_with_an_old_token(client, path="/write/", **more):
    checking = Client(enforce_csrf_checks=True)
    data = {
        "text": TEXT,
        "note": "gate",
        "csrfmiddlewaretoken": "x" * 64,
        "password": "hidden",
        **more,
    }
    return checking, checking.post(path, data, headers={"Origin": "http://testserver"})


def test_an_expired_form_is_shown_again_and_can_be_sent(signed_in):
    client, answer = _post_with_an_old_token(signed_in())
    assert answer.status_code == 403
    assert TEXT in answer.text
    assert "hidden" not in re.sub(r'type="hidden"|hidden-label|aria-hidden', "", answer.text)
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', answer.text)[0]
    again = client.post(
        "/write/",
        {"text": TEXT, "note": "gate", "csrfmiddlewaretoken": token, "_stashed": "1"},
        headers={"Origin": "http://testserver"},
    )
    assert again.text == "taken: " + TEXT


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Referer": "http://evil.example/testserver"}, {}],
)
def test_a_form_from_elsewhere_is_not_shown_for_sending(signed_in, headers):
    signed_in()
    checking = Client(enforce_csrf_checks=True)
    answer = checking.post("/write/", {"text": TEXT}, headers=headers)
    assert answer.status_code == 403
    assert '<form method="post" action="/write/"' not in answer.text


# A session that ended while somebody wrote


def test_what_a_visitor_sent_is_shown_after_signing_in_and_then_forgotten(signed_in, coordinator):
    client = signed_in(None)
    answer = client.post(
        "/write/?from=home", {"text": TEXT, "kind": ["a", "b"], "password": "hush"}
    )
    assert answer.headers["Location"].endswith("?next=%2Ftyped-before%2F")
    page = signed_in(coordinator, client).get("/typed-before/")
    assert TEXT in page.text
    assert 'action="/write/?from=home"' in page.text
    assert page.text.count('name="kind"') == 2
    assert "hush" not in page.text
    sent = client.post("/write/", {"text": TEXT, stash.MARK: "1"})
    assert sent.text == "taken: " + TEXT
    assert client.get("/typed-before/").status_code == 302


def test_nobody_is_shown_what_another_person_typed(signed_in, coordinator):
    client = signed_in(coordinator)
    client.get("/office/")  # leaves the mark of who was here
    signed_in(None, client).post("/write/", {"text": TEXT})
    other = signed_in(Actor(user_id=99, name="B", role=Role.CONTACT), client).get("/typed-before/")
    assert other.status_code == 302
    assert signed_in(coordinator, client).get("/typed-before/").status_code == 302, "it is gone"


def test_after_an_hour_it_is_forgotten(signed_in, coordinator, monkeypatch):
    client = signed_in(None)
    client.post("/write/", {"text": TEXT})
    monkeypatch.setattr(stash, "KEPT_FOR", -1)
    signed_in(None, client).post("/write/", {"text": TEXT})
    assert signed_in(coordinator, client).get("/typed-before/").status_code == 302


def test_too_much_is_not_kept(signed_in):
    answer = signed_in(None).post("/write/", {"text": "x" * (stash.MAX_CHARACTERS + 1)})
    assert answer.headers["Location"].endswith("?next=%2Fwrite%2F")


# Frames


def _entry(name, **more):
    fields = {"icon": "bell", "roles": frozenset({Role.COORDINATOR}), "label": name, **more}
    return MenuEntry(**{"url_name": "web:healthz", **fields})


def test_the_menu_shows_what_the_role_may_open_and_counts_only_when_shown(no_provider, signed_in):
    asked: list[Actor] = []

    def count(actor: Actor) -> int:
        asked.append(actor)
        return 1878

    registry.menu.register("a", _entry("Cases", count=count))
    registry.menu.register("b", _entry("Others'", roles=frozenset({Role.CONTACT})))
    registry.menu.register("c", _entry("Gone", url_name="nothing:here"))
    registry.menu.register("d", _entry("Search", place="find"))
    text = signed_in().get("/desk/").text
    assert "Cases" in text
    assert "1,878" in text
    assert "Others" not in text
    assert "Gone" not in text
    assert 'action="/healthz"' in text
    assert len(asked) == 1
    signed_in().get("/healthz")
    assert len(asked) == 1


def test_the_entry_of_this_page_is_marked(no_provider, signed_in):
    registry.menu.register("a", _entry("Guide", url_name="web:styleguide"))
    text = signed_in().get("/styleguide/").text
    assert re.search(r'href="/styleguide/"[^>]*aria-current="page"', text)


def test_banners_and_standing_come_from_providers(no_provider, signed_in):
    registry.banners.register("demo", lambda request: "Everything here is invented.")
    registry.banners.register("none", lambda request: None)
    registry.standings.register("accounts", lambda actor: ("Coordination", "City office"))
    text = signed_in().get("/desk/").text
    assert text.count('class="banner"') == 1
    assert "Everything here is invented." in text
    assert "City office" in text


def test_a_phone_page_costs_little_on_the_first_visit(signed_in):
    import gzip

    assert len(gzip.compress(signed_in().get("/phone/").content)) < 10_000


def test_the_guide_shows_both_languages_and_no_component_is_left_unrendered(signed_in):
    text = signed_in().get("/styleguide/").text
    assert "轮到您" in text or "Your turn" in text
    assert text.count('class="stats"') == 2
    for mark in ("<c-", "{{", "{%", "None"):
        assert mark not in text
    assert not re.search(r"\son\w+=", text)


def test_a_part_is_asked_for_by_header(rf):
    assert part(rf.get("/", headers={"X-Part": "pane"})) == "pane"
    assert part(rf.get("/")) == ""

"""The pages of the inbox and of what was not delivered."""

import re
from datetime import UTC, datetime

import pytest
from django.test.utils import CaptureQueriesContext

from tests.notifications.test_inbox import user
from tests.support.actors import actor, administrator, browser, coordinator
from weiqitong.core.actor import Role
from weiqitong.notifications import kinds, sending, services
from weiqitong.notifications.models import Channel, Delivery, Letter, Notice

pytestmark = pytest.mark.django_db
NOW = datetime(2021, 9, 17, 2, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _kind(monkeypatch):
    told = kinds.NoticeKind("test.told", "%(client)s waits")
    monkeypatch.setitem(kinds.notice_kinds._providers, told.code, told)


def told(of, link="/notices/"):
    return services.tell(None, [of.pk], "test.told", {"client": "<b>Haiyuan"}, link, NOW)[0]


def as_user(monkeypatch, of, role=Role.CONTACT):
    return browser(monkeypatch, actor(role, user_id=of.pk))


@pytest.mark.parametrize("role", [Role.CONTACT, Role.HANDLER, Role.INSPECTOR])
def test_the_inbox_shows_ones_own_lines_in_either_frame(monkeypatch, role):
    wang, li = user("wang"), user("li")
    told(wang)
    page = as_user(monkeypatch, wang, role).get("/notices/")
    assert page.status_code == 200
    assert "&lt;b&gt;Haiyuan waits" in page.content.decode()
    assert "Haiyuan" not in as_user(monkeypatch, li, role).get("/notices/").content.decode()


def test_opening_a_line_marks_it_and_goes_on(monkeypatch):
    wang = user()
    notice = told(wang)
    answer = as_user(monkeypatch, wang).post(f"/notices/{notice.pk}/read/")
    assert (answer.status_code, answer["Location"]) == (302, "/notices/")
    assert Notice.objects.get().read_at is not None


@pytest.mark.parametrize("link", ["https://elsewhere.example/", "//elsewhere.example", ""])
def test_a_line_never_leads_to_another_site(monkeypatch, link):
    wang = user()
    notice = told(wang, link)
    assert as_user(monkeypatch, wang).post(f"/notices/{notice.pk}/read/")["Location"] == "/notices/"


def test_a_strangers_line_is_not_there_and_reading_needs_a_post(monkeypatch):
    wang, li = user("wang"), user("li")
    notice = told(wang)
    assert as_user(monkeypatch, li).post(f"/notices/{notice.pk}/read/").status_code == 404
    assert as_user(monkeypatch, wang).get(f"/notices/{notice.pk}/read/").status_code == 405
    assert Notice.objects.get().read_at is None


@pytest.mark.parametrize("up_to", ["", "x", "-1", "９", "9" * 400])
def test_nonsense_in_the_hidden_field_breaks_nothing(monkeypatch, up_to):
    wang = user()
    told(wang)
    assert as_user(monkeypatch, wang).post("/notices/read/", {"up_to": up_to}).status_code == 302


def test_how_one_is_told_is_chosen_and_shown(monkeypatch):
    wang = user()
    page = as_user(monkeypatch, wang)
    sent = {"mail": "daily", "quiet_from": "22:00", "quiet_until": "06:30"}
    assert page.post("/notices/how/", sent).status_code == 302
    chosen = wang.__class__.objects.get().notice_preference
    assert (chosen.mail, str(chosen.quiet_until)) == ("daily", "06:30:00")
    assert 'value="22:00"' in page.get("/notices/how/").content.decode()


@pytest.mark.parametrize(
    ("field", "value"), [("mail", "pigeon"), ("quiet_from", "25:00"), ("quiet_until", "")]
)
def test_a_bad_choice_is_marked_and_nothing_is_lost(monkeypatch, field, value):
    sent = {"mail": "daily", "quiet_from": "22:00", "quiet_until": "06:30", field: value}
    answer = as_user(monkeypatch, user()).post("/notices/how/", sent)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "06:30" in answer.content.decode() or field == "quiet_until"


def test_the_inbox_counts_unread_lines_once_for_itself_and_the_top_bar(monkeypatch):
    from django.db import connection

    wang = user()
    told(wang)
    client = as_user(monkeypatch, wang)
    client.get("/notices/")
    with CaptureQueriesContext(connection) as queries:
        said = client.get("/notices/").content.decode()
    asked = [q["sql"] for q in queries]
    assert len([sql for sql in asked if "COUNT" in sql and "notifications_notice" in sql]) == 1
    assert re.search(r"#bell.*?<span>\S+ 1</span>", said, re.DOTALL)


def undelivered(region_path="370700/370705/", secret=True):
    letter = services.write_letter(
        Channel.EMAIL, "w@firm.example", "Your code", "BODY", secret, region_path, NOW
    )
    claimed = Letter.objects.get(pk=letter.pk)
    sending._claim(claimed, NOW)
    sending._failed(claimed, "no such mailbox", True, NOW)
    return letter


def test_what_was_not_delivered_shows_no_address_and_no_word_of_it(monkeypatch):
    undelivered()
    page = browser(monkeypatch, administrator()).get("/notices/undelivered/").content.decode()
    assert "w***@firm.example" in page
    assert "no such mailbox" in page
    assert "w@firm.example" not in page
    assert "BODY" not in page
    assert "Your code" not in page


def test_it_is_sent_again_or_taken_off_by_its_own_office_only(monkeypatch):
    letter = undelivered()
    path = f"/notices/undelivered/{letter.pk}/again/"
    elsewhere = browser(monkeypatch, coordinator(region_path="370700/370783/"))
    assert elsewhere.post(path).status_code == 404
    here = browser(monkeypatch, coordinator(region_path="370700/370705/"))
    assert here.post(path).status_code == 302
    assert Letter.objects.get().state == Delivery.WAITING
    assert here.post(path).status_code == 409


def test_the_page_is_not_for_others(monkeypatch):
    assert browser(monkeypatch, actor(Role.HANDLER)).get("/notices/undelivered/").status_code == 403

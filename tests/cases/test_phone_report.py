"""Reporting in three taps by the pages: every step, every bad input, and nothing typed is lost."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests.factories import City, make_city
from tests.support import browsing
from weiqitong.accounts import entrance
from weiqitong.accounts.models import User
from weiqitong.cases.models import Attachment, Case, Draft, Once
from weiqitong.core import clock
from weiqitong.directory.models import Category
from weiqitong.files.models import StoredFile
from weiqitong.files.services import remove_orphans

pytestmark = pytest.mark.django_db

TEXT = "厂区南门外的路要开一个口子，材料交了两个月没有结果，大件车进不来。"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478"
    "da63f8cfc0f01f0005000201a8d3b5330000000049454e44ae426082"
)
WHAT, MORE, CHECK = (reverse(f"cases:{name}") for name in ("report", "report-more", "report-check"))


@pytest.fixture
def city() -> City:
    return make_city(clock.now())


@pytest.fixture
def contact(city: City) -> Browser:
    return browsing.browser(city.people["contact"])


@pytest.fixture(autouse=True)
def english():
    """Errors of a form are put into words where they are read: here."""
    with translation.override("en"):
        yield


def picture(name: str = "门口.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG, "image/png")


def begin(found: Browser, text: str = TEXT, **more):
    return found.post(WHAT, {"text": text, **more})


def once_of(page) -> str:
    return str(page.context["form"]["once"].value())


def test_a_need_is_reported_in_three_taps(city: City, contact: Browser) -> None:
    page = contact.get(WHAT)
    assert page.status_code == 200
    assert "<file-picker" in page.content.decode()  # sizes and kinds are said before sending
    assert "<keep-draft" in page.content.decode()
    answer = begin(contact, uploads=[picture()])
    assert answer.headers["Location"] == MORE
    leaf = Category.objects.filter(parent__isnull=False).first()
    answer = contact.post(MORE, {"urgency": "urgent", "category": "other", "other": leaf.code})
    assert answer.headers["Location"] == CHECK
    page = contact.get(CHECK)
    shown = {fact.term: fact.words for fact in page.context["facts"]}
    assert shown["What"] == TEXT
    assert shown["How urgent"] == "Rather urgent"
    assert leaf.parent.name in shown["Kind"] or leaf.parent.name_en in shown["Kind"]
    assert "门口.png" in shown["Files"]
    assert not Case.objects.exists()
    answer = contact.post(CHECK, {"once": once_of(page)})
    case = Case.objects.get()
    assert answer.headers["Location"] == reverse("cases:received", args=[case.number])
    assert (case.text, case.urgency, case.category) == (TEXT, "urgent", leaf)
    assert case.contact == city.contact
    assert Attachment.objects.get().file.owner_id == case.pk
    assert not Draft.objects.exists()
    page = contact.get(answer.headers["Location"])
    text = page.content.decode()
    assert case.number in text
    assert page.context["received"].page.turn.until.startswith("assign by")
    assert "坊子区 office" in text
    assert "Your specialist 刘承志 has been told." in text
    assert "tel:19900000137" in text


def at_once(found: Browser, text: str = TEXT, **more):
    once = more.pop("once", None) or once_of(found.get(WHAT))
    return found.post(WHAT, {"text": text, "once": once, "send": "1", **more})


def test_whoever_needs_nothing_else_sends_from_the_first_step(city: City, contact: Browser) -> None:
    page = contact.get(WHAT).content.decode()
    assert "Send now" in page
    assert "Add details" in page
    answer = at_once(contact, uploads=[picture()])
    case = Case.objects.get()
    assert answer.headers["Location"] == reverse("cases:received", args=[case.number])
    assert (case.text, case.urgency, case.category) == (TEXT, "normal", None)
    assert Attachment.objects.get().file.owner_id == case.pk
    assert not Draft.objects.exists()


def test_sent_at_once_twice_is_one_case_with_one_file(contact: Browser) -> None:
    once = str(uuid4())
    first = at_once(contact, once=once, uploads=[picture()])
    second = at_once(contact, once=once, uploads=[picture()])
    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.count() == Once.objects.count() == StoredFile.objects.count() == 1


def test_another_text_on_an_old_page_is_not_lost(contact: Browser) -> None:
    once, other = str(uuid4()), "锅炉房的批复一直没有下来，供暖季快到了。"
    at_once(contact, once=once)
    assert at_once(contact, other, once=once).headers["Location"] == MORE
    assert Case.objects.count() == 1
    assert contact.get(WHAT).context["form"]["text"].value() == other


def test_sending_at_once_checks_and_keeps_like_any_step(contact: Browser) -> None:
    page = at_once(contact, "电不够用")
    assert page.status_code == 422
    assert "电不够用" in page.content.decode()
    assert Draft.objects.get().fields["text"] == "电不够用"
    assert at_once(contact, once="not-a-uuid").headers["Location"] == MORE
    assert not Case.objects.exists()


def test_details_given_before_count_when_it_is_sent_at_once(contact: Browser) -> None:
    begin(contact)
    contact.post(MORE, {"urgency": "urgent", "category": ""})
    at_once(contact)
    assert Case.objects.get().urgency == "urgent"


def test_who_has_to_choose_is_not_offered_to_send_at_once(city: City) -> None:
    specialist = browsing.browser(city.people["specialist"])
    assert "Send now" not in specialist.get(WHAT).content.decode()
    assert at_once(specialist).headers["Location"] == MORE
    assert not Case.objects.exists()


def test_all_of_the_second_step_may_stay_as_it_is(contact: Browser) -> None:
    begin(contact)
    page = contact.get(MORE)
    form = page.context["form"]
    assert (form["urgency"].value(), form["category"].value()) == ("normal", "")
    assert "client" not in form.fields
    contact.post(MORE, {"urgency": "normal", "category": ""})
    contact.post(CHECK, {"once": once_of(contact.get(CHECK))})
    case = Case.objects.get()
    assert (case.urgency, case.category) == ("normal", None)


def test_too_little_is_said_on_the_field_and_kept(contact: Browser) -> None:
    page = begin(contact, "电不够用")
    assert page.status_code == 422
    assert page.context["form"].errors["text"] == [
        "Write what has happened, in at least 10 characters."
    ]
    assert "电不够用" in page.content.decode()
    assert 'href="#id_text"' in page.content.decode()
    assert begin(contact, "  ").status_code == 422


def test_a_megabyte_of_text_is_said_kept_and_can_become_an_attachment(contact: Browser) -> None:
    long = "材料交了两个月，没有结果。" * 80_000
    page = begin(contact, long)
    assert page.status_code == 422
    assert len(long) > 1_000_000
    error = page.context["form"].errors["text"][0]
    assert error.startswith(f"The text has {len(long)} characters; at most 4000")
    assert "attachment" in error
    assert long in page.content.decode()
    answer = begin(contact, long, as_file="1")
    assert answer.status_code == 302
    file = StoredFile.objects.get()
    assert file.name == "What happened, in full.txt"
    assert file.size == len(long.encode())
    kept = contact.get(answer.headers["Location"]).context["form"]["text"].value()
    assert kept.startswith(long[:900])
    assert kept.endswith("(continued in the attachment)")
    assert begin(contact, kept).headers["Location"] == MORE
    contact.post(CHECK, {"once": str(uuid4())})
    assert Attachment.objects.get().file == file


def test_more_than_the_server_takes_is_said_in_words(contact: Browser) -> None:
    page = begin(contact, "长" * 1_500_000)
    assert page.status_code == 413
    assert "what you typed is still there" in page.content.decode()


def test_a_program_named_pdf_is_refused_and_the_rest_is_kept(contact: Browser) -> None:
    program = SimpleUploadedFile("合同.pdf", b"MZ" + b"\0" * 600, "application/pdf")
    page = begin(contact, uploads=[picture(), program])
    assert page.status_code == 422
    said = page.context["form"].errors["uploads"]
    assert len(said) == 1
    assert said[0].startswith("合同.pdf: this file says .pdf but is")
    assert TEXT in page.content.decode()
    assert [file.name for file in page.context["draft"].files] == ["门口.png"]
    assert begin(contact).headers["Location"] == MORE
    contact.post(CHECK, {"once": str(uuid4())})
    assert Attachment.objects.get().file.name == "门口.png"


def test_sixty_megabytes_are_refused_and_the_text_is_kept(contact: Browser, tmp_path: Path) -> None:
    path = tmp_path / "现场.mp4"
    with path.open("wb") as film:
        film.truncate(60_000_000)
    with path.open("rb") as film:
        page = begin(contact, uploads=[film])
    assert page.status_code == 422
    assert page.context["form"].errors["uploads"] == ["现场.mp4 is larger than 20 MB."]
    assert TEXT in page.content.decode()
    assert not StoredFile.objects.exists()


def test_at_most_five_files_over_several_tries(contact: Browser) -> None:
    begin(contact, uploads=[picture(f"{n}.png") for n in range(4)])
    page = begin(contact, uploads=[picture("4.png"), picture("5.png")])
    assert page.status_code == 422
    assert page.context["form"].errors["uploads"] == ["5.png was left out: at most 5 files."]
    assert len(page.context["draft"].files) == 5


def test_a_file_is_taken_out_again(contact: Browser) -> None:
    begin(contact, uploads=[picture("a.png"), picture("b.png")])
    first = StoredFile.objects.get(name="a.png")
    contact.post(WHAT, {"text": TEXT + "又想起一句", "remove": first.pk})
    page = contact.get(WHAT)
    assert [file.name for file in page.context["draft"].files] == ["b.png"]
    assert page.context["form"]["text"].value() == TEXT + "又想起一句"
    assert not StoredFile.objects.filter(pk=first.pk).exists()


def test_another_persons_file_cannot_be_taken_out(city: City, contact: Browser) -> None:
    begin(contact, uploads=[picture()])
    stranger = browsing.browser(city.people["stranger"])
    stranger.post(WHAT, {"text": TEXT, "remove": StoredFile.objects.get().pk})
    assert StoredFile.objects.count() == 1


def test_a_closed_browser_finds_the_draft_again(city: City, contact: Browser) -> None:
    key = contact.get(WHAT).context["draft_step"]
    contact.post(reverse("cases:draft", args=[key]), {"text": "写到一半的话", "client": ""})
    again = browsing.browser(city.people["contact"])
    page = again.get(WHAT)
    assert page.context["found_again"]
    assert "写到一半的话" in page.content.decode()
    assert "You had not finished last time" in page.content.decode()
    home = again.get(reverse("workbench:home")).content.decode()
    assert "You had begun a report" in home
    other = browsing.browser(city.people["stranger"]).get(WHAT)
    assert "写到一半的话" not in other.content.decode()
    assert str(city.people["contact"].user_id) in page.context["draft_key"]


def test_a_draft_is_thrown_away_with_its_files(contact: Browser) -> None:
    begin(contact, uploads=[picture()])
    answer = contact.post(reverse("cases:report-discard"))
    assert not Draft.objects.exists()
    assert not StoredFile.objects.exists()
    page = contact.get(answer.headers["Location"])
    assert page.context["discarded"]
    assert not page.context["form"]["text"].value()


def test_a_double_tap_sends_once(contact: Browser) -> None:
    begin(contact)
    once = once_of(contact.get(CHECK))
    first = contact.post(CHECK, {"once": once})
    second = contact.post(CHECK, {"once": once})
    assert Case.objects.count() == Once.objects.count() == 1
    assert first.headers["Location"] == second.headers["Location"]


def test_nobody_elses_token_leads_to_a_case(city: City, contact: Browser) -> None:
    begin(contact)
    once = once_of(contact.get(CHECK))
    contact.post(CHECK, {"once": once})
    stranger = browsing.browser(city.people["stranger"])
    answer = stranger.post(CHECK, {"once": once})
    assert answer.headers["Location"] == WHAT


@pytest.mark.parametrize("token", ["", "not-a-uuid"])
def test_a_damaged_token_is_refused_and_nothing_is_lost(contact: Browser, token: str) -> None:
    begin(contact)
    page = contact.post(CHECK, {"once": token})
    assert page.status_code == 422
    assert not Case.objects.exists()
    assert TEXT in page.content.decode()


def test_later_steps_without_a_text_lead_to_the_first(contact: Browser) -> None:
    for step in (MORE, CHECK):
        assert contact.get(step).headers["Location"] == WHAT


def test_an_ended_session_keeps_what_was_typed(city: City) -> None:
    visitor = Browser()
    visitor.cookies["django_language"] = "en"
    answer = visitor.post(WHAT, {"text": TEXT})
    assert "sign-in" in answer.headers["Location"]
    assert not Draft.objects.exists()
    kept = visitor.session["stash"]
    visitor.force_login(User.objects.get(pk=city.people["contact"].user_id or 0), entrance.BACKEND)
    session = visitor.session
    session["stash"] = kept
    session.save()
    page = visitor.get(reverse("web:stash"))
    assert TEXT in page.content.decode()
    assert visitor.post(WHAT, {"text": TEXT, "_stashed": "1"}).headers["Location"] == MORE


def test_an_expired_form_can_be_sent_again(city: City) -> None:
    strict = Browser(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    strict.cookies = browsing.browser(city.people["contact"]).cookies
    page = strict.post(WHAT, {"text": TEXT, "csrfmiddlewaretoken": "old"})
    assert page.status_code == 403
    assert TEXT in page.content.decode()
    assert "Nothing is lost" in page.content.decode()


def test_a_contact_of_several_chooses_the_plant(city: City, contact: Browser) -> None:
    plant = city.stranger_client
    plant.group = city.client
    plant.save(update_fields=["group"])
    contact.get(reverse("workbench:home") + f"?client={plant.code}")
    begin(contact)
    form = contact.get(MORE).context["form"]
    assert [value for value, _label in form.fields["client"].choices] == [
        str(city.client.pk),
        str(plant.pk),
    ]
    assert form["client"].value() == plant.pk
    contact.post(MORE, {"client": plant.pk, "urgency": "normal"})
    contact.post(CHECK, {"once": once_of(contact.get(CHECK))})
    assert Case.objects.get().client == plant


def test_no_foreign_client_can_be_chosen(city: City, contact: Browser) -> None:
    plant = city.stranger_client
    begin(contact)
    contact.post(MORE, {"client": plant.pk, "urgency": "normal"})
    contact.post(CHECK, {"once": once_of(contact.get(CHECK))})
    assert Case.objects.get().client == city.client


@pytest.mark.parametrize("who", ["coordinator", "liaison", "leader", "administrator"])
def test_offices_do_not_report(city: City, who: str) -> None:
    found = browsing.browser(city.people[who])
    for step in (WHAT, MORE, CHECK):
        assert found.get(step).status_code == 403


def test_a_stranger_does_not_see_what_was_received(city: City, contact: Browser) -> None:
    begin(contact)
    contact.post(CHECK, {"once": once_of(contact.get(CHECK))})
    url = reverse("cases:received", args=[Case.objects.get().number])
    assert browsing.browser(city.people["stranger"]).get(url).status_code == 404


def test_files_swept_away_are_said(contact: Browser) -> None:
    begin(contact, uploads=[picture()])
    remove_orphans(clock.now() + timedelta(days=3))
    page = contact.get(WHAT)
    assert page.context["draft"].lost == 1
    assert "attach it again" in page.content.decode()


def test_every_step_costs_at_most_twelve_queries(contact: Browser) -> None:
    begin(contact, uploads=[picture()])
    for url in (WHAT, MORE, CHECK):
        contact.get(url)  # rules and calendars are read once in a process
        with CaptureQueriesContext(connection) as asked:
            assert contact.get(url).status_code == 200
        assert len(asked) <= 12, url
    contact.post(CHECK, {"once": str(uuid4())})
    url = reverse("cases:received", args=[Case.objects.get().number])
    contact.get(url)
    with CaptureQueriesContext(connection) as asked:
        contact.get(url)
    assert len(asked) <= 12

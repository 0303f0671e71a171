"""Bad input, row by row: a clear sentence, the field marked, nothing typed lost.

Where a row is tried beside the code that refuses it, the table names that test, and the test below
holds the table true; here stands what goes through the desk and through several apps.
"""

import importlib
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django.utils import translation

from tests.browser.photo import png
from tests.directory.sheets import credit_code
from tests.factories import City, make_case, make_city
from tests.support.browsing import browser
from weiqitong.accounts.models import User
from weiqitong.cases import services
from weiqitong.cases.enums import Urgency
from weiqitong.cases.jobs import recount_cases
from weiqitong.cases.models import Act, Answer, Attachment, Case
from weiqitong.core.clock import at
from weiqitong.directory.jobs import examine_import, load_import
from weiqitong.directory.models import Client, ImportBatch

pytestmark = pytest.mark.django_db

WORDS = "南门开口已经批准，宽十二米，本周开工，请贵公司派人到现场对接管线。"

# Every row of bad input and the tests that try it; "" is this file.
TRIED: dict[str, list[tuple[str, str]]] = {
    "a wrong credit code": [
        ("", "test_a_wrong_credit_code_says_what_is_wrong_with_it"),
        ("directory.test_pages", "test_a_wrong_code_is_marked_and_nothing_typed_is_lost"),
        ("directory.test_importing", "test_every_problem_of_the_look_has_its_sentence"),
    ],
    "an unknown region code": [
        ("", "test_many_rows_in_gbk_with_five_hundred_broken_ones"),
        ("directory.test_importing", "test_wrong_regions_are_refused_one_by_one"),
    ],
    "a megabyte of text": [
        ("", "test_a_megabyte_of_answer_is_refused_and_shown_again"),
        (
            "cases.test_phone_report",
            "test_a_megabyte_of_text_is_said_kept_and_can_become_an_attachment",
        ),
        ("directory.test_reading", "test_a_megabyte_in_one_cell_is_a_long_cell_and_no_error"),
    ],
    "60 MB attached": [
        ("", "test_files_that_cannot_be_taken_lose_no_word_of_the_answer"),
        ("cases.test_phone_report", "test_sixty_megabytes_are_refused_and_the_text_is_kept"),
    ],
    "a program named .pdf": [
        ("", "test_files_that_cannot_be_taken_lose_no_word_of_the_answer"),
        ("cases.test_phone_report", "test_a_program_named_pdf_is_refused_and_the_rest_is_kept"),
        ("files.test_storing", "test_what_cannot_be_taken_is_refused_in_words"),
    ],
    "an expired form": [
        ("", "test_an_expired_form_on_the_desk_shows_the_answer_again"),
        ("cases.test_phone_report", "test_an_expired_form_can_be_sent_again"),
        ("browser.test_lost_network", "test_an_old_form_shows_again_what_was_typed"),
    ],
    "a double click on confirm": [
        ("", "test_a_double_click_on_confirm_confirms_once"),
        ("cases.test_phone_report", "test_a_double_tap_sends_once"),
        ("cases.test_phone_case", "test_a_second_tap_finds_the_first_verdict"),
        ("browser.test_lost_network", "test_two_taps_confirm_once"),
    ],
    "two handlers answering at once": [
        ("", "test_the_slower_of_two_handlers_keeps_the_words"),
        ("cases.test_desk", "test_a_stale_form_comes_back_with_what_was_typed"),
    ],
    "a browser closed during a report": [
        ("cases.test_phone_report", "test_a_closed_browser_finds_the_draft_again"),
        ("browser.test_lost_network", "test_a_closed_browser_finds_the_report_again"),
    ],
    "500 broken rows among 20,000": [
        ("", "test_many_rows_in_gbk_with_five_hundred_broken_ones"),
        (
            "directory.test_import_work",
            "test_the_sheet_of_problems_can_be_mended_and_brought_again",
        ),
    ],
    "a list in GBK": [
        ("", "test_many_rows_in_gbk_with_five_hundred_broken_ones"),
        ("directory.test_reading", "test_text_is_read_whatever_its_characters_and_separator"),
    ],
    "a date in 2027": [
        ("", "test_a_deadline_in_a_year_without_calendar_says_so_until_it_comes"),
        ("cases.test_recount", "test_a_deadline_of_next_year_is_provisional_and_counted_anew"),
    ],
}


@pytest.mark.parametrize("row", TRIED)
def test_the_table_names_tests_that_exist(row: str) -> None:
    for module, name in TRIED[row]:
        place = importlib.import_module(f"tests.{module}") if module else sys.modules[__name__]
        assert callable(getattr(place, name, None)), f"{module}.{name}"


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def case(city: City) -> Case:
    """A need that the liaison's unit is handling."""
    made = services.dispatch(
        city.people["coordinator"], make_case(city), lead=city.police, now=city.now
    )
    return services.accept(city.people["liaison"], made, now=city.now)


def answer(who: Browser, case: Case, **more: Any) -> Any:
    url = reverse("cases:act", args=[case.number, "answer"])
    typed = {"seen": case.version, "way": "act", "outcome": "solved", "text": WORDS}
    return who.post(url, typed | more)


def errors(page: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = page.context["desk"].form.errors
    return found


# The directory


def test_a_wrong_credit_code_says_what_is_wrong_with_it(city: City) -> None:
    office = browser(city.people["coordinator"])
    right = credit_code(1)
    digit = "1" if right[10] != "1" else "2"
    for wrong, sentence in (
        (right[:-1], "A credit code has 18 characters; this one has 17."),
        (right[:10] + "O" + right[11:], "“O” at position 11: a credit code never contains"),
        (right[:10] + digit + right[11:], ""),
    ):
        typed = {"kind": "enterprise", "name": "海逸橡胶", "credit_code": wrong, "address": "路 1"}
        page = office.post(reverse("directory:client-new"), typed)
        assert page.status_code == 422
        (said,) = page.context["form"].errors["credit_code"]
        assert said.startswith(sentence) or not sentence
        assert wrong in page.content.decode()
        assert "路 1" in page.content.decode()
    assert not Client.objects.filter(name="海逸橡胶").exists()


@pytest.mark.slow
def test_many_rows_in_gbk_with_five_hundred_broken_ones(city: City) -> None:
    """Every fortieth of 20,000 is broken, in five ways; the good ones are loaded."""
    office = browser(city.people["coordinator"])
    ways = [
        {1: credit_code(0)[:-1]},  # a digit short
        {2: "370799"},  # no such region
        {2: "寿光市"},  # not theirs
        {4: "1380000"},  # no number
        {0: ""},  # no name
    ]
    lines = ["企业名称,信用代码,所在地,联系人,联系电话"]
    for n in range(1, 20_001):
        row = [f"坊城试验企业{n}号", credit_code(n), "370704001", f"联系人{n}", f"138{n:08}"]
        if n % 40 == 0:
            for column, cell in ways[n // 40 % len(ways)].items():
                row[column] = cell
        lines.append(",".join(row))
    file = SimpleUploadedFile("企业名单.csv", "\r\n".join(lines).encode("gbk"))
    page = office.post(reverse("directory:imports"), {"kind": "clients", "file": file})
    assert page.status_code == 302
    batch = ImportBatch.objects.get()
    examine_import(batch_id=batch.pk, now=city.now)
    batch.refresh_from_db()
    assert (batch.rows, batch.bad_rows) == (20_000, 500)
    told = office.get(page.headers["Location"]).content.decode()
    assert "19,500 of 20,000 rows can be loaded, 500 have problems" in told
    assert "There is no region with the code 370799." in told
    assert Client.objects.filter(name__startswith="坊城试验企业").count() == 0
    office.post(reverse("directory:import-load", args=[batch.pk]))
    load_import(batch_id=batch.pk, now=city.now)
    assert Client.objects.filter(name__startswith="坊城试验企业").count() == 19_500
    assert batch.problem_sheet is not None
    sheet = office.get(reverse("files:file-serve", args=[batch.problem_sheet.pk]))
    assert sheet.status_code == 200


# The desk


def test_a_megabyte_of_answer_is_refused_and_shown_again(city: City, case: Case) -> None:
    long = WORDS * 32_000
    assert len(long) > 1_000_000
    page = answer(browser(city.people["liaison"]), case, text=long)
    assert page.status_code == 422
    (said,) = errors(page)["text"]
    assert "4000" in said
    assert str(len(long)) in said
    assert long in page.content.decode()
    assert not Answer.objects.exists()


def test_files_that_cannot_be_taken_lose_no_word_of_the_answer(
    city: City, case: Case, tmp_path: Path
) -> None:
    liaison = browser(city.people["liaison"])
    path = tmp_path / "现场.mp4"
    with path.open("wb") as film:
        film.truncate(60_000_000)
    with path.open("rb") as film:
        page = answer(liaison, case, uploads=[film])
    assert page.status_code == 422
    assert errors(page)["uploads"] == ["现场.mp4 is larger than 20 MB."]
    assert WORDS in page.content.decode()
    program = SimpleUploadedFile("批复.pdf", b"MZ" + b"\0" * 600, "application/pdf")
    picture = SimpleUploadedFile("现场.png", png(), "image/png")
    page = answer(liaison, case, uploads=[picture, program])
    assert page.status_code == 422
    (said,) = errors(page)["uploads"]
    assert said.startswith("批复.pdf: this file says .pdf but is")
    assert WORDS in page.content.decode()
    assert not Attachment.objects.exists()
    kept = page.context["desk"].form["kept"].value()
    assert answer(liaison, case, kept=kept).status_code == 302
    assert Answer.objects.get().text == WORDS
    assert Attachment.objects.get().file.name == "现场.png"


def test_an_expired_form_on_the_desk_shows_the_answer_again(city: City, case: Case) -> None:
    strict = Browser(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    strict.cookies = browser(city.people["liaison"]).cookies
    page = answer(strict, case, csrfmiddlewaretoken="old")
    assert page.status_code == 403
    text = page.content.decode()
    assert "This form was open too long" in text
    assert WORDS in text
    token = page.context["csrf_token"]
    assert answer(strict, case, csrfmiddlewaretoken=str(token)).status_code == 302
    assert Answer.objects.get().text == WORDS


def test_the_slower_of_two_handlers_keeps_the_words(city: City, case: Case) -> None:
    first, second = browser(city.people["chief"]), browser(city.people["liaison"])
    assert answer(first, case, text="已经答复过了，今天就可以开工。").status_code == 302
    page = answer(second, case)
    assert page.status_code == 409
    text = page.content.decode()
    assert WORDS in text
    assert page.context["desk"].form.summary
    assert [one.text for one in Answer.objects.all()] == ["已经答复过了，今天就可以开工。"]


def test_a_double_click_on_confirm_confirms_once(city: City) -> None:
    made = services.report(
        city.people["specialist"], city.client, title="", text=WORDS, now=city.now
    )
    contact = browser(city.people["contact"])
    url = reverse("cases:confirm", args=[made.number])
    assert [contact.post(url).status_code for _ in range(2)] == [302, 302]
    assert Act.objects.filter(case=made, action="confirm").count() == 1
    page = contact.get(reverse("cases:case", args=[made.number])).content.decode()
    assert "Confirmed: this is what your enterprise needs." in page


# Next year


def test_a_deadline_in_a_year_without_calendar_says_so_until_it_comes() -> None:
    """The page says that 2027 is not announced; an administrator's upload puts it right."""
    now = at(date(2026, 12, 29), 10, 0)
    city = make_city(now)
    User.objects.update(language="en")
    made = services.dispatch(
        city.people["coordinator"],
        make_case(city, now=now, urgency=Urgency.URGENT),
        lead=city.police,
        now=now,
    )
    liaison, contact = browser(city.people["liaison"]), browser(city.people["contact"])
    url = reverse("cases:case", args=[made.number])
    for page in (liaison.get(url), contact.get(url)):
        assert "2027" in page.content.decode()
        assert "not announced" in page.content.decode()
    days = [
        {"name": "元旦", "date": f"2027-01-{day:02}", "isOffDay": day < 5}
        for day in (1, 2, 3, 4, 9)
    ]
    notice = json.dumps({"year": 2027, "papers": ["国办发明电〔2026〕99号"], "days": days})
    office = browser(city.people["administrator"])
    file = SimpleUploadedFile("2027.json", notice.encode())
    shown = office.post("/calendar/upload/", {"year": 2027, "file": file})
    assert shown.status_code == 200, shown.context["form"].errors
    assert office.post("/calendar/load/", {"data": shown.context["data"]}).status_code == 302
    recount_cases(now=now)
    made.refresh_from_db()
    assert made.due_at == at(date(2027, 1, 5), 18, 0)
    for page in (liaison.get(url), contact.get(url)):
        assert "not announced" not in page.content.decode()

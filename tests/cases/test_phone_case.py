"""One case on the phone: the enterprise's word and exits; what a specialist may and may not."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests.factories import City, make_case, make_city
from tests.support import browsing
from weiqitong.cases import services
from weiqitong.cases.enums import Audience, ContactMeans, Outcome, Route
from weiqitong.cases.models import Act, Attachment, Case, Draft, Verdict
from weiqitong.cases.report_steps import Way
from weiqitong.core import clock
from weiqitong.files.models import StoredFile

pytestmark = pytest.mark.django_db

REPORT, MORE, CHECK = (
    reverse(f"cases:{name}") for name in ("report", "report-more", "report-check")
)
TEXT = "社保补贴网上申报总提示材料不全，会计跑了两趟都没有办成。"


@pytest.fixture
def city() -> City:
    return make_city(clock.now())


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def browser(city: City, who: str) -> Browser:
    return browsing.browser(city.people[who])


def accepted(city: City) -> Case:
    case = services.dispatch(
        city.people["coordinator"],
        make_case(city, now=city.now - timedelta(hours=3)),
        lead=city.police,
        now=city.now - timedelta(hours=2),
    )
    return services.accept(city.people["liaison"], case, now=city.now - timedelta(hours=2))


def answered(city: City, outcome: Outcome = Outcome.SOLVED) -> Case:
    return services.answer(
        city.people["liaison"],
        accepted(city),
        outcome=outcome,
        text="南门开口已批准，宽十二米。",
        documents=["坊交许字〔2021〕47号"],
        quantities={"万元": 1200},
        now=city.now - timedelta(hours=1),
    )


def url(case: Case, name: str = "case") -> str:
    return reverse(f"cases:{name}", args=[case.number])


def judge(found: Browser, case: Case, **given):
    seen = Case.objects.get(pk=case.pk).version
    return found.post(url(case, "verdict"), {"seen": seen, **given})


def test_an_answer_is_shown_with_nothing_chosen(city: City) -> None:
    case = answered(city)
    page = browser(city, "contact").get(url(case))
    text = page.content.decode()
    for words in ("南门开口已批准", "坊交许字〔2021〕47号", "1200 万元", "坊子区公安分局交警大队"):
        assert words in text
    assert page.context["page"].turn.yours
    assert " checked" not in text
    assert "潍坊市 office" in text  # where a "no" leads
    assert page.context["shown"].after_no.until.startswith("by ")


def test_yes_closes_the_case(city: City) -> None:
    case = answered(city)
    answer = judge(browser(city, "contact"), case, verdict="yes", rating="5", comment="谢谢")
    assert answer.status_code == 302
    given = Verdict.objects.get()
    assert (given.yes, given.rating, given.channel, given.comment) == (True, 5, "login", "谢谢")
    assert given.contact == city.contact
    assert Case.objects.get().status == "confirmed"


def test_no_goes_one_level_up_with_the_words(city: City) -> None:
    case = answered(city)
    page = judge(
        browser(city, "contact"),
        case,
        verdict="no",
        rating="2",
        missing="还没进场",
        comment="电话没人接",
    )
    assert page.status_code == 302
    case = Case.objects.get()
    assert (case.status, case.turn_kind, case.desk) == ("in_progress", "office", city.city)
    assert Verdict.objects.get().comment == "还没进场\n电话没人接"


def test_what_is_not_solved_counts_for_a_no_alone(city: City) -> None:
    judge(
        browser(city, "contact"), answered(city), verdict="yes", rating="4", missing="x", comment=""
    )
    assert Verdict.objects.get().comment == ""


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"rating": "4"}, "verdict", "Choose yes or no."),
        ({"verdict": "yes"}, "rating", "Choose one of the five levels."),
        ({"verdict": "yes", "rating": "6"}, "rating", None),
        ({"verdict": "maybe", "rating": "5"}, "verdict", None),
    ],
)
def test_half_a_verdict_is_no_verdict(city: City, given, field: str, words) -> None:
    page = judge(browser(city, "contact"), answered(city), comment="写好的话", **given)
    assert page.status_code == 422
    assert not Verdict.objects.exists()
    errors = page.context["verdict"].errors[field]
    assert words is None or errors == [words]
    assert "写好的话" in page.content.decode()
    assert f'href="#id_{field}_0"' in page.content.decode()


def test_a_second_tap_finds_the_first_verdict(city: City) -> None:
    case, found = answered(city), browser(city, "contact")
    given = {"seen": case.version, "verdict": "no", "rating": "1"}
    assert found.post(url(case, "verdict"), given).status_code == 302
    again = found.post(url(case, "verdict"), given, follow=True)
    assert "given already" in again.content.decode()
    assert Verdict.objects.count() == 1


def test_a_note_meanwhile_makes_the_form_stale_and_keeps_it(city: City) -> None:
    case, found = answered(city), browser(city, "contact")
    services.add_note(
        city.people["liaison"], case, text="内部", audience=Audience.OFFICE, now=city.now
    )
    given = {"seen": case.version, "verdict": "yes", "rating": "5", "comment": "很好"}
    page = found.post(url(case, "verdict"), given)
    assert page.status_code == 409
    assert "很好" in page.content.decode()
    given["seen"] = page.context["verdict"]["seen"].value()
    assert found.post(url(case, "verdict"), given).status_code == 302


@pytest.mark.parametrize("who", ["specialist", "liaison", "coordinator", "leader", "administrator"])
def test_nobody_else_can_give_or_see_the_form(city: City, who: str) -> None:
    case, found = answered(city), browser(city, who)
    page = found.get(url(case))
    assert 'name="verdict"' not in page.content.decode()
    assert url(case, "verdict") not in page.content.decode()
    assert judge(found, case, verdict="yes", rating="5").status_code == 403
    assert not Verdict.objects.exists()


def test_a_stranger_sees_and_does_nothing(city: City) -> None:
    case, found = answered(city), browser(city, "stranger")
    assert found.get(url(case)).status_code == 404
    assert judge(found, case, verdict="yes", rating="5").status_code == 404
    for name in ("confirm", "reply"):
        assert found.post(url(case, name)).status_code == 404
    for name in ("withdraw", "appeal"):
        assert found.get(url(case, name)).status_code == 404
        assert found.post(url(case, name), {"text": "x", "seen": 1}).status_code == 404


def test_nothing_internal_is_on_the_phone(city: City) -> None:
    case = accepted(city)
    services.add_note(
        city.people["liaison"], case, text="不要给企业看", audience=Audience.OFFICE, now=city.now
    )
    for who in ("contact", "specialist"):
        page = browser(city, who).get(url(case))
        assert "不要给企业看" not in page.content.decode()
        assert "cases/phone/case.html" in {one.name for one in page.templates}


def test_whoever_leads_is_shown_with_the_office_number(city: City) -> None:
    city.police.phone = "0536-8091234"
    city.police.save(update_fields=["phone"])
    case = accepted(city)
    services.make_plan(city.people["liaison"], case, text="周三前批复", promised=None, now=city.now)
    text = browser(city, "contact").get(url(case)).content.decode()
    assert "坊子区公安分局交警大队" in text
    assert 'href="tel:05368091234"' in text
    assert "周三前批复" in text
    assert "19900000013" not in text  # nobody's own number


def test_a_part_is_accepted_and_not_called_solved(city: City) -> None:
    page = browser(city, "contact").get(url(answered(city, Outcome.PARTLY))).content.decode()
    assert "Yes, I accept this answer" in page
    assert "Yes, the matter is solved" not in page


def test_without_an_office_number_the_specialist_can_be_called(city: City) -> None:
    case = accepted(city)
    page = browser(city, "contact").get(url(case)).context["shown"]
    assert page.call is None
    assert page.helper.name == city.people["specialist"].name
    assert page.helper_call is not None


def test_who_must_not_know_is_not_the_one_to_call(city: City) -> None:
    case = accepted(city)
    Case.objects.filter(pk=case.pk).update(about_official=city.people["specialist"].official_id)
    assert browser(city, "contact").get(url(case)).context["shown"].helper is None


def test_having_asked_to_hurry_it_reads_when_it_may_again(city: City) -> None:
    case = accepted(city)
    found = browser(city, "contact")
    assert url(case, "hurry") in found.get(url(case)).content.decode()
    services.hurry(city.people["contact"], case, now=city.now)
    page = found.get(url(case)).content.decode()
    assert url(case, "hurry") not in page
    assert "You may ask again from" in page


def test_nobody_handles_what_was_withdrawn(city: City) -> None:
    case = accepted(city)
    found = browser(city, "contact")
    assert "Who handles it" in found.get(url(case)).content.decode()
    services.withdraw(city.people["contact"], case, text="已自行解决", now=city.now)
    assert "Who handles it" not in found.get(url(case)).content.decode()


def test_its_own_people_read_you_where_the_desk_reads_enterprise(city: City) -> None:
    case = accepted(city)
    case = services.contact(
        city.people["liaison"], case, means=ContactMeans.CALL, text="约好周三", now=city.now
    )
    for who, words in (("contact", "phoned you"), ("specialist", "phoned the enterprise")):
        items = browser(city, who).get(url(case)).context["shown"].timeline
        assert items[0].words == words


def test_an_answer_that_was_not_accepted_no_longer_says_solved(city: City) -> None:
    case, found = answered(city), browser(city, "contact")
    judge(found, case, verdict="no", rating="2", missing="还没进场", comment="")
    page = found.get(url(case)).content.decode()
    assert "The answer you did not accept" in page
    assert "outcome done" not in page


# A question


def asked(city: City) -> Case:
    return services.ask(
        city.people["liaison"],
        accepted(city),
        question="路口是否要过大件？",
        now=city.now - timedelta(hours=1),
    )


def test_a_question_is_replied_to_with_papers(city: City) -> None:
    case, found = asked(city), browser(city, "contact")
    assert "路口是否要过大件？" in found.get(url(case)).content.decode()
    paper = SimpleUploadedFile("图.txt", "宽 4.2 米".encode())
    answer = found.post(
        url(case, "reply"), {"seen": case.version, "text": "要过。", "uploads": [paper]}
    )
    assert answer.status_code == 302
    assert Act.objects.get(action="reply").text == "要过。"
    assert Attachment.objects.get().file.name == "图.txt"
    assert not Draft.objects.exists()


def test_a_refused_file_loses_neither_words_nor_the_other_file(city: City) -> None:
    case, found = asked(city), browser(city, "contact")
    files = [
        SimpleUploadedFile("图.txt", b"4.2"),
        SimpleUploadedFile("图.pdf", b"MZ" + b"\0" * 600),
    ]
    page = found.post(
        url(case, "reply"), {"seen": case.version, "text": "要过。", "uploads": files}
    )
    assert page.status_code == 422
    assert page.context["reply"].errors["uploads"][0].startswith("图.pdf: this file says .pdf")
    assert "要过。" in page.content.decode()
    kept = page.context["reply"]["kept"].value()
    assert [file.name for file in page.context["kept"]] == ["图.txt"]
    found.post(url(case, "reply"), {"seen": case.version, "text": "要过。", "kept": kept})
    assert Attachment.objects.get().file.name == "图.txt"


def test_an_empty_reply_is_marked(city: City) -> None:
    case = asked(city)
    page = browser(city, "contact").post(url(case, "reply"), {"seen": case.version, "text": " "})
    assert page.status_code == 422
    assert Case.objects.get().turn_kind == "enterprise"


def test_a_half_written_reply_is_found_again(city: City) -> None:
    case = asked(city)
    browser(city, "contact").post(
        reverse("cases:draft", args=[f"reply/{case.number}"]), {"text": "写到一半"}
    )
    assert "写到一半" in browser(city, "contact").get(url(case)).content.decode()


def test_somebody_elses_upload_is_not_laid_to_the_case(city: City) -> None:
    case = asked(city)
    foreign = StoredFile.objects.create(
        name="x.txt",
        kind="text/plain",
        size=1,
        sha256="0" * 64,
        path="x",
        owner_label="case",
        uploaded_by_id=city.people["stranger"].user_id,
        uploaded_at=city.now,
    )
    browser(city, "contact").post(
        url(case, "reply"), {"seen": case.version, "text": "要过。", "kept": str(foreign.pk)}
    )
    assert Act.objects.filter(action="reply").exists()
    assert not Attachment.objects.exists()


# Exits


def test_a_need_is_withdrawn_with_a_reason(city: City) -> None:
    case, found = make_case(city), browser(city, "contact")
    assert "does not count as solved" in found.get(url(case, "withdraw")).content.decode()
    page = found.post(url(case, "withdraw"), {"seen": case.version, "text": ""})
    assert page.status_code == 422
    assert page.context["form"].errors["text"] == ["Say in a few words why."]
    found.post(url(case, "withdraw"), {"seen": case.version, "text": "自己解决了"})
    assert Case.objects.get().status == "withdrawn"
    again = found.get(url(case, "withdraw"))
    assert again.headers["Location"] == url(case)


def test_a_decline_is_appealed_once(city: City) -> None:
    case, found = make_case(city), browser(city, "contact")
    services.decline(
        city.people["coordinator"], case, route=Route.COURT, text="请走仲裁。", now=city.now
    )
    page = found.get(url(case))
    assert "请走仲裁。" in page.content.decode()
    assert url(case, "appeal") in page.content.decode()
    seen = Case.objects.get().version
    assert found.post(url(case, "appeal"), {"seen": seen, "text": "不是一回事"}).status_code == 302
    case = Case.objects.get()
    assert (case.status, case.appeals) == ("reported", 1)
    services.decline(
        city.people["coordinator"], case, route=Route.COURT, text="还是仲裁。", now=clock.now()
    )
    assert url(case, "appeal") not in found.get(url(case)).content.decode()
    page = found.post(url(case, "appeal"), {"seen": case.version + 1, "text": "再申诉"})
    assert Case.objects.get().status == "not_receivable"


# The specialist


def report_for(city: City, **given) -> Case:
    found = browser(city, "specialist")
    assert found.post(REPORT, {"text": TEXT}).headers["Location"] == MORE
    found.post(MORE, {"urgency": "normal", "category": ""})
    page = found.get(CHECK)
    answer = found.post(CHECK, {"once": str(page.context["form"]["once"].value()), **given})
    assert answer.status_code == 302, answer.context["form"].errors
    return Case.objects.get()


def test_a_report_for_a_client_is_left_to_the_office_and_confirmed(city: City) -> None:
    case = report_for(city, way=Way.OFFICE)
    assert (case.channel, case.confirmed_at, case.status) == ("specialist", None, "reported")
    home = browser(city, "specialist").get(reverse("workbench:home"))
    assert [line.number for line in home.context["home"].unconfirmed] == [case.number]
    found = browser(city, "contact")
    assert "Your specialist wrote this for you" in found.get(url(case)).content.decode()
    assert found.post(url(case, "confirm")).status_code == 302
    assert found.post(url(case, "confirm")).status_code == 302  # a second tap changes nothing
    assert Case.objects.get().confirmed_at is not None
    assert Act.objects.filter(action="confirm").count() == 1


def test_the_specialist_cannot_confirm(city: City) -> None:
    case = report_for(city, way=Way.OFFICE)
    found = browser(city, "specialist")
    assert url(case, "confirm") not in found.get(url(case)).content.decode()
    assert found.post(url(case, "confirm")).status_code == 403


def test_solved_on_the_spot_still_needs_the_enterprises_word(city: City) -> None:
    case = report_for(city, way=Way.SOLVE, solved="带会计补传了备案表。")
    assert (case.status, case.outcome, case.verdict) == ("answered", "solved", None)
    assert 'name="verdict"' not in browser(city, "specialist").get(url(case)).content.decode()
    assert 'name="verdict"' in browser(city, "contact").get(url(case)).content.decode()


def test_the_own_unit_takes_it_and_the_specialist_leads(city: City) -> None:
    case = report_for(city, way=Way.OWN)
    assert (case.status, case.lead) == ("dispatched", city.transport)
    assert case.handler_id == city.people["specialist"].official_id
    found = browser(city, "specialist")
    page = found.get(url(case) + "?do=accept")
    assert page.context["act"].action == "accept"
    answer = found.post(reverse("cases:act", args=[case.number, "accept"]), {"seen": case.version})
    assert answer.status_code == 302
    seen = Case.objects.get().version
    sent = {"seen": seen, "means": ContactMeans.CALL, "text": ""}
    page = found.post(reverse("cases:act", args=[case.number, "contact"]), sent)
    assert page.status_code == 422
    assert page.templates[0].name == "cases/phone/case.html"
    sent["text"] = "明天上门"
    assert found.post(reverse("cases:act", args=[case.number, "contact"]), sent).status_code == 302
    home = found.get(reverse("workbench:home"))
    assert [line.number for line in home.context["home"].mine] == [case.number]


def test_it_goes_to_the_desk_below_or_above_with_a_reason(city: City) -> None:
    case = report_for(city, way=Way.DESK, desk=str(city.city.pk), reason="市里的事")
    assert (case.status, case.desk, case.turn_id) == ("reported", city.city, city.city.pk)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"way": "solve", "solved": " "}, "solved"),
        ({"way": "desk", "reason": "x"}, "desk"),
        ({"way": "desk", "desk": "0"}, "desk"),
        ({"way": "nothing"}, "way"),
        ({}, "way"),
    ],
)
def test_a_way_that_lacks_its_words_reports_nothing(city: City, given, field: str) -> None:
    found = browser(city, "specialist")
    found.post(REPORT, {"text": TEXT})
    page = found.get(CHECK)
    once = str(page.context["form"]["once"].value())
    page = found.post(CHECK, {"once": once, **given})
    assert page.status_code == 422
    assert page.context["form"].errors[field]
    assert not Case.objects.exists()
    assert TEXT in page.content.decode()
    assert found.get(CHECK).status_code == 200  # the draft is still there


def test_an_act_of_the_desk_is_not_open_to_the_enterprise(city: City) -> None:
    case, found = accepted(city), browser(city, "contact")
    for action in ("answer", "note", "dispatch", "nonsense"):
        answer = found.post(
            reverse("cases:act", args=[case.number, action]), {"seen": case.version, "text": "x"}
        )
        assert answer.status_code == 404, action


# Lists, and what pages cost


def test_the_list_shows_open_and_closed_ones_by_pages(city: City) -> None:
    for number in range(22):
        make_case(city, now=city.now - timedelta(hours=number + 1))
    closed = Case.objects.earliest("pk")
    services.withdraw(city.people["contact"], closed, text="不用了", now=city.now)
    found = browser(city, "contact")
    page = found.get(reverse("cases:mine"))
    assert (len(page.context["lines"]), page.context["tabs"][0].count) == (20, 21)
    rest = found.get(reverse("cases:mine") + page.context["page"].next)
    assert len(rest.context["lines"]) == 1
    page = found.get(reverse("cases:mine") + "?tab=closed")
    assert [line.number for line in page.context["lines"]] == [closed.number]
    assert not browser(city, "stranger").get(reverse("cases:mine")).context["lines"]
    assert len(browser(city, "specialist").get(reverse("cases:mine")).context["lines"]) == 20


@pytest.mark.parametrize("who", ["contact", "specialist"])
def test_a_case_costs_at_most_twelve_queries(city: City, who: str) -> None:
    case = answered(city)
    found = browser(city, who)
    for path in (url(case), reverse("cases:mine"), reverse("workbench:home"), "/card/"):
        found.get(path)
        with CaptureQueriesContext(connection) as asked_for:
            assert found.get(path).status_code == 200
        assert len(asked_for) <= 12, (path, [one["sql"][:90] for one in asked_for])

"""The case desk by its pages: who sees which acts, what is refused keeps what was typed."""

from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from tests.factories import City, make_case, make_city
from tests.support import browsing
from weiqitong.cases import services
from weiqitong.cases.enums import Audience, ContactMeans, Outcome
from weiqitong.cases.models import Answer, Case, Draft
from weiqitong.core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city(clock.now())


def browser(city: City, who: str) -> Browser:
    return browsing.browser(city.people[who])


def send(found: Browser, case: Case, action: str, **typed):
    seen = Case.objects.get(pk=case.pk).version
    url = reverse("cases:act", args=[case.number, action])
    return found.post(url, {"seen": seen, "way": "act", **typed})


def test_a_case_goes_from_desk_to_answer_by_its_pages(city: City) -> None:
    case = make_case(city)
    page = browser(city, "coordinator").get(reverse("cases:case", args=[case.number]))
    assert page.status_code == 200
    assert "act" in page.context["desk"].act.form.base_fields or page.context["desk"].act
    answer = send(
        browser(city, "coordinator"),
        case,
        "dispatch",
        choice="other",
        lead="坊子区公安分局交警大队",
        co="坊子区交通运输局",
        grounds="派单目录",
    )
    assert answer.status_code == 302
    liaison = browser(city, "liaison")
    assert send(liaison, case, "accept").status_code == 302
    assert send(liaison, case, "contact", means="call", text="已约好").status_code == 302
    refused = send(liaison, case, "answer", outcome="solved", text="开口已批准，宽十二米")
    assert refused.status_code == 422
    assert "开口已批准" in refused.content.decode()
    assert not Answer.objects.exists()
    sent = send(
        liaison,
        case,
        "answer",
        outcome="solved",
        text="开口已批准",
        over_silence="等不及了",
        documents="坊交许字〔2021〕47号",
        money="1200",
    )
    assert sent.status_code == 302
    made = Answer.objects.get()
    assert (made.documents, made.quantities) == (["坊交许字〔2021〕47号"], {"万元": 1200})
    page = liaison.get(reverse("cases:case", args=[case.number]))
    assert page.context["page"].turn.light.kind == "paused"


def test_all_that_an_application_lacks_is_said_at_once(city: City) -> None:
    case = make_case(city)
    case = services.dispatch(city.people["coordinator"], case, lead=city.police, now=city.now)
    services.accept(city.people["liaison"], case, now=city.now)
    refused = send(browser(city, "liaison"), case, "apply", kind="parking", text="等管网完工")
    assert refused.status_code == 422
    form = refused.context["desk"].form
    assert set(form.errors) == {"cause", "until_on", "next_on"}
    assert form["text"].value() == "等管网完工"
    refused = send(browser(city, "liaison"), case, "apply", kind="merit")
    assert set(refused.context["desk"].form.errors) == {"cause", "text"}


def test_a_part_that_was_left_empty_is_told_in_our_words(city: City) -> None:
    case = make_case(city)
    refused = send(browser(city, "coordinator"), case, "split", text1="路口开口", lead1="")
    form = refused.context["desk"].form
    assert [str(words) for words in form.errors["text2"]] == ["这里还没有填。"]
    assert form["text1"].value() == "路口开口"


def test_an_unknown_unit_is_named_with_what_is_near(city: City) -> None:
    case = make_case(city)
    refused = send(browser(city, "coordinator"), case, "dispatch", choice="other", lead="交警大队")
    assert refused.status_code == 422
    assert "坊子区公安分局交警大队" in refused.content.decode()
    assert refused.context["desk"].form.errors["lead"]


def test_a_stale_form_comes_back_with_what_was_typed(city: City) -> None:
    case = services.dispatch(
        city.people["coordinator"], make_case(city), lead=city.police, now=city.now
    )
    case = services.accept(city.people["liaison"], case, now=city.now)
    handler = browser(city, "liaison")
    seen = case.version
    services.contact(
        city.people["chief"], case, means=ContactMeans.CALL, text="打过了", now=city.now
    )
    url = reverse("cases:act", args=[case.number, "answer"])
    typed = {"seen": seen, "way": "act", "outcome": "solved", "text": "很长的一段答复"}
    refused = handler.post(url, typed)
    assert refused.status_code == 409
    assert "很长的一段答复" in refused.content.decode()
    again = handler.post(url, {**typed, "seen": refused.context["desk"].form["seen"].value()})
    assert again.status_code == 302
    assert Answer.objects.count() == 1


def test_what_is_not_ones_own_to_do_is_refused_and_kept(city: City) -> None:
    case = make_case(city)
    leader = browser(city, "leader")
    assert leader.get(reverse("cases:case", args=[case.number])).status_code == 200
    refused = send(leader, case, "dispatch", choice="other", lead="坊子区交通运输局")
    assert refused.status_code == 403
    assert Case.objects.get().status == "reported"


def test_strangers_see_nothing(city: City) -> None:
    case = make_case(city)
    for who in ("other_coordinator", "liaison", "administrator"):
        found = browser(city, who)
        for name in ("cases:case", "cases:sheet", "cases:units"):
            assert found.get(reverse(name, args=[case.number])).status_code == 404, (who, name)
        assert send(found, case, "note", text="x", audience="office").status_code == 404


def test_a_draft_is_kept_and_found_again_until_it_is_sent(city: City) -> None:
    case = services.dispatch(
        city.people["coordinator"], make_case(city), lead=city.police, now=city.now
    )
    services.accept(city.people["liaison"], case, now=city.now)
    found = browser(city, "liaison")
    url = reverse("cases:draft", args=[f"answer/{case.number}"])
    assert found.post(url, {"text": "写了一半", "outcome": "partly"}).json() == {"saved": True}
    page = found.get(reverse("cases:case", args=[case.number]), {"do": "answer"})
    assert "写了一半" in page.content.decode()
    assert send(found, case, "answer", outcome="partly", text="写完了").status_code == 302
    assert not Draft.objects.exists()


def test_an_answer_through_sign_off(city: City) -> None:
    case = services.dispatch(
        city.people["coordinator"], make_case(city), lead=city.police, now=city.now
    )
    services.accept(city.people["liaison"], case, now=city.now)
    liaison = browser(city, "liaison")
    typed = {"outcome": "solved", "text": "批了", "way": "submit"}
    assert send(liaison, case, "answer", **typed).status_code == 422
    typed["signer"] = str(city.people["chief"].official_id)
    assert send(liaison, case, "answer", **typed).status_code == 302
    chief = browser(city, "chief")
    page = chief.get(reverse("cases:case", args=[case.number]))
    assert page.context["desk"].act.action == "sign"
    # Whoever signs reads the outcome and the words they sign, above the form.
    body = page.content.decode()
    assert body.index("Answer to be signed off") < body.index('id="act"')
    own = liaison.get(reverse("cases:case", args=[case.number])).content.decode()
    assert "Answer to be signed off" not in own
    assert send(chief, case, "return", text="写清宽度").status_code == 302
    assert send(liaison, case, "answer", **typed).status_code == 302
    assert send(chief, case, "sign").status_code == 302
    assert Case.objects.get().status == "answered"


def test_the_page_costs_at_most_twelve_queries(city: City, django_assert_max_num_queries) -> None:
    case = services.dispatch(
        city.people["coordinator"],
        make_case(city),
        lead=city.police,
        co=[city.transport],
        now=city.now,
    )
    services.accept(city.people["liaison"], case, now=city.now + timedelta(minutes=5))
    for who in ("liaison", "coordinator", "leader"):
        found = browser(city, who)
        url = reverse("cases:case", args=[case.number])
        found.get(url)
        with django_assert_max_num_queries(12):
            assert found.get(url).status_code == 200


def test_units_are_suggested_near_ones_first(city: City) -> None:
    case = make_case(city)
    url = reverse("cases:units", args=[case.number])
    found = browser(city, "coordinator").get(url, {"q": "交通"}).json()["found"]
    assert [one["name"] for one in found] == ["坊子区交通运输局", "潍坊市交通运输局"]


def test_the_sheet_holds_no_internal_word(city: City) -> None:
    case = services.dispatch(
        city.people["coordinator"], make_case(city), lead=city.police, now=city.now
    )
    case = services.accept(city.people["liaison"], case, now=city.now)
    services.add_note(
        city.people["liaison"], case, text="只给里面的人看", audience=Audience.OFFICE, now=city.now
    )
    services.answer(
        city.people["liaison"], case, outcome=Outcome.EXPLAINED, text="说清楚了", now=city.now
    )
    page = browser(city, "leader").get(reverse("cases:sheet", args=[case.number])).content.decode()
    assert "说清楚了" in page
    assert "只给里面的人看" not in page

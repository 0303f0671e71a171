"""The page behind a signed link: one case, one round, one word, and nobody of the other side."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests.factories import City, make_actor, make_case, make_city
from tests.support import browsing
from weiqitong.cases import services
from weiqitong.cases.enums import Outcome, Rating
from weiqitong.cases.models import Attachment, Case, LinkPurpose, SignedLink, Verdict
from weiqitong.cases.services import links
from weiqitong.core import clock, crypto
from weiqitong.core.actor import ANONYMOUS, Role
from weiqitong.core.errors import NotAllowed, WrongStep
from weiqitong.files.services import store_upload
from weiqitong.ledger.changes import Changes
from weiqitong.ledger.replay import compare

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city(clock.now())


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def visitor() -> Browser:
    found = Browser(enforce_csrf_checks=True)  # it must do without cookies
    found.cookies["django_language"] = "en"
    return found


def answered(city: City) -> Case:
    case = services.dispatch(
        city.people["coordinator"],
        make_case(city, now=city.now - timedelta(hours=3)),
        lead=city.police,
        now=city.now - timedelta(hours=3),
    )
    case = services.accept(city.people["liaison"], case, now=city.now - timedelta(hours=2))
    return services.answer(
        city.people["liaison"],
        case,
        outcome=Outcome.SOLVED,
        text="南门开口已批准。",
        now=city.now - timedelta(hours=1),
    )


def reported_for(city: City) -> Case:
    return services.report(
        city.people["specialist"],
        city.client,
        title="",
        text="社保补贴网上申报总提示材料不全，跑了两趟。",
        now=city.now - timedelta(hours=1),
    )


def make_link(case: Any, purpose: LinkPurpose, **values) -> str:
    """A token whose hash is kept, as the letter carries it."""
    token = crypto.token()
    now = clock.now()
    SignedLink.objects.create(
        token_hash=crypto.token_hash(token),
        purpose=purpose,
        case=case,
        contact=case.contact,
        **{
            "round": case.round,
            "made_at": now,
            "expires_at": now + timedelta(days=14),
            **values,
        },
    )
    return token


def url(token: str) -> str:
    return reverse("cases:link", args=[token])


YES = {"verdict": "yes", "rating": "4", "comment": "可以"}


def test_the_link_shows_one_case_and_takes_the_verdict(city: City, visitor: Browser) -> None:
    case = answered(city)
    token = make_link(case, LinkPurpose.VERDICT)
    page = visitor.get(url(token))
    text = page.content.decode()
    assert page.status_code == 200
    assert "南门开口已批准。" in text
    assert " checked" not in text
    assert not Verdict.objects.exists()  # looking decides nothing
    answer = visitor.post(url(token), YES)
    assert answer.headers["Location"] == url(token)
    given = Verdict.objects.get()
    assert (given.yes, given.rating, given.channel) == (True, Rating.SATISFIED, "link")
    assert given.contact == city.contact
    act = case.acts.get(action="yes")
    assert (act.user_id, act.role, act.name) == (None, "contact", "周海燕")
    assert SignedLink.objects.get().used_at is not None
    page = visitor.get(url(token))
    assert page.status_code == 410
    assert "done its work" in page.content.decode()
    assert "南门" not in page.content.decode()
    for model in (Case, Verdict):
        assert not compare(model)[0]


def test_no_goes_up_by_the_link_too(city: City, visitor: Browser) -> None:
    case = answered(city)
    token = make_link(case, LinkPurpose.VERDICT)
    visitor.post(url(token), {"verdict": "no", "rating": "1", "missing": "没有进场"})
    case = Case.objects.get()
    assert (case.round, case.desk, Verdict.objects.get().comment) == (2, city.city, "没有进场")
    assert visitor.get(url(token)).status_code == 410


def test_half_a_verdict_keeps_the_link_and_the_words(city: City, visitor: Browser) -> None:
    token = make_link(answered(city), LinkPurpose.VERDICT)
    for given in ({}, {"verdict": "yes", "comment": "写好的话"}, {"rating": "3"}):
        page = visitor.post(url(token), given)
        assert page.status_code == 422, given
        assert given.get("comment", "") in page.content.decode()
    assert not Verdict.objects.exists()
    assert SignedLink.objects.get().used_at is None
    assert visitor.post(url(token), YES).status_code == 302


def test_a_second_tap_gives_no_second_verdict(city: City, visitor: Browser) -> None:
    token = make_link(answered(city), LinkPurpose.VERDICT)
    assert visitor.post(url(token), YES).status_code == 302
    assert visitor.post(url(token), {**YES, "verdict": "no"}).status_code == 410
    assert Verdict.objects.get().yes
    with pytest.raises(WrongStep):
        links.verdict_by_link(
            ANONYMOUS, token, yes=False, rating=Rating.DISSATISFIED, now=clock.now()
        )


def test_used_only_together_with_the_verdict(city: City) -> None:
    token = make_link(answered(city), LinkPurpose.VERDICT)
    far = clock.now() + timedelta(days=400)
    SignedLink.objects.update(expires_at=far + timedelta(days=1))
    Case.objects.update(status="lapsed", closed_at=city.now)
    with pytest.raises(WrongStep):
        links.verdict_by_link(ANONYMOUS, token, yes=True, rating=Rating.SATISFIED, now=far)
    assert SignedLink.objects.get().used_at is None


def test_a_verdict_given_in_another_way_ends_the_link(city: City, visitor: Browser) -> None:
    case = answered(city)
    token, twin = (make_link(case, LinkPurpose.VERDICT) for _ in range(2))
    services.give_verdict(
        city.people["contact"], case, yes=False, rating=Rating.DISSATISFIED, now=clock.now()
    )
    for one in (token, twin):
        page = visitor.get(url(one))
        assert page.status_code == 410
        assert "nothing left to do here" in page.content.decode()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"expires_at": clock.now()}, "time of this link is over"),
        ({"used_at": clock.now()}, "done its work"),
        ({"round": 7}, "nothing left to do"),
    ],
)
def test_a_dead_link_says_why_and_does_nothing(
    city: City, visitor: Browser, values, words: str
) -> None:
    token = make_link(answered(city), LinkPurpose.VERDICT, **values)
    for page in (visitor.get(url(token)), visitor.post(url(token), YES)):
        assert page.status_code == 410
        assert words in page.content.decode()
        assert "南门" not in page.content.decode()
    assert not Verdict.objects.exists()


def test_an_unknown_link_is_404(city: City, visitor: Browser) -> None:
    page = visitor.get(url(crypto.token()))
    assert page.status_code == 404
    assert "not known" in page.content.decode()


def test_a_contact_who_left_opens_nothing(city: City, visitor: Browser) -> None:
    token = make_link(answered(city), LinkPurpose.VERDICT)
    city.contact.active = False
    city.contact.save(update_fields=["active"])
    assert visitor.post(url(token), YES).status_code == 410


@pytest.mark.parametrize("who", ["specialist", "liaison", "chief", "coordinator", "leader"])
def test_who_serves_or_handles_is_refused(city: City, who: str) -> None:
    token = make_link(answered(city), LinkPurpose.VERDICT)
    found = browsing.browser(city.people[who])
    for page in (found.get(url(token)), found.post(url(token), YES)):
        assert page.status_code == 403
        assert "南门" not in page.content.decode()
    assert not Verdict.objects.exists()
    with pytest.raises(NotAllowed):
        links.verdict_by_link(
            city.people[who], token, yes=True, rating=Rating.SATISFIED, now=clock.now()
        )


def test_who_handles_is_refused_in_another_role_too(city: City) -> None:
    """A specialist who is also somebody's contact cannot use the link by switching roles."""
    case = answered(city)
    token = make_link(case, LinkPurpose.VERDICT)
    changes = Changes(city.people["administrator"], city.now)
    official = make_actor(
        changes, Role.CONTACT, name="刘承志", phone="19900000777", department=city.police
    )
    changes.write()
    assert official.role == Role.CONTACT
    with pytest.raises(NotAllowed):
        links.verdict_by_link(official, token, yes=True, rating=Rating.SATISFIED, now=clock.now())
    assert browsing.browser(official).get(url(token)).status_code == 403
    for who in ("stranger", "city_handler"):
        assert browsing.browser(city.people[who]).get(url(token)).status_code == 200


def test_the_contact_signed_in_may_use_it(city: City) -> None:
    token = make_link(answered(city), LinkPurpose.VERDICT)
    found = browsing.browser(city.people["contact"])
    assert found.get(url(token)).status_code == 200
    assert found.post(url(token), YES).status_code == 302


def test_the_enterprise_confirms_what_was_reported(city: City, visitor: Browser) -> None:
    case = reported_for(city)
    token = make_link(case, LinkPurpose.CONFIRM)
    page = visitor.get(url(token))
    assert "社保补贴网上申报" in page.content.decode()
    assert 'name="verdict"' not in page.content.decode()
    assert Case.objects.get().confirmed_at is None
    assert visitor.post(url(token)).status_code == 302
    assert Case.objects.get().confirmed_at is not None
    assert visitor.get(url(token)).status_code == 410
    assert visitor.post(url(token)).status_code == 410


def test_a_link_to_confirm_gives_no_verdict(city: City, visitor: Browser) -> None:
    case = reported_for(city)
    case = services.solve(
        city.people["specialist"], case, text="当场办好了。", now=city.now - timedelta(minutes=5)
    )
    token = make_link(case, LinkPurpose.CONFIRM)
    visitor.post(url(token), YES)
    assert not Verdict.objects.exists()
    assert Case.objects.get().confirmed_at is not None
    other = make_link(case, LinkPurpose.VERDICT)
    with pytest.raises(WrongStep):
        links.confirm_by_link(ANONYMOUS, other, now=clock.now())


def test_papers_open_by_the_link_and_by_no_other(city: City, visitor: Browser) -> None:
    case = answered(city)
    liaison = city.people["liaison"]
    paper = store_upload(
        liaison,
        SimpleUploadedFile("许可.txt", "准予".encode()),
        owner_label="case",
        owner_id=case.pk,
        now=city.now,
    )
    version = case.acts.get(action="answer").version
    Attachment.objects.create(case=case, version=version, file=paper)
    inner = store_upload(
        liaison,
        SimpleUploadedFile("内部.txt", b"x"),
        owner_label="case",
        owner_id=case.pk,
        now=city.now,
    )
    Attachment.objects.create(case=case, version=version, file=inner, audience="office")
    token = make_link(case, LinkPurpose.VERDICT)
    text = visitor.get(url(token)).content.decode()
    href = reverse("cases:link-file", args=[token, paper.pk])
    assert href in text
    assert "内部.txt" not in text
    served = visitor.get(href)
    assert b"".join(served).decode() == "准予"
    assert served.headers["Content-Disposition"].startswith("attachment")
    assert visitor.get(reverse("cases:link-file", args=[token, inner.pk])).status_code == 404
    assert visitor.get(reverse("cases:link-file", args=["nope", paper.pk])).status_code == 404
    visitor.post(url(token), YES)
    assert visitor.get(href).status_code == 404


def test_the_address_stays_secret(city: City, visitor: Browser, caplog) -> None:
    token = make_link(answered(city), LinkPurpose.VERDICT)
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="django.request")
    answers = [visitor.get(url(token)), visitor.post(url(token), YES), visitor.get(url(token))]
    for answer in answers:
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer.headers["Cache-Control"]
        assert "noindex" in answer.headers["X-Robots-Tag"]
    assert token not in SignedLink.objects.get().token_hash
    ours = [one for one in caplog.records if not one.name.startswith("django.template")]
    assert any("/w/" in one.getMessage() for one in ours)  # what is logged names no token
    assert not any(token in one.getMessage() for one in ours)


def test_a_crash_behind_the_link_writes_no_token(city: City, monkeypatch, caplog) -> None:
    token = make_link(answered(city), LinkPurpose.VERDICT)

    def broken(*_args, **_more):
        raise RuntimeError("broken")

    monkeypatch.setattr(links, "give_verdict", broken)
    found = Browser(raise_request_exception=False)
    assert found.post(url(token), YES).status_code == 500
    assert not any(token in one.getMessage() for one in caplog.records)
    assert SignedLink.objects.get().used_at is None


def test_the_link_costs_at_most_twelve_queries(city: City, visitor: Browser) -> None:
    token = make_link(answered(city), LinkPurpose.VERDICT)
    visitor.get(url(token))
    with CaptureQueriesContext(connection) as asked:
        visitor.get(url(token))
    assert len(asked) <= 12, [one["sql"][:90] for one in asked]

"""The pages of batches, from the ticks in a list to the way back."""

from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import translation

from tests.cases.test_batches import looked_at, reported, run
from tests.cases.test_merging import led
from tests.factories import City, make_city
from weiqitong.accounts import entrance
from weiqitong.accounts.models import User
from weiqitong.cases import services
from weiqitong.cases.enums import BatchKind, BatchState
from weiqitong.cases.models import Batch, Case
from weiqitong.core.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture
def browse(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Somebody signed in, as the actor they are."""

    def sign_in(actor: Actor) -> Browser:
        browser = Browser()
        browser.force_login(User.objects.get(pk=actor.user_id or 0), backend=entrance.BACKEND)
        monkeypatch.setattr(entrance, "actor_now", lambda request: actor)
        return browser

    return sign_in


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_ticks_in_a_list_become_a_preview_and_then_a_batch(city: City, browse: Any) -> None:
    cases = reported(city, 3)
    office = city.people["coordinator"]
    browser = browse(office)
    chosen = {"case": [case.number for case in cases[:2]]}
    page = text_of(browser.post("/batches/dispatch/", chosen))
    assert all(f'value="{case.number}"' in page for case in cases[:2])
    assert not Batch.objects.exists()
    unnamed = browser.post("/batches/dispatch/", {**chosen, "go": "1", "how": "one"})
    assert unnamed.status_code == 422
    said = {"go": "1", "how": "one", "target": city.police.name, "text": "集中交办"}
    answer = browser.post("/batches/dispatch/", {**chosen, **said})
    made = Batch.objects.get()
    assert answer.url == f"/batches/{made.pk}/"
    assert "progress-job" in text_of(browser.get(answer.url))
    looked_at(made, city.now)
    page = text_of(browser.get(answer.url))
    assert "开始：2 条" in page
    assert city.police.name in page
    assert cases[0].title in page
    run(office, made, city.now)
    page = text_of(browser.get(answer.url))
    assert "已完成" in page
    assert "集中交办" in text_of(browser.get("/batches/"))
    assert Case.objects.get(pk=cases[2].pk).status == "reported"


def test_a_whole_list_means_what_is_ones_own_of_it(city: City, browse: Any) -> None:
    cases = reported(city, 3)
    services.dispatch(city.people["coordinator"], cases[0], lead=city.police, now=city.now)
    page = text_of(browse(city.people["coordinator"]).post("/batches/dispatch/", {"tab": "open"}))
    found = [case.number for case in cases if f'value="{case.number}"' in page]
    assert found == [case.number for case in cases[1:]]
    page = text_of(
        browse(city.people["city_coordinator"]).post("/batches/dispatch/", {"tab": "open"})
    )
    assert 'name="case"' not in page  # none lies on the city's desk


def test_a_liaison_chooses_among_the_own_people(city: City, browse: Any) -> None:
    case = led(city)
    services.accept(city.people["liaison"], case, now=city.now)
    browser = browse(city.people["liaison"])
    page = text_of(browser.post("/batches/hand-over/", {"case": [case.number]}))
    assert "胡志远" in page
    assert "高岩" not in page  # of another unit
    person = city.people["handler"].official_id
    said = {"case": [case.number], "go": "1", "to": f"official/{person}", "text": "岗位调整"}
    assert browser.post("/batches/hand-over/", said).status_code == 302
    other = {**said, "to": f"official/{city.people['co_handler'].official_id}"}
    assert browser.post("/batches/hand-over/", other).status_code == 422
    made = Batch.objects.get()
    assert (made.kind, made.person_id) == (BatchKind.HAND_OVER, person)


def test_reasons_are_said_in_the_readers_language(city: City, browse: Any) -> None:
    cases = reported(city, 2)
    services.withdraw(city.people["contact"], cases[0], text="不用了", now=city.now)
    browser = browse(city.people["coordinator"])
    said = {"case": [one.number for one in cases], "go": "1", "how": "one",
            "target": city.police.name}  # fmt: skip
    browser.post("/batches/dispatch/", said)
    made = looked_at(Batch.objects.get(), city.now)
    assert "当前状态为“企业撤回”" in text_of(browser.get(f"/batches/{made.pk}/"))
    browser.cookies["django_language"] = "en"
    with translation.override("en"):
        page = text_of(browser.get(f"/batches/{made.pk}/"))
    assert "It is “Withdrawn by the enterprise”" in page


def test_an_administrator_merges_and_reads_no_need(city: City, browse: Any) -> None:
    case = led(city)
    administrator = city.people["administrator"]
    browser = browse(administrator)
    address = f"/departments/{city.police.code}/"
    assert f"{address}merge/" in text_of(browser.get(address))
    assert "单位合并" in text_of(browser.get(f"{address}merge/"))
    wrong = browser.post(f"{address}merge/", {"target": "没有的局", "text": "文件"})
    assert wrong.status_code == 422
    said = {"target": city.transport.name, "text": "潍编〔2021〕17号"}
    answer = browser.post(f"{address}merge/", said)
    made = looked_at(Batch.objects.get(), city.now)
    run(administrator, made, city.now)
    page = text_of(browser.get(answer.url))
    assert case.number in page
    assert case.title not in page
    assert case.client.name not in page
    assert "已并入" in text_of(browser.get(address))
    assert made.state == BatchState.DONE


def test_a_page_costs_the_same_however_many_rows(
    city: City, browse: Any, django_assert_max_num_queries: Any
) -> None:
    browser = browse(city.people["coordinator"])
    said = {"case": [one.number for one in reported(city, 30)], "go": "1", "how": "proposed"}
    browser.post("/batches/dispatch/", said)
    made = looked_at(Batch.objects.get(), city.now)
    with django_assert_max_num_queries(22):
        browser.get(f"/batches/{made.pk}/")

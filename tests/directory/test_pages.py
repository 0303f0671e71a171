"""Pages of the city's facts: who sees what, what is kept of a wrong form, how few queries."""

import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.directory.sheets import credit_code, workbook_bytes
from tests.factories import City, make_city
from tests.support.browsing import browser as browse
from weiqitong.directory.jobs import examine_import, load_import
from weiqitong.directory.models import Client, Contact, Department, ImportBatch, Official, Region
from weiqitong.ledger.models import Entry

pytestmark = pytest.mark.django_db
OFFICE = ("coordinator", "leader", "inspector", "administrator")


@pytest.fixture
def city(db) -> City:
    return make_city()


def address(name: str, *args: Any) -> str:
    return reverse(f"directory:{name}", args=args)


@pytest.mark.parametrize("who", OFFICE)
@pytest.mark.parametrize("name", ["clients", "officials", "departments", "regions"])
def test_the_office_opens_every_list_in_few_queries(city, who, name, django_assert_max_num_queries):
    browser = browse(city.people[who])
    with django_assert_max_num_queries(12):
        assert browser.get(address(name)).status_code == 200


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 200),
        ("city_coordinator", 200),
        ("specialist", 200),
        ("contact", 200),
        ("inspector", 200),
        ("other_coordinator", 404),
        ("handler", 403),
    ],
)
def test_a_clients_page_opens_to_those_in_reach(city, who, status, django_assert_max_num_queries):
    browser = browse(city.people[who])
    with django_assert_max_num_queries(12):
        response = browser.get(address("client", city.client.code))
    assert response.status_code == status


def test_a_number_is_hidden_until_it_is_asked_for_and_the_look_is_on_record(city):
    browser = browse(city.people["specialist"])
    number = city.contact.person.phone
    assert number not in browser.get(address("client", city.client.code)).content.decode()
    url = address("contact-look", city.client.code, city.contact.pk)
    assert browser.get(url).status_code == 405
    response = browser.post(url)
    assert number in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    entry = Entry.objects.get(kind="person.look")
    assert (entry.object_label, entry.user_id) == ("contact", city.people["specialist"].user_id)
    assert number not in bytes(entry.body).decode()


def test_strangers_cannot_look_and_inspectors_need_not(city):
    url = address("contact-look", city.client.code, city.contact.pk)
    assert browse(city.people["other_coordinator"]).post(url).status_code == 404
    assert browse(city.people["contact"]).post(url).status_code == 403
    assert browse(city.people["inspector"]).post(url).status_code == 403
    assert not Entry.objects.filter(kind="person.look").exists()


def filled(city: City, **more: Any) -> dict[str, Any]:
    return {
        "name": "海逸橡胶",
        "kind": "enterprise",
        "credit_code": credit_code(1),
        "region": city.town.pk,
        "active": "on",
        **more,
    }


def test_a_client_is_made_by_hand(city):
    browser = browse(city.people["coordinator"])
    response = browser.post(address("client-new"), filled(city, employees="5", industry="2912"))
    assert response.status_code == 302
    client = Client.objects.get(code=credit_code(1))
    assert (client.size_tier, client.industry) == ("micro", "C2912")


def test_a_wrong_code_is_marked_and_nothing_typed_is_lost(city):
    browser = browse(city.people["coordinator"])
    data = filled(city, credit_code="91370782310347756", address="某路 1 号")
    response = browser.post(address("client-new"), data)
    assert response.status_code == 422
    page = response.content.decode()
    assert "91370782310347756" in page
    assert "某路 1 号" in page
    assert response.context["form"].errors.keys() == {"credit_code"}


def test_a_taken_code_names_who_has_it(city):
    browser = browse(city.people["coordinator"])
    browser.post(address("client-new"), filled(city))
    response = browser.post(address("client-new"), filled(city, name="另一家"))
    assert response.status_code == 422
    assert "海逸橡胶" in str(response.context["form"].errors["credit_code"])


def test_a_coordinator_cannot_move_a_client_out_of_reach(city):
    browser = browse(city.people["coordinator"])
    response = browser.post(address("client-new"), filled(city, region=city.other_county.pk))
    assert response.context["form"].errors.keys() == {"region"}


def test_two_who_correct_one_client_do_not_overwrite_each_other(city):
    browser = browse(city.people["coordinator"])
    url = address("client-edit", city.client.code)
    seen = browser.get(url).context["form"].initial
    data = {
        "version": seen["version"],
        "kind": city.client.kind,
        "region": city.client.region_id,
        "active": "on",
    }
    assert browser.post(url, data | {"name": "甲"}).status_code == 302
    late = browser.post(url, data | {"name": "乙"})
    assert late.status_code == 422
    assert "乙" in late.content.decode()
    city.client.refresh_from_db()
    assert city.client.name == "甲"


def test_a_specialist_adds_and_ends_contacts_of_the_own_client_only(city):
    browser = browse(city.people["specialist"])
    data = {"name": "王会计", "phone": "138 0000 0009", "title": "会计"}
    assert browser.post(address("contact-new", city.client.code), data).status_code == 302
    contact = Contact.objects.get(person__name="王会计")
    assert contact.person.phone == "13800000009"
    assert not contact.primary
    ended = browser.post(address("contact-end", city.client.code, contact.pk))
    assert ended.status_code == 302
    contact.refresh_from_db()
    assert not contact.active
    foreign = address("contact-new", city.stranger_client.code)
    assert browser.post(foreign, data).status_code == 404


def test_a_blank_phone_keeps_the_number_of_a_contact(city):
    browser = browse(city.people["coordinator"])
    url = address("contact-edit", city.client.code, city.contact.pk)
    number = city.contact.person.phone
    data = {"version": city.contact.version, "name": "改了名", "phone": "", "title": "经理"}
    assert browser.post(url, data).status_code == 302
    contact = Contact.objects.select_related("person").get(pk=city.contact.pk)
    assert (contact.person.name, contact.person.phone) == ("改了名", number)


def test_office_hours_are_typed_by_the_season(city):
    browser = browse(city.people["administrator"])
    url = address("region", city.county.code)
    data = {
        "version": city.county.version,
        "code": city.county.code,
        "name": "坊子区",
        "short": "坊",
        "kind": "county",
        "active": "on",
        "hours": "6-1 8:30-12:00 14:00-18:00 夏季\n10-01 08:30-12:00 13:30-18:00",
    }
    assert browser.post(url, data).status_code == 302
    city.county.refresh_from_db()
    assert city.county.hours == {
        "seasons": [
            {"from": "06-01", "name": "夏季", "hours": ["08:30-12:00", "14:00-18:00"]},
            {"from": "10-01", "hours": ["08:30-12:00", "13:30-18:00"]},
        ]
    }
    wrong = browser.post(url, data | {"version": city.county.version, "hours": "6-1 18:00-08:30"})
    assert wrong.status_code == 422
    assert wrong.context["form"].errors.keys() == {"hours"}
    assert "18:00-08:30" in wrong.content.decode()


def test_regions_departments_and_officials_are_made_by_hand(city):
    browser = browse(city.people["administrator"])
    town = {"code": "370704009", "name": "新镇", "kind": "town", "active": "on"}
    assert browser.post(address("region-new-below", "370704"), town).status_code == 302
    assert Region.objects.get(code="370704009").path == "/370700/370704/370704009/"
    unit = {"code": "X-1", "name": "新局", "relation": "direct", "active": "on"}
    assert browser.post(address("department-new"), unit).status_code == 422
    unit["region"] = str(city.county.pk)
    assert browser.post(address("department-new"), unit).status_code == 302
    section = {"code": "X-1-1", "name": "一科", "relation": "direct", "active": "on"}
    assert browser.post(address("section-new", "X-1"), section).status_code == 302
    assert Department.objects.get(code="X-1-1").path == "/X-1/X-1-1/"
    official = {
        "code": "N1",
        "name": "新人",
        "phone": "13712345678",
        "department": "X-1-1",
        "level": "county",
        "active": "on",
    }
    assert browser.post(address("official-new"), official).status_code == 302
    made = Official.objects.get(code="N1")
    assert made.person.phone == "13712345678"
    page = browser.get(address("official", "N1")).content.decode()
    assert "13712345678" not in page
    assert "13712345678" in browser.post(address("official-look", "N1")).content.decode()


def brought(browser: Any, rows: list[list[Any]], kind: str = "clients") -> Any:
    file = SimpleUploadedFile("名单.xlsx", workbook_bytes(("名单", rows)))
    return browser.post(address("imports"), {"kind": kind, "file": file})


def test_a_file_goes_its_whole_way_in_the_browser(city):
    browser = browse(city.people["coordinator"])
    rows = [
        ["企业名称", "信用代码", "所在地", "联系人", "联系电话"],
        ["甲公司", credit_code(1), "坊子区", "李四", "13800000001"],
        ["乙公司", credit_code(2)[:-1], "坊子区", "王五", "13800000002"],
        ["丙公司", credit_code(3), "寿光市", "赵六", "13800000003"],
    ]
    response = brought(browser, rows)
    assert response.status_code == 302
    batch = ImportBatch.objects.get()
    assert batch.state == "examining"
    assert browser.get(response.url).status_code == 200
    examine_import(batch_id=batch.pk, now=city.now)
    page = browser.get(response.url)
    text = page.content.decode()
    assert "138****0002" in text
    assert "13800000002" not in text
    assert "cell-bad" in text
    for tab in ("new", "changed", "unchanged", "columns", "problems"):
        assert browser.get(f"{response.url}?tab={tab}").status_code == 200
    batch.refresh_from_db()
    assert batch.problem_sheet is not None
    sheet = browser.get(reverse("files:file-serve", args=[batch.problem_sheet.pk]))
    assert sheet["Content-Disposition"].startswith("attachment")
    assert browser.post(address("import-load", batch.pk)).status_code == 302
    load_import(batch_id=batch.pk, now=city.now)
    assert Client.objects.filter(code=credit_code(1)).exists()
    assert not Client.objects.filter(code=credit_code(3)).exists()
    batch.refresh_from_db()
    assert (batch.state, batch.applied) == ("finished", {"refused": 1, "new": 1})
    done = browser.get(response.url)
    assert done.templates[0].name == "directory/import_done.html"
    assert [stat.value for stat in done.context["stats"]] == ["1", "0", "0", "2"]
    assert done.context["place"] == address("clients")
    text = done.content.decode()
    assert "<table" not in text
    for stat in done.context["stats"]:
        assert stat.href in text
        assert browser.get(stat.href).status_code == 200
    assert browser.get(address("imports")).status_code == 200


def test_anothers_import_is_out_of_sight(city):
    rows = [["企业名称", "信用代码", "所在地"], ["甲公司", credit_code(1), "坊子区"]]
    url = brought(browse(city.people["coordinator"]), rows).url
    assert browse(city.people["other_coordinator"]).get(url).status_code == 404
    assert browse(city.people["city_coordinator"]).get(url).status_code == 200
    assert browse(city.people["inspector"]).get(url).status_code == 403
    source = ImportBatch.objects.get().source
    assert source is not None
    file = reverse("files:file-serve", args=[source.pk])
    for who in ("coordinator", "administrator"):
        assert browse(city.people[who]).get(file).status_code == 404


def test_columns_that_were_not_recognised_are_chosen_by_hand(city):
    browser: Any = browse(city.people["coordinator"])
    url = brought(browser, [["甲", "乙", "丙"], ["甲公司", credit_code(1), "坊子区"]]).url
    batch = ImportBatch.objects.get()
    assert batch.state == "mapping"
    columns = address("import-columns", batch.pk)
    refused = browser.post(columns, {"header": "1", "column-name": "0"})
    assert refused.status_code == 422
    chosen = {"header": "1", "column-name": "0", "column-credit_code": "1", "column-region": "2"}
    assert browser.post(columns, chosen).url == url
    batch.refresh_from_db()
    assert batch.state == "examining"
    assert batch.mapping == {"name": 0, "credit_code": 1, "region": 2}


def test_a_file_that_is_none_is_refused_on_the_form(city):
    browser = browse(city.people["coordinator"])
    file = SimpleUploadedFile("名单.pdf", b"MZ\x90\0")
    response = browser.post(address("imports"), {"kind": "clients", "file": file})
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"file"}
    nothing = browser.post(address("imports"), {"kind": "clients"})
    assert nothing.context["form"].errors.keys() == {"file"}


def test_a_coordinator_is_offered_no_regions_to_bring(city):
    browser = browse(city.people["coordinator"])
    assert browser.get(address("import-template", "clients")).status_code == 200
    assert browser.get(address("import-template", "regions")).status_code == 404
    assert browser.get(address("import-template", "nonsense")).status_code == 404
    assert brought(browser, [["区划代码", "名称"], ["1", "2"]], "regions").status_code == 403


def test_a_list_is_filtered_and_searched_by_name_and_code(city):
    browser = browse(city.people["city_coordinator"])

    def found(query: str) -> set[str]:
        page = browser.get(f"{address('clients')}?{query}").context["page"]
        return {client.name for client in page.rows}

    both = {city.client.name, city.stranger_client.name}
    assert both <= found("")
    assert found(f"q={city.client.name[1:4]}") == {city.client.name}
    assert found(f"q={city.client.code[:12].lower()}") >= {city.client.name}
    assert city.stranger_client.name not in found(f"region={city.county.path}")
    assert found("kind=park") == set()


def test_the_ledger_says_what_a_hand_changed(city):
    browser = browse(city.people["coordinator"])
    url = address("client-edit", city.client.code)
    data = {
        "version": city.client.version,
        "name": city.client.name,
        "kind": city.client.kind,
        "region": city.client.region_id,
        "employees": "12",
        "active": "on",
    }
    browser.post(url, data)
    entry = Entry.objects.filter(kind="client.change").latest("id")
    body = json.loads(bytes(entry.body))
    assert body["after"]["employees"] == 12
    assert body["before"]["employees"] is None
    assert body["by"][1] == "coordinator"
    assert date.fromisoformat(body["at"][:10])

"""Rules on pages: read, compare, draft, edit, upload, publish."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.actors import actor, administrator, browser, coordinator
from weiqitong.core import clock
from weiqitong.core.actor import Role, system
from weiqitong.deadlines.profiles import DEFAULTS
from weiqitong.rules import selectors, services
from weiqitong.rules.models import RuleVersion, Status

pytestmark = pytest.mark.django_db
PROFILES = "deadlines.profiles"
ROOT = f"/rules/{PROFILES}/"


@pytest.fixture(autouse=True)
def _in_force():
    selectors.forget()
    past = clock.now() - timedelta(days=90)
    services.load_samples(system(), past, clock.now())


@pytest.fixture
def office(monkeypatch):
    return browser(monkeypatch, administrator())


def draft():
    items = RuleVersion.objects.get(kind=PROFILES, number=1).body["items"]
    return services.draft(administrator(), PROFILES, items, "", clock.now())


def text(answer):
    return answer.content.decode()


def test_the_kinds_and_what_is_in_force(office):
    page = text(office.get("/rules/"))
    assert ROOT in page
    assert "/rules/deadlines.assignment/" in page


def test_a_version_is_a_table_and_an_item_a_page(office):
    page = text(office.get(f"{ROOT}1/"))
    assert "2115工作法" in page
    assert f"{ROOT}1/items/5+10/" in page
    assert "1-3-15-30" in page
    one = office.get(f"{ROOT}1/items/15+7/")
    assert one.status_code == 200
    assert "15+7（投诉热线）" in text(one)


@pytest.mark.parametrize(
    "path",
    ["/rules/nothing/", f"{ROOT}9/", f"{ROOT}1/items/none/", f"{ROOT}1/against/9/"],
)
def test_what_is_not_there_is_not_found(office, path):
    assert office.get(path).status_code == 404


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        (actor(Role.INSPECTOR), 200),
        (actor(Role.LEADER), 200),
        (coordinator(region_path="370700/370705/"), 200),
        (actor(Role.HANDLER), 403),
        (actor(Role.CONTACT), 403),
    ],
)
def test_who_reads_and_that_readers_do_not_write(monkeypatch, who, reads):
    page = browser(monkeypatch, who)
    assert page.get("/rules/").status_code == reads
    assert page.get(f"{ROOT}1/").status_code == reads
    before = RuleVersion.objects.count()
    assert page.post(f"{ROOT}draft/").status_code == 403
    assert RuleVersion.objects.count() == before
    row = draft()
    assert page.post(f"{ROOT}{row.number}/publish/", {"reason": "x"}).status_code == 403
    assert page.post(f"{ROOT}{row.number}/discard/").status_code == 403
    assert page.post(f"{ROOT}{row.number}/items/133/drop/").status_code == 403
    assert RuleVersion.objects.get(pk=row.pk).version == 1


def test_a_new_draft_begins_with_what_is_in_force(office):
    answer = office.post(f"{ROOT}draft/")
    assert answer["Location"] == f"{ROOT}2/"
    row = RuleVersion.objects.get(kind=PROFILES, number=2)
    assert row.body == RuleVersion.objects.get(kind=PROFILES, number=1).body
    assert row.status == Status.DRAFT


def fields(page):
    """What a browser would send back: the values of the item's form."""
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields} | {"seen": page.context["seen"]}


def test_an_item_is_changed_in_a_form_and_its_other_facts_stay(office):
    row = draft()
    path = f"{ROOT}{row.number}/edit/?item=133"
    sent = fields(office.get(path)) | {"terms.close": "5 个工作日", "terms.contact": ""}
    assert office.post(path, sent).status_code == 302
    items = {i["code"]: i for i in RuleVersion.objects.get(pk=row.pk).body["items"]}
    assert items["133"]["terms"]["close"] == {"amount": 5, "unit": "working_days"}
    assert items["133"]["ours"]
    assert [*items] == [i["code"] for i in row.body["items"]]


def test_a_bad_value_is_marked_and_nothing_typed_is_lost(office):
    row = draft()
    path = f"{ROOT}{row.number}/edit/?item=133"
    sent = fields(office.get(path)) | {"terms.close": "bald", "note": "kept words"}
    answer = office.post(path, sent)
    assert answer.status_code == 422
    assert "terms.close" in answer.context["form"].errors
    assert "bald" in text(answer)
    assert "kept words" in text(answer)
    assert RuleVersion.objects.get(pk=row.pk).version == 1


def test_a_form_opened_before_another_change_is_refused_with_what_was_typed(office):
    row = draft()
    path = f"{ROOT}{row.number}/edit/?item=133"
    sent = fields(office.get(path)) | {"note": "kept words"}
    services.drop_item(administrator(), row, "2115", clock.now(), seen=1)
    answer = office.post(path, sent)
    assert answer.status_code == 422
    assert "kept words" in text(answer)


def test_an_item_is_added_and_taken_out(office):
    row = draft()
    path = f"{ROOT}{row.number}/edit/"
    sent = fields(office.get(f"{path}?item=133")) | {"code": "134", "name": "New"}
    assert office.post(path, sent).status_code == 302
    assert RuleVersion.objects.get(pk=row.pk).body["items"][-1]["code"] == "134"
    assert office.post(f"{ROOT}{row.number}/items/134/drop/").status_code == 302
    assert RuleVersion.objects.get(pk=row.pk).body["items"][-1]["code"] != "134"


@pytest.mark.parametrize("code", ["2115", "", "a/b", "x" * 65])
def test_a_code_that_cannot_be_is_refused(office, code):
    row = draft()
    path = f"{ROOT}{row.number}/edit/"
    sent = fields(office.get(f"{path}?item=133")) | {"code": code}
    assert office.post(path, sent).status_code == 422


def test_a_published_version_has_no_way_to_be_changed(office):
    page = text(office.get(f"{ROOT}1/"))
    assert "/edit/" not in page
    path = f"{ROOT}1/edit/?item=133"
    assert office.get(path).status_code == 302
    sent = fields(office.get(f"{ROOT}{draft().number}/edit/?item=133"))
    assert office.post(path, sent).status_code == 422
    assert office.post(f"{ROOT}1/discard/").status_code == 409


def sheet_of(office, number):
    data = office.get(f"{ROOT}{number}/download/").content
    return openpyxl.load_workbook(io.BytesIO(data))


def upload(office, number, data, name="rules.xlsx"):
    return office.post(f"{ROOT}{number}/upload/", {"file": SimpleUploadedFile(name, data)})


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_spreadsheet_goes_out_and_comes_back_the_same(office):
    row = draft()
    assert upload(office, row.number, saved(sheet_of(office, row.number))).status_code == 302
    after = RuleVersion.objects.get(pk=row.pk)
    for old, new in zip(row.body["items"], after.body["items"], strict=True):
        for name in DEFAULTS:
            new["terms"].pop(name, None)
        assert old == new


def test_every_bad_cell_of_a_spreadsheet_is_named(office):
    row = draft()
    book = sheet_of(office, row.number)
    sheet = book.active
    head = [cell.value for cell in sheet[1]]
    for line in (3, 5):
        sheet.cell(line, head.index("答复") + 1 if "答复" in head else 5).value = "bald"
    answer = upload(office, row.number, saved(book))
    assert answer.status_code == 422
    sentences = " ".join(answer.context["form"].errors["file"])
    assert "3" in sentences
    assert "5" in sentences
    assert RuleVersion.objects.get(pk=row.pk).version == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x01\x02",
        b"PK\x03\x04broken",
        b"\xd0\xcf\x11\xe0broken",
        "名称,没有编码\nx,y".encode("gb18030"),
        b"x" * 2_000_001,
        b"%PDF-1.4",
    ],
)
def test_a_file_that_is_no_table_of_items_is_refused_in_words(office, data):
    row = draft()
    answer = upload(office, row.number, data)
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert RuleVersion.objects.get(pk=row.pk).version == 1


def test_csv_in_the_encoding_of_chinese_windows_is_read(office):
    kind = "deadlines.assignment"
    row = services.draft(administrator(), kind, [{"code": "a", "profile": "133"}], "", clock.now())
    data = "Code,Profile\n全市,5+10\n".encode("gb18030")
    file = SimpleUploadedFile("a.csv", data)
    assert office.post(f"/rules/{kind}/{row.number}/upload/", {"file": file}).status_code == 302
    assert RuleVersion.objects.get(pk=row.pk).body["items"] == [{"code": "全市", "profile": "5+10"}]


def changed_draft():
    row = draft()
    items = row.body["items"]
    items[0]["terms"]["close"]["amount"] = 4
    return services.revise(administrator(), row, [*items[:-2], items[-1]], clock.now())


def test_the_preview_shows_what_would_change(office):
    row = changed_draft()
    found = office.get(f"{ROOT}{row.number}/publish/").context["preview"]
    states = {one.code: one.state for one in found.differences}
    assert states == {"133": "changed", "hotline-13": "removed"}
    assert [(f.before[0], f.after[0]) for f in found.differences[0].fields] == [("3", "4")]
    page = text(office.get(f"{ROOT}{row.number}/against/1/"))
    assert "hotline-13" in page


def test_publishing_needs_a_reason_and_says_so(office):
    row = changed_draft()
    path = f"{ROOT}{row.number}/publish/"
    answer = office.post(path, {"reason": " ", "valid_from": ""})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    answer = office.post(path, {"reason": "Decision 12", "valid_from": "2001-01-01T08:00"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["valid_from"])
    assert office.post(path, {"reason": "Decision 12", "valid_from": ""}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.reason) == (Status.PUBLISHED, "Decision 12")
    assert selectors.in_force(PROFILES, clock.now()).pk == row.pk


def test_a_draft_that_would_break_other_rules_says_what_is_in_the_way(office):
    row = draft()
    services.drop_item(administrator(), row, "133", clock.now(), seen=1)
    page = office.get(f"{ROOT}{row.number}/publish/")
    assert "133" in page.context["preview"].problems[0]
    assert office.post(f"{ROOT}{row.number}/publish/", {"reason": "x"}).status_code == 422


def test_an_assignment_is_edited_by_choosing(office):
    kind = "deadlines.assignment"
    items = RuleVersion.objects.get(kind=kind, number=1).body["items"]
    row = services.draft(administrator(), kind, items, "", clock.now())
    path = f"/rules/{kind}/{row.number}/edit/?item=urgent"
    page = office.get(path)
    assert 'value="5+10"' in text(page)
    sent = fields(page) | {"profile": "5+10"}
    assert office.post(path, sent).status_code == 302
    found = {i["code"]: i for i in RuleVersion.objects.get(pk=row.pk).body["items"]}
    assert found["urgent"] == {**items[1], "profile": "5+10"}

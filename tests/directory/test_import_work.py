"""A file's whole way: brought, examined, loaded in steps, broken off and gone on with."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.directory.conftest import NOW, coordinator
from tests.directory.sheets import credit_code, workbook_bytes
from tests.directory.test_importing import CLIENTS, ONE, assert_ledger_agrees
from weiqitong.core.actor import Actor, Role, system
from weiqitong.core.errors import BadInput, NotAllowed, WrongStep
from weiqitong.directory.importing import reading
from weiqitong.directory.importing.kinds import kinds
from weiqitong.directory.importing.sheets import template
from weiqitong.directory.models import BatchState, Client, ImportBatch
from weiqitong.directory.selectors import may_read_import
from weiqitong.directory.services.import_starts import start_examining, start_loading
from weiqitong.directory.services.import_work import bring_and_load, examine, load
from weiqitong.directory.services.imports import (
    bring,
    choose_columns,
    choose_sheet,
    forget_sources,
)
from weiqitong.files.models import StoredFile
from weiqitong.jobs.models import Progress
from weiqitong.ledger.models import Entry

pytestmark = pytest.mark.django_db

ADMIN = Actor(user_id=1, name="苏航", role=Role.ADMINISTRATOR, region_path="/")
LOST = ["禾润食品", credit_code(2)[:-1], *ONE[2:6], "王五", "13800000002"]


def upload(*sheets: tuple[str, Any], name: str = "名单_9月.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, workbook_bytes(*sheets))


def brought(rows: Any, actor: Actor = ADMIN) -> ImportBatch:
    return bring(actor, "clients", upload(("名单", rows)), now=NOW)


def report_of(batch: ImportBatch) -> dict[str, Any]:
    assert batch.report is not None
    found: dict[str, Any] = json.loads(default_storage.open(batch.report.path).read())
    return found


def test_the_columns_are_guessed_when_the_file_is_brought(city):
    batch = brought([["重点企业"], CLIENTS, ONE])
    assert (batch.header_line, batch.sheet) == (2, "名单")
    assert batch.columns == CLIENTS
    assert batch.mapping == {
        "name": 0,
        "credit_code": 1,
        "region": 2,
        "industry": 3,
        "employees": 4,
        "revenue": 5,
        "contact_name": 6,
        "contact_phone": 7,
    }


def test_examining_writes_nothing_and_reports_everything(city):
    entries = Entry.objects.count()
    batch = examine(ADMIN, brought([CLIENTS, ONE, LOST]), now=NOW)
    assert Client.objects.count() == 0
    assert Entry.objects.count() == entries
    assert (batch.state, batch.rows, batch.bad_rows, batch.loadable) == ("ready", 2, 1, 1)
    report = report_of(batch)
    assert [p["line"] for p in report["problems"]] == [3]
    assert report["samples"]["new"][0]["cells"] == [ONE[0], ONE[1], ONE[2], "138****0001"]


def test_no_whole_number_stands_in_what_is_handed_out(city):
    batch = examine(ADMIN, brought([CLIENTS, ONE, LOST]), now=NOW)
    assert batch.problem_sheet is not None
    text = json.dumps(report_of(batch), ensure_ascii=False)
    path = Path(default_storage.path(batch.problem_sheet.path))
    for line in reading.read(path).lines:
        text += " ".join(line.cells)
    assert "13800000001" not in text
    assert "13800000002" not in text
    assert "138****0002" in text


def test_the_sheet_of_problems_can_be_mended_and_brought_again(city):
    first = examine(ADMIN, brought([CLIENTS, ONE, LOST]), now=NOW)
    assert first.problem_sheet is not None
    path = Path(default_storage.path(first.problem_sheet.path))
    lines = [line.cells for line in reading.read(path).lines]
    assert lines[0][:8] == CLIENTS
    assert lines[1][8] == "3"
    assert lines[1][9] == "A credit code has 18 characters; this one has 17."
    lines[1][1] = credit_code(2)
    second = examine(ADMIN, brought(lines), now=NOW)
    assert (second.bad_rows, second.loadable) == (0, 1)
    load(ADMIN, second, now=NOW)
    assert Client.objects.get().contacts.get().person.phone == "13800000002"


def test_a_masked_number_comes_back_only_to_whom_the_first_file_is_open(city):
    first = examine(ADMIN, brought([CLIENTS, ONE, LOST]), now=NOW)
    assert first.problem_sheet is not None
    path = Path(default_storage.path(first.problem_sheet.path))
    lines = [line.cells for line in reading.read(path).lines]
    lines[1][1] = credit_code(2)
    hers = coordinator("/370700/370704/")
    second = examine(hers, brought(lines, hers), now=NOW)
    assert "masked" in report_of(second)["problems"][0]["sentence"]


def test_loading_writes_one_entry_for_the_file_and_one_for_each_object(city):
    batch = examine(ADMIN, brought([CLIENTS, ONE, LOST]), now=NOW)
    load(ADMIN, batch, now=NOW)
    assert batch.state == BatchState.FINISHED
    assert batch.applied == {"refused": 0, "new": 1}
    entry = Entry.objects.get(kind="import.load")
    assert entry.object_key == str(batch.serial)
    made = Entry.objects.get(kind="client.create")
    assert json.loads(bytes(made.body))["facts"] == {"import": str(batch.serial), "line": 2}
    assert_ledger_agrees()
    with pytest.raises(WrongStep):
        load(ADMIN, batch, now=NOW)


def test_a_load_broken_off_goes_on_where_it_was(city, monkeypatch):
    rows = [[f"企业{n}", credit_code(n), *ONE[2:6], f"李{n}", f"137{n:08}"] for n in range(1200)]
    batch = examine(ADMIN, brought([CLIENTS, *rows]), now=NOW)
    seen = []

    def die(count: int) -> None:
        seen.append(count)
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(ADMIN, batch, now=NOW, done=die)
    batch = ImportBatch.objects.get(pk=batch.pk)
    assert (batch.state, batch.steps_done) == (BatchState.APPLYING, 2)
    assert batch.applied == {"refused": 0, "new": 1000}
    load(ADMIN, batch, now=NOW)
    assert batch.applied == {"refused": 0, "new": 1200}
    assert Client.objects.count() == 1200
    assert Entry.objects.filter(kind="import.load").count() == 1
    assert_ledger_agrees()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.xlsx", b"", "is empty"),
        ("a.csv", "名称,代码\n".encode(), "nothing below it"),
        ("a.csv", b"\n\n \n", "The file is empty."),
        ("a.xlsx", b"PK\x03\x04 half", "this file says .xlsx but is"),
        ("a.pdf", b"MZ\x90\0", "this file says .pdf but is a program"),
        ("a.pdf", b"%PDF-1.4", "This file is a PDF document."),
        ("a.csv", b"x" * 20_000_001, "a file may have 20 MB at most"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_and_not_kept(city, name, data, words):
    with pytest.raises(BadInput) as refused:
        bring(ADMIN, "clients", SimpleUploadedFile(name, data), now=NOW)
    assert words in refused.value.message
    assert refused.value.field == "file"
    assert not StoredFile.objects.exists()
    assert not ImportBatch.objects.exists()


def test_the_wrong_sheet_is_named_and_the_right_one_chosen(city):
    batch = bring(
        ADMIN,
        "clients",
        upload(("说明", [["使用说明"], ["请填写"]]), ("名单", [CLIENTS, ONE])),
        now=NOW,
    )
    assert (batch.sheets, batch.sheet) == (["说明", "名单"], "说明")
    with pytest.raises(BadInput, match="No column was found for: Enterprise or project、Region"):
        start_examining(ADMIN, batch, now=NOW)
    choose_sheet(ADMIN, batch, sheet="名单", header=0)
    assert "region" in batch.mapping
    start_examining(ADMIN, batch, now=NOW)
    assert batch.state == BatchState.EXAMINING


def test_columns_can_be_chosen_by_hand(city):
    batch = brought([["甲", "乙", "丙"], [ONE[0], ONE[1], ONE[2]]])
    assert batch.mapping == {}
    choose_columns(ADMIN, batch, {"name": 0, "credit_code": 1, "region": 2})
    assert examine(ADMIN, batch, now=NOW).loadable == 1
    with pytest.raises(BadInput, match="one thing only"):
        choose_columns(ADMIN, batch, {"name": 0, "region": 0})
    with pytest.raises(BadInput, match="Region"):
        choose_columns(ADMIN, batch, {"name": 0, "region": 77})


def test_two_presses_start_one_job(city):
    batch = examine(ADMIN, brought([CLIENTS, ONE]), now=NOW)
    same = ImportBatch.objects.get(pk=batch.pk)
    start_loading(ADMIN, batch, now=NOW)
    with pytest.raises(WrongStep):
        start_loading(ADMIN, same, now=NOW)
    assert Progress.objects.count() == 1


def test_who_may_bring_what_and_see_whose(city):
    hers = coordinator("/370700/370704/")
    with pytest.raises(NotAllowed):
        bring(hers, "regions", upload(("a", [["区划代码", "名称"], ["1", "2"]])), now=NOW)
    with pytest.raises(NotAllowed):
        brought([CLIENTS, ONE], Actor(user_id=4, role=Role.INSPECTOR, region_path="/"))
    own, others = brought([CLIENTS, ONE], hers), brought([CLIENTS, ONE])
    visible = ImportBatch.objects.visible_to(hers)
    assert list(visible) == [own]
    assert may_read_import(hers, own.pk, 0)
    assert not may_read_import(hers, others.pk, 0)
    assert may_read_import(ADMIN, own.pk, 0)


def test_the_whole_way_at_once_for_the_command_line(city, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"企业名称,信用代码,所在地\n海逸,{credit_code(1)},坊子区\n", encoding="gbk")
    dry = bring_and_load(system(), "clients", path, now=NOW, dry_run=True)
    assert (dry.loadable, Client.objects.count()) == (1, 0)
    done = bring_and_load(system(), "clients", path, now=NOW)
    assert (done.state, Client.objects.count()) == (BatchState.FINISHED, 1)
    with pytest.raises(BadInput, match="no roster of this kind"):
        bring_and_load(system(), "nonsense", path, now=NOW)


def test_files_with_numbers_in_clear_are_forgotten_after_a_month(
    city, django_capture_on_commit_callbacks
):
    batch = examine(ADMIN, brought([CLIENTS, ONE, LOST]), now=NOW)
    assert batch.source is not None
    path = batch.source.path
    assert forget_sources(NOW + timedelta(days=29)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_sources(NOW + timedelta(days=31)) == 1
    assert not default_storage.exists(path)
    batch = ImportBatch.objects.get(pk=batch.pk)
    assert batch.source is None
    assert batch.problem_sheet is not None
    with pytest.raises(WrongStep, match="no longer kept"):
        load(ADMIN, batch, now=NOW)


@pytest.mark.parametrize("kind", [name for name, _importer in kinds])
def test_a_template_is_read_back_as_its_own_kind(kind, tmp_path):
    path = tmp_path / "t.xlsx"
    path.write_bytes(template(kinds[kind]))
    lines = list(reading.read(path).lines)
    fields = kinds[kind].fields
    assert [name.rstrip("*") for name in lines[0].cells] == [str(one.label) for one in fields]
    assert lines[1].cells[: len(fields)] == [one.example for one in fields][: len(lines[1].cells)]

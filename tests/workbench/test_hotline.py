"""Tickets of the hotline become live needs, once; a bad row says why, the good ones load."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from tests.factories import City, make_city
from tests.support.browsing import browser
from weiqitong.cases.enums import Channel, Status
from weiqitong.cases.models import Case, Intake
from weiqitong.directory.models import ImportBatch
from weiqitong.directory.services.import_work import bring_and_load
from weiqitong.ledger.replay import compare

pytestmark = pytest.mark.django_db

HEADER = "工单编号,来电时间,企业名称,统一社会信用代码,来电人,联系电话,诉求内容,分类\n"
NAME, CODE = "潍坊恒岳精密铸造有限公司", "91370704MA3A00001X"
GOOD = (
    f"DH1,2021/9/16 9:00:00,{NAME},,周海燕,19900000001,厂门口路灯坏了二十天夜里看不见,\n"
    f"DH2,2021/9/16 9:30:00,,{CODE},李四,13900000009,下雨就积水车进不来请派人疏通,没有这类\n"
)
BAD = (
    "DH3,2021/9/16 9:00:00,谁也不认识的公司,,,,厂门口路灯坏了二十天夜里看不见,\n"
    "DH4,2021/9/16 9:00:00,寿光云驼山智能物流装备有限公司,,,,厂门口路灯坏了二十天夜里看不见,\n"
    f"DH5,昨天,{NAME},,,,厂门口路灯坏了二十天夜里看不见,\n"
    f"DH6,2021/9/16 9:00:00,{NAME},,,,短,\n"
    "DH7,2021/9/16 9:00:00,,,,,厂门口路灯坏了二十天夜里看不见,\n"
)


@pytest.fixture
def city() -> City:
    return make_city()


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def load(city: City, folder: Path, rows: str, *, dry_run: bool = False) -> ImportBatch:
    path = folder / "tickets.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return bring_and_load(
        city.people["coordinator"], "hotline", path, now=city.now, dry_run=dry_run
    )


def test_tickets_lie_on_the_desk_and_wait_for_the_enterprises_word(
    city: City, tmp_path: Path
) -> None:
    batch = load(city, tmp_path, GOOD)
    assert (batch.counts["new"], batch.bad_rows) == (2, 0)
    one, two = Case.objects.order_by("pk")
    assert {one.channel, two.channel} == {Channel.HOTLINE}
    assert {one.status, two.status} == {Status.REPORTED}
    assert {one.desk, two.desk} == {city.county}
    assert one.reported_at == city.now  # the clock starts when it comes to us
    assert one.intake.received_on.isoformat() == "2021-09-16"
    assert (one.intake.source_ref, one.intake.said_by) == ("DH1", "周海燕")
    assert one.contact == city.contact
    assert one.confirmed_at is None
    assert not compare(Case)[0]
    assert not compare(Intake)[0]


def test_bad_rows_say_why_and_the_others_are_loaded(city: City, tmp_path: Path) -> None:
    batch = load(city, tmp_path, GOOD + BAD)
    assert (batch.applied["new"], batch.bad_rows) == (2, 5)
    assert Case.objects.count() == 2
    batch = load(city, tmp_path, GOOD + BAD, dry_run=True)
    page = browser(city.people["coordinator"]).get(
        reverse("directory:import-page", args=[batch.pk])
    )
    told = page.content.decode()
    for sentence in (
        "This enterprise is not known here",
        "This lies outside your region.",
        "is no date and time",
        "at least 10 characters",
        "Name the enterprise by its credit code",
    ):
        assert sentence in told, sentence


def test_the_same_number_twice_is_left_out_and_said(city: City, tmp_path: Path) -> None:
    load(city, tmp_path, GOOD)
    number = Case.objects.order_by("pk")[0].number
    again = load(city, tmp_path, GOOD, dry_run=True)
    assert again.counts["new"] == 0
    assert again.counts["unchanged"] == 2
    page = browser(city.people["coordinator"]).get(
        reverse("directory:import-page", args=[again.pk])
    )
    assert f"Number DH1 was entered already, as {number}." in page.content.decode()
    load(city, tmp_path, GOOD + GOOD.replace("DH2", "DH9"))
    assert Case.objects.count() == 3


def test_the_people_concerned_are_told_of_each(city: City, tmp_path: Path) -> None:
    from django_tasks_db.models import DBTaskResult

    load(city, tmp_path, GOOD)
    told = DBTaskResult.objects.filter(task_path__endswith="after_step")
    assert told.count() == 2


def test_who_may_bring_them_in(city: City) -> None:
    for who, open_ in (("coordinator", True), ("administrator", False)):
        page = browser(city.people[who]).get(reverse("directory:imports"))
        assert ("Tickets of the hotline" in page.content.decode()) is open_
    upload = SimpleUploadedFile("a.csv", (HEADER + GOOD).encode())
    sent = browser(city.people["administrator"]).post(
        reverse("directory:imports"), {"kind": "hotline", "file": upload}
    )
    assert sent.status_code in {403, 404, 422}

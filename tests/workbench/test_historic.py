"""Older needs with their replies: real times, no verdict assumed, the same file again changes
nothing.
"""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from python_calamine import CalamineWorkbook

from tests.factories import City, make_city
from tests.support.browsing import browser
from weiqitong.cases.models import Act, Case
from weiqitong.cases.selectors.behind import Period
from weiqitong.cases.selectors.figures import figures, historic_figure
from weiqitong.core import clock
from weiqitong.core.clock import local
from weiqitong.core.errors import BadInput
from weiqitong.deadlines.models import Clock
from weiqitong.directory.models import Client
from weiqitong.directory.services.import_work import bring_and_load
from weiqitong.files import services as files
from weiqitong.ledger.replay import compare
from weiqitong.workbench import commands

pytestmark = pytest.mark.django_db

HEADER = "id,author,title,time,text,reply,reply_time\n"
# Due after three working days: the first answered in time, the second on the fourth, the third on
# a day without a time.
GOOD = (
    "11,U1,厂门口路灯坏了,2018/3/19 10:05:04,坏了二十天，夜里看不见。,已更换。,2018/3/21 9:00:00\n"
    "12,U2,门前积水,2018-03-19 10:05:04,下雨就积水，车进不来。,已疏通。,2018/3/23 9:00:00\n"
    "13,U1,招不到电工,2012/5/4 8:00:00,招了两个月没人来。,请参加招聘会。,2012/5/9\n"
)
BAD = (
    "21,U3,时间不对,昨天,正文,答复,2018/3/21 9:00:00\n"
    "22,U3,答复早了,2018/3/21 9:00:00,正文,答复,2018/3/20 9:00:00\n"
    "23,U3,没有日历,1999/3/21 9:00:00,正文,答复,2018/3/20 9:00:00\n"
)


@pytest.fixture
def city() -> City:
    return make_city(clock.now())


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def write(folder: Path, rows: str) -> str:
    path = folder / "messages.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return str(path)


def bring(city: City, path: str, **more: object) -> list[str]:
    said: list[str] = []
    options = {"region": city.county.code, "lead": city.police.name, "profile": "133", **more}
    assert commands.import_file("cases", path, options, said.append) == 0
    return said


def test_they_come_in_as_they_were(city: City, tmp_path: Path) -> None:
    said = bring(city, write(tmp_path, GOOD))
    assert said[0] == "3 rows: 3 new, 0 changed, 0 unchanged, 0 refused."
    assert any("end of that day" in line for line in said)
    cases = list(Case.objects.order_by("pk"))
    assert {(case.origin, case.status, case.verdict) for case in cases} == {
        ("historic", "lapsed", None)
    }
    assert local(cases[0].reported_at).isoformat() == "2018-03-19T10:05:04+08:00"
    assert cases[2].answered_at
    assert local(cases[2].answered_at).isoformat() == "2012-05-09T23:59:59+08:00"
    closes = Clock.objects.filter(kind="close").order_by("pk").values_list("result", flat=True)
    assert list(closes) == ["met", "missed", "missed"]
    authors = Client.objects.filter(registered=False)
    assert authors.count() == 2
    assert not authors.exclude(credit_code=None).exists()
    assert list(Act.objects.filter(case=cases[0]).values_list("action", flat=True)) == [
        "report",
        "dispatch",
        "accept",
        "answer",
        "lapse",
    ]
    for model in (Case, Clock):
        assert compare(model)[0] == []


def test_the_same_file_again_changes_nothing(city: City, tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    bring(city, path)
    said = bring(city, path)
    assert said[0] == "3 rows: 0 new, 0 changed, 3 unchanged, 0 refused."
    assert Case.objects.count() == 3


def test_bad_rows_are_named_and_the_good_ones_loaded(city: City, tmp_path: Path) -> None:
    said = bring(city, write(tmp_path, GOOD + BAD))
    assert said[0] == "6 rows: 3 new, 0 changed, 0 unchanged, 3 refused."
    text = "\n".join(said)
    assert "line 5: “昨天” is no date and time." in text
    assert "line 6: The reply is earlier than the message." in text
    assert "line 7: There is no working calendar before 2004." in text
    assert Case.objects.count() == 3


def test_one_summary_says_all_that_is_wrong_and_what_was_typed_stays(city: City) -> None:
    office = browser(city.people["administrator"])
    sent = {"kind": "cases", "region": city.county.code, "lead": "没有这个局", "profile": "5+10"}
    page = office.post(reverse("directory:imports"), sent)
    assert page.status_code == 422
    assert page.content.count(b'role="alert"') == 1
    file = SimpleUploadedFile("messages.csv", (HEADER + GOOD).encode())
    page = office.post(reverse("directory:imports"), {**sent, "file": file})
    said = [words for _id, words in page.context["refusals"]["summary"]]
    assert said[0].startswith("Please choose the file again")
    assert "没有这个局" in said[1]
    assert 'value="没有这个局"' in page.content.decode()


def test_remarks_name_the_row_and_stand_in_the_sheet(city: City, tmp_path: Path) -> None:
    office = city.people["administrator"]
    path = Path(write(tmp_path, GOOD))
    options = {"region": city.county.code, "lead": city.police.code, "profile": "133"}
    batch = bring_and_load(office, "cases", path, now=clock.now(), options=options)
    assert batch.problem_sheet is not None
    page = browser(office).get(reverse("directory:import-page", args=[batch.pk]))
    (line,) = page.context["warnings"].lines
    assert line.startswith("Line 4, Number there 13: The reply has a day but no time")
    book = CalamineWorkbook.from_path(files.path_of(batch.problem_sheet))
    rows = book.get_sheet_by_name("To be known").to_python()
    assert rows[1][:2] == [4.0, "13"]
    old, rate = page.context["results"]
    assert (old.value, rate.numerator, rate.denominator) == ("3", 1, 3)
    assert not old.href  # administrators read no cases
    assert not rate.href


def test_what_the_file_does_not_say_is_asked_for(city: City, tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    with pytest.raises(BadInput) as refused:
        commands.import_file("cases", path, {"region": city.county.code}, print)
    assert "--set lead=" in str(refused.value)
    assert "--set profile=" in str(refused.value)
    with pytest.raises(BadInput, match="没有这个局"):
        bring(city, path, lead="没有这个局")
    assert not Case.objects.exists()


def test_a_trial_writes_nothing(city: City, tmp_path: Path) -> None:
    said = bring(city, write(tmp_path, GOOD), dry_run=True)
    assert said[-1] == "Nothing was written: this was a trial."
    assert not Case.objects.exists()


def test_they_stay_out_of_the_control_room_and_open_to_their_rows(
    city: City, tmp_path: Path
) -> None:
    bring(city, write(tmp_path, GOOD))
    now = clock.now()
    actor = city.people["city_coordinator"]
    found = figures(actor, city.city, Period.of("all", now), now)
    assert [(one.numerator, one.denominator) for one in found.figures[:5]] == [(0, 0)] * 5
    old = historic_figure(now)
    assert (old.numerator, old.denominator) == (1, 3)
    page = browser(actor).get(reverse("workbench:all") + old.query)
    assert len(page.context["list"].pager.rows) == 3
    assert page.context["list"].old.parts == "1 / 3 limits"
    assert not browser(actor).get(reverse("workbench:all")).context["list"].pager.rows


def test_figures_are_said_and_given_as_json(city: City, tmp_path: Path) -> None:
    import json

    bring(city, write(tmp_path, GOOD))
    said: list[str] = []
    assert commands.figures(said.append, as_json=True) == 0
    found = json.loads("\n".join(said))
    assert found["historic"]["numerator"] == 1
    assert {one["code"] for one in found["periods"]["30"]} == {
        "dispatch",
        "contact",
        "answer",
        "verdict",
        "solved",
        "late",
        "settled",
        "pleased",
        "spoke",
    }
    said.clear()
    assert commands.figures(said.append) == 0
    assert any("Historic needs, apart" in line for line in said)

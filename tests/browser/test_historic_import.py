"""An administrator brings in older needs with their replies through the pages alone.

The file is invented here. Where WEIQITONG_REAL_MESSAGES names the real one, it goes the same way.
"""

import csv
import io
import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.browser import city
from tests.browser.people import Person
from tests.support import databases, serving
from tests.support.serving import Served

pytestmark = pytest.mark.browser

ADMINISTRATOR = "u19900000020"
COLUMNS = ["id", "author", "title", "time", "text", "reply", "reply_time"]
ROWS, WITHOUT_TIME = 300, 41
REAL_ROWS, REAL_WITHOUT_TIME = 2816, "第 1141 行（原编号 27610）"
REAL = os.environ.get("WEIQITONG_REAL_MESSAGES", "")
BROKEN = {
    7: {"time": "去年春天"},
    90: {"reply": ""},
    151: {"reply_time": "2009/1/5 9:00:00"},
    222: {"title": ""},
}


def invented() -> bytes:
    """Three hundred needs, every other one answered at once and the rest after forty days."""
    out = io.StringIO()
    sheet = csv.DictWriter(out, COLUMNS)
    sheet.writeheader()
    for number in range(ROWS):
        told = datetime(2019, 3, 4, 9, 30) + timedelta(days=number)  # noqa: DTZ001
        answered = told + timedelta(hours=2) if number % 2 else told + timedelta(days=40)
        row = {
            "id": str(70000 + number),
            "author": f"Z{number % 120:05}",
            "title": f"厂门口第{number}号路灯不亮",
            "time": f"{told:%Y/%m/%d %H:%M:%S}",
            "text": f"第{number}号路灯已经坏了几天，夜班下班看不见路。",
            "reply": f"第{number}号路灯的灯头已经更换。",
            "reply_time": f"{answered:%Y/%m/%d %H:%M:%S}",
        }
        if number == WITHOUT_TIME:
            row["reply_time"] = f"{answered:%Y/%m/%d}"
        sheet.writerow(row | BROKEN.get(number, {}))
    return out.getvalue().encode()


@pytest.fixture
def served(tmp_path: Path, django_db_setup: None) -> Iterator[Served]:
    found = serving.copy_of_product(tmp_path, databases.template())
    found.run(city.PREPARE)
    found.start()
    yield found
    found.stop()


def upload(who: Person, name: str, data: bytes) -> None:
    who.open("/imports/?kind=cases")
    page = who.page
    page.locator("[name='file']").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": data}
    )
    page.locator("[name='region']").select_option("370704")
    lead = page.locator("[name='lead']")
    lead.press_sequentially("领导小组办公")
    page.locator("unit-picker option[value='坊子区领导小组办公室']").wait_for(state="attached")
    lead.fill("坊子区领导小组办公室")
    page.locator("[name='profile']").select_option("5+10")
    with page.expect_navigation():
        page.locator("form[enctype] .form-acts button").click()


def load(who: Person, good: int, warned: str) -> str:
    """Where the report at the end stands."""
    button = who.page.locator("form[action$='/load/'] button")
    button.wait_for(timeout=60_000)
    who.reads(warned, "按当天结束计")
    with who.page.expect_navigation():
        button.click()
    done = who.page.get_by_role("heading", name=f"已导入 {good:,} 行")
    done.wait_for(timeout=300_000)
    who.reads("再导入一个文件", warned)
    assert not who.page.locator("table").count()
    who.page.set_viewport_size({"width": 390, "height": 844})
    assert who.page.evaluate("document.documentElement.scrollHeight") < 3 * 844
    assert who.page.evaluate("document.documentElement.scrollWidth") == 390
    who.page.set_viewport_size({"width": 1440, "height": 900})
    return who.path


def rate(reader: Person) -> tuple[int, int]:
    """Answered in time, of all that were brought in."""
    reader.open("/all/?origin=historic&period=all&tab=all")
    words = reader.page.locator(".stat").first.inner_text().replace(",", "")
    found = re.search(r"(\d+) / (\d+)", words)
    assert found, words
    return int(found[1]), int(found[2])


def opened_from_report(reader: Person, report: str, kept: int, counted: int) -> None:
    """A coordinator's report leads from the rate to its rows."""
    reader.open(report)
    rate = reader.page.locator(".stat", has_text=f"{kept:,} / {counted:,}")
    with reader.page.expect_navigation():
        rate.click()
    assert "figure=answer" in reader.page.url
    assert reader.page.locator(".queue-list a, .case-line, .line").count()


def figures(reader: Person) -> list[str]:
    reader.open("/?period=all")
    return [str(one) for one in reader.page.locator(".stat").all_inner_texts()]


def test_older_needs_come_in_and_are_counted_apart(
    served: Served, person: Callable[..., Person]
) -> None:
    administrator, leader, coordinator = person(served), person(served), person(served)
    administrator.sign_in(ADMINISTRATOR)
    leader.sign_in("u19900000018")
    before = figures(leader)

    upload(administrator, "企业.csv", "企业名称,所在地\n甲公司,坊子区\n".encode())
    administrator.reads("原编号", "答复时间")
    assert administrator.page.locator("[role='alert']").count() == 1

    administrator.open("/imports/?kind=cases")
    with administrator.page.expect_navigation():
        administrator.page.locator("form[enctype] .form-acts button").click()
    assert administrator.page.locator("[role='alert']").count() == 1
    administrator.reads("文件：", "答复单位：")

    upload(administrator, "留言.csv", invented())
    administrator.page.locator("form[action$='/load/'] button").wait_for(timeout=60_000)
    administrator.reads("去年春天")
    # The header is line 1, the first need line 2.
    line = f"第 {WITHOUT_TIME + 2} 行（原编号 {70000 + WITHOUT_TIME}）"
    report = load(administrator, ROWS - len(BROKEN), line)
    kept, counted = rate(leader)
    assert counted == ROWS - len(BROKEN)
    # 150 were answered within two hours; two of the broken rows (7 and 151) are among them.
    assert kept == ROWS // 2 - 2
    administrator.reads(f"{kept} / {counted}")
    coordinator.sign_in(city.CITY_COORDINATOR)
    opened_from_report(coordinator, report, kept, counted)
    leader.page.locator(".stat").first.click()
    leader.page.wait_for_url("**figure=answer**")
    leader.reads("路灯不亮")
    assert figures(leader) == before


@pytest.mark.skipif(not REAL, reason="WEIQITONG_REAL_MESSAGES names no file")
def test_the_real_file_comes_in_whole(served: Served, person: Callable[..., Person]) -> None:
    administrator, leader, coordinator = person(served), person(served), person(served)
    administrator.sign_in(ADMINISTRATOR)
    leader.sign_in("u19900000018")
    upload(administrator, "replied.csv", Path(REAL).read_bytes())
    report = load(administrator, REAL_ROWS, REAL_WITHOUT_TIME)
    kept, counted = rate(leader)
    assert counted == REAL_ROWS
    assert 0 < kept < counted
    coordinator.sign_in(city.CITY_COORDINATOR)
    opened_from_report(coordinator, report, kept, counted)
    print(f"\nanswered in time: {kept} / {counted}")  # noqa: T201

"""From an empty city to its first verdict, through the pages alone, with the demo deleted.

The copy that is served here is one of the package without `weiqitong.demo`: there is nothing to
import, and `weiqitong migrate` and `weiqitong administrator` are all that is done at the console.
"""

import io
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pyotp
import pytest

from tests.browser.people import PASSWORD, Person
from tests.support import databases, serving
from tests.support.serving import Served
from weiqitong.directory.credit_code import check_character

pytestmark = pytest.mark.browser

Rows = list[Sequence[str]]
CODE = "91411002MA9K0000"
CREDIT_CODE = next(
    body + check_character(body) for body in (f"{CODE}{number}" for number in ("1", "2"))
)
REGIONS: Rows = [
    ("行政区划代码", "名称", "上级代码", "级别", "简称"),
    ("411000", "许昌市", "", "市", "许"),
    ("411002", "魏都区", "411000", "区", "魏"),
    ("411024", "鄢陵县", "411000", "县", "鄢"),
]
DEPARTMENTS: Rows = [
    ("单位代码", "单位名称", "行政区划", "职能", "办公电话"),
    ("411000-BGS", "许昌市服务企业办公室", "411000", "office", "0374-2600000"),
    ("411002-BGS", "魏都区服务企业办公室", "411002", "office", "0374-2610000"),
    ("411002-RSJ", "魏都区人力资源和社会保障局", "411002", "human-resources", "0374-2610001"),
    ("411002-KGJ", "魏都区工业和信息化局", "411002", "industry", "0374-2610002"),
]
OFFICIALS: Rows = [
    ("干部编号", "姓名", "手机", "所在单位", "职务"),
    ("XC-001", "冯建国", "13900000101", "411002-BGS", "主任"),
    ("XC-002", "韩雪梅", "13900000102", "411002-RSJ", "科长"),
    ("XC-003", "邓志强", "13900000103", "411002-KGJ", "科员"),
]
CLIENTS: Rows = [
    ("企业名称", "统一社会信用代码", "所在地", "联系人", "联系电话", "职务"),
    ("许昌三鼎发制品有限公司", CREDIT_CODE, "魏都区", "潘秀兰", "13900000201", "行政经理"),
]
PAIRINGS: Rows = [("统一社会信用代码", "干部编号", "角色"), (CREDIT_CODE, "XC-003", "服务专员")]
TEXT = "车间要招三十名缝制工，招聘会去了两次都没招满，订单交不出来，想请人社部门帮忙。"


def xlsx(rows: Rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def gbk(rows: Rows) -> bytes:
    return "\r\n".join(",".join(row) for row in rows).encode("gbk")


@pytest.fixture
def without_demo(tmp_path: Path, django_db_setup: None) -> Iterator[Served]:
    """The package without its demo, an empty database, and text messages in the log."""
    package = tmp_path / "src" / "weiqitong"
    shutil.copytree(
        databases.ROOT / "src" / "weiqitong",
        package,
        ignore=lambda folder, names: (
            {"demo", "__pycache__"} & set(names)
            if Path(folder).name == "weiqitong"
            else {"__pycache__"} & set(names)
        ),
    )
    home = tmp_path / "home"
    home.mkdir()
    served = serving.copy_of_product(home, databases.template())
    (home / "var" / "weiqitong.sqlite3").unlink()
    served.environment["PYTHONPATH"] = os.pathsep.join(
        [str(package.parent), served.environment["PYTHONPATH"]]
    )
    served.environment |= {
        "WEIQITONG_SMS": "console",
        "WEIQITONG_LOG_LEVEL": "INFO",
        "WEIQITONG_PASSWORD": PASSWORD,
    }
    yield served
    served.stop()


def text_message(served: Served, phone: str, pattern: str, after: int = 0) -> str:
    """What came to a phone: the first match in messages that were logged after `after`."""
    masked = f"{phone[:3]}****{phone[-4:]}"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for line in served.log[after:].splitlines():
            found = re.search(pattern, line)
            if f"SMS to {masked}" in line and found:
                return found.group(1)
        time.sleep(0.1)
    raise AssertionError(f"no message to {masked}:\n{served.log[after:]}")


def bring(administrator: Person, kind: str, name: str, data: bytes, rows: int) -> None:
    """A file goes its way: read, looked at, loaded. The worker does the work."""
    administrator.open(f"/imports/?kind={kind}")
    page = administrator.page
    page.locator("[name='file']").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )
    with page.expect_navigation():
        page.locator("form[enctype] .form-acts button").click()
    load = page.locator("form[action$='/load/'] button")
    load.wait_for(timeout=30_000)
    administrator.reads(f"{rows} 行都可以导入")
    with page.expect_navigation():
        load.click()
    page.get_by_role("heading", name=f"已导入 {rows} 行").wait_for(timeout=30_000)


def find_person(administrator: Person, name: str) -> None:
    administrator.open(f"/people/?all=1&q={name}")
    administrator.follow(name, exact=True)


def give_role(administrator: Person, name: str, kind: str, role: str, place: str) -> None:
    """An account where there is none yet, then the role."""
    find_person(administrator, name)
    page = administrator.page
    make = page.locator("form[action$='/account/'] button")
    if make.count():
        with page.expect_navigation():
            make.click()
    form = page.locator(f"form[action$='/grant/{kind}/']")
    form.locator("[name$='-role']").select_option(role)
    place_field = form.locator("[name$='-place']")
    wanted = place_field.locator("option", has_text=place).first.get_attribute("value")
    place_field.select_option(wanted)
    with page.expect_navigation():
        form.locator("button").click()
    administrator.reads("身份已授予")


def let_in(administrator: Person, served: Served, name: str, phone: str, guest: Person) -> None:
    """The administrator sends a way in; the official opens it on their own phone."""
    before = len(served.log)
    find_person(administrator, name)
    with administrator.page.expect_navigation():
        administrator.page.locator("button[name='act'][value='text']").click()
    guest.open(text_message(served, phone, r"(http://\S+/invitation/\S+?/)", before))
    guest.fill(password=PASSWORD, again=PASSWORD)
    with guest.page.expect_navigation():
        guest.page.locator("form:has([name='again']) button:not([name])").click()


def set_up_authenticator(who: Person) -> pyotp.TOTP:
    """The second step of offices: the key shown on the page goes into an app."""
    assert who.path == "/sign-in/second-step/"
    secret = pyotp.TOTP(who.page.locator(".code").inner_text().replace(" ", ""))
    who.fill(code="000000")
    with who.page.expect_navigation():
        who.page.locator("main form button").click()
    who.page.locator(".field.bad").wait_for()
    who.fill(code=secret.now())
    with who.page.expect_navigation():
        who.page.locator("main form button").click()
    assert who.path == "/", who.text
    return secret


def test_an_empty_city_comes_to_its_first_verdict_without_the_demo(
    without_demo: Served, person: Callable[..., Person]
) -> None:
    served = without_demo
    served.command("migrate")
    told = served.command("demo", refused=True)
    assert "no demo city" in told
    served.command("administrator", "root", "--name", "苏航")
    served.start()

    administrator = person(served)
    administrator.sign_in("root")
    set_up_authenticator(administrator)
    administrator.reads("行政区划", "暂无")

    bring(administrator, "regions", "区划.xlsx", xlsx(REGIONS), 3)
    bring(administrator, "departments", "单位.csv", gbk(DEPARTMENTS), 4)
    bring(administrator, "officials", "干部.xlsx", xlsx(OFFICIALS), 3)
    bring(administrator, "clients", "企业.csv", gbk(CLIENTS), 1)
    bring(administrator, "pairings", "包联.xlsx", xlsx(PAIRINGS), 1)
    bring_again_changes_nothing(administrator)

    give_role(administrator, "冯建国", "region", "coordinator", "魏都区")
    give_role(administrator, "韩雪梅", "unit", "liaison", "魏都区人力资源和社会保障局")
    give_role(administrator, "邓志强", "unit", "specialist", "魏都区工业和信息化局")
    coordinator, liaison, specialist = person(served), person(served), person(served, "phone")
    let_in(administrator, served, "冯建国", "13900000101", coordinator)
    set_up_authenticator(coordinator)
    let_in(administrator, served, "韩雪梅", "13900000102", liaison)
    set_up_authenticator(liaison)
    let_in(administrator, served, "邓志强", "13900000103", specialist)
    specialist.reads("许昌三鼎发制品有限公司")

    contact = person(served, "phone")
    number = the_enterprise_comes_and_reports(served, specialist, contact)
    the_office_answers(number, coordinator, liaison)
    contact.open(f"/cases/{number}/")
    contact.reads("已在人力资源市场专场招满30人。")
    contact.choose("verdict", "yes")
    contact.choose("rating", "5")
    contact.press_thumb()
    assert "已办结" in contact.turn
    coordinator.open("/?period=30")
    assert re.search(r"已解决\s.*?\s1 / 1 件办结", coordinator.text, re.DOTALL)
    assert "fault" not in served.command("check").lower()


def bring_again_changes_nothing(administrator: Person) -> None:
    administrator.open("/imports/?kind=departments")
    page: Any = administrator.page
    page.locator("[name='file']").set_input_files(
        {"name": "单位.csv", "mimeType": "text/csv", "buffer": gbk(DEPARTMENTS)}
    )
    with page.expect_navigation():
        page.locator("form[enctype] .form-acts button").click()
    unchanged = page.locator(".stat", has_text="没有变化")
    unchanged.wait_for(timeout=30_000)
    assert re.search(r"\b4\b", unchanged.inner_text())


def the_enterprise_comes_and_reports(served: Served, specialist: Person, contact: Person) -> str:
    """The specialist never sees the link: it goes to the contact's own phone."""
    before = len(served.log)
    specialist.open(f"/clients/{CREDIT_CODE}/people/")
    assert specialist.page.locator("button[name='by'][value='link']").count() == 0
    with specialist.page.expect_navigation():
        specialist.page.locator("button[name='by'][value='text']").click()
    specialist.reads("139****0201")
    link = text_message(served, "13900000201", r"(http://\S+/invitation/\S+?/)", before)
    contact.open(link)
    contact.reads("潘秀兰", "许昌三鼎发制品有限公司")
    contact.fill(password=PASSWORD, again=PASSWORD)
    with contact.page.expect_navigation():
        contact.page.locator("form:has([name='again']) button:not([name])").click()
    contact.reads("许昌三鼎发制品有限公司", "邓志强")
    contact.follow("提诉求", exact=True)
    contact.fill(text=TEXT)
    for _step in range(3):
        contact.press_thumb()
    assert "魏都区领导小组办公室" in contact.turn
    return contact.path.split("/")[2]


def the_office_answers(number: str, coordinator: Person, liaison: Person) -> None:
    """The catalogue that came with `migrate` proposes the unit by its function."""
    coordinator.open(f"/cases/{number}/?do=dispatch")
    proposed = coordinator.page.locator("#act label", has_text="魏都区人力资源和社会保障局").first
    proposed.click()
    with coordinator.page.expect_navigation():
        coordinator.page.locator("#act button[name='way'][value='act']").click()
    assert "魏都区人力资源和社会保障局" in coordinator.turn
    liaison.open("/")
    liaison.reads(number, "轮到您")
    liaison.act(number, "accept")
    liaison.act(number, "answer", outcome="solved", text="已在人力资源市场专场招满30人。")
    assert "待企业评价" in liaison.turn

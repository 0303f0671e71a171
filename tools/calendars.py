"""Writes deadlines/calendars/<year>.json from public tables; run once a year, its result is kept.

    python tools/calendars.py FOLDER    FOLDER holds the year files of holiday-cn (2015 and later)

Years before 2015 come from the package chinesecalendar (2004 and later), which is also compared,
day by day, with every later year. A file without days (a notice still to come) is not written.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
from chinese_calendar.constants import holidays, workdays

from weiqitong.deadlines.calendar import Notice
from weiqitong.deadlines.years import SpecialDay, YearTable

TARGET = Path(__file__).parents[1] / "src/weiqitong/deadlines/calendars"
FROM_PACKAGE = range(2004, 2015)
# Numbers of the notices of the General Office; the open tables name only their addresses.
# No number before 2008 is known to us.
NUMBERS = {
    2008: "国办发明电〔2007〕52号",
    2009: "国办发明电〔2008〕42号",
    2010: "国办发明电〔2009〕27号",
    2011: "国办发明电〔2010〕40号",
    2012: "国办发明电〔2011〕45号",
    2013: "国办发明电〔2012〕33号",
    2014: "国办发明电〔2013〕28号",
    2015: "国办发明电〔2014〕28号",
    2016: "国办发明电〔2015〕18号",
    2017: "国办发明电〔2016〕17号",
    2018: "国办发明电〔2017〕12号",
    2019: "国办发明电〔2018〕15号",
    2020: "国办发明电〔2019〕16号",
    2021: "国办发明电〔2020〕27号",
    2022: "国办发明电〔2021〕11号",
    2023: "国办发明电〔2022〕16号",
    2024: "国办发明电〔2023〕7号",
    2025: "国办发明电〔2024〕12号",
    2026: "国办发明电〔2025〕7号",
}
CHANGES = {  # the second address of a year
    2015: (
        "国务院关于中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知",
        "国发明电〔2015〕1号",
    ),
    2019: ("国务院办公厅关于调整2019年劳动节假期安排的通知", "国办发明电〔2019〕3号"),
    2020: ("国务院办公厅关于延长2020年春节假期的通知", "国办发明电〔2020〕1号"),
}
NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}


def title(year: int) -> str:
    return f"国务院办公厅关于{year}年部分节假日安排的通知"


def from_package(year: int) -> YearTable:
    """The package files days under their own year; that changes no day's meaning."""
    days = [
        SpecialDay(day, chinese_name(english), working)
        for table, working in ((holidays, False), (workdays, True))
        for day, english in table.items()
        if day.year == year
    ]
    notices = (Notice(title(year), NUMBERS[year]),) if year in NUMBERS else ()
    return YearTable(year, True, tuple(sorted(days, key=lambda item: item.day)), notices)


def chinese_name(english: str) -> str:
    chinese = str(chinese_calendar.Holiday(english).chinese)
    return NAMES.get(chinese, chinese)


def from_file(path: Path) -> YearTable:
    table = YearTable.parse_any(path.read_bytes())
    notices = [replace(notice) for notice in table.notices]
    if notices:
        notices[0] = replace(notices[0], number=NUMBERS.get(table.year, ""))
    if len(notices) > 1:
        changed, number = CHANGES[table.year]
        notices[1] = replace(notices[1], title=changed, number=number)
    return replace(table, notices=tuple(notices))


def disagreements(tables: list[YearTable]) -> Iterator[date]:
    known = {item.day: item.working for table in tables for item in table.days}
    day, last = date(tables[0].year, 1, 1), date(tables[-1].year, 12, 31)
    while day <= last:
        if known.get(day, day.weekday() < 5) != chinese_calendar.is_workday(day):
            yield day
        day += timedelta(days=1)


def write(table: YearTable) -> None:
    """One day a line, so that a change of one day is a change of one line."""
    data = table.as_dict()
    rows = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in data.pop("days"))
    head = json.dumps(data, ensure_ascii=False, indent=1).removesuffix("\n}")
    (TARGET / f"{table.year}.json").write_text(f'{head},\n "days": [\n  {rows}\n ]\n}}\n', "utf-8")


def main(folder: str) -> int:
    files = [from_file(path) for path in sorted(Path(folder).glob("[0-9]*.json"))]
    tables = [from_package(year) for year in FROM_PACKAGE] + [t for t in files if t.official]
    wrong = list(disagreements(tables))
    for day in wrong:
        print(f"{day}: the two sources disagree")
    if not wrong:
        TARGET.mkdir(exist_ok=True)
        for table in tables:
            write(table)
        print(f"{len(tables)} years written, {tables[0].year} to {tables[-1].year}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

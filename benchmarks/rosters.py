"""Writes regions, departments, officials and clients as the files an office would send."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import xlsxwriter

RELATIONS = {"direct": "直属", "dual": "双重", "vertical": "垂直", "enterprise": "企业"}


def write_all(folder: Path) -> dict[str, int]:
    """One xlsx for each roster; how many rows."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "regions": _regions(),
        "departments": _departments(),
        "officials": _officials(),
        "clients": _clients(),
    }
    return {name: _write(folder / f"{name}.xlsx", rows) for name, rows in tables.items()}


def _write(path: Path, rows: Iterable[tuple[object, ...]]) -> int:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    last = 0
    for last, row in enumerate(rows):
        for column, value in enumerate(row):
            if value not in {"", None}:
                sheet.write(last, column, value if isinstance(value, int) else str(value))
    book.close()
    return last


def _regions() -> Iterator[tuple[object, ...]]:
    from weiqitong.directory.models import Region

    kinds = {"city": "市", "county": "县", "zone": "功能区", "town": "镇"}
    yield "区划代码", "名称", "上级代码", "级别", "简称"
    for one in Region.objects.select_related("parent").order_by("depth", "pk"):
        above = one.parent.code if one.parent else ""
        yield one.code, one.name, above, kinds[one.kind], one.short


def _departments() -> Iterator[tuple[object, ...]]:
    from weiqitong.directory.models import Department

    yield "单位代码", "单位名称", "区划代码", "职能", "上级单位代码", "简称"
    rows = Department.objects.select_related("region", "parent").order_by("path")
    for one in rows:
        above = one.parent.code if one.parent else ""
        yield one.code, one.name, one.region.code, one.function, above, one.short


def _officials() -> Iterator[tuple[object, ...]]:
    from weiqitong.directory.models import Official

    yield "编号", "姓名", "手机", "所在单位", "职级", "职务", "专长"
    for one in Official.objects.select_related("person", "department").order_by("pk").iterator():
        person, unit = one.person, one.department
        words = "、".join(one.expertise)
        yield one.code, person.name, person.phone, unit.code, one.rank, one.post, words


def _clients() -> Iterator[tuple[object, ...]]:
    from weiqitong.directory.models import Client, Contact

    kinds = {"enterprise": "企业", "project": "项目", "park": "园区", "collective": "村集体"}
    contacts = {
        one.client_id: one
        for one in Contact.objects.filter(primary=True).select_related("person").iterator()
    }
    yield (
        "企业名称", "统一社会信用代码", "本地编号", "类型", "所在区划", "地址", "行业代码",
        "从业人数", "营业收入", "资产总额", "所属集团", "联系人", "联系电话", "联系人职务",
    )  # fmt: skip
    for one in Client.objects.select_related("region", "group").order_by("pk").iterator():
        contact = contacts[one.pk]
        local = "" if one.credit_code else one.code
        yield (
            one.name, one.credit_code, local, kinds[one.kind], one.region.code, one.address,
            one.industry, one.employees, one.revenue, one.assets,
            one.group.code if one.group else "",
            contact.person.name, contact.person.phone, contact.title,
        )  # fmt: skip

"""Which column means what."""

from decimal import Decimal

import pytest

from weiqitong.directory.importing.clients import FIELDS as CLIENTS
from weiqitong.directory.importing.columns import find_header, guess, unit
from weiqitong.directory.importing.kinds import kinds
from weiqitong.directory.importing.officials import FIELDS as OFFICIALS
from weiqitong.directory.importing.reading import Line


@pytest.mark.parametrize(
    ("header", "meant"),
    [
        ("统一社会信用代码", "credit_code"),
        ("*统一社会信用代码（18位）", "credit_code"),
        ("企业名称", "name"),
        ("企业全称", "name"),
        ("单位名称", "name"),
        ("所在镇街", "region"),
        ("联系电话", "contact_phone"),
        ("联系人手机号码", "contact_phone"),
        ("2020年营业收入(万元)", "revenue"),
        ("是否规上企业", "above_scale"),
        ("Credit code", "credit_code"),
    ],
)
def test_a_header_is_known_by_its_words(header, meant):
    assert guess([header], CLIENTS) == {meant: 0}


def test_every_header_of_a_usual_roster_finds_its_field():
    names = "序号 企业名称 统一社会信用代码 所属镇街 联系人 职务 联系电话 备注"
    assert guess(names.split(), CLIENTS) == {
        "name": 1,
        "credit_code": 2,
        "region": 3,
        "contact_name": 4,
        "contact_title": 5,
        "contact_phone": 6,
    }


def test_what_resembles_nothing_is_left_alone():
    assert guess(["天气", "备注", ""], CLIENTS) == {}


def test_a_title_above_the_header_is_passed_over():
    lines = [
        Line(1, ["坊子区服务专员名单", "", "", ""]),
        Line(2, ["填报日期：2021年9月"]),
        Line(3, ["编号", "姓名", "单位", "手机号码"]),
        Line(4, ["FZ-1", "张三", "坊子区商务局", "13812345678"]),
    ]
    header = find_header(lines, OFFICIALS)
    assert header is not None
    assert header.number == 3
    assert header.mapping == {"code": 0, "name": 1, "department": 2, "phone": 3}


@pytest.mark.parametrize(
    ("header", "factor"),
    [
        ("营业收入", 1),
        ("营业收入（万元）", 1),
        ("营业收入(元)", Decimal("0.0001")),
        ("营业收入（亿元）", 10_000),
        ("资产总额（千元）", Decimal("0.1")),
    ],
)
def test_the_unit_stands_in_the_header(header, factor):
    assert unit(header) == factor


@pytest.mark.parametrize("kind", [name for name, _importer in kinds])
def test_the_labels_of_a_template_lead_back_to_their_fields(kind, settings):
    """In both languages: whoever fills in our template meets no question about columns."""
    from django.utils import translation

    importer = kinds[kind]
    for language in ("en", "zh-hans"):
        with translation.override(language):
            names = [f"{one.label}*" if one.required else str(one.label) for one in importer.fields]
            found = guess(names, importer.fields)
        assert found == {one.name: at for at, one in enumerate(importer.fields)}

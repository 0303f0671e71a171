"""What a cell may hold and the sentence for what it may not."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from weiqitong.directory.importing import cells
from weiqitong.directory.importing.clients import industry, uscc
from weiqitong.directory.importing.departments import function


@pytest.mark.parametrize(
    ("parse", "cell", "value"),
    [
        (cells.text(10), " 海逸  橡胶 ", "海逸 橡胶"),
        (cells.code(12), "３７０７０４", "370704"),
        (cells.whole, "1,200人", 1200),
        (cells.whole, "120.0", 120),
        (cells.money, "8,600.5万元", Decimal("8600.5")),
        (cells.money, "1.2亿元", Decimal(12_000)),
        (cells.yes_no, "是", True),
        (cells.yes_no, "√", True),
        (cells.yes_no, "No", False),
        (cells.day, "2027-01-04", date(2027, 1, 4)),
        (cells.day, "2021年9月7日", date(2021, 9, 7)),
        (cells.day, "2021/9/7 08:00:00", date(2021, 9, 7)),
        (cells.day, "20210907", date(2021, 9, 7)),
        (cells.day, "46389", date(2027, 1, 2)),  # a spreadsheet's day without its format
        (cells.words(10), "动力装备、化工，动力装备", ["动力装备", "化工"]),
        (cells.phone, "+86 150-1234-3386", "15012343386"),
        (cells.phone, "0536 8091234", "0536-8091234"),
        (cells.coordinate, "119.1618", Decimal("119.161800")),
        (uscc, "91370704ma3n2t6x5u", "91370704MA3N2T6X5U"),
        (industry, "3511", "C3511"),
        (industry, "C3511 矿山机械制造", "C3511"),
        (industry, "稻谷种植", "A0111"),
        (function, "市场监督管理局", "market-regulation"),
        (function, "our-own-function", "our-own-function"),
    ],
)
def test_a_good_cell(parse, cell, value):
    assert parse(cell) == value


@pytest.mark.parametrize(
    ("parse", "cell", "words"),
    [
        (cells.text(4), "一二三四五", "At most 4 characters; this has 5."),
        (cells.code(12), "3.70704e+17", "lost its last digits"),
        (cells.whole, "若干", "“若干” is not a number."),
        (cells.whole, "1.5", "not a whole number"),
        (cells.whole, "-3", "below zero"),
        (cells.money, "1" * 20, "too large"),
        (cells.whole, "NaN", "is not a number"),
        (cells.yes_no, "也许", "please write yes or no"),
        (cells.day, "2021-02-30", "is not a date"),
        (cells.day, "去年", "is not a date"),
        (cells.phone, "1385360", "11 digits; this one has 7"),
        (cells.phone, "138****5678", "masked"),
        (cells.phone, "1.38E+10", "lost its last digits"),
        (uscc, "91370782310347756", "18 characters; this one has 17"),
        (uscc, "9.13707E+17", "lost its last digits"),
        (industry, "炼丹", "no class of GB/T 4754"),
        (function, "炼丹局", "is no function"),
    ],
)
def test_a_bad_cell_gets_its_sentence(parse, cell, words):
    with translation.override("en"), pytest.raises(cells.Wrong) as wrong:
        parse(cell)
    assert words in str(wrong.value)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("150 1234 3386", "150****3386"),
        ("1385360", "1385360"),
        ("138536012345", "138*****2345"),
        ("", ""),
        ("138****5678", "138****5678"),
    ],
)
def test_a_phone_is_never_shown_whole(cell, shown):
    assert cells.mask_phone(cell) == shown

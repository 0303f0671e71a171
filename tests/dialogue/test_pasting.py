"""Splitting what was copied from a chat group: the ways people copy, and what holds for all."""

import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weiqitong.dialogue.likeness import Known
from weiqitong.dialogue.masking import masked
from weiqitong.dialogue.pasting import PICTURE, Pasted, parse

TODAY = date(2021, 9, 17)  # a Friday

PC = """张三-永丰纺织 2021/9/16 10:20:33
厂里明天停电吗？
线路在哪一段？

李四 2021-09-16 10:21
[图片]
"""
IPHONE = """—————  2021-09-16  —————


张三-永丰纺织  10:20

厂里明天停电吗？
线路在哪一段？



李四  上午10:21

[图片]
"""
ANDROID = """张三-永丰纺织
9月16日 10:20
厂里明天停电吗？
线路在哪一段？
李四
9月16日 上午10:21
<图片>
"""
DINGTALK = """2021-09-16 10:20:11 张三-永丰纺织
厂里明天停电吗？
线路在哪一段？
2021-09-16 10:21:05 李四
【图片】
"""
FULL_WIDTH = """张三-永丰纺织　２０２１／９／１６　１０：２０
厂里明天停电吗？
线路在哪一段？
李四　昨天　１０：２１
［图片］
"""
FOUND = [
    Pasted("张三-永丰纺织", "厂里明天停电吗？\n线路在哪一段？", datetime(2021, 9, 16, 10, 20)),  # noqa: DTZ001
    Pasted("李四", PICTURE, datetime(2021, 9, 16, 10, 21)),  # noqa: DTZ001
]


@pytest.mark.parametrize("chunk", [PC, IPHONE, ANDROID, DINGTALK, FULL_WIDTH])
def test_the_ways_phones_and_computers_copy(chunk):
    assert parse(chunk, TODAY) == FOUND


def test_line_ends_of_any_kind():
    assert parse(PC.replace("\n", "\r\n"), TODAY) == FOUND


def test_without_any_time_a_colon_parts_name_and_words():
    chunk = "张三：明天停电吗？\n第二行\n李四: http://a.cn/b"
    assert parse(chunk, TODAY) == [
        Pasted("张三", "明天停电吗？\n第二行"),
        Pasted("李四", "http://a.cn/b"),
    ]


def test_what_has_no_name_is_kept_without_one():
    assert parse("只有一段话，没有名字。", TODAY) == [Pasted("", "只有一段话，没有名字。")]
    first, second = parse("上面还有半句\n" + DINGTALK, TODAY)[:2]
    assert (first.name, first.text) == ("", "上面还有半句")
    assert second.name == "张三-永丰纺织"


def test_times_within_words_begin_no_message():
    chunk = "张三 2021/9/16 10:20\n开会时间定在\n周五 10:30\n请都来。"
    assert [one.name for one in parse(chunk, TODAY)] == ["张三"]
    assert "周五 10:30" in parse(chunk, TODAY)[0].text


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("张三 昨天 20:05", (16, 20, 5)),
        ("张三 星期三 下午3:07", (15, 15, 7)),
        ("张三 09-16 0:00", (16, 0, 0)),
        ("张三 9月16日 周四 晚上9:10", (16, 21, 10)),
        ("张三 9/16 12:30 PM", (16, 12, 30)),
    ],
)
def test_days_and_halves_of_days(head, said):
    (found,) = parse(head + "\n好的", TODAY)
    assert found.said is not None
    assert (found.said.day, found.said.hour, found.said.minute) == said


def test_a_day_without_a_year_is_the_last_such_day():
    (found,) = parse("张三 12月30日 10:20\n好的", TODAY)
    assert found.said == datetime(2020, 12, 30, 10, 20)  # noqa: DTZ001


def test_no_such_hour_or_day_is_no_head():
    assert [one.name for one in parse("张三 2021-09-16 25:20\n好的", TODAY)] == [""]


# What holds for all

NAMES = st.text(alphabet="王李张刘陈恒岳永丰纺织铸造总经理·-", min_size=1, max_size=12).filter(
    lambda name: name == name.strip("·-")
)
WORDS = st.text(
    alphabet="厂里明天停电吗路灯坏了请问谁来修。，？！abc 0123", min_size=1, max_size=60
).filter(lambda text: text.strip() == text and text.strip() != "")
SAID = st.datetimes(min_value=datetime(2020, 10, 1), max_value=datetime(2021, 9, 16)).map(  # noqa: DTZ001
    lambda at: at.replace(second=0, microsecond=0)
)
CHAT = st.lists(st.builds(Pasted, NAMES, WORDS, SAID), min_size=1, max_size=8)
WAYS = {
    "pc": lambda one: f"{one.name} {one.said:%Y/%m/%d %H:%M:%S}\n{one.text}\n",
    "dash": lambda one: f"{one.name}  {one.said:%Y-%m-%d %H:%M}\n\n{one.text}\n\n",
    "two lines": lambda one: f"{one.name}\n{one.said:%Y年%m月%d日 %H:%M}\n{one.text}\n",
    "time first": lambda one: f"{one.said:%Y-%m-%d %H:%M:%S} {one.name}\n{one.text}\n",
}


@given(CHAT, st.sampled_from(sorted(WAYS)))
def test_what_a_program_writes_is_read_back(chat, way):
    assert parse("".join(WAYS[way](one) for one in chat), TODAY) == chat


@given(st.text(max_size=300))
def test_nothing_breaks_it_and_no_word_is_lost(chunk):
    found = parse(chunk, TODAY)
    assert all(one.text for one in found)
    said = re.sub(r"\s", "", "".join(one.name + one.text for one in found))
    assert len(said) <= len(re.sub(r"\s", "", chunk)) + len(PICTURE) * chunk.count("图片") + 8


LINES = st.lists(WORDS.map(lambda one: "说" + one), min_size=1, max_size=6)


@given(LINES)
def test_lines_without_a_head_are_all_there(lines):
    text = "".join(one.text for one in parse("\n".join(lines), TODAY))
    for line in lines:
        assert line.strip() in text


# Whose it is

CLIENTS = {1: "潍坊恒岳精密铸造有限公司", 2: "坊子永丰纺织有限公司", 3: "坊子永丰食品有限公司",
           4: "潍坊东岳铸造有限公司"}  # fmt: skip
KNOWN = Known(CLIENTS, {1: ["周海燕"], 2: ["郑秀兰"], 3: ["郑爱民"]})


@pytest.mark.parametrize(
    ("name", "client"),
    [
        ("永丰纺织-郑秀兰", 2),
        ("恒岳老周", 1),
        ("周海燕", 1),
        ("永丰 郑爱民", 3),
        ("永丰小王", None),  # there are two
        ("潍坊铸造有限公司", None),
        ("路人甲", None),
        ("", None),
    ],
)
def test_a_name_means_one_enterprise_or_none(name, client):
    assert KNOWN.proposals([name]).get(name) == client


# Numbers

MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
CARDS = st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True)


@given(st.text(alphabet="电话：，找我。 ", max_size=9), MOBILES, st.text("号码，。 ", max_size=9))
def test_mobile_numbers_are_hidden_wherever_they_stand(before, number, after):
    said = masked(before + number + after)
    assert number not in said
    assert said == before + f"{number[:3]}****{number[-4:]}" + after


@given(st.text(alphabet="身份证：，", max_size=9), CARDS)
def test_numbers_of_identity_cards_are_hidden(before, number):
    said = masked(before + number)
    assert number not in said
    assert said.startswith(before + number[:4] + "*")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("138 1234 5678", "138****5678"),
        ("１３８１２３４５６７８", "138****5678"),
        ("+86 13812345678", "138****5678"),
        ("0536-8091234", "0536-****234"),
        ("370704 19900101 123X", "3707" + "*" * 14),
        ("6222 0212 3456 7890 123", "6222" + "*" * 15),
        ("合同2021年第15号，12米宽，2021-09-17", "合同2021年第15号，12米宽，2021-09-17"),
        ("91370704MA3A00001X", "91370704MA3A00001X"),
    ],
)
def test_numbers_as_people_write_them(text, said):
    assert masked(text) == said

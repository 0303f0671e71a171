"""Invented needs: every leaf has words, every slot is filled, no list looks generated."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise
from random import Random

import pytest

from weiqitong.demo.words.cases import (
    OUTCOMES,
    TITLE_MAX,
    TITLE_MIN,
    NeedWords,
    UnknownLeaf,
    likelihood,
    make_need,
)
from weiqitong.demo.words.sketches import ClientSketch, Place
from weiqitong.demo.words.template import BadTemplate, parse
from weiqitong.demo.words.texts import BadText, leaves, read

PLACE = Place("甲省", "乙", "丙丁区", "戊己街道", "丙")
ZONE = Place("甲省", "乙", "乙高新技术产业开发区", "", "高")
CLIENTS = (
    ClientSketch("一", "enterprise", "C3412", 80),
    ClientSketch("二", "enterprise", "C1353", 420),
    ClientSketch("三", "enterprise", "C2614", 150),
    ClientSketch("四", "enterprise", "I6513", 24),
    ClientSketch("五", "enterprise", "G5439", 60),
    ClientSketch("六", "enterprise", "H6110", 45),
    ClientSketch("七", "project", "C3841"),
    ClientSketch("八", "park", "L7221"),
    ClientSketch("九", "collective", "A0190"),
)
PLAIN = (
    "title", "text", "contact_note", "plan", "question", "reply", "co_opinion", "note",
    "yes_comment", "no_comment", "decline", "withdraw", "thanks",
)  # fmt: skip
# Latin letters that belong into Chinese official prose; anything else is a leftover.
ABBREVIATIONS = frozenset(
    [
        "MES",
        "ERP",
        "COD",
        "DCS",
        "AEO",
        "SC",
        "HS",
        "PPT",
        "QA",
        "PLC",
        "VR",
        "MIS",
        "GPS",
        "DPI",
        "LNG",
        "DN",
        "KTV",
        "AOI",
        "SIS",
        "VOC",
        "VOCs",
        "RCEP",
        "APEC",
        "FOB",
        "CCC",
        "PDF",
        "VIE",
        "G",
        "UPS",
        "PVC",
        "MDI",
        "Excel",
        "DEM",
        "A",
        "B",
        "C",
        "D",
        "N",
        "T",
        "U",
        "H",
    ]
)


def codes() -> list[str]:
    text = files("weiqitong.cases").joinpath("samples/catalogue.json").read_text("utf-8")
    return [item["code"] for item in json.loads(text)["items"] if "parent" in item]


def draw(rng: Random, code: str) -> NeedWords:
    day = date(2021, 3, 1) + timedelta(rng.randrange(200))
    place = ZONE if rng.random() < 0.1 else PLACE
    return make_need(
        rng, code, place, rng.choice(CLIENTS), day, day + timedelta(rng.randint(0, 15))
    )


def every_text(need: NeedWords) -> list[str]:
    return [getattr(need, name) for name in PLAIN] + [*need.answers.values(), *need.documents]


@pytest.fixture(scope="module")
def many() -> list[NeedWords]:
    rng, known = Random(11), codes()
    started = time.perf_counter()
    needs = [draw(rng, known[at % len(known)]) for at in range(20_000)]
    print(f"\n20,000 needs in {time.perf_counter() - started:.1f} s")  # noqa: T201
    return needs


@pytest.mark.parametrize("code", codes())
def test_every_leaf_of_the_catalogue_has_four_situations(code):
    assert code in leaves()
    assert len(leaves()[code].situations) >= 4
    for situation in leaves()[code].situations:
        assert situation.get("题"), situation.name
        assert situation.get("文"), situation.name
        assert situation.get("解"), situation.name


def test_no_slot_and_no_bracket_is_left_open(many):
    left = [
        text
        for need in many
        for text in every_text(need)
        if re.search(r"[{}\[\]|+]$|[{}\[\]|]", text)
    ]
    assert left == []


def test_nothing_is_empty(many):
    for need in many:
        assert all(getattr(need, name) for name in PLAIN), (need.leaf, need.situation)
        assert set(need.answers) == set(OUTCOMES.values())
        assert all(need.answers.values()), (need.leaf, need.situation)


def test_titles_keep_their_length(many):
    wrong = {need.title for need in many if not TITLE_MIN <= len(need.title) <= TITLE_MAX}
    assert wrong == set()


def test_bodies_are_neither_a_word_nor_an_essay(many):
    wrong = {need.text for need in many if not 40 <= len(need.text) <= 220}
    assert wrong == set()


def test_no_latin_leftovers(many):
    found = Counter(
        word
        for need in many
        for text in every_text(need)
        for word in re.findall(r"[A-Za-z]+", text)
    )
    assert set(found) <= ABBREVIATIONS, set(found) - ABBREVIATIONS


def test_no_exclamation_marks_and_no_doubled_stops(many):
    wrong = [
        text for need in many for text in every_text(need) if re.search(r"[!！]|[。，；]{2}", text)
    ]
    assert wrong == []


def test_no_city_comes_from_the_texts(many):
    text = "".join(text for need in many for text in every_text(need))
    for real in ("山东", "潍坊", "坊子", "诸城", "寿光", "青州", "昌邑"):
        assert real not in text


def test_titles_are_distinct_enough():
    rng, known = Random(12), codes()
    titles = [draw(rng, rng.choice(known)).title for _ in range(3_536)]
    assert len(set(titles)) >= 0.6 * len(titles)


def test_fifty_in_a_row_do_not_begin_alike():
    rng, known = Random(13), codes()
    titles = [draw(rng, rng.choice(known)).title for _ in range(50)]
    assert len({title[:4] for title in titles}) >= 40
    assert all(one != two for one, two in pairwise(titles))


def test_the_same_seed_gives_the_same_words():
    for code in codes():
        assert draw(Random(14), code) == draw(Random(14), code)


def test_a_number_in_the_title_is_the_number_in_the_quantities():
    rng, checked = Random(15), 0
    for _ in range(2_000):
        need = draw(rng, "02.01")
        for unit, amount in need.quantities.items():
            if unit == "万元" and "技改贷款" in need.title:
                checked += 1
                assert f"{amount} 万元" in need.title
                assert str(amount) in need.text
    assert checked > 50


def test_answers_speak_of_days_after_the_report():
    rng = Random(16)
    for _ in range(200):
        need = make_need(rng, "05.01", PLACE, CLIENTS[0], date(2021, 5, 10), date(2021, 5, 12))
        for month in re.findall(r"(\d+)月\d+日", need.answers["solved"]):
            assert int(month) >= 5


def test_documents_carry_the_mark_of_the_place_and_the_year():
    rng = Random(17)
    found = [
        document
        for _ in range(300)
        for document in make_need(rng, "04.02", PLACE, CLIENTS[0], date(2021, 7, 1)).documents
    ]
    assert found
    assert any(re.match(r"丙交许字〔2021〕\d+号 道路开口许可决定书", one) for one in found)


def test_animals_are_not_a_software_firm_s_need():
    software, village = CLIENTS[3], CLIENTS[8]
    assert likelihood("13.02", software) == 0
    assert likelihood("13.02", village) == 1
    assert likelihood("01.01", software) > likelihood("01.01", CLIENTS[7])
    assert likelihood("99.99", software) == 0


def test_a_leaf_without_words_is_refused_by_name():
    with pytest.raises(UnknownLeaf, match=r"99\.99"):
        draw(Random(1), "99.99")


@pytest.mark.parametrize("text", ["[甲|乙", "{甲", "甲]", "甲}"])
def test_an_open_bracket_is_an_error(text):
    with pytest.raises(BadTemplate):
        parse(text)


@pytest.mark.parametrize(
    "line", ["题 没有叶子", "= 1 叶\n: 事\n怪 写错的键", "= 1 叶\n: 事\n设 没有等号"]
)
def test_a_wrong_line_is_an_error_that_names_the_line(line):
    with pytest.raises(BadText, match=r"line \d"):
        read(line, {})

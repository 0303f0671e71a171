"""Chinese phone numbers: written form, problems, mask."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from weiqitong.core.phone import PhoneProblem, mask, normalise, problems


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("15012343386", "15012343386"),
        (" 150 1234 3386 ", "15012343386"),
        ("150-1234-3386", "15012343386"),
        ("１５０１２３４３３８６", "15012343386"),
        ("+86 150 1234 3386", "15012343386"),
        ("8615012343386", "15012343386"),
        ("008615012343386", "15012343386"),
        ("+86-150-1234-3386", "15012343386"),
        ("\u202d15012343386\u202c", "15012343386"),
        ("0536-8091234", "0536-8091234"),
        ("05368091234", "0536-8091234"),
        ("（0536）8091234", "0536-8091234"),
        ("0536—8091234", "0536-8091234"),
        ("+86 536 8091234", "0536-8091234"),
        ("+86-0536-8091234", "0536-8091234"),
        ("+86 10 12345678", "010-12345678"),
        ("01012345678", "010-12345678"),
        ("0536-8091234-801", "0536-8091234-801"),
        ("0536-8091234转801", "0536-8091234-801"),
        ("400-123-4567", "4001234567"),
        ("", ""),
    ],
)
def test_one_written_form(typed, kept):
    assert normalise(typed) == kept
    assert normalise(kept) == kept


@pytest.mark.parametrize(
    "number",
    ["15012343386", "19912345678", "0536-8091234", "010-12345678", "0536-80912345", "4001234567",
     "0536-8091234-801"],
)  # fmt: skip
def test_a_good_number_has_no_problem(number):
    assert problems(number) == []


@pytest.mark.parametrize(
    ("typed", "kind", "data"),
    [
        ("", PhoneProblem.EMPTY, {}),
        ("1501234", PhoneProblem.MOBILE_LENGTH, {"count": 7}),
        ("150123433867", PhoneProblem.MOBILE_LENGTH, {"count": 12}),
        ("12012343386", PhoneProblem.MOBILE_PREFIX, {"prefix": "12"}),
        ("0536-12345", PhoneProblem.LANDLINE_LENGTH, {"area": "0536", "count": 5}),
        ("010-1234567", PhoneProblem.AREA_LENGTH, {"area": "010", "count": 7}),
        ("0112345678", PhoneProblem.AREA_UNKNOWN, {"prefix": "01"}),
        ("8091234", PhoneProblem.AREA_MISSING, {}),
        ("55", PhoneProblem.UNKNOWN, {}),
        ("1501234338O", PhoneProblem.CHARACTER, {"character": "O"}),
        ("找王经理", PhoneProblem.CHARACTER, {"character": "找"}),
    ],
)
def test_a_wrong_number_says_what_is_wrong(typed, kind, data):
    (problem,) = problems(normalise(typed))
    assert problem.kind == kind
    assert problem.data == data


def test_the_sentence_counts_the_digits():
    with translation.override("en"):
        (problem,) = problems(normalise("150 1234"))
        assert str(problem) == "A mobile number has 11 digits; this one has 7."


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("15012343386", "150****3386"),
        ("0536-8091234", "0536-****234"),
        ("0536-8091234-801", "0536-****234"),
        ("010-12345678", "010-*****678"),
        ("4001234567", "400****567"),
        ("1501234", "*******"),
        ("", ""),
    ],
)
def test_mask(number, shown):
    assert mask(number) == shown


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_every_mobile_number_passes_and_hides_its_middle(number):
    assert problems(normalise(number)) == []
    assert number[3:7] not in mask(number)[3:7]


@given(st.text("0123456789+-（）() —０１８６转x手机", max_size=20))
def test_tidying_twice_changes_nothing(text):
    kept = normalise(text)
    assert normalise(kept) == kept


@given(st.text(max_size=40))
def test_any_text_is_judged(text):
    kept = normalise(text)
    assert isinstance(problems(kept), list)
    assert len(mask(kept)) <= len(kept)

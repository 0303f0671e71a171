"""GB 32100-2015: the check, the problems named, and that no single slip passes."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import assume, given
from hypothesis import strategies as st

from weiqitong.directory.credit_code import (
    ALPHABET,
    CodeProblem,
    check_character,
    normalise,
    problems,
)

VALID = "91110000600037341L"  # DOMAIN.md §3.1, recomputed there

digits = st.sampled_from("0123456789")
letters = st.sampled_from(ALPHABET)
first17 = st.builds(
    lambda head, district, body: "".join(head + district + body),
    st.lists(letters, min_size=2, max_size=2),
    st.lists(digits, min_size=6, max_size=6),
    st.lists(letters, min_size=9, max_size=9),
)


def kinds(code: str) -> list[str]:
    return [problem.kind for problem in problems(code)]


def test_the_worked_example_of_the_standard():
    weights = [3**i % 31 for i in range(17)]
    code = "91350100M000100Y4"
    assert sum(ALPHABET.index(c) * w for c, w in zip(code, weights, strict=True)) == 1640
    assert check_character(code) == "3"
    assert problems(code + "3") == []


def test_the_known_vector_is_valid():
    assert problems(VALID) == []


def test_letters_are_allowed_at_positions_1_and_2():
    """python-stdnum refuses this one; the standard does not."""
    code = "A1110000600037341"
    assert problems(code + check_character(code)) == []


@pytest.mark.parametrize(
    "typed",
    ["91110000600037341l", " 9111 0000 6000 3734 1L ", "９１１１００００６０００３７３４１Ｌ",
     "911100006-00037341-L", "91110000600037341L\u200b"],
)  # fmt: skip
def test_the_written_form(typed):
    assert normalise(typed) == VALID


@pytest.mark.parametrize(
    ("code", "kind", "data"),
    [
        ("", CodeProblem.LENGTH, {"count": 0}),
        (VALID[:-1], CodeProblem.LENGTH, {"count": 17}),
        (VALID + "0", CodeProblem.LENGTH, {"count": 19}),
        ("110000006000373", CodeProblem.OLD_NUMBER, {}),
        ("911100006O0037341L", CodeProblem.LETTER_MEANT,
         {"character": "O", "position": 10, "meant": "0"}),
        ("9I110000600037341L", CodeProblem.LETTER_MEANT,
         {"character": "I", "position": 2, "meant": "1"}),
        ("911100006000Z7341L", CodeProblem.LETTER_MEANT,
         {"character": "Z", "position": 13, "meant": "2"}),
        ("911100006000S7341L", CodeProblem.LETTER_MEANT,
         {"character": "S", "position": 13, "meant": "5"}),
        ("911100006000V7341L", CodeProblem.LETTER, {"character": "V", "position": 13}),
        ("911100006000号7341L", CodeProblem.CHARACTER, {"character": "号", "position": 13}),
        ("91A10000600037341L", CodeProblem.DISTRICT, {"character": "A", "position": 3}),
        ("91110000600037341M", CodeProblem.CHECK, {"right": "L", "found": "M"}),
        ("91350100M000100Y4Z", CodeProblem.LETTER_MEANT,
         {"character": "Z", "position": 18, "meant": "2"}),
    ],
)  # fmt: skip
def test_each_problem_is_named_with_its_place(code, kind, data):
    (problem,) = problems(code)
    assert problem.kind == kind
    assert problem.data == data


def test_two_slips_are_both_named():
    assert kinds("9111OO00600037341L") == [CodeProblem.LETTER_MEANT] * 2
    assert kinds("9111O000600037341") == [CodeProblem.LENGTH, CodeProblem.LETTER_MEANT]


def test_a_name_typed_here_is_one_sentence_and_a_megabyte_is_no_burden():
    assert kinds("坊子区某某机械有限公司") == [CodeProblem.LENGTH, CodeProblem.CHARACTER]
    assert kinds("9" * 1_000_000) == [CodeProblem.LENGTH]


def test_every_kind_renders_a_sentence():
    with translation.override("en"):
        assert str(problems(VALID[:-1])[0]) == "A credit code has 18 characters; this one has 17."
        (letter,) = problems("911100006O0037341L")
        assert "position 10" in str(letter)
        assert "is it “0”?" in str(letter)
        (check,) = problems("91110000600037341M")
        assert "“L”, not “M”" in str(check)


@pytest.mark.parametrize("first", ["", "9" * 16, "9" * 18, "O" * 17])
def test_the_check_character_needs_17_valid_ones(first):
    with pytest.raises(ValueError, match="17 characters"):
        check_character(first)


@given(first17)
def test_any_17_with_their_check_character_are_valid(first):
    assert problems(first + check_character(first)) == []


@given(first17, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_changed_character_is_always_noticed(first, at, other):
    code = first + check_character(first)
    assume(code[at] != other)
    assert problems(code[:at] + other + code[at + 1 :]) != []


@given(first17, st.integers(0, 16))
def test_two_neighbours_exchanged_are_always_noticed(first, at):
    code = first + check_character(first)
    assume(code[at] != code[at + 1])
    # The last weight is 28 and the check's own is 1: never equal, so the exchange shows.
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert problems(swapped) != []


@given(st.text("0123456789ABOISZVxyz ９Ａｏ-—号", max_size=24))
def test_tidying_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(max_size=40))
def test_any_text_is_judged(text):
    for problem in problems(normalise(text)):
        assert str(problem)

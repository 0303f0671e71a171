"""Tokens of texts and phrases of queries: every part of a text finds it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weiqitong.search.tokens import (
    LONGEST_QUERY,
    MOST_PHRASES,
    MOST_TOKENS,
    Phrase,
    phrases,
    tokens,
)

HAN = st.text("潍坊市税务局企业用工难融资贷款〇㐀𠀀", min_size=1, max_size=20)
PARTS = st.lists(st.one_of(HAN, st.text("aZ09é", min_size=1, max_size=8)), min_size=1, max_size=6)
GLUE = st.sampled_from([" ", "，", "。", "\n", "-", "/", "(", '"', "'", "*", " AND "])


def holds(found, phrase):
    """What a database does with a phrase, in plain Python."""
    size = len(phrase.tokens)
    for at in range(len(found) - size + 1):
        *firm, last = zip(phrase.tokens, found[at : at + size], strict=True)
        fits = last[1].startswith(last[0]) if phrase.open_ended else last[0] == last[1]
        if fits and all(wanted == there for wanted, there in firm):
            return True
    return False


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("税务局", ["税务", "务局", "局"]),
        ("税", ["税"]),
        ("3D打印", ["3d", "打印", "印"]),
        ("WF-2021-000123", ["wf", "2021", "000123"]),
        ("ＡＢＣ公司", ["abc", "公司", "司"]),
        ("a_b", ["a", "b"]),
        ("税、务", ["税", "务"]),
        ("", []),
        ("，。！", []),
    ],
)
def test_tokens_of_a_text(text, expected):
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("税务", [Phrase(("税务",))]),
        ("税务局", [Phrase(("税务", "务局"))]),
        ("税", [Phrase(("税",), True)]),
        ("税务 贷款", [Phrase(("税务",)), Phrase(("贷款",))]),
        ("2021-0001", [Phrase(("2021", "0001"), True)]),
        ("2021 0001", [Phrase(("2021",), True), Phrase(("0001",), True)]),
        ("3D打印", [Phrase(("3d",), True), Phrase(("打印",))]),
        ("贷款 贷款", [Phrase(("贷款",))]),
        ('"贷款" OR *', [Phrase(("贷款",)), Phrase(("or",), True)]),
        ("", []),
        (" -*\"'():^ ", []),
    ],
)
def test_phrases_of_a_query(query, expected):
    assert phrases(query) == expected


@given(HAN, st.data())
def test_every_part_of_a_run_finds_it(text, data):
    first = data.draw(st.integers(0, len(text) - 1))
    last = data.draw(st.integers(first + 1, len(text)))
    assert all(holds(tokens(text), phrase) for phrase in phrases(text[first:last]))


@given(HAN, HAN)
def test_a_run_that_is_not_in_a_text_does_not_find_it(text, query):
    found = all(holds(tokens(text), phrase) for phrase in phrases(query))
    assert found == (query in text)


@given(PARTS, GLUE)
def test_a_text_finds_itself(parts, glue):
    text = glue.join(parts)
    wanted = phrases(text[:LONGEST_QUERY])
    assert wanted
    assert all(holds(tokens(text), phrase) for phrase in wanted)


@given(st.text(max_size=300))
def test_no_text_makes_a_token_that_a_database_could_split_or_read_as_an_operator(text):
    found = tokens(text) + [token for phrase in phrases(text) for token in phrase.tokens]
    assert all(token.isalnum() or not token.isascii() for token in found)
    assert not any(char in token for token in found for char in " \t\n'\"\\&|!()<>:*")


def test_very_long_input_is_bounded():
    assert len(tokens("税务" * MOST_TOKENS)) == MOST_TOKENS
    assert len(phrases(" ".join("税务局长贷款用工难题"))) <= MOST_PHRASES
    assert sum(len(phrase.tokens) for phrase in phrases("税务" * 100_000)) <= LONGEST_QUERY

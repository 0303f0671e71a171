"""What people answer on a phone: understood where it can mean one thing only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weiqitong.cases.replies import NO, WORDS, YES, Reply, named_by, understood


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1", Reply(True)),
        ("2", Reply(False)),
        ("１", Reply(True)),
        (" 2。", Reply(False)),
        ("1 0123", Reply(True, "0123")),
        ("1#0123", Reply(True, "0123")),
        ("２＃０１２３", Reply(False, "0123")),
        ("1-0123", Reply(True, "0123")),
        ("0123 2", Reply(False, "0123")),
        ("1 2021-000123", Reply(True, "2021000123")),
        ("满意", Reply(True)),
        ("不满意", Reply(False)),
        ("不满意0123", Reply(False, "0123")),
        ("【认可】", Reply(True)),
        ("已解决!", Reply(True)),
        ("未解决", Reply(False)),
        # Not to be read in one way only, or not at all
        ("", None),
        ("3", None),
        ("12", None),
        ("1 2", None),
        ("1 1", None),
        ("10123", None),
        ("1 012", None),
        ("1 0123 0124", None),
        ("2满意", None),
        ("满意不满意", None),
        ("不是很满意", None),
        ("不 满意", None),
        ("不太认可", None),
        ("好的", None),
        ("退订", None),
        ("T", None),
        ("已解决？没有", None),
        ("一", None),
        ("①", Reply(True)),
        ("1" * 41, None),
    ],
)
def test_what_is_meant(text: str, meant: Reply | None) -> None:
    assert understood(text) == meant


SIGN = st.sampled_from(["", " ", "#", "＃", " - ", "，", "\n", "\u3000"])


def wide(text: str) -> str:
    return "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text)


@given(st.sampled_from(sorted(WORDS)), SIGN, SIGN, st.booleans())
def test_a_word_alone_means_the_same_however_it_is_written(
    word: str, before: str, after: str, full: bool
) -> None:
    text = before + (wide(word) if full else word) + after
    assert understood(text) == Reply(word in YES)


@given(
    st.sampled_from(sorted(WORDS)),
    st.sampled_from([" ", "#", "＃", "，", "\u3000"]),
    st.from_regex(r"[0-9]{4,12}", fullmatch=True),
    st.booleans(),
)
def test_a_suffix_is_kept_with_its_zeros(word: str, sign: str, suffix: str, full: bool) -> None:
    text = f"{word}{sign}{wide(suffix) if full else suffix}"
    assert understood(text) == Reply(word in YES, suffix)


@given(st.sampled_from(YES), SIGN, st.sampled_from(NO))
def test_yes_and_no_together_are_neither(yes: str, sign: str, no: str) -> None:
    assert understood(yes + sign + no) is None
    assert understood(no + sign + yes) is None


@given(st.text(max_size=60))
def test_nothing_breaks_it_and_no_word_of_ours_means_no_verdict(text: str) -> None:
    found = understood(text)
    if found is not None:
        assert any(word in wide_to_plain(text) for word in WORDS)


@given(st.text(max_size=12), st.sampled_from(sorted(WORDS)), st.text(max_size=12))
def test_what_stands_around_a_word_never_turns_it(before: str, word: str, after: str) -> None:
    """More text leaves the meaning, or makes it nobody's: never the opposite."""
    found = understood(before + word + after)
    longer = [one for one in WORDS if word in one and one != word and one in before + word + after]
    if found is not None and not longer:
        assert found.yes == (word in YES)


def wide_to_plain(text: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFKC", text)


def test_the_end_of_a_number_names_a_case() -> None:
    assert named_by("2021-000123", "0123")
    assert named_by("2021-000123", "2021000123")
    assert not named_by("2021-000123", "1123")

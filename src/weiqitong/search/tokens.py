"""Words of a text as the index keeps them, and a query as phrases of such words. Pure.

Chinese is written without spaces, so a run of Chinese characters becomes its pairs of neighbours,
and its last character alone: 税务局 gives 税务, 务局, 局. Every pair in a query must then be there,
side by side, which finds two-character words without a dictionary that could grow stale; one
character finds all words that begin with it. Latin words and numbers are kept whole, in lower case.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

MOST_TOKENS = 8_000  # of one text; PostgreSQL knows no positions beyond 16,383
LONGEST_WORD = 64
LONGEST_QUERY = 200
MOST_PHRASES = 12

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"(?P<han>[{_HAN}]+)|(?P<word>[^\W_{_HAN}]+)")
# What joins the parts of a number: 2021-000123 is one thing, "2021 000123" is two.
_JOIN = re.compile(r"[-_/.]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that must stand side by side; of the last one only the beginning if `open_ended`."""

    tokens: tuple[str, ...]
    open_ended: bool = False


def tokens(text: str) -> list[str]:
    """The tokens of a text in their order."""
    found: list[str] = []
    for run in _RUN.finditer(_normal(text)):
        found += _pairs(run["han"]) if run["han"] else [run["word"][:LONGEST_WORD]]
        if len(found) >= MOST_TOKENS:
            return found[:MOST_TOKENS]
    return found


def phrases(query: str) -> list[Phrase]:
    """What all must be found; nothing where the query has no word in it."""
    return list(dict.fromkeys(_phrases(_normal(query[:LONGEST_QUERY]))))[:MOST_PHRASES]


def _phrases(query: str) -> Iterator[Phrase]:
    joined: list[str] = []
    end = -1
    for run in _RUN.finditer(query):
        if joined and not (run["word"] and _JOIN.fullmatch(query[end : run.start()])):
            yield Phrase(tuple(joined), open_ended=True)
            joined = []
        if run["han"]:
            # The last character alone says nothing once a pair holds it.
            pairs = _pairs(run["han"])[:-1]
            yield Phrase(tuple(pairs)) if pairs else Phrase((run["han"],), open_ended=True)
        else:
            joined.append(run["word"][:LONGEST_WORD])
        end = run.end()
    if joined:
        yield Phrase(tuple(joined), open_ended=True)


def _pairs(run: str) -> list[str]:
    return [a + b for a, b in pairwise(run)] + [run[-1]]


def _normal(text: str) -> str:
    """Full-width letters as plain ones, capitals as small ones."""
    return unicodedata.normalize("NFKC", text).casefold()

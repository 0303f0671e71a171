"""Which enterprise a name in a chat group probably speaks for: pairs of characters it shares with
the enterprises' names, rare ones counting more, and the names of their people. Pure; it proposes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

ENOUGH = 0.5  # a pair that only two enterprises share is just enough
CLEARLY = 1.5  # times the second best


@dataclass(frozen=True, slots=True)
class Known:
    """The enterprises of a county by id: their names, and their people's."""

    names: Mapping[int, str]
    people: Mapping[int, Sequence[str]]

    def proposals(self, given: Iterable[str]) -> dict[str, int]:
        """The one enterprise each name most probably means; names that could mean several are left
        out.
        """
        pairs = {pk: _pairs(name) for pk, name in self.names.items()}
        spread = Counter(pair for found in pairs.values() for pair in found)
        made = {}
        for name in set(given):
            own = _pairs(name)
            scores = {
                pk: sum(1 / spread[pair] for pair in found & own)
                + sum(person in name for person in self.people.get(pk, ()))
                for pk, found in pairs.items()
            }
            best = _clear(scores)
            if best is not None:
                made[name] = best
        return made


def _pairs(text: str) -> set[str]:
    return {text[start : start + 2] for start in range(len(text) - 1)}


def _clear(scores: Mapping[int, float]) -> int | None:
    """The best, if it is good and clearly better than the next."""
    ranked = sorted(scores.items(), key=lambda one: -one[1])[:2]
    if not ranked or ranked[0][1] < ENOUGH:
        return None
    if len(ranked) > 1 and ranked[0][1] < CLEARLY * ranked[1][1]:
        return None
    return ranked[0][0]

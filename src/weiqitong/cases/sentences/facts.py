"""What a sentence is made of: facts and names of an act, and who is named in them."""

from collections.abc import Mapping
from typing import Any

from ..words import Names, together

Facts = Mapping[str, Any]


def person(facts: Facts, names: Names) -> str:
    """Unit and person that an act of the ladder names."""
    unit = names.unit(facts.get("unit")) or names.office(facts.get("region"))
    return together(unit, names.official(facts.get("official")))

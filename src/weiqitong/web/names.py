"""What a thing of the city is called in the language of the page. It queries nothing."""

from typing import Any

from django.utils.translation import get_language


def in_english() -> bool:
    """Whether the page speaks English."""
    return (get_language() or "").startswith("en")


def name_of(thing: Any) -> str:
    """The name of something of the city: its English one where that is what is read."""
    if thing is None:
        return ""
    english = getattr(thing, "name_en", "") if in_english() else ""
    return english or str(thing.name)

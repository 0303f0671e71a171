"""Values for the style guide in both languages. Invented; today is Friday 2021-09-17, 10:20."""

from dataclasses import dataclass
from typing import Any

from django.utils import translation

from .case import controls, told
from .form import bound
from .lists import listed, tabled
from .words import page_words


@dataclass(frozen=True, slots=True)
class Language:
    """One column of the guide."""

    code: str
    html: str
    parts: dict[str, Any]


def samples() -> list[Language]:
    """Both columns; each is rendered under its own language by the template."""
    found = []
    for code, html in (("zh-hans", "zh-CN"), ("en", "en")):
        with translation.override(code):
            found.append(Language(code, html, _parts()))
    return found


def _parts() -> dict[str, Any]:
    return {**listed(), **tabled(), **told(), **controls(), "form": bound(), "words": page_words()}

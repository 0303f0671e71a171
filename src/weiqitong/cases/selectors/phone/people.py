"""Whom the enterprise calls: people with unit and post, numbers to press."""

from dataclasses import dataclass

from weiqitong.core import phone
from weiqitong.directory.models import Official
from weiqitong.web.parts import Person

from ...words import name_of, together


@dataclass(frozen=True, slots=True)
class Call:
    """A number to press: as people read it, and as the telephone takes it."""

    words: str
    href: str


def call_of(number: str) -> Call | None:
    """199 0000 0137; an extension is dialled after a pause."""
    if not number:
        return None
    body, _sign, extension = number.rpartition("-") if number.count("-") == 2 else (number, "", "")
    dialled = body.replace("-", "") + (f",{extension}" if extension else "")
    mobile = phone.MOBILE.fullmatch(number)
    words = f"{number[:3]} {number[3:7]} {number[7:]}" if mobile else number
    return Call(words, f"tel:{dialled}")


def call_to(official: Official) -> Call | None:
    """A specialist's own number in clear, for the enterprises they serve: to be called is what it
    is given for. Without one, the unit's.
    """
    return call_of(official.person.phone or official.department.phone)


def person_of(official: Official, note: str = "") -> Person:
    """An official as the enterprise sees them: name, unit, post."""
    unit = name_of(official.department)
    return Person(official.person.name, together(unit, official.post), note)

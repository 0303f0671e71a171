"""A refused calendar, term or event: one English sentence and its data. It translates nothing."""

from __future__ import annotations


def gettext_noop(message: str) -> str:
    """Marks a sentence for the catalogues, as Django's function of this name does."""
    return message


class Refused(ValueError):
    """`message` is a msgid, `params` fill its %(name)s; pages translate it, logs read str()."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message % params)
        self.message = message
        self.params = params


class BadHours(Refused):
    """Office hours that no day could follow."""


class BadYear(Refused):
    """A year of holidays that cannot be taken as it is."""


class BadTerm(Refused):
    """A length of time that no clock could run."""


class WrongEvent(Refused):
    """An event that the clock's present state does not allow."""

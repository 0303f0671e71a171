"""Errors a person can act on: a code, a translated sentence and data. Everything else is a bug."""

from typing import Any


class DomainError(Exception):
    """A refusal with a sentence for the person; `code` is for machines, `data` for both."""

    code = "refused"
    status = 409

    def __init__(self, message: str, *, field: str | None = None, **data: Any) -> None:
        super().__init__(message)
        self.message = message
        self.field = field  # the form field it belongs to, if any
        self.data = data


class NotAllowed(DomainError):
    """The actor may see this, but not do that."""

    code = "not_allowed"
    status = 403


class WrongStep(DomainError):
    """The step is not open in the present state."""

    code = "wrong_step"


class Stale(DomainError):
    """Somebody else changed the thing since this form was opened; what was typed is kept."""

    code = "stale"


class BadInput(DomainError):
    """What was typed cannot be taken as it is."""

    code = "bad_input"
    status = 422


class TooMany(DomainError):
    """A limit was reached: tries, files, codes."""

    code = "too_many"
    status = 429

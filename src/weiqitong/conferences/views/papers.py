"""Papers of a conference as docx: notice with agenda, minutes, table of tasks."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse

from ..enums import State
from ..selectors.pages import ConferencePage


@dataclass(frozen=True, slots=True)
class PaperKind:
    """One kind of paper and the states in which it exists."""

    states: frozenset[State]


PAPERS: dict[str, PaperKind] = {}


def answer(kind: PaperKind, page: ConferencePage, now: datetime) -> HttpResponse:
    raise NotImplementedError

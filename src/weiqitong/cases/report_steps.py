"""Names shared by the pages of a report, what keeps them and what reads them: no behaviour."""

from enum import StrEnum
from typing import Final

# Keys of the drafts, one a step; files are laid to the whole.
WHAT: Final = "report/what"
MORE: Final = "report/more"
SORT: Final = "report/sort"  # what a specialist does with it at once
FILES: Final = "report/files"
KEYS: Final = (WHAT, MORE, SORT, FILES)

CHOSEN: Final = "cases.client"  # in the session: the enterprise a contact of several looks at
OTHER: Final = "other"  # a category that was not guessed


class Way(StrEnum):
    """What a specialist does with a need at once (四向分办)."""

    OFFICE = "office"
    SOLVE = "solve"
    OWN = "own"
    DESK = "desk"

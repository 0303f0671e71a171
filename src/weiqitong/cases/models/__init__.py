"""A case and all that belongs to it."""

from .case import Case, CaseSerial
from .parts import Act, Answer, Attachment, Dispatch, Draft, SignedLink, Verdict

__all__ = [
    "Act",
    "Answer",
    "Attachment",
    "Case",
    "CaseSerial",
    "Dispatch",
    "Draft",
    "SignedLink",
    "Verdict",
]

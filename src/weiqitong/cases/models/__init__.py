"""A case and all that belongs to it."""

from .case import Case, CaseSerial
from .parts import Act, Answer, Attachment, Dispatch, Draft, LinkPurpose, Once, SignedLink, Verdict

__all__ = [
    "Act",
    "Answer",
    "Attachment",
    "Case",
    "CaseSerial",
    "Dispatch",
    "Draft",
    "LinkPurpose",
    "Once",
    "SignedLink",
    "Verdict",
]

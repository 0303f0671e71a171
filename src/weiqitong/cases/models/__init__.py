"""A case and all that belongs to it."""

from .batches import Batch, BatchLine
from .case import Case, CaseSerial
from .parts import Act, Answer, Attachment, Dispatch, Draft, LinkPurpose, Once, SignedLink, Verdict
from .turns import Application, Objection, Precedent

__all__ = [
    "Act",
    "Answer",
    "Application",
    "Attachment",
    "Batch",
    "BatchLine",
    "Case",
    "CaseSerial",
    "Dispatch",
    "Draft",
    "LinkPurpose",
    "Objection",
    "Once",
    "Precedent",
    "SignedLink",
    "Verdict",
]

"""A case and all that belongs to it."""

from .batches import Batch, BatchLine
from .calls import CallTry
from .case import Case, CaseSerial
from .intake import Intake
from .parts import Act, Answer, Attachment, Dispatch, Draft, LinkPurpose, Once, SignedLink, Verdict
from .turns import Application, Objection, Precedent

__all__ = [
    "Act",
    "Answer",
    "Application",
    "Attachment",
    "Batch",
    "BatchLine",
    "CallTry",
    "Case",
    "CaseSerial",
    "Dispatch",
    "Draft",
    "Intake",
    "LinkPurpose",
    "Objection",
    "Once",
    "Precedent",
    "SignedLink",
    "Verdict",
]

"""A case and all that belongs to it."""

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

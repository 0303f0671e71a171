"""The letter to a unit that is asked: one A4 page, and the same in Word."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from weiqitong.core import clock
from weiqitong.core.actor import Role
from weiqitong.web import docx
from weiqitong.web.downloads import docx_answer
from weiqitong.web.http import Request, page
from weiqitong.web.times import on_paper

from ..models import Case
from ..selectors import letters

READERS = (Role.COORDINATOR, Role.LIAISON, Role.HANDLER)


def _letter(request: Request, number: str, seq: int) -> letters.AskingLetter:
    try:
        return letters.letter(request.actor, number, seq, clock.now())
    except Case.DoesNotExist:
        raise Http404 from None


@require_safe
@page(*READERS)
def letter(request: Request, number: str, seq: int) -> HttpResponse:
    """For the browser's printer."""
    with on_paper():
        found = _letter(request, number, seq)
        return render(request, "cases/desk/letter.html", {"letter": found, "case": found.case})


@require_safe
@page(*READERS)
def letter_docx(request: Request, number: str, seq: int) -> HttpResponse:
    """For the office's own numbering and seal."""
    with on_paper():
        found = _letter(request, number, seq)
        data = docx.paper(
            title=found.title,
            number=found.number,
            addressee=found.addressee,
            parts=[docx.Paragraph(text) for text in found.paragraphs],
            signature=docx.Signature(found.office, found.day),
        )
        return docx_answer(data, f"{found.title}-{found.number}")

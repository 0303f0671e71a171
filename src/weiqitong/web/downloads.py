"""A file made by the product, as an answer the browser saves under a name in any language."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UNFIT = str.maketrans(dict.fromkeys('\\/:*?"<>|\r\n\t', "-"))  # what no file name may hold


def docx_answer(data: bytes, name: str) -> HttpResponse:
    """A Word file to be saved as `name`.docx; it is made anew each time and kept nowhere."""
    answer = HttpResponse(data, content_type=DOCX)
    filename = f"{name.translate(UNFIT).strip()[:120]}.docx"
    header = content_disposition_header(as_attachment=True, filename=filename)
    answer["Content-Disposition"] = header or "attachment"
    answer["Cache-Control"] = "no-store"
    return answer

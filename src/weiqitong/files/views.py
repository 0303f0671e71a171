"""Serves stored bytes to those who may read them; everybody else gets 404."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from weiqitong.web.http import Request, page

from . import selectors

INLINE = frozenset({"image/jpeg", "image/png", "image/webp"})


@require_safe
@page()
def serve(request: Request, file_id: int) -> FileResponse:
    """Pictures are shown, everything else is downloaded; nothing in it may run."""
    file = selectors.readable(request.actor, file_id)
    if file is None or not default_storage.exists(file.path):
        raise Http404
    response = FileResponse(
        default_storage.open(file.path),
        as_attachment=file.kind not in INLINE,
        filename=file.name,
        content_type=file.kind,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return response

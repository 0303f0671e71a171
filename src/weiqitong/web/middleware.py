"""Language, content policy, and refusals as pages. No permission is decided here."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from weiqitong.core.errors import DomainError

from .views import errors

Handler = Callable[[HttpRequest], HttpResponseBase]

# Styles of our own only; attributes may set the length of a bar (--n). No inline script anywhere.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


class LocaleMiddleware:
    """Chinese, unless the person chose another language here: the browser's wish is no choice.

    Many machines in offices come with an English browser; a person who wants English says so once.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response


class ContentPolicyMiddleware:
    """A strict Content-Security-Policy on every answer, and no referrer to other sites."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "geolocation=(), camera=(self), microphone=(self)"
        )
        return response


class DomainErrorMiddleware:
    """A refusal nobody caught becomes a page with its sentence, or JSON for a program."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Only errors a person can act on; everything else is a bug and stays one."""
        if isinstance(exception, DomainError):
            return errors.refusal(request, exception)
        return None

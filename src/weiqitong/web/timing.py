"""Says in a Server-Timing header how long an answer took and how many queries it asked.

Off unless WEIQITONG_SERVER_TIMING=true: it is for benchmarks and for a developer's browser.
"""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Handler = Callable[[HttpRequest], HttpResponseBase]


class Queries:
    """Counts the statements of one request, savepoints and SQLite's BEGIN among them."""

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        begin = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.count += 1
            self.seconds += time.perf_counter() - begin


class ServerTimingMiddleware:
    """The outermost one, so that session, menu and all other middleware are counted too."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        queries, begin, worked = Queries(), time.perf_counter(), time.thread_time()
        with connection.execute_wrapper(queries):
            response = self.get_response(request)
        took = (time.perf_counter() - begin) * 1000
        cpu = (time.thread_time() - worked) * 1000  # what the answer costs, however busy others are
        response.headers["Server-Timing"] = (
            f"app;dur={took:.1f}, cpu;dur={cpu:.1f}, "
            f'db;dur={queries.seconds * 1000:.1f};desc="{queries.count}"'
        )
        return response

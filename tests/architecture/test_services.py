"""Writing has one place: pages, reads, rules and permissions leave it to services."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, modules, name

WRITES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
# Of a queryset; a dictionary or a set has an `update` too, a form or a session a `delete`.
OF_ROWS = {"update", "delete"}
SILENT = {"views", "selectors", "forms", "permissions", "querysets", "workflow", "enums"}


def part(path: Path) -> str:
    """Which of an app's parts a module belongs to: `views/desk.py` is of `views`."""
    parts = path.relative_to(PACKAGE).parts
    return parts[1].removesuffix(".py") if len(parts) > 1 else ""


def calls(tree: ast.AST) -> Iterator[tuple[int, str, str]]:
    """Line, what is called, and upon what."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.lineno, node.func.attr, ast.unparse(node.func.value)


def writes(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for line, called, upon in calls(tree):
        of_rows = called in OF_ROWS and (".objects" in upon or "filter(" in upon)
        if called in WRITES or of_rows:
            yield line, f"{upon}.{called}()"
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.db":
            for alias in node.names:
                if alias.name == "transaction":
                    yield node.lineno, "transaction"


@pytest.mark.parametrize("kind", sorted(SILENT))
def test_only_services_and_jobs_write(kind: str) -> None:
    wrong = [
        f"{name(path)}:{line} {what}"
        for path, tree in modules()
        if part(path) == kind
        for line, what in writes(tree)
    ]
    hint = f"{kind} ask and show; let a service write:"
    assert not wrong, "\n".join([hint, *wrong])


def test_the_search_for_writes_finds_them() -> None:
    source = """
from django.db import transaction
Case.objects.filter(pk=1).update(status="x")
Case.objects.all().delete()
row.save()
Case.objects.create()
context.update(a=1)
request.session.delete("key")
"""
    found = [what for _line, what in writes(ast.parse(source))]
    assert len(found) == 5


def test_plans_touch_no_database() -> None:
    """A plan records into Changes; the service has loaded what it needs, bulk work has built it."""
    wrong = []
    for path, tree in modules():
        if part(path) not in {"plan", "plans"}:
            continue
        wrong += [
            f"{name(path)}:{line} {upon}.{called}()"
            for line, called, upon in calls(tree)
            if ".objects" in upon or upon.endswith("objects") or called == "write"
        ]
    assert not wrong, "\n".join(wrong)


def test_nothing_that_decides_looks_at_the_clock() -> None:
    """Time is an argument: only views, jobs, worker and command line ask what time it is."""
    timeless = {"plan", "plans", "services", "permissions", "workflow", "models", "querysets"}
    wrong = [
        f"{name(path)}:{line} {upon}.{called}()"
        for path, tree in modules()
        if part(path) in timeless
        for line, called, upon in calls(tree)
        if called in {"now", "utcnow"} and upon in {"clock", "timezone", "datetime"}
    ]
    assert not wrong, "\n".join(wrong)

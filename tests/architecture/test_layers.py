"""What import-linter cannot see: foreign keys, addresses and templates follow the order too."""

import ast
import re

from django.apps import apps
from django.urls import get_resolver

from tests.architecture.source import (
    PACKAGE,
    app_of,
    levels,
    may_know,
    modules,
    name,
    templates,
)

REFERENCE = re.compile(r"""{%\s*(url|include|extends)\s+["']([^"']+)["']""")
# Of another app only these are imported; web gives views and forms their common parts.
PRIVATE = {"views", "forms", "jobs", "receivers", "urls", "admin", "apps"}
OPEN_TO_ALL = {"web", "core"}
BY_NAME = {"reverse", "reverse_lazy", "redirect"}


def test_every_app_has_its_place():
    found = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert found <= set(levels()), "an app without a line in pyproject's contract"
    installed = {config.label for config in apps.get_app_configs()}
    assert found - {"config"} <= installed


def test_foreign_keys_point_downwards():
    wrong = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in levels()
        for field in model._meta.get_fields(include_hidden=True)
        if field.is_relation and field.concrete and not isinstance(field.related_model, str)
        if field.related_model and field.related_model._meta.app_label in levels()
        if not may_know(model._meta.app_label, field.related_model._meta.app_label)
    ]
    assert not wrong, "\n".join(wrong)


def test_nothing_below_accounts_has_a_key_to_a_user():
    """Below accounts an actor is an id; django.contrib's own tables are no part of the order."""
    order = levels()
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if order.get(model._meta.app_label, 99) < order["accounts"]
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        if field.related_model._meta.label == "accounts.User"
    ]
    assert not wrong, "\n".join(wrong)


def test_templates_refer_downwards():
    wrong = []
    for path, text in templates():
        for kind, target in REFERENCE.findall(text):
            owner = target.split(":")[0] if kind == "url" else target.split("/")[0]
            owner = "web" if owner == "cotton" else owner
            if owner not in levels() or not may_know(app_of(path), owner):
                wrong.append(f"{name(path)}: {kind} {target}")
    assert not wrong, "\n".join(wrong)


def test_addresses_named_in_python_refer_downwards():
    wrong = []
    for path, tree in modules():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            target = node.args[0]
            if node.func.id not in BY_NAME or not isinstance(target, ast.Constant):
                continue
            owner, sign, _rest = str(target.value).partition(":")
            if sign and (owner not in levels() or not may_know(app_of(path), owner)):
                wrong.append(f"{name(path)}:{node.lineno} {target.value!r}")
    assert not wrong, "\n".join(wrong)


def test_the_namespace_of_addresses_is_the_app():
    spaces = get_resolver().namespace_dict
    for namespace, (_prefix, resolver) in spaces.items():
        assert resolver.urlconf_module.__name__ == f"weiqitong.{namespace}.urls"
    with_addresses = {path.parent.name for path in PACKAGE.glob("*/urls.py")} - {"config"}
    assert set(spaces) == with_addresses, "an app whose addresses config/urls.py does not include"


def test_templates_lie_under_the_name_of_their_app():
    wrong = [
        name(path)
        for path, _text in templates()
        if path.relative_to(PACKAGE / app_of(path) / "templates").parts[0]
        not in {app_of(path), "cotton"}
    ]
    assert not wrong, "\n".join(wrong)


def test_what_is_private_to_an_app_is_imported_by_it_alone():
    wrong = []
    for path, tree in modules():
        if app_of(path) == "config":
            continue
        for node in ast.walk(tree):
            if not isinstance(node, ast.ImportFrom) or not node.module or node.level:
                continue
            parts = node.module.split(".")
            named = [*parts[2:3], *(alias.name for alias in node.names if len(parts) == 2)]
            foreign = parts[0] == "weiqitong" and len(parts) > 1 and parts[1] != app_of(path)
            if foreign and parts[1] not in OPEN_TO_ALL and PRIVATE & set(named):
                wrong.append(f"{name(path)}:{node.lineno} {node.module}")
    assert not wrong, "\n".join(wrong)

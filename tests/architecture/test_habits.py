"""House rules that a machine can hold: who acts, what a module says of itself, which jobs are."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from django.utils.module_loading import import_string

from tests.architecture.source import PACKAGE, ROOT, app_of, modules, name
from weiqitong.jobs.define import Job, registered

WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create"}
WRITES |= {"update_or_create", "write", "enqueue"}
# A host of a package registry, or a folder of one machine; put together so as not to find itself.
ELSEWHERE = re.compile(
    "|".join(
        [
            "pypi" + r"\.org|python" + r"hosted\.org|registry\.npm" + r"js|npm" + "mirror",
            r"(?<![\w.])/ro" + r"ot/|/ho" + r"me/\w|(?<![\w.])/wo" + r"rk/\w|/opt/" + "pypi",
            "--(extra-)?index" + "-url[ =]",
        ]
    )
)
BINARY = {".png", ".jpg", ".webp", ".woff2", ".xlsx", ".pdf", ".ico"}


def _is_service(path: Path) -> bool:
    return path.relative_to(PACKAGE).parts[1:2] in {("services",), ("services.py",)}


def _writes(function: ast.FunctionDef) -> bool:
    decorated = any("atomic" in ast.dump(decorator) for decorator in function.decorator_list)
    calls = (n.func for n in ast.walk(function) if isinstance(n, ast.Call))
    return decorated or any(isinstance(f, ast.Attribute) and f.attr in WRITES for f in calls)


def _without_actor(tree: ast.Module) -> set[str]:
    """Names in the module's WITHOUT_ACTOR = {"name": "why nobody acts"}."""
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(target, ast.Name) and target.id == "WITHOUT_ACTOR":
            assert isinstance(node, ast.Assign)
            reasons = ast.literal_eval(node.value)
            assert all(len(reason) > 10 for reason in reasons.values()), "say why"
            return set(reasons)
    return set()


def test_whoever_changes_something_is_named_first():
    """A service takes `actor` first; a plan takes the `Changes` it records in."""
    wrong = []
    for path, tree in modules():
        if not _is_service(path):
            continue
        allowed = _without_actor(tree)
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            first = node.args.args[0].arg if node.args.args else ""
            if _writes(node) and first not in {"actor", "changes"} and node.name not in allowed:
                wrong.append(f"{name(path)}:{node.lineno} {node.name}({first}, …)")
    hint = 'put actor first, or say why not in WITHOUT_ACTOR = {"name": "reason"}:'
    assert not wrong, "\n".join([hint, *wrong])


def test_every_module_says_what_it_is():
    wrong = [
        name(path)
        for path, tree in modules()
        if tree.body and not ast.get_docstring(tree, clean=False)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("code", [code for code in registered() if not code.startswith("tests.")])
def test_every_job_can_be_found_by_its_worker_and_bears_its_apps_name(code):
    job = registered()[code]
    assert import_string(job.module_path) is job
    assert job.func.__module__.split(".")[1] == code.split(".")[0]
    assert isinstance(job, Job)


def test_every_job_is_registered_when_the_app_starts():
    """A decorated function outside the modules that are discovered would never run."""
    decorated = set()
    for path, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                for call in node.decorator_list:
                    called = call.func if isinstance(call, ast.Call) else None
                    if isinstance(called, ast.Name) and called.id in {"job", "periodic"}:
                        assert isinstance(call, ast.Call)
                        assert isinstance(call.args[0], ast.Constant)
                        decorated.add((call.args[0].value, app_of(path)))
    codes = {code for code in registered() if not code.startswith("tests.")}
    assert {code for code, _app in decorated} == codes


def test_no_page_file_or_lock_names_a_machine_or_a_registry():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: nothing says which files are ours")
    wrong = []
    for file in filter(None, listed.stdout.decode().split("\0")):
        path = ROOT / file
        if path.suffix in BINARY or not path.is_file():
            continue
        for number, line in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
            if ELSEWHERE.search(line):
                wrong.append(f"{file}:{number} {line.strip()[:80]}")
    assert not wrong, "\n".join(wrong)

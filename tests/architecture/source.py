"""The source as the architecture tests read it: files, syntax trees, the order of apps."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "weiqitong"


@cache
def levels() -> dict[str, int]:
    """App → its line in the import contract, counted from the bottom."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    [layers] = [c["layers"] for c in contracts["contracts"] if c["type"] == "layers"]
    return {
        name.strip("() "): number
        for number, line in enumerate(reversed(layers))
        for name in line.split("|")
    }


def may_know(upper: str, lower: str) -> bool:
    """Whether an app may refer to another: to itself, and to lines below its own."""
    order = levels()
    return upper == lower or order[lower] < order[upper]


def app_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Every module but migrations, with its syntax tree."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, _parsed(path)


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def templates() -> Iterator[tuple[Path, str]]:
    for path in sorted(PACKAGE.rglob("*.html")):
        yield path, path.read_text(encoding="utf-8")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))

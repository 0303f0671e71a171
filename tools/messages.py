"""Message catalogues: what the code says against what the fragments translate; translates nothing.

python tools/messages.py extract   print every sentence of the code as a template (.pot)
python tools/messages.py check     every sentence has its Chinese, no two fragments disagree
python tools/messages.py build     merge locale_src/zh_Hans/*.po into the compiled catalogue
"""

import argparse
import io
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract as babel_extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "weiqitong"
FRAGMENTS = ROOT / "locale_src" / "zh_Hans"
CATALOGUE = SOURCE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Components take texts as dynamic attributes (:label="_('Save')"): Django's scan misses them.
DYNAMIC_ATTRIBUTE = re.compile(r"""\s:[\w-]+=(?:"([^"]*\b_\([^"]*)"|'([^']*\b_\([^']*)')""")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence of the code; `plural` is its second form, `context` tells homonyms apart."""

    text: str
    plural: str = ""
    context: str = ""

    @property
    def id(self) -> str | tuple[str, str]:
        return (self.text, self.plural) if self.plural else self.text

    def __str__(self) -> str:
        return f"{self.context}: {self.text}" if self.context else self.text


@dataclass(slots=True)
class Fault:
    """What is wrong with the catalogues, in the order it should be mended."""

    missing: dict[Message, list[str]] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)
    placeholders: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.missing or self.conflicts or self.placeholders)


def _from_python(code: str) -> Iterator[tuple[int, Message]]:
    found = babel_extract(
        "python", io.BytesIO(code.encode()), KEYWORDS, options={"encoding": "utf-8"}
    )
    for line, text, _comments, context in found:
        forms = text if isinstance(text, tuple) else (text,)
        if forms[0]:
            yield line, Message(forms[0], forms[1] if len(forms) > 1 else "", context or "")


def _from_template(code: str) -> Iterator[tuple[int, Message]]:
    from django.utils.translation.template import templatize

    # What is left of the template are calls amid blanked-out text, whose indentation means nothing.
    calls = "\n".join(line.lstrip() for line in templatize(code).splitlines())
    yield from _from_python(calls)
    for match in DYNAMIC_ATTRIBUTE.finditer(code):
        line = code.count("\n", 0, match.start()) + 1
        for _line, message in _from_python((match[1] or match[2]).strip()):
            yield line, message


def used() -> dict[Message, list[str]]:
    """Every sentence of the code with the places where it stands."""
    import django
    from django.conf import settings

    if not settings.configured:  # the template scan asks whether translation is on
        settings.configure(USE_I18N=True)
        django.setup()
    places: dict[Message, list[str]] = {}
    for path in sorted((*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.txt"))):
        if "migrations" in path.parts or (path.suffix == ".txt" and "templates" not in path.parts):
            continue
        code = path.read_text(encoding="utf-8")
        found = _from_python(code) if path.suffix == ".py" else _from_template(code)
        for line, message in found:
            places.setdefault(message, []).append(f"{path.relative_to(ROOT)}:{line}")
    return places


def fragments() -> list[tuple[str, Catalog]]:
    """The parsed fragments, one per app, in the order of their names."""
    result = []
    for path in sorted(FRAGMENTS.glob("*.po")):
        with path.open("rb") as file:
            result.append(
                (path.name, read_po(file, locale="zh_Hans", charset="utf-8", abort_invalid=True))
            )
    return result


def _pairs(catalog: Catalog) -> Iterator[tuple[Message, str]]:
    for entry in catalog:
        if not entry.id:
            continue
        forms = (entry.id, "") if isinstance(entry.id, str) else tuple(entry.id)
        text = entry.string if isinstance(entry.string, str) else (entry.string or ("",))[0]
        yield Message(forms[0], forms[1], entry.context or ""), text


def translations() -> tuple[dict[Message, str], list[str]]:
    """Chinese for every sentence, and the sentences on which two fragments disagree."""
    texts: dict[Message, str] = {}
    origin: dict[Message, str] = {}
    conflicts = []
    for name, catalog in fragments():
        for message, text in _pairs(catalog):
            if not text:
                continue
            if texts.get(message, text) != text:
                conflicts.append(
                    f"{message}: {texts[message]!r} in {origin[message]}, {text!r} in {name}"
                )
            texts.setdefault(message, text)
            origin.setdefault(message, name)
    return texts, conflicts


def inspect() -> Fault:
    """Compare code and fragments."""
    places, (texts, conflicts) = used(), translations()
    fault = Fault(conflicts=conflicts)
    fault.missing = {message: at for message, at in places.items() if message not in texts}
    for message, text in texts.items():
        if message not in places:
            fault.unused.append(str(message))
        # Chinese may leave out the number of a plural form, never use a name it was not given.
        allowed = set(PLACEHOLDER.findall(message.text)) | set(PLACEHOLDER.findall(message.plural))
        got = set(PLACEHOLDER.findall(text))
        if not got <= allowed or (not message.plural and got != allowed):
            fault.placeholders.append(f"{message}: {text}")
    return fault


def build() -> Path:
    """Compile the merged catalogue; its place is known to settings.LOCALE_PATHS."""
    texts, conflicts = translations()
    if conflicts:
        raise SystemExit("Fragments disagree:\n  " + "\n  ".join(conflicts))
    merged = Catalog(locale="zh_Hans", project="weiqitong", charset="utf-8", fuzzy=False)
    for message, text in texts.items():
        merged.add(message.id, (text,) if message.plural else text, context=message.context or None)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    # Written beside and moved, so that a running server never reads half a file.
    half = CATALOGUE.with_suffix(f".{os.getpid()}")
    with half.open("wb") as file:
        write_mo(file, merged)
    half.replace(CATALOGUE)
    return CATALOGUE


def _extract() -> int:
    template = Catalog(project="weiqitong", charset="utf-8", fuzzy=False)
    for message, places in used().items():
        spots = [(place, int(line)) for place, line in (p.rsplit(":", 1) for p in places)]
        template.add(message.id, locations=spots, context=message.context or None)
    write_po(sys.stdout.buffer, template, width=0, omit_header=True)
    return 0


def _check() -> int:
    fault = inspect()
    for message, at in fault.missing.items():
        print(f"no Chinese: {message!s}  ({at[0]})")
    for line in fault.conflicts:
        print(f"two translations: {line}")
    for line in fault.placeholders:
        print(f"placeholders differ: {line}")
    for line in fault.unused:
        print(f"unused: {line}")
    print(
        f"{len(fault.missing)} missing, {len(fault.conflicts)} conflicts, "
        f"{len(fault.placeholders)} wrong placeholders, {len(fault.unused)} unused"
    )
    return 1 if fault else 0


def _build() -> int:
    print(build().relative_to(ROOT))
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("action", choices=["extract", "check", "build"])
    return {"extract": _extract, "check": _check, "build": _build}[parser.parse_args().action]()


if __name__ == "__main__":
    sys.exit(main())

"""Finds regions and departments by what people write: a code, a name, a path of names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from django.utils.translation import gettext as _

from ..models import Department, Region, RegionCode
from .cells import Wrong

SEPARATORS: Final = re.compile(r"[\s/·,，、>》\-—]+")


@dataclass(slots=True)
class Names:
    """Regions by code and by every tail of their path of names, written together."""

    by_code: dict[str, Region]
    by_words: dict[str, list[Region]]
    full: dict[str, str]  # path → "示例区 示例街道", as suggestions are worded

    @classmethod
    def of(cls, nodes: Iterable[Region]) -> Names:
        self = cls({}, {}, {})
        by_path = {node.path: node for node in nodes}
        for node in by_path.values():
            self.add(node, by_path)
        return self

    def add(self, node: Region, by_path: Mapping[str, Region]) -> None:
        """Make a node known; its ancestors are found by its path."""
        self.by_code[node.code] = node
        line = [
            by_path[path].name for path in ancestors(node.path) if path in by_path
        ]  # from the root to the node
        # Suggestions leave the root out: nobody writes the city's own name.
        self.full[node.path] = " ".join(line[1:] or line)
        for start in range(len(line)):
            self.by_words.setdefault("".join(line[start:]), []).append(node)

    def find(self, text: str) -> Region:
        """The node that is meant, or Wrong with what might have been."""
        if node := self.by_code.get(code_in(text)):
            return node
        together = SEPARATORS.sub("", text)
        found = self.by_words.get(together, [])
        if len(found) == 1:
            return found[0]
        if found:
            raise Wrong(
                _("%(count)s places are called “%(name)s”: write it in full, such as “%(full)s”.")
                % {"count": len(found), "name": text, "full": self.full[found[0].path]}
            )
        raise Wrong(self._unknown(text, together))

    def _unknown(self, text: str, together: str) -> str:
        if text.strip().isdigit():
            return _("There is no region with the code %(code)s.") % {"code": text.strip()}
        near = self._nearest(together)
        if near is None:
            return _("No region is called “%(name)s”.") % {"name": _short(text)}
        return _("No region is called “%(name)s”; did you mean “%(near)s”?") % {
            "name": _short(text),
            "near": self.full[near.path],
        }

    def _nearest(self, together: str) -> Region | None:
        if not 2 <= len(together) <= 40:
            return None
        starts = [words for words in self.by_words if words.startswith(together)]
        close = starts or get_close_matches(together, self.by_words, n=1, cutoff=0.6)
        # "某某开发区" for 某某镇: what matters is how a name begins.
        head = close or [words for words in self.by_words if words[:2] == together[:2]]
        return self.by_words[min(head, key=len)][0] if head else None


def ancestors(path: str) -> list[str]:
    """Paths from the root down to this one: "/1/2/" → ["/1/", "/1/2/"]."""
    parts = path.strip("/").split("/")
    return ["/" + "/".join(parts[: end + 1]) + "/" for end in range(len(parts))]


def code_in(text: str) -> str:
    """What may be a code, half-width; a name keeps its brackets as they are."""
    return unicodedata.normalize("NFKC", text).strip()


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


class Regions:
    """All regions of the city, also by codes they had before. Answers are kept: rosters repeat."""

    def __init__(self) -> None:
        rows = list(Region.objects.filter(active=True))
        self.names = Names.of(rows)
        by_id = {row.pk: row for row in rows}
        for old in RegionCode.objects.filter(region__active=True):
            self.names.by_code.setdefault(old.code, by_id[old.region_id])
        self._known: dict[str, Region | str] = {}

    def __len__(self) -> int:
        return len(self.names.full)

    def find(self, text: str, within: str) -> Region:
        """The region meant, if it lies in reach; Wrong otherwise."""
        if text not in self._known:
            try:
                self._known[text] = self.names.find(text)
            except Wrong as wrong:
                self._known[text] = str(wrong)
        found = self._known[text]
        if isinstance(found, str):
            raise Wrong(found)
        if not found.path.startswith(within):
            raise Wrong(outside())
        return found


def outside() -> str:
    return _("This lies outside your region.")


class Departments:
    """All departments by code, and by name where a name stands once in reach."""

    def __init__(self) -> None:
        rows = list(Department.objects.select_related("region"))
        self.by_code = {row.code: row for row in rows}
        self.by_name: dict[str, list[Department]] = {}
        for row in rows:
            if row.active:
                for name in {row.name, row.region.name + row.name}:
                    self.by_name.setdefault(name, []).append(row)

    def find(self, text: str, within: str) -> Department:
        """The department meant, if its region lies in reach; Wrong otherwise."""
        row = self.by_code.get(code_in(text)) or self._by_name(SEPARATORS.sub("", text), within)
        if row is None:
            near = get_close_matches(SEPARATORS.sub("", text), self.by_name, n=1, cutoff=0.6)
            if not near:
                raise Wrong(_("No department is called “%(name)s”.") % {"name": _short(text)})
            raise Wrong(
                _("No department is called “%(name)s”; did you mean “%(near)s”?")
                % {"name": _short(text), "near": near[0]}
            )
        if not row.region.path.startswith(within):
            raise Wrong(outside())
        return row

    def _by_name(self, name: str, within: str) -> Department | None:
        found = self.by_name.get(name, [])
        near = [row for row in found if row.region.path.startswith(within)] or found
        if len(near) > 1:
            raise Wrong(
                _(
                    "%(count)s departments are called “%(name)s”: give the code, or put the"
                    " region in front."
                )
                % {"count": len(near), "name": name}
            )
        return near[0] if near else None

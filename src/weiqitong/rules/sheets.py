"""A kind's items as a spreadsheet and back: a row an item, a column a field. Keeps nothing."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from weiqitong.core.errors import BadInput

from . import tables
from .fields import Field
from .kinds import Item, RuleKind

MOST_PROBLEMS = 20


def write(kind: RuleKind[Any], items: Sequence[Item]) -> bytes:
    """The items in the reader's language; `read` takes it in any."""
    rows = [[one.show(one.of(item)) for one in kind.fields] for item in items]
    return tables.write(str(kind.label), [str(one.label) for one in kind.fields], rows)


def read(kind: RuleKind[Any], data: bytes, base: Sequence[Item]) -> list[Item]:
    """Items from a file, or BadInput with every bad cell named.

    What a file cannot hold (a field without a column) is taken from the item of `base` that has the
    same code.
    """
    head, *rows = tables.read(data)
    columns = _columns(kind, head)
    known = {item["code"]: item for item in base}
    code_at = next((n for n, one in columns if one.path == "code"), None)
    if code_at is None:
        raise BadInput(_("There is no column with the codes."), field="file")
    items, problems = [], []
    for number, row in enumerate(rows, start=2):
        code = row[code_at] if code_at < len(row) else ""
        item = deepcopy(known.get(code, {}))
        for at, one in columns:
            try:
                one.put(item, row[at] if at < len(row) else "")
            except BadInput as error:
                place = {"row": number, "column": one.label, "error": error}
                problems.append(_("Row %(row)s, %(column)s: %(error)s") % place)
        items.append(item)
    if problems:
        rest = len(problems) - MOST_PROBLEMS
        more = [_("… and %(count)s more.") % {"count": rest}] if rest > 0 else []
        raise BadInput("\n".join(problems[:MOST_PROBLEMS] + more), field="file")
    return items


def _columns(kind: RuleKind[Any], head: Sequence[str]) -> list[tuple[int, Field]]:
    """(place, field) of every column whose heading is a field's label in any language."""
    names: dict[str, Field] = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            names |= {str(one.label).casefold(): one for one in kind.fields}
    found: list[tuple[int, Field]] = []
    unknown = []
    for at, label in enumerate(head):
        one = names.get(label.casefold())
        if one is not None and one not in [field for _at, field in found]:
            found.append((at, one))
        elif label:
            unknown.append(label)
    if unknown:
        raise BadInput(
            _("These columns are not known: %(names)s.") % {"names": ", ".join(unknown)},
            field="file",
        )
    return found

"""Forms of the rules' pages: an item, a file, a publication. What values mean, kinds know."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from weiqitong.core.errors import BadInput
from weiqitong.web.forms import Form, MinuteField, TextField

from .fields import Field
from .kinds import Item, RuleKind


class ItemForm(Form):
    """One item, a text box for each field of its kind."""

    def __init__(self, kind: RuleKind[Any], item: Item, data: Mapping[str, Any] | None) -> None:
        self.kind, self.item = kind, item
        super().__init__(data, initial={one.path: _typed(one, item) for one in kind.fields})
        for one in kind.fields:
            self.fields[one.path] = _field(one, _typed(one, item))

    def clean(self) -> dict[str, Any]:
        """The item as it would be; a cell that cannot be read is marked."""
        typed = super().clean() or {}
        self.result = deepcopy(self.item)
        for one in self.kind.fields:
            try:
                one.put(self.result, str(typed.get(one.path) or ""))
            except BadInput as error:
                self.add_error(one.path, str(error))
        return typed


def _typed(one: Field, item: Item) -> str:
    """What stands in the box: the value of a choice, else the words as in a spreadsheet."""
    value = one.of(item)
    if one.choices is None or value is None:
        return one.show(value)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _field(one: Field, typed: str) -> forms.Field:
    words = {"label": one.label, "help_text": one.help, "required": False}
    if one.choices is None:
        if one.long:
            return TextField(rows=3, max_length=2000, **words)
        return forms.CharField(max_length=500, **words)
    options = [("", "—"), *one.choices()]
    if typed and typed not in dict(options):  # what it was when it could still be chosen
        options.append((typed, typed))
    return forms.ChoiceField(choices=options, **words)


class FileForm(Form):
    """A spreadsheet with all items."""

    file = forms.FileField(label=_("Spreadsheet (xlsx or csv)"), allow_empty_file=True)


class PublishForm(Form):
    """Why, and from when."""

    reason = TextField(
        label=_("Why the rules change"),
        help_text=_("For example the decision or document it follows."),
        max_length=1000,
        rows=3,
    )
    valid_from = MinuteField(
        label=_("In force from"), help_text=_("Empty: at once."), required=False
    )

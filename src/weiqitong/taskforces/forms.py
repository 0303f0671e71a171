"""What is asked of whoever begins or renames a task force: shape and words only."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from weiqitong.directory.models import Category
from weiqitong.web.forms import Form, TextField
from weiqitong.web.names import name_of


class ForceForm(Form):
    """Its name, and what it is for."""

    name = forms.CharField(
        label=_("Name of the task force"),
        max_length=60,
        help_text=_("As people call it: for problems of a kind, or for one project."),
    )
    purpose = TextField(label=_("What it is for"), rows=3, max_length=500, required=False)


class TakeForm(Form):
    """One more category."""

    category = forms.ChoiceField(label=_("Category"))

    def offer(self, found: Iterable[Category]) -> "TakeForm":
        """Those that are not taken yet."""
        field = self.fields["category"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *((one.pk, f"{one.code} {name_of(one)}") for one in found)]
        return self

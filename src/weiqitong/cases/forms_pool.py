"""What is asked where needs are linked, split and summed up."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from weiqitong.web.forms import Choice, TextField

from .enums import Outcome
from .forms import ActForm, AnswerForm


class LinkForm(ActForm):
    """The number of the need it belongs to."""

    master = forms.CharField(
        label=_("Number of the other need"),
        max_length=20,
        help_text=_("Each enterprise keeps its own answer and verdict, and learns of no other."),
    )


class UnlinkForm(ActForm):
    """Nothing to fill in."""


@dataclass(frozen=True, slots=True)
class TypedPart:
    """One row of the form."""

    number: int
    text: str
    lead: str
    category: str


class SplitForm(ActForm):
    """Up to four parts: what each is about, and, where it is known, who leads it."""

    ROWS = 4
    LEAST = 2

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, self.ROWS + 1):
            about = {"number": number}
            self.fields[f"text{number}"] = TextField(
                label=_("Part %(number)s: what is to be done") % about,
                rows=2,
                max_length=1000,
                required=number <= self.LEAST,
            )
            self.fields[f"lead{number}"] = forms.CharField(
                label=_("Unit that leads part %(number)s") % about,
                max_length=80,
                required=False,
                help_text=_("Empty: assign it later.") if number == 1 else "",
            )
            self.fields[f"category{number}"] = forms.ChoiceField(
                label=_("Category of part %(number)s") % about, required=False
            )

    PICKERS = {f"lead{number}": False for number in range(1, ROWS + 1)}
    WIDTHS = {
        f"{name}{number}": "half" for number in range(1, ROWS + 1) for name in ("lead", "category")
    }

    def offer(self, categories: list[tuple[str, Any]]) -> None:
        """The categories a part can be of."""
        for number in range(1, self.ROWS + 1):
            field = self.fields[f"category{number}"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "—"), *categories]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for number in range(1, self.ROWS + 1):
            named = found.get(f"lead{number}") or found.get(f"category{number}")
            if named and not found.get(f"text{number}") and f"text{number}" not in self.errors:
                self.add_error(f"text{number}", _("Say what this part is about."))
        return found


def typed_parts(given: dict[str, Any]) -> Iterator[TypedPart]:
    """Rows of what was sent that say something."""
    for number in range(1, SplitForm.ROWS + 1):
        text = given.get(f"text{number}", "").strip()
        if text:
            lead, category = given[f"lead{number}"].strip(), given[f"category{number}"]
            yield TypedPart(number, text, lead, category)


class SumUpForm(ActForm):
    """The answer to the whole; what the parts were answered stands in it already."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    text = TextField(
        label=_("Answer to the enterprise"),
        rows=8,
        help_text=_("Made from the answers to the parts; change it as you like."),
    )
    documents = forms.CharField(
        label=_("Issued documents"),
        required=False,
        max_length=400,
        help_text=_("Document numbers, separated by commas."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)
        outcome.choices = [
            (one.value, Choice(one.label, AnswerForm.OUTCOMES[one]))
            for one in Outcome
            if one != Outcome.NO_BASIS
        ]

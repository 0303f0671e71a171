"""What is asked for each act on the desk: shape and words of the fields; the rules are the
services'.
"""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from weiqitong.web.forms import Choice, DayField, FilesField, Form, TextField

from .enums import Audience, ContactMeans, Outcome, Route

OTHER = "other"


class ActForm(Form):
    """Every act posts the version its page was made from."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    kept = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    # Fields in which units are suggested while one types: name → whether several.
    PICKERS: Mapping[str, bool] = {}
    WIDTHS: Mapping[str, str] = {}  # "quarter" and "half" fields stand side by side

    def put(self, name: str, value: str) -> None:
        """Change what was sent, before it is shown again."""
        data = cast(QueryDict, self.data).copy()
        data[name] = value
        self.data = data

    @property
    def hidden(self) -> Iterable[BoundField]:
        return [self["seen"], self["kept"]]

    @property
    def shown(self) -> list[tuple[BoundField, str, bool, str]]:
        """(field, "one" or "several" where units are picked, whether it may stay empty, width)."""
        found = []
        for name, field in self.fields.items():
            if not isinstance(field.widget, forms.HiddenInput):
                several = self.PICKERS.get(name)
                picker = "" if several is None else "several" if several else "one"
                width = self.WIDTHS.get(name, "")
                found.append((self[name], picker, not field.required, width))
        return found


class DispatchForm(ActForm):
    """Which unit leads, which co-handle, in which category."""

    PICKERS = {"lead": False, "co": True}
    WIDTHS = {"category": "half", "co": "half", "lead": "where-other"}

    choice = forms.ChoiceField(label=_("To whom"), widget=forms.RadioSelect)
    lead = forms.CharField(
        label=_("Name of the other unit"),
        required=False,
        max_length=80,
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    co = forms.CharField(
        label=_("Co-handlers"),
        required=False,
        max_length=300,
        help_text=_("Empty: those proposed. Write “none” for none."),
    )
    grounds = forms.CharField(label=_("Grounds"), required=False, max_length=200)

    def offer(self, proposed: list[tuple[str, Choice]], categories: list[tuple[str, Any]]) -> None:
        """The choices of this case."""
        choice, category = self.fields["choice"], self.fields["category"]
        assert isinstance(choice, forms.ChoiceField)
        assert isinstance(category, forms.ChoiceField)
        choice.choices = [*proposed, (OTHER, Choice(_("Another unit")))]
        category.choices = [("", _("As proposed")), *categories]
        if not self.is_bound and not self.initial.get("choice"):
            self.initial["choice"] = choice.choices[0][0]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("choice") == OTHER and not found.get("lead"):
            self.add_error("lead", _("Name the unit that leads."))
        return found


class NameForm(ActForm):
    """Another lead, after a rejection."""

    PICKERS = {"lead": False, "co": True}
    WIDTHS = {"co": "half", "grounds": "half"}

    lead = forms.CharField(label=_("Another lead"), max_length=80)
    co = forms.CharField(label=_("Co-handlers"), required=False, max_length=300)
    grounds = forms.CharField(label=_("Grounds"), required=False, max_length=200)


class SortForm(ActForm):
    desk = forms.ChoiceField(label=_("To the desk of"), widget=forms.RadioSelect)
    text = forms.CharField(label=_("Reason"), max_length=200)


class AcceptForm(ActForm):
    """Nothing to fill in."""


class AssignForm(ActForm):
    WIDTHS = {"section": "half", "handler": "half"}

    section = forms.ChoiceField(label=_("Section or subordinate unit"), required=False)
    handler = forms.ChoiceField(label=_("Person"), required=False)
    text = forms.CharField(label=_("Remark"), required=False, max_length=200)


class ContactForm(ActForm):
    means = forms.ChoiceField(
        label=_("How"), choices=ContactMeans.choices, widget=forms.RadioSelect
    )
    text = TextField(
        label=_("What was agreed"), rows=3, max_length=500, help_text=_("The enterprise reads it.")
    )


class PlanForm(ActForm):
    text = TextField(label=_("What will be done"), rows=4, help_text=_("The enterprise reads it."))
    promised = DayField(label=_("Promised day"), required=False)


class AskForm(ActForm):
    text = TextField(
        label=_("What you need to know"),
        rows=3,
        max_length=1000,
        help_text=_("The clocks of answer and plan pause until the enterprise replies."),
    )


class ResumeForm(ActForm):
    text = TextField(label=_("Why no reply is needed"), rows=2, max_length=500, required=False)


class OpinionForm(ActForm):
    text = TextField(
        label=_("Opinion"), rows=4, help_text=_("For the lead; the enterprise does not see it.")
    )


class AnswerForm(ActForm):
    """Outcome, words, documents, quantities; straight to the enterprise or through sign-off."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    text = TextField(label=_("Answer to the enterprise"), rows=6)
    documents = forms.CharField(
        label=_("Issued documents"),
        required=False,
        max_length=400,
        help_text=_("Document numbers, separated by commas."),
    )
    money = forms.IntegerField(label=_("Amount (10,000 yuan)"), required=False, min_value=0)
    people = forms.IntegerField(label=_("People"), required=False, min_value=0)
    land = forms.IntegerField(label=_("Mu of land"), required=False, min_value=0)
    days = forms.IntegerField(label=_("Days saved"), required=False, min_value=0)
    uploads = FilesField(label=_("Attachments"), required=False)
    also = forms.MultipleChoiceField(
        label=_("The same answer to linked needs you lead"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each enterprise gets an answer of its own and judges it by itself."),
    )
    over_silence = forms.CharField(
        label=_("Why without the opinion of co-handlers"), required=False, max_length=300
    )
    signer = forms.ChoiceField(label=_("Sign-off, first"), required=False)
    signer2 = forms.ChoiceField(label=_("Sign-off, second"), required=False)

    WIDTHS = {
        **dict.fromkeys(("money", "people", "land", "days"), "quarter"),
        **dict.fromkeys(("signer", "signer2"), "half"),
    }
    OUTCOMES = {
        Outcome.SOLVED: _("The enterprise has what it needed."),
        Outcome.PARTLY: _("Say what is still open."),
        Outcome.EXPLAINED: _("A question answered, a policy explained."),
        Outcome.CONDITIONS: _("Say which conditions, and when they may come."),
        Outcome.NO_BASIS: _("Name the provision."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(self.OUTCOMES)

    def offer(self, outcomes: Iterable[Outcome]) -> None:
        """The outcomes open to this case."""
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)
        outcome.choices = [(one.value, Choice(one.label, self.OUTCOMES[one])) for one in outcomes]


class SignForm(ActForm):
    text = forms.CharField(label=_("Remark"), required=False, max_length=300)


class ReturnForm(ActForm):
    text = TextField(label=_("What should be changed"), rows=3, max_length=1000)


class DeclineForm(ActForm):
    route = forms.ChoiceField(label=_("Reason"), choices=Route.choices, widget=forms.RadioSelect)
    text = TextField(
        label=_("Reason and legal way, to the enterprise"),
        rows=4,
        help_text=_("It may appeal once."),
    )


class NoteForm(ActForm):
    text = TextField(label=_("Internal note"), rows=3, max_length=2000)
    audience = forms.ChoiceField(
        label=_("Who may read it"),
        choices=[one for one in Audience.choices if one[0] != Audience.EVERYBODY],
        widget=forms.RadioSelect,
        initial=Audience.OFFICE,
    )


class SolveForm(ActForm):
    text = TextField(label=_("How it was solved"), rows=3)


class ReasonForm(ActForm):
    text = TextField(label=_("Reason"), rows=3, max_length=1000, required=False)

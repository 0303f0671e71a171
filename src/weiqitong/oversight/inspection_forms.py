"""What is asked for a report of retaliation and for each word on it: shape and words only."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from weiqitong.directory.models import Client
from weiqitong.web.forms import Choice, Form, TextField
from weiqitong.web.names import name_of

from .enums import Concluded


class RetaliationForm(Form):
    """What was done to the enterprise, since which need, by whom."""

    client = forms.ChoiceField(
        label=pgettext_lazy("report", "Which enterprise?"), widget=forms.RadioSelect
    )
    text = TextField(
        label=_("What has been done to you, when, and by whom?"),
        help_text=_("A check too soon, a payment stopped, a threat: as you would say it."),
        rows=7,
        max_length=4000,
        error_messages={"required": _("Say what has been done to you.")},
    )
    case = forms.ChoiceField(label=_("Since which need?"), required=False)
    unit = forms.ChoiceField(label=_("Which unit does it concern?"), required=False)

    def offer(
        self,
        clients: Sequence[Client],
        cases: Sequence[tuple[str, str]],
        units: Sequence[tuple[str, Any]],
    ) -> None:
        """The choices of this person."""
        for name in ("client", "case", "unit"):
            assert isinstance(self.fields[name], forms.ChoiceField)
        if len(clients) < 2:
            del self.fields["client"]
        else:
            choices = [(str(one.pk), Choice(name_of(one))) for one in clients]
            self.fields["client"].choices = choices  # type: ignore[attr-defined]
        self.fields["case"].choices = [("", "—"), *cases]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", "—"), *units]  # type: ignore[attr-defined]


class WordForm(Form):
    """A word of either side, or a note."""

    text = TextField(
        label=_("Your words"),
        rows=4,
        max_length=4000,
        error_messages={"required": _("Write something.")},
    )


class ConcludeForm(Form):
    """How it ended, and why."""

    outcome = forms.ChoiceField(
        label=_("What was found"),
        choices=Concluded.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what was found.")},
    )
    text = TextField(
        label=_("What was looked into and what follows; the enterprise reads it"),
        rows=4,
        max_length=4000,
        error_messages={"required": _("Write something.")},
    )

"""What is asked for each act on an item: shape and words only."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from weiqitong.directory.models import Official
from weiqitong.web.forms import DayField, Form, TextField


class SeenForm(Form):
    """Every act posts the version its page was made from."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class ReportForm(SeenForm):
    text = TextField(label=_("What has been done, and what is still open"), rows=5, max_length=2000)


class AcceptForm(SeenForm):
    text = TextField(label=_("Remark"), rows=2, max_length=1000, required=False)


class SendBackForm(SeenForm):
    text = TextField(label=_("What is missing"), rows=3, max_length=1000)
    due_on = DayField(
        label=_("Report again by"), help_text=_("Until the closing hour of that day's office.")
    )


class MoveForm(SeenForm):
    unit = forms.CharField(
        label=_("Unit"), max_length=80, required=False, help_text=_("Empty: it stays there.")
    )
    person = forms.ChoiceField(label=_("Person"), required=False)
    due_on = DayField(
        label=_("To be done by"), help_text=_("Until the closing hour of that day's office.")
    )
    text = TextField(label=_("Reason"), rows=2, max_length=1000)

    def offer(self, people: Iterable[Official]) -> None:
        """The people of the unit it is with."""
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("The unit as a whole"))] + [
            (str(one.pk), f"{one.person.name} {one.department.name}") for one in people
        ]


class DropForm(SeenForm):
    text = TextField(label=_("Reason"), rows=2, max_length=1000)

"""What is asked for an order, a reply on it, and a batch of nudges: shape and words only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from weiqitong.web.forms import DayField, Form, TextField


class OrderForm(Form):
    """What is demanded, until when."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    demand = TextField(
        label=_("What is to be done"),
        rows=4,
        max_length=1000,
        help_text=_("It stands on the order and in the history; the enterprise reads it too."),
    )
    due_on = DayField(
        label=_("Reply by"), help_text=_("Until the closing hour of that day's office.")
    )


class ReplyForm(Form):
    """What the unit says."""

    text = TextField(
        label=_("What has been done, and when it will be finished"), rows=5, max_length=2000
    )


class NudgeForm(Form):
    """A word that goes with every nudge of a batch."""

    text = TextField(label=_("A word to whoever holds it"), rows=2, max_length=1000, required=False)

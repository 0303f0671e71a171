"""What is asked on a referral: shape and words only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from weiqitong.web.forms import DayField, Form, TextField

from .enums import HandedKind, HandedTo


class StateForm(Form):
    """The unit's say."""

    text = TextField(
        label=_("What happened, and what has been done"),
        rows=5,
        max_length=2000,
        help_text=_("It stands on the referral, beside the facts, and goes with it."),
    )


class HandOnForm(Form):
    """What a person decides to hand on, and to whom."""

    kind = forms.ChoiceField(
        label=_("What is handed on"), choices=HandedKind.choices, widget=forms.RadioSelect
    )
    to = forms.ChoiceField(label=_("To whom"), choices=HandedTo.choices, widget=forms.RadioSelect)
    text = TextField(
        label=_("Why, in your words"),
        rows=4,
        max_length=2000,
        help_text=_("Your name stands on it. What follows is decided there, not here."),
    )
    back_on = DayField(label=_("Word expected by"))


class ReturnForm(Form):
    """What came back."""

    text = TextField(label=_("What came back"), rows=4, max_length=2000)


class CloseForm(Form):
    """The end; with grounds where nothing was handed on."""

    text = TextField(
        label=_("Grounds"),
        rows=3,
        max_length=1000,
        required=False,
        help_text=_("Needed where nothing is handed on."),
    )

"""What is asked between the levels, and for co-handlers who come later: shape and words only."""

from django import forms
from django.utils.translation import gettext_lazy as _

from weiqitong.web.forms import TextField

from .forms import ActForm


class HandDownForm(ActForm):
    """Which territory, and why."""

    desk = forms.ChoiceField(label=_("To the office of"), widget=forms.RadioSelect)
    grounds = TextField(
        label=_("Why the territory should have it"),
        rows=2,
        max_length=200,
        help_text=_("The limit runs on. It does not come back up without a granted escalation."),
    )


class CoAddForm(ActForm):
    """One more unit, and its part."""

    PICKERS = {"unit": False}

    unit = forms.CharField(label=_("Co-handler"), max_length=80)
    text = TextField(
        label=_("Its part"),
        rows=2,
        max_length=200,
        help_text=_("What you want its opinion on. Its own, shorter clock starts now."),
    )


class CoReleaseForm(ActForm):
    """Which of those who owe an opinion, and why not any more."""

    unit = forms.ChoiceField(label=_("Co-handler"), widget=forms.RadioSelect)
    text = TextField(label=_("Why its opinion is needed no more"), rows=2, max_length=200)

"""The shape of what is chosen about being told."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from weiqitong.web.forms import Form

from .models import Mail, RobotKind


class HourField(forms.TimeField):
    """A time of day."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        super().__init__(widget=widget, input_formats=["%H:%M"], **kwargs)
        self.error_messages["invalid"] = _("Write the time as 21:00.")


class HowForm(Form):
    """How notices also come by e-mail, and when nothing comes."""

    mail = forms.ChoiceField(label=_("E-mail"), choices=Mail.choices, widget=forms.RadioSelect)
    quiet_from = HourField(label=_("Quiet from"))
    quiet_until = HourField(
        label=_("until"),
        help_text=_("The same time twice: no quiet hours. Codes to sign in always come."),
    )


class RobotForm(Form):
    """A robot, by the address its chat shows."""

    kind = forms.TypedChoiceField(
        label=_("Chat"), choices=RobotKind.choices, coerce=RobotKind, widget=forms.RadioSelect
    )
    name = forms.CharField(label=_("Name of the group"), max_length=40)
    address = forms.CharField(
        label=_("Address of the robot"),
        max_length=400,
        help_text=_(
            "As the chat shows it when a robot is added to the group. With DingTalk a secret may"
            " follow after a space."
        ),
    )

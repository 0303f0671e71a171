"""What a batch asks for: shape and words only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from weiqitong.web.forms import Choice, Form, TextField

PROPOSED, ONE = "proposed", "one"


class DispatchManyForm(Form):
    """Where many needs go."""

    how = forms.ChoiceField(
        label=_("To whom"),
        widget=forms.RadioSelect,
        initial=PROPOSED,
        choices=[
            (
                PROPOSED,
                Choice(
                    _("Each to the unit proposed for it"),
                    _("By the catalogue, or by a precedent of its category."),
                ),
            ),
            (ONE, Choice(_("All to one unit"), _("Named below."))),
        ],
    )
    target = forms.CharField(label=_("Name of the unit"), required=False, max_length=80)
    text = forms.CharField(label=_("Grounds"), required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("how") == ONE and not given.get("target", "").strip():
            self.add_error("target", _("Name the unit."))
        return given


class HandOverForm(Form):
    """An office names the unit that goes on."""

    target = forms.CharField(label=_("The unit that goes on"), max_length=80)
    text = TextField(
        label=_("Why they change hands"),
        rows=2,
        max_length=200,
        help_text=_("Both units and the enterprises read it."),
    )


class PassForm(Form):
    """A liaison names a person or a section of the own unit."""

    to = forms.ChoiceField(label=_("Who goes on"))
    text = TextField(label=_("Why they change hands"), rows=2, max_length=200)


class MergeForm(Form):
    """Which unit goes on, by which document."""

    target = forms.CharField(label=_("The unit it is merged into"), max_length=80)
    text = TextField(
        label=_("Document or reason"),
        rows=2,
        max_length=200,
        help_text=_("For example the number of the reorganisation plan."),
    )

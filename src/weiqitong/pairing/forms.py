"""Shape of a hand-over: who, from when, why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from weiqitong.web.forms import Choice, DayField, Form, TextField

from .models import PairingRole


class PairForm(Form):
    """Candidates are offered by the page; anybody in service may be named by roster number."""

    official = forms.ChoiceField(label=_("Who takes over"), widget=forms.RadioSelect)
    role = forms.ChoiceField(
        label=_("Role"), choices=PairingRole.choices, initial=PairingRole.SPECIALIST
    )
    day = DayField(label=_("From"))
    reason = TextField(label=_("Reason"), max_length=500, rows=2)

    def __init__(self, *args: Any, candidates: list[tuple[str, Choice]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["official"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = candidates

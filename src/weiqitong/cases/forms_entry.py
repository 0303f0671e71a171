"""What an office types of a need that came by letter, visit, hotline or conference."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from weiqitong.web.forms import DayField, FilesField, Form, TextField

from .enums import BY_OFFICE, Channel, Urgency


class EntryForm(Form):
    """By which way it came, from whom and when; what it says."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    kept = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    channel = forms.ChoiceField(label=_("How it came"), widget=forms.RadioSelect)
    source_ref = forms.CharField(
        label=_("Number there"),
        required=False,
        max_length=40,
        help_text=_("Of the hotline's ticket or the letters office. The same number enters once."),
    )
    paper_number = forms.CharField(label=_("Number of the paper"), required=False, max_length=60)
    received_on = DayField(label=_("Day it came"), required=False)
    said_by = forms.CharField(label=_("Said by"), required=False, max_length=60)
    text = TextField(
        label=_("What the enterprise says"),
        rows=8,
        help_text=_("In its own words, as it wrote or said them."),
    )
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=120,
        help_text=_("Empty: made from the first sentence."),
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices, initial=Urgency.NORMAL)
    uploads = FilesField(label=_("Papers and pictures"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial.setdefault("once", uuid4())
            self.initial.setdefault("channel", Channel.LETTER)
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ChoiceField)
        channel.choices = [(one.value, one.label) for one in BY_OFFICE]

    def offer(self, categories: Sequence[tuple[str, Any]]) -> None:
        """What a need can be about."""
        category = self.fields["category"]
        assert isinstance(category, forms.ChoiceField)
        category.choices = [("", _("The office decides")), *categories]

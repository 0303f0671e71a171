"""Form of an uploaded calendar year: shape only, `year_files` reads what is in the file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from weiqitong.web.forms import Form

from .years import FIRST_YEAR, LAST_YEAR


class YearForm(Form):
    """Which year, from which file, by which notice."""

    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    file = forms.FileField(
        label=_("File"),
        help_text=_("A spreadsheet as in the template, or JSON as published by holiday-cn."),
        allow_empty_file=True,
    )
    title = forms.CharField(
        label=_("Title of the notice"),
        help_text=_("Only for a spreadsheet; JSON brings its own."),
        max_length=120,
        required=False,
    )
    number = forms.CharField(label=_("Number of the notice"), max_length=40, required=False)

"""Shape of what is typed about the city's facts; the parsers are those of the rosters."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from weiqitong.core.errors import BadInput
from weiqitong.web.forms import FilesField, Form, LongSelect

from . import hours_text
from .enums import ClientKind, Level, RegionKind, Relation
from .importing import cells
from .importing.clients import industry, uscc
from .importing.departments import function
from .models import Client, Department, Region


class Parsed(forms.CharField):
    """A field read by the same parser as the column of a roster."""

    def __init__(self, parse: Callable[[str], Any], **kwargs: Any) -> None:
        self.parse = parse
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text or not isinstance(text, str):
            return text
        try:
            return self.parse(text)
        except cells.Wrong as wrong:
            raise ValidationError(str(wrong)) from None


class RegionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A region of those in reach, indented like the tree."""

    widget = LongSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Region.objects.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return "\u3000" * int(obj.depth) + str(obj.name)


def amount(cell: str) -> int:
    return int(cells.money(cell))


class ClientForm(Form):
    """A client's facts; the size tier follows from them."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=ClientKind.choices)
    credit_code = Parsed(uscc, label=_("Credit code"), required=False)
    region = RegionField(label=_("Region"))
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    industry = Parsed(
        industry,
        label=_("Industry"),
        required=False,
        help_text=_("Code or name of GB/T 4754-2017."),
    )
    employees = Parsed(cells.whole, label=_("Employees"), required=False)
    revenue = Parsed(amount, label=_("Revenue (10,000 yuan)"), required=False)
    assets = Parsed(amount, label=_("Assets (10,000 yuan)"), required=False)
    above_scale = forms.BooleanField(label=_("Above scale"), required=False)
    chains = Parsed(cells.words(40), label=_("Industry chains"), required=False)
    tags = Parsed(cells.words(40), label=_("Tags"), required=False)
    group = forms.CharField(
        label=_("Group"),
        max_length=40,
        required=False,
        help_text=_("Credit code of the group it belongs to."),
    )
    active = forms.BooleanField(label=_("In business"), required=False, initial=True)

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["region"]
        assert isinstance(field, RegionField)
        field.queryset = regions

    def clean_group(self) -> Client | None:
        code = self.cleaned_data["group"].strip().upper()
        if not code:
            return None
        found = Client.objects.filter(code=code).first()
        found = found or Client.objects.filter(credit_code=code).first()
        if found is None:
            raise ValidationError(_("No client has this code."))
        return found

    def values(self) -> dict[str, Any]:
        """The client's columns. A figure left blank is not known."""
        found = dict(self.cleaned_data)
        found.pop("version")
        for name in ("employees", "revenue", "assets"):
            found[name] = None if found[name] == "" else found[name]
        for name in ("chains", "tags"):
            found[name] = found[name] or []
        return found


class ContactForm(Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Contact"), max_length=60)
    phone = Parsed(cells.phone, label=_("Phone"))
    title = forms.CharField(label=_("Post"), max_length=60, required=False)
    primary = forms.BooleanField(label=_("First contact"), required=False)

    def keep_phone(self) -> None:
        """When correcting: a blank number keeps the one there is."""
        self.fields["phone"].required = False
        self.fields["phone"].help_text = _("Blank keeps the number there is.")


class DepartmentForm(Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    code = Parsed(cells.code(40), label=_("Department code"))
    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=80)
    short = forms.CharField(label=_("Short name"), max_length=40, required=False)
    region = RegionField(label=_("Region"), required=False)
    function = Parsed(
        function,
        label=_("Function"),
        required=False,
        help_text=_("What the dispatch catalogue calls it; sections have none."),
    )
    relation = forms.ChoiceField(label=_("Relation"), choices=Relation.choices)
    phone = Parsed(cells.phone, label=_("Office number"), required=False)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["region"]
        assert isinstance(field, RegionField)
        field.queryset = regions


class RegionForm(Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    code = Parsed(cells.code(12), label=_("Region code"))
    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=80)
    short = forms.CharField(label=_("Abbreviation"), max_length=8, required=False)
    kind = forms.ChoiceField(label=_("Level"), choices=RegionKind.choices)
    hours = forms.CharField(
        label=_("Office hours"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One season a line: 06-01 08:30-12:00 14:00-18:00. Blank: those of the region above."
        ),
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def clean_hours(self) -> Any:
        try:
            return hours_text.read(self.cleaned_data["hours"])
        except BadInput as bad:
            raise ValidationError(bad.message) from None


class OfficialForm(Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    code = Parsed(cells.code(40), label=_("Roster number"))
    name = forms.CharField(label=_("Name"), max_length=60)
    phone = Parsed(cells.phone, label=_("Phone"))
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=_("Department code"),
        to_field_name="code",
        widget=forms.TextInput,
        error_messages={"invalid_choice": _("There is no department with this code in reach.")},
    )
    level = forms.ChoiceField(label=_("Level"), choices=Level.choices)
    rank = forms.CharField(label=_("Rank"), max_length=40, required=False)
    post = forms.CharField(label=_("Post"), max_length=60, required=False)
    expertise = Parsed(cells.words(40), label=_("Expertise"), required=False)
    active = forms.BooleanField(label=_("In service"), required=False, initial=True)

    def __init__(self, *args: Any, departments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["department"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = departments

    def keep_phone(self) -> None:
        self.fields["phone"].required = False
        self.fields["phone"].help_text = _("Blank keeps the number there is.")


class BringForm(Form):
    """A file; what it holds was chosen before."""

    # Browsers give a file once: nothing can fill it in again.
    AGAIN = _("Please choose the file again. Everything else you wrote is still here.")

    file = FilesField(
        label=_("File"),
        max_files=1,
        error_messages={"required": _("Choose a file.")},
        accept=".xlsx,.xls,.ods,.csv,.txt",
        help_text=_("Excel or CSV, at most 20 MB; nothing is loaded before you have seen it."),
    )


class MemberForm(Form):
    """A client named as a member of a partner organisation."""

    client = forms.CharField(label=_("Name or credit code of the enterprise"), max_length=120)

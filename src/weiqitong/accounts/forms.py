"""The shape of what is typed on the pages of accounts; rules about it stand in services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from weiqitong.core.actor import Role
from weiqitong.directory.models import Department, Official, Region
from weiqitong.web.forms import DayField, Form, LongSelect, MinuteField
from weiqitong.web.names import name_of

from .enums import OVER_REGION, OVER_UNIT, ROLE_LABELS
from .models import User


def _secret(label: Any, autocomplete: str, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        **more,
    )


def _digits(label: Any, **more: Any) -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric"}
    return forms.CharField(
        label=label,
        max_length=20,
        widget=forms.TextInput(attrs=attributes),
        **more,
    )


def _choices(roles: frozenset[Role]) -> list[tuple[str, Any]]:
    return [(role.value, ROLE_LABELS[role]) for role in Role if role in roles]


class PasswordForm(Form):
    username = forms.CharField(
        label=_("Phone or user name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = _secret(_("Password"), "current-password")


class PhoneForm(Form):
    phone = forms.CharField(
        label=_("Mobile number"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )


class SomeoneField(forms.ChoiceField):
    """Any number is taken: whether the code lets that user in is the service's affair."""

    def valid_value(self, value: Any) -> bool:
        return str(value).isdigit()


class CodeForm(Form):
    """The code, for a number typed before; `user` only where several people share it."""

    phone = forms.CharField(max_length=30, widget=forms.HiddenInput)
    code = _digits(_("Code from the text message"))
    user = SomeoneField(label=_("Who are you?"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.let_choose([])

    def let_choose(self, users: list[User]) -> None:
        field = self.fields["user"]
        assert isinstance(field, SomeoneField)
        field.choices = [(user.pk, user.person.name) for user in users]
        field.widget = forms.RadioSelect() if users else forms.HiddenInput()
        field.widget.choices = field.choices


class FactorForm(Form):
    code = _digits(_("Code from the authenticator app"))


class NewPasswordForm(Form):
    """A new password, typed twice; the old one where there is one."""

    old = _secret(_("Present password"), "current-password")
    password = _secret(
        _("New password"),
        "new-password",
        help_text=_("At least 10 characters, not only digits, not your name."),
    )
    again = _secret(_("New password again"), "new-password")

    def __init__(self, *args: Any, has_old: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_old:
            del self.fields["old"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("The two passwords differ."))
        return data


class AcceptForm(NewPasswordForm):
    """The same for an invitation, with the code where the number must be proven."""

    code = _digits(_("Code from the text message"))
    field_order = ("code", "password", "again")

    def __init__(
        self,
        *args: Any,
        needs_code: bool,
        needs_password: bool,
        by_code_alone: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, has_old=False, **kwargs)
        if by_code_alone:
            del self.fields["password"], self.fields["again"]
            return
        if not needs_code:
            del self.fields["code"]
        for name in ("password", "again"):
            self.fields[name].required = needs_password


class PlaceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A place of a tree, indented by its depth."""

    widget = LongSelect

    def label_from_instance(self, obj: Any) -> str:
        depth = str(obj.path).strip("/").count("/")
        return "\u3000" * depth + str(obj)


class RegionGrantForm(Form):
    """A role over a region."""

    role = forms.TypedChoiceField(label=_("Role"), choices=_choices(OVER_REGION), coerce=Role)
    place = PlaceField(label=_("Region"), queryset=Region.objects.none(), empty_label=_("Choose"))


class UnitGrantForm(Form):
    """A role in the own unit."""

    role = forms.TypedChoiceField(label=_("Role"), choices=_choices(OVER_UNIT), coerce=Role)
    place = PlaceField(
        label=_("Unit or section"), queryset=Department.objects.none(), empty_label=_("Choose")
    )


class ClientGrantForm(Form):
    """Speaking for a client, by its code."""

    role = forms.TypedChoiceField(
        label=_("Role"),
        choices=_choices(frozenset({Role.CONTACT})),
        coerce=Role,
    )
    code = forms.CharField(label=_("Credit code or local code of the client"), max_length=40)


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An official: name, post and unit."""

    widget = LongSelect

    def label_from_instance(self, obj: Any) -> str:
        words = (obj.person.name, obj.post, name_of(obj.department))
        return " · ".join(one for one in words if one)


class AbsenceForm(Form):
    """Who stands in from which day until the day back."""

    substitute = PersonChoice(
        label=_("Who stands in"), queryset=Official.objects.none(), empty_label=_("Choose")
    )
    first = DayField(label=_("First day away"))
    back = DayField(label=_("Back at work on"))


class OtherForm(Form):
    """Somebody else who is away."""

    person = PersonChoice(
        label=_("Somebody else is away"), queryset=Official.objects.none(), empty_label=_("Choose")
    )


class DutyForm(Form):
    """One turn of duty."""

    official = PersonChoice(
        label=_("Who is on duty"), queryset=Official.objects.none(), empty_label=_("Choose")
    )
    begins = MinuteField(label=_("From"))
    ends = MinuteField(label=_("Until"))


class AccountForm(Form):
    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        required=False,
        help_text=_("Empty: the roster number, or one made up. A phone number lets in as well."),
    )

"""The base of our forms and the few fields all apps share: shape and words only, no rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from weiqitong.core.errors import DomainError

from .fields import FieldView

NOTHING_CHOSEN = "---------"  # what Django writes into an empty list
# Errors whose sentence is the same for every field.
GENERAL = frozenset({"required", "min_length", "max_length", "invalid", "min_value", "max_value"})


@dataclass(frozen=True, slots=True)
class Choice:
    """The label of a choice with a quiet second line: `(value, Choice(_("Urgent"), _("…")))`."""

    label: Any
    hint: Any = ""

    def __str__(self) -> str:
        return str(self.label)


class LongSelect(forms.Select):
    """A list of many places, printed at once: Django's own renders a template for each option."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        shown = self.get_context(name, value, attrs)["widget"]
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (one["value"], flatatt(one["attrs"]), one["label"])
                for _group, members, _index in shown["optgroups"]
                for one in members
            ),
        )
        return format_html(
            '<select name="{}"{}>{}</select>', shown["name"], flatatt(shown["attrs"]), options
        )


class Form(forms.Form):
    """A form whose errors we word ourselves; nothing typed is ever lost."""

    use_required_attribute = False  # the browser's bubbles are not in the product's language

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _word_errors(field)

    def full_clean(self) -> None:
        """A form may have got more fields since it was made: they speak the same words."""
        for field in self.fields.values():
            _word_errors(field)
        super().full_clean()

    def refuse(self, error: DomainError) -> None:
        """Put a refusal where it belongs: on its field, else above the form."""
        self.add_error(error.field if error.field in self.fields else None, str(error))

    @property
    def summary(self) -> list[tuple[str, str]]:
        """(id of the input, sentence) for every error, in the order of the form."""
        found = [("", str(error)) for error in self.non_field_errors()]
        for bound in self:
            found += [(FieldView(bound).focus_id, words) for words in _told_apart(bound)]
        return found


def _told_apart(bound: forms.BoundField) -> list[str]:
    """A field's errors as they stand away from it: a general one behind the field's name."""
    found = []
    for error in bound.errors.as_data():
        words = str(error.messages[0])
        asks = str(bound.label).endswith(("?", "？"))  # a question takes no colon, and needs none
        if error.code in GENERAL and bound.label and not asks:
            words = str(_("%(field)s: %(error)s") % {"field": bound.label, "error": words})
        found.append(words)
    return found


def _word_errors(field: forms.Field) -> None:
    """Our short sentences instead of Django's, unless the form has its own."""
    if isinstance(field, forms.ModelChoiceField) and field.empty_label == NOTHING_CHOSEN:
        field.empty_label = str(_("Choose"))
    ours: dict[str, Any] = {"required": _("This is still empty.")}
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField | forms.FileField):
        ours["required"] = _("Choose one.")
    if isinstance(field, forms.BooleanField):
        ours["required"] = _("Tick this to go on.")
    if isinstance(field, forms.CharField):
        ours["max_length"] = _("At most %(limit_value)d characters; this has %(show_value)d.")
        ours["min_length"] = _("At least %(limit_value)d characters; this has %(show_value)d.")
    if isinstance(field, forms.IntegerField):
        ours["invalid"] = _("Write a whole number.")
        ours["min_value"] = _("At least %(limit_value)s.")
        ours["max_value"] = _("At most %(limit_value)s.")
    for code, words in ours.items():
        if field.error_messages.get(code) in (None, _django_words(field, code)):
            field.error_messages[code] = words


def _django_words(field: forms.Field, code: str) -> Any:
    """What Django says when nobody chose other words."""
    for kind in type(field).__mro__:
        found = getattr(kind, "default_error_messages", {}).get(code)
        if found is not None:
            return found
    return None


class TextField(forms.CharField):
    """A long text with a counter; one line end is one character, as the browser counts."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 4000)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class DayField(forms.DateField):
    """A day, picked with the device's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"])
        super().__init__(**kwargs)
        self.error_messages["invalid"] = _("Write the date as 2021-09-30.")


class MinuteField(forms.DateTimeField):
    """A day and a time, in the product's time zone."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        )
        kwargs.setdefault("input_formats", ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])
        super().__init__(**kwargs)
        self.error_messages["invalid"] = _("Write date and time as 2021-09-30 18:00.")


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files: how many and how large is checked here, what is in them by `files`."""

    widget = FilesInput

    def __init__(self, *, max_files: int = 5, max_bytes: int = 20_000_000, **kwargs: Any) -> None:
        self.max_files, self.max_bytes = max_files, max_bytes
        accept = kwargs.pop("accept", "")
        super().__init__(**kwargs)
        self.widget.attrs.update({"multiple": max_files > 1})
        if accept:
            self.widget.attrs["accept"] = accept

    def clean(self, data: Any, initial: Any = None) -> Any:
        given: Iterable[UploadedFile[Any]] = data if isinstance(data, list | tuple) else [data]
        files = [one for one in given if one]
        if not files:
            super().clean(None, initial)
            return []
        if len(files) > self.max_files:
            raise forms.ValidationError(
                _("At most %(limit)d files; you chose %(count)d."),
                params={"limit": self.max_files, "count": len(files)},
            )
        for one in files:
            if (one.size or 0) > self.max_bytes:
                raise forms.ValidationError(
                    _("%(name)s is larger than %(limit)d MB."),
                    params={"name": one.name, "limit": self.max_bytes // 1_000_000},
                )
        return [super(FilesField, self).clean(one, initial) for one in files]

"""How a bound form field becomes `<c-field>`: kind, ids, hint, error. Validates nothing."""

from typing import Any

from django.forms import BoundField
from django.utils.safestring import SafeString

INPUT_KINDS = {"select", "selectmultiple", "textarea"}
CHOICE_KINDS = {"radioselect", "checkboxselectmultiple"}
FILE_KINDS = {"file", "files", "clearablefile", "multiplefile"}


class FieldView:
    """A bound field with all that its markup needs, so that the template only prints."""

    def __init__(self, field: BoundField) -> None:
        self.field = field

    @property
    def kind(self) -> str:
        """One of: hidden, choices, checkbox, file, select, textarea, input."""
        name = self.field.widget_type
        if self.field.is_hidden:
            return "hidden"
        if name in CHOICE_KINDS:
            return "choices"
        if name in FILE_KINDS:
            return "file"
        if name == "checkbox":
            return "checkbox"
        if name in {"select", "selectmultiple", "nullbooleanselect"}:
            return "select"
        return "textarea" if name == "textarea" else "input"

    @property
    def id(self) -> str:
        return self.field.id_for_label or self.field.auto_id

    @property
    def focus_id(self) -> str:
        """Where a link from the error summary lands: the first of the choices, or the input."""
        return f"{self.field.auto_id}_0" if self.kind == "choices" else self.id

    @property
    def label(self) -> str:
        return str(self.field.label)

    @property
    def hint(self) -> str:
        return str(self.field.help_text)

    @property
    def hint_id(self) -> str:
        return f"{self.field.auto_id}_hint" if self.hint else ""

    @property
    def errors(self) -> list[str]:
        return [str(error) for error in self.field.errors]

    @property
    def error_id(self) -> str:
        return f"{self.field.auto_id}_error" if self.field.errors else ""

    @property
    def described(self) -> str:
        """Ids of hint and error, for aria-describedby."""
        return " ".join(name for name in (self.hint_id, self.error_id) if name)

    @property
    def required(self) -> bool:
        return bool(self.field.field.required)

    @property
    def max_length(self) -> int | None:
        """The limit to count against; only long texts are counted."""
        limit = getattr(self.field.field, "max_length", None)
        return int(limit) if limit and self.kind == "textarea" else None

    @property
    def length(self) -> int:
        return len(self.field.value() or "")

    @property
    def options(self) -> Any:
        """The subwidgets of a group of choices."""
        return self.field.subwidgets

    def _attributes(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.described:
            found["aria-describedby"] = self.described
        if self.errors:
            found["aria-invalid"] = "true"
        return found

    def widget(self) -> SafeString:
        """The input. The browser's own maxlength would cut pasted text in silence, so it goes."""
        attributes = self._attributes()
        if self.kind in {"select", "textarea", "input", "file"}:
            attributes["class"] = " ".join(
                name for name in (self.field.field.widget.attrs.get("class", ""), "input") if name
            )
        if self.kind == "textarea":
            self.field.field.widget.attrs.pop("maxlength", None)
            attributes.setdefault("rows", self.field.field.widget.attrs.get("rows", 4))
        return SafeString(self.field.as_widget(attrs=attributes))

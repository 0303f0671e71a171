"""What one act of the desk is made of. It holds no rule."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as fields

from weiqitong.core.actor import Actor

from .. import forms
from ..enums import Action
from ..selectors.page import CasePage
from . import desk_steps

Filler = Callable[[forms.ActForm, CasePage, Actor], None]


@dataclass(frozen=True, slots=True)
class DeskAct:
    """One act: its words, its form, what it calls."""

    action: Action
    label: Any
    form: type[forms.ActForm]
    perform: desk_steps.Perform
    icon: str
    submit: Any
    done: Any
    primary: bool = True
    danger: bool = False
    second: Any = ""  # label of a second button, value "submit"


def set_choices(form: forms.ActForm, name: str, choices: list[tuple[str, Any]]) -> None:
    """What a field of the form offers."""
    field = form.fields[name]
    assert isinstance(field, fields.ChoiceField)
    field.choices = choices

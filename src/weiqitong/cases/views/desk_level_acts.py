"""The acts between the levels and those of co-handlers who come later, as the desk shows them. It
holds no rule.
"""

from django.utils.translation import gettext_lazy as _

from weiqitong.core.actor import Actor

from .. import forms, forms_levels
from ..enums import Action
from ..selectors import picking
from ..selectors.page import CasePage
from ..words import name_of
from . import desk_levels
from .desk_act import DeskAct, Filler, set_choices


def _fill_hand_down(form: forms.ActForm, page: CasePage, actor: Actor) -> None:
    desks = picking.desks_below(page.case)
    choices = [(str(one.pk), page.names.office(one.pk) or name_of(one)) for one in desks]
    set_choices(form, "desk", choices)
    if len(choices) == 1:
        form.initial.setdefault("desk", choices[0][0])


def _fill_release(form: forms.ActForm, page: CasePage, actor: Actor) -> None:
    silent = page.dossier.silent_co
    choices = [(str(one.department_id), name_of(one.department)) for one in silent]
    set_choices(form, "unit", choices)
    if len(choices) == 1:
        form.initial.setdefault("unit", choices[0][0])


FILLERS: dict[Action, Filler] = {
    Action.HAND_DOWN: _fill_hand_down,
    Action.CO_RELEASE: _fill_release,
}
ACTS = (
    DeskAct(
        Action.HAND_DOWN,
        _("Hand down"),
        forms_levels.HandDownForm,
        desk_levels.hand_down,
        icon="arrow-forward-up",
        submit=_("Hand down"),
        done=_("Handed down"),
        primary=False,
    ),
    DeskAct(
        Action.CO_ADD,
        _("Add a co-handler"),
        forms_levels.CoAddForm,
        desk_levels.add_co,
        icon="users",
        submit=_("Ask for its opinion"),
        done=_("Co-handler added"),
        primary=False,
    ),
    DeskAct(
        Action.CO_RELEASE,
        _("Release a co-handler"),
        forms_levels.CoReleaseForm,
        desk_levels.release_co,
        icon="x",
        submit=_("Release"),
        done=_("Co-handler released"),
        primary=False,
    ),
)

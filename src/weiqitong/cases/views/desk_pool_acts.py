"""The acts on needs that belong together as the desk shows them: linked, split, summed up. It holds
no rule.
"""

from django import forms as fields
from django.utils.translation import gettext_lazy as _

from weiqitong.core.actor import Actor

from .. import forms, forms_pool
from ..enums import Action
from ..selectors import kin
from ..selectors.page import CasePage
from ..words import name_of
from . import desk_pool
from .desk_act import DeskAct, Filler


def _fill_split(form: forms.ActForm, page: CasePage, actor: Actor) -> None:
    assert isinstance(form, forms_pool.SplitForm)
    leaves = [one for one in page.categories if one.parent is not None]
    form.offer([(str(one.pk), f"{one.code} {name_of(one)}") for one in leaves])


def _fill_sum_up(form: forms.ActForm, page: CasePage, actor: Actor) -> None:
    if not form.is_bound and not form.initial.get("text"):
        form.initial["text"] = kin.summary(page.case)


def offer_alike(form: forms.ActForm, page: CasePage, actor: Actor) -> None:
    """Where the lead has linked needs in hand too: the same answer for each that is ticked."""
    also = form.fields["also"]
    assert isinstance(also, fields.MultipleChoiceField)
    also.choices = kin.titles(page.kin.together(page.case), actor)
    if not also.choices:
        del form.fields["also"]


FILLERS: dict[Action, Filler] = {
    Action.SPLIT: _fill_split,
    Action.SUM_UP: _fill_sum_up,
}
FIRST = (
    DeskAct(
        Action.SUM_UP,
        _("Answer from the parts"),
        forms_pool.SumUpForm,
        desk_pool.sum_up,
        icon="message-2",
        submit=_("Send to the enterprise"),
        done=_("Sent to the enterprise"),
    ),
)
ACTS = (
    DeskAct(
        Action.SPLIT,
        _("Split into parts"),
        forms_pool.SplitForm,
        desk_pool.split,
        icon="sitemap",
        submit=_("Split"),
        done=_("Split into parts"),
        primary=False,
    ),
    DeskAct(
        Action.LINK,
        _("Link to another need"),
        forms_pool.LinkForm,
        desk_pool.link,
        icon="link",
        submit=_("Link"),
        done=_("Linked"),
        primary=False,
    ),
    DeskAct(
        Action.UNLINK,
        _("Unlink"),
        forms_pool.UnlinkForm,
        desk_pool.unlink,
        icon="x",
        submit=_("Unlink"),
        done=_("Stands alone again"),
        primary=False,
    ),
)

"""The life of an item as one table. Pure: no database, no request, no time."""

from django.utils.translation import gettext as _

from weiqitong.core.errors import WrongStep

from .enums import ItemAction, ItemState

S, A = ItemState, ItemAction

TRANSITIONS: dict[tuple[ItemState, ItemAction], ItemState] = {
    (S.OPEN, A.REPORT): S.REPORTED,
    (S.OPEN, A.MOVE): S.OPEN,
    (S.OPEN, A.DROP): S.DROPPED,
    (S.REPORTED, A.ACCEPT): S.DONE,
    (S.REPORTED, A.SEND_BACK): S.OPEN,
    (S.REPORTED, A.DROP): S.DROPPED,
    # Somebody is there no more: it goes to whoever is
    (S.OPEN, A.RELEASE): S.OPEN,
    (S.OPEN, A.STRAND): S.OPEN,
    (S.OPEN, A.RAISE): S.OPEN,
    (S.REPORTED, A.RAISE): S.REPORTED,
}


def step(state: ItemState, action: ItemAction) -> ItemState:
    """The state after an act, or WrongStep."""
    try:
        return TRANSITIONS[state, action]
    except KeyError:
        raise WrongStep(
            _("This step is not open now: the item is “%(state)s”.") % {"state": state.label},
            state=state.value,
            action=action.value,
        ) from None


def is_open(state: ItemState, action: ItemAction) -> bool:
    return (state, action) in TRANSITIONS

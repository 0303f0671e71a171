"""Whom the enterprise complains of takes no part: no unit of theirs leads, co-handles or is heard,
and the person is given nothing to do.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from weiqitong.core.errors import BadInput
from weiqitong.directory.models import Department, Official

from ..models import Case


def is_about(case: Case, unit: Department) -> bool:
    """Whether the enterprise complains of this unit, of one above it or one merged into them."""
    about = case.about_unit
    if about is None:
        return False
    return any(one is not None and unit.path.startswith(one.path) for one in _line(about))


def _line(unit: Department) -> tuple[Department | None, ...]:
    """The unit, and the one that goes on with its people."""
    return unit, unit.merged_into


def refuse_units(case: Case, units: Iterable[Department], field: str) -> None:
    """BadInput without a reason: whoever reads it may be of the unit, or tell it."""
    for unit in units:
        if is_about(case, unit):
            raise BadInput(
                _("%(name)s cannot take part in this case; choose another.") % {"name": unit.name},
                field=field,
            )


def refuse_officials(case: Case, officials: Iterable[Official], field: str) -> None:
    """The same of people: those complained of, and all of a unit complained of."""
    for one in officials:
        if one.pk == case.about_official_id or is_about(case, one.department):
            raise BadInput(
                _("%(name)s cannot take part in this case; choose another.")
                % {"name": one.person.name},
                field=field,
            )

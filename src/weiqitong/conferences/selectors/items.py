"""What a conference decided, as the items it became."""

from weiqitong.items.enums import UNSETTLED
from weiqitong.items.models import Item

from ..models import Conference


def items_of(conference: Conference) -> list[Item]:
    """In the order of the minutes. One query."""
    rows = Item.objects.filter(source_label=Conference.LABEL, source_id=conference.pk)
    return list(rows.select_related("unit", "person__person", "office", "case").order_by("pk"))


def all_settled(conference: Conference) -> bool:
    rows = Item.objects.filter(source_label=Conference.LABEL, source_id=conference.pk)
    return not rows.filter(state__in=UNSETTLED).exists()

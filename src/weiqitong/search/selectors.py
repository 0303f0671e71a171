"""Finding objects by words: ids, or a condition for a queryset. Knows nobody's reach."""

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from . import engine
from .tokens import phrases

NOTHING = Q(pk__in=[])


def find(label: str, query: str, limit: int = 20) -> list[int]:
    """Ids of objects that hold all words of the query, highest (newest) first. One query."""
    wanted = phrases(query)
    if not wanted:
        return []
    statement, values = engine.query(label, wanted)
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} ORDER BY 1 DESC LIMIT %s", [*values, limit])
        return [row[0] for row in cursor.fetchall()]


def condition(label: str, query: str, field: str = "pk") -> Q:
    """The same as a condition: `Case.objects.visible_to(actor).filter(condition("case", q))`.

    `field` is the id of the labelled object as seen from the queryset. A query without any word in
    it finds nothing.
    """
    wanted = phrases(query)
    if not wanted:
        return NOTHING
    statement, values = engine.query(label, wanted)
    return Q(**{f"{field}__in": RawSQL(statement, values)})  # noqa: S611

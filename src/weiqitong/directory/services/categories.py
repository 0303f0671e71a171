"""Categories follow the published dispatch catalogue; nothing else writes them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from weiqitong.core.actor import Actor

from ..models import Category


@transaction.atomic
def project_catalogue(actor: Actor, items: Iterable[Mapping[str, Any]], now: datetime) -> int:
    """Make the table say what the items say; a category that fell out rests, since cases point at it."""
    known = {category.code: category for category in Category.objects.all()}
    for order, item in enumerate(items):
        category = known.pop(str(item["code"]), None) or Category(code=str(item["code"]))
        category.name = str(item["name"])
        category.name_en = str(item.get("name_en", ""))
        category.order, category.active = order, True
        parent = str(item.get("parent") or "")
        category.parent = Category.objects.get(code=parent) if parent else None
        category.save()
    Category.objects.filter(pk__in=[category.pk for category in known.values()]).update(
        active=False
    )
    return Category.objects.filter(active=True).count()

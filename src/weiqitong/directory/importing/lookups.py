"""The stored clients a roster's rows mean, read a step at a time: the one home of this look-up.

Regions and departments are found in `places`.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from ..models import Client
from .kinds import Row, RowProblem
from .places import outside


class RowRefused(Exception):
    """Carries the reason of one row out of a nested look-up."""

    def __init__(self, problem: RowProblem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


class Clients:
    """Clients by credit code, and by local code. One query."""

    def __init__(self, codes: Iterable[str], *related: str) -> None:
        wanted = {code for code in codes if code}
        wanted |= {code.upper() for code in wanted}
        found = Client.objects.filter(Q(credit_code__in=wanted) | Q(code__in=wanted))
        self.found = list(found.select_related("region", *related)) if wanted else []
        self._by_credit = {one.credit_code: one for one in self.found if one.credit_code}
        self._by_code = {one.code: one for one in self.found}

    def get(self, code: str) -> Client | None:
        """The client with this code. People write letters small; a credit code has none such."""
        upper = code.upper()
        found = self._by_credit.get(upper) or self._by_code.get(code)
        return found or self._by_code.get(upper)

    def named(self, row: Row, field: str, within: str) -> Client:
        """The client a row names, if it lies in reach; RowRefused otherwise."""
        code = row.values[field]
        client = self.get(code)
        if client is None:
            sentence = _("No client has the code %(code)s.")
            raise RowRefused(row.problem(field, sentence % {"code": code}))
        if not client.region.path.startswith(within):
            raise RowRefused(row.problem(field, outside()))
        return client

"""What is wrong with a typed value: a kind, its data, one sentence. It decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import TextChoices


@dataclass(frozen=True, slots=True)
class Problem:
    """`kind` is a member of the module's own TextChoices; its label is the sentence to fill."""

    kind: TextChoices
    data: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.kind.label) % self.data

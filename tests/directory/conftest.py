"""A small city brought in by files, and the actors who bring them."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from tests.directory.sheets import csv_file
from weiqitong.core.actor import Actor, Role, system
from weiqitong.core.clock import at
from weiqitong.directory.importing import passing
from weiqitong.directory.importing.kinds import kinds
from weiqitong.directory.models import Region

NOW = at(date(2021, 9, 17), 10, 20)

REGIONS = [
    ["区划代码", "名称", "上级"],
    ["370704001", "凤凰街道", "370704"],
    ["370704002", "坊城街道", "坊子区"],
    ["370784001", "凤凰镇", "370784"],
    ["370784002", "景芝镇", "370784"],
    ["370784003", "坊城街道", "370784"],
    ["370704", "坊子区", "370700"],
    ["370784", "安丘市", "370700"],
    ["370700", "潍坊市", ""],
]
DEPARTMENTS = [
    ["单位代码", "单位名称", "所在区划", "职能", "上级单位代码"],
    ["FZ-SC-1", "注册科", "", "", "FZ-SC"],
    ["FZ-SC", "坊子区市场监督管理局", "坊子区", "市场监督管理局", ""],
    ["AQ-SC", "市场监督管理局", "安丘市", "market-regulation", ""],
    ["WF-OFFICE", "领导小组办公室", "370700", "office", ""],
]


@pytest.fixture(autouse=True)
def _in_english():
    """Sentences are compared as they stand in the code."""
    with translation.override("en"):
        yield


def coordinator(path: str) -> Actor:
    return Actor(user_id=2, name="孟庆林", role=Role.COORDINATOR, region_path=path)


Load = Callable[..., passing.Outcome]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """`load("clients", rows)`: the rows through a real file, judged and written."""

    def run(
        kind: str,
        rows: Sequence[Sequence[Any]],
        *,
        actor: Actor | None = None,
        only_examine: bool = False,
        **more: Any,
    ) -> passing.Outcome:
        importer = kinds[kind]
        table = passing.open_table(csv_file(tmp_path, rows), importer)
        given = {"actor": actor or system(), "now": NOW, **more}
        if only_examine:
            return passing.examine(importer, table, table.header.mapping, **given)
        return passing.load(importer, table, table.header.mapping, serial="s", **given)

    return run


@pytest.fixture
def city(db: None, load: Load) -> Region:
    assert load("regions", REGIONS).problems == []
    assert load("departments", DEPARTMENTS).problems == []
    return Region.objects.get(code="370700")


def sentences(outcome: passing.Outcome) -> dict[int, str]:
    return {one.line: one.sentence for one in outcome.problems}


def counts(outcome: passing.Outcome) -> Counter[str]:
    return Counter({state.value: count for state, count in outcome.counts.items()})

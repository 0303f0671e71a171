"""Looks up the names behind ids in acts and turns: one query at most."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import CharField, QuerySet, Value

from weiqitong.directory.models import Department, Official, Region

from ..enums import Action, Status, TurnKind
from ..models import Act, Case
from ..words import Names, name_of, short_of

# What a row of a list or a page needs beside it, so that its turn costs no query.
RELATED = ("client", "region", "desk", "lead", "section", "handler__person")


def names_for(
    cases: Iterable[Case], acts: Iterable[Act] = (), known: Iterable[Department] = ()
) -> Names:
    """Names that these cases' turns and acts speak of; what they carry themselves, and units
    `known`, is not asked for again.
    """
    names = Names(units={unit.pk: short_of(unit) for unit in known})
    signers: set[int] = set()
    asked: set[int] = set()
    for case in cases:
        _learn(names, case)
        if case.turn_kind == TurnKind.SIGNER and case.turn_id:
            signers.add(case.turn_id)
        if case.status == Status.OBJECTED and case.turn_kind == TurnKind.UNIT and case.turn_id:
            asked.add(case.turn_id)
    regions, units, officials = _wanted(acts)
    units |= asked
    for act in acts:
        if act.department is not None:
            names.units.setdefault(act.department.pk, short_of(act.department))
    _look_up(names, regions, units, officials | signers)
    return names


def _learn(names: Names, case: Case) -> None:
    names.regions[case.desk_id] = name_of(case.desk)
    names.regions[case.region_id] = name_of(case.region)
    for unit in (case.lead, case.section):
        if unit is not None:
            names.units[unit.pk] = short_of(unit)
    if case.handler is not None:
        names.officials[case.handler.pk] = case.handler.person.name


def _wanted(acts: Iterable[Act]) -> tuple[set[int], set[int], set[int]]:
    regions: set[int] = set()
    units: set[int] = set()
    officials: set[int] = set()
    for act in acts:
        facts = act.facts
        if act.action in {Action.SORT, Action.HAND_DOWN}:
            regions |= {facts.get("to"), facts.get("from")}
        units |= {facts.get("lead"), facts.get("section"), facts.get("unit"), facts.get("proposed")}
        units.update(facts.get("co") or ())
        if act.action == Action.MOVE:
            units.add(facts.get("from"))
        units.update(facts.get("silent") or ())
        officials |= {facts.get("handler"), facts.get("official"), facts.get("for")}
        regions.add(facts.get("region"))
        officials.update(facts.get("signers") or ())
        if act.turn_kind in {TurnKind.OFFICE, TurnKind.LEADER}:
            regions.add(act.turn_id or 0)
        elif act.turn_kind == TurnKind.UNIT:
            units.add(act.turn_id or 0)
        elif act.turn_kind in {TurnKind.HANDLER, TurnKind.SIGNER}:
            officials.add(act.turn_id or 0)
    none = {None, 0}
    return regions - none, units - none, officials - none


class _Row(NamedTuple):
    """A name as it is stored, of whichever kind."""

    kind: str
    pk: int
    name: str
    name_en: str
    short: str


def _look_up(names: Names, regions: set[int], units: set[int], officials: set[int]) -> None:
    """What is still missing, of all three kinds in one query."""
    stored = ("pk", "name", "name_en", "short")
    none = Value("", output_field=CharField())
    asked: list[QuerySet[Any, Any]] = []
    if missing := regions - names.regions.keys():
        asked.append(Region.objects.filter(pk__in=missing).values_list(_kind("region"), *stored))
    if missing := units - names.units.keys():
        asked.append(Department.objects.filter(pk__in=missing).values_list(_kind("unit"), *stored))
    if missing := officials - names.officials.keys():
        people = Official.objects.filter(pk__in=missing)
        asked.append(people.values_list(_kind("official"), "pk", "person__name", none, none))
    if not asked:
        return
    first, *rest = (rows.order_by() for rows in asked)
    for found in first.union(*rest, all=True) if rest else first:
        row = _Row(*found)
        if row.kind == "region":
            names.regions[row.pk] = name_of(row)
        elif row.kind == "unit":
            names.units[row.pk] = short_of(row)
        else:
            names.officials[row.pk] = row.name


def _kind(word: str) -> Value:
    return Value(word, output_field=CharField())

"""Looks up the names behind ids in acts and turns: at most one query a kind."""

from collections.abc import Iterable

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
        if act.action == Action.SORT:
            regions |= {facts.get("to"), facts.get("from")}
        units |= {facts.get("lead"), facts.get("section"), facts.get("unit"), facts.get("proposed")}
        units.update(facts.get("co") or ())
        units.update(facts.get("silent") or ())
        officials |= {facts.get("handler"), facts.get("official")}
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


def _look_up(names: Names, regions: set[int], units: set[int], officials: set[int]) -> None:
    if missing := regions - names.regions.keys():
        for region in Region.objects.filter(pk__in=missing).defer("hours"):
            names.regions[region.pk] = name_of(region)
    if missing := units - names.units.keys():
        for unit in Department.objects.filter(pk__in=missing):
            names.units[unit.pk] = short_of(unit)
    if missing := officials - names.officials.keys():
        found = Official.objects.filter(pk__in=missing).values_list("pk", "person__name")
        names.officials.update(found)

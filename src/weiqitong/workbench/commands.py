"""What the command line says: figures, and the outcome of an import. It prints; others work."""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from weiqitong.cases.selectors.behind import Period
from weiqitong.cases.selectors.figures import Figures, historic_figure
from weiqitong.cases.selectors.figures import figures as figures_of
from weiqitong.cases.selectors.rates import Figure
from weiqitong.cases.words import joined, name_of
from weiqitong.core import clock
from weiqitong.core.actor import system
from weiqitong.core.errors import BadInput
from weiqitong.directory.importing.kinds import Importer
from weiqitong.directory.models import ImportBatch, Region
from weiqitong.directory.services.import_work import bring_and_load
from weiqitong.directory.services.imports import importer_of
from weiqitong.files.services import path_of

Echo = Callable[[str], None]
PERIODS = ("30", "all")
SHOWN = 20


def figures(echo: Echo, as_json: bool = False) -> int:
    """Every figure of the city with numerator, denominator and exclusions."""
    now = clock.now()
    city = Region.objects.filter(depth=0, active=True).first()
    if city is None:
        echo(_("There is no city yet."))
        return 1
    listed = [figures_of(system(), city, Period.of(code, now), now) for code in PERIODS]
    old = historic_figure(now)
    if as_json:
        found = {
            "city": city.code,
            "at": now.isoformat(),
            "periods": {one.period.code: [_plain(each) for each in one.all] for one in listed},
            "historic": _plain(old),
        }
        echo(json.dumps(found, ensure_ascii=False, indent=2))
        return 0
    for one in listed:
        _say(echo, name_of(city), one)
    if old.denominator:
        echo(_("Historic needs, apart"))
        echo(_line(old))
    return 0


def _plain(one: Figure) -> dict[str, Any]:
    return {
        "code": one.code,
        "label": one.label,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "rate": one.rate,
        "rows": one.query,
        "excluded": {each.code: each.count for each in one.exclusions},
    }


def _say(echo: Echo, city: str, found: Figures) -> None:
    days = _("last %(days)s days") % {"days": found.period.code}
    period = _("from the beginning") if found.period.since is None else days
    echo(f"{city} · {period} · {clock.local(found.period.until):%Y-%m-%d %H:%M}")
    for one in found.all:
        echo(_line(one))
    echo("")


def _line(one: Figure) -> str:
    rate = f"{one.rate}%" if one.rate and one.code != "late" else ""
    left_out = joined(f"{each.label} {each.count:,}" for each in one.exclusions if each.count)
    parts = f"{one.numerator:,} / {one.denominator:,}" if one.denominator is not None else ""
    words = f"  {one.label:<12} {rate:>7}  {parts or one.numerator} {one.unit}"
    return f"{words}  ({left_out})" if left_out else words


def import_file(kind: str, file: str, options: Mapping[str, object], echo: Echo) -> int:
    """Load a table, say every row that is wrong and what changed."""
    importer = importer_of(kind)
    path = Path(file)
    if not path.is_file():
        raise FileNotFoundError(2, "no such file", file)
    given = {name: str(value) for name, value in options.items() if name != "dry_run"}
    chosen = _asked(importer, given)
    dry_run = bool(options.get("dry_run"))
    batch = bring_and_load(system(), kind, path, now=clock.now(), options=chosen, dry_run=dry_run)
    _outcome(echo, batch, dry_run=dry_run)
    if kind == "cases" and not dry_run:
        old = historic_figure(clock.now())
        echo(_line(old))
        echo(_("Their rows: %(address)s") % {"address": reverse("workbench:all") + old.query})
    return 0 if batch.bad_rows < batch.rows or not batch.rows else 1


def _asked(importer: Importer, given: dict[str, str]) -> dict[str, Any]:
    """What the file does not say: from the command, else asked for at the terminal."""
    if importer.options is None:
        return {}
    form = importer.options(given)
    if not form.is_valid() and sys.stdin.isatty():
        for name in [one for one in form.fields if one not in given]:
            given[name] = input(f"{form.fields[name].label}: ").strip()
        form = importer.options(given)
    if not form.is_valid():
        problems = [
            f"--set {name}=…  {form.fields[name].label}: {' '.join(errors)}{_offered(form, name)}"
            for name, errors in form.errors.items()
        ]
        raise BadInput("\n".join(problems))
    found: dict[str, Any] = form.cleaned_data
    return found


def _offered(form: Any, name: str) -> str:
    choices = [str(value) for value, _label in getattr(form.fields[name], "choices", [])]
    return f" ({', '.join(choices)})" if choices else ""


def _outcome(echo: Echo, batch: ImportBatch, *, dry_run: bool) -> None:
    counts = batch.counts
    echo(
        _("%(rows)s rows: %(new)s new, %(changed)s changed, %(same)s unchanged, %(bad)s refused.")
        % {
            "rows": f"{batch.rows:,}",
            "new": f"{counts.get('new', 0):,}",
            "changed": f"{counts.get('changed', 0):,}",
            "same": f"{counts.get('unchanged', 0):,}",
            "bad": f"{batch.bad_rows:,}",
        }
    )
    for one in _told(batch)[:SHOWN]:
        echo("  " + one)
    if batch.problem_sheet is not None:
        echo(_("All refused rows and warnings: %(path)s") % {"path": path_of(batch.problem_sheet)})
    if dry_run:
        echo(_("Nothing was written: this was a trial."))


def _told(batch: ImportBatch) -> list[str]:
    """Problems and warnings, one a line."""
    if batch.report is None:
        return []
    found = json.loads(path_of(batch.report).read_text(encoding="utf-8"))
    problems = [
        _("line %(line)s: %(sentence)s") % {"line": one["line"], "sentence": one["sentence"]}
        for one in found.get("problems", [])
    ]
    warnings = [
        _("line %(line)s (%(value)s): %(sentence)s")
        % {"line": one["line"], "value": one["value"], "sentence": one["sentence"]}
        for one in found.get("warnings", [])
    ]
    return problems + warnings

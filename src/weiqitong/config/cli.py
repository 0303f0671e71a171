"""The command `weiqitong`: reads words and calls the app that knows; does nothing itself."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from . import keys

OK, REFUSED, USAGE = 0, 1, 2
EPILOG = """\
settings come from WEIQITONG_* variables or from .env in WEIQITONG_HOME (default: this folder).
exit codes: 0 done, 1 refused or bad input, 2 wrong use of the command.
"""
IMPORTS = (
    "regions", "departments", "officials", "clients", "contacts", "pairings", "calendar", "cases",
)  # fmt: skip


def echo(line: str = "") -> None:
    print(line, flush=True)


def complain(line: object) -> int:
    print(line, file=sys.stderr, flush=True)
    return REFUSED


def _set_up() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weiqitong.config.settings")
    os.environ.setdefault("WEIQITONG_HOME", str(keys.home()))
    django.setup()


def _init(options: argparse.Namespace) -> int:
    try:
        path = keys.write(keys.home())
    except FileExistsError:
        if options.if_missing:
            return OK
        return complain(f"{keys.home() / '.env'} is there already; its keys are in use.")
    echo(f"Wrote {path} with fresh keys. Keep it secret and keep a copy.")
    return OK


def _migrate(options: argparse.Namespace) -> int:
    from pathlib import Path

    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from weiqitong.cases.services.founding import lay_foundations
    from weiqitong.core import clock
    from weiqitong.core.actor import system

    from . import assets, checkup

    if connection.vendor == "sqlite":
        Path(settings.DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    count = checkup.unapplied()
    if count:
        call_command("migrate", interactive=False, verbosity=0)
    lay_foundations(system(), clock.now())
    collected = assets.collect()
    if count or not options.quiet:
        echo(f"{count} migrations applied." if count else "The database is up to date.")
    if collected:
        echo("Static files collected.")
    return OK


def _administrator(options: argparse.Namespace) -> int:
    from getpass import getpass

    from weiqitong.accounts.services import first_administrator
    from weiqitong.core import clock
    from weiqitong.core.actor import system

    password = os.environ.get("WEIQITONG_PASSWORD") or getpass("Password: ")
    user = first_administrator(
        system(),
        name=options.name,
        username=options.username,
        password=password,
        phone=options.phone,
        now=clock.now(),
    )
    echo(f"{options.name} administers everything and signs in as {user.username}.")
    return OK


def _demo(options: argparse.Namespace) -> int:
    from django.apps import apps

    from . import filled

    if not apps.is_installed("weiqitong.demo"):
        return complain("This installation has no demo city.")
    from weiqitong.demo.people import print_logins
    from weiqitong.demo.seed import seed_city

    if options.reset and filled.holds_anything():
        if not filled.is_demo():
            return complain("The database holds no demo city: it is not thrown away.")
        filled.empty()
    if filled.holds_anything():
        if not options.if_empty:
            return complain("The database holds a city already. To begin again: --reset")
        print_logins(echo)
    else:
        seed_city(options.scale, options.city, echo)
    return OK


def _ready_to_serve() -> int:
    from django.db import connections

    from . import assets, checkup

    if checkup.unapplied():
        return complain("The database is not up to date. Run `weiqitong migrate` first.")
    assets.collect()
    connections.close_all()
    return OK


def _serve(options: argparse.Namespace) -> int:
    from . import serve

    return _ready_to_serve() or serve.serve(options.host, options.port, options.workers)


def _web(options: argparse.Namespace) -> int:
    from . import serve

    return _ready_to_serve() or serve.web(options.host, options.port)


def _worker(options: argparse.Namespace) -> int:
    from weiqitong.jobs import worker

    queues = [name for name in options.queues.split(",") if name]
    if unknown := sorted(set(queues) - set(worker.QUEUES)):
        return complain(f"There is no queue {', '.join(unknown)}; there are {worker.QUEUES}.")
    if options.once:
        echo(f"{worker.run_due(queues)} jobs run.")
        return OK
    if options.nice and hasattr(os, "nice"):
        os.nice(options.nice)
    runner = worker.Worker(options.id, queues)
    runner.stop_on_signals()
    return OK if runner.run() else REFUSED


def _import(options: argparse.Namespace) -> int:
    from weiqitong.workbench import commands

    if wrong := [pair for pair in options.set if "=" not in pair]:
        return complain(f"--set {wrong[0]}: say name=value")
    chosen: dict[str, object] = dict(pair.split("=", 1) for pair in options.set)
    return commands.import_file(
        options.kind, options.file, chosen | {"dry_run": options.dry_run}, echo
    )


def _figures(options: argparse.Namespace) -> int:
    from weiqitong.workbench import commands

    return commands.figures(echo, as_json=options.json)


def _check(options: argparse.Namespace) -> int:
    from . import checkup

    faults = 0
    for finding in checkup.findings():
        faults += finding.ok is False
        echo(f"{ {True: 'ok   ', False: 'FAULT', None: 'note '}[finding.ok] } {finding.text}")
    return REFUSED if faults else OK


def _pair(options: argparse.Namespace) -> int:
    from .pairing import pair_matrix

    return pair_matrix(options.matrix, echo)


def _replay(options: argparse.Namespace) -> int:
    from .replaying import replay

    return replay(echo, only=options.table, as_json=options.json)


def _manage(options: argparse.Namespace) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["weiqitong manage", *options.words])
    return OK


def _address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=_port, default=8000, help="port to listen on (%(default)s)")


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is no port (1-65535)")
    return int(text)


def _scale(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 10:
        raise argparse.ArgumentTypeError(f"{text!r}: a number above 0 and up to 10, 1 = the city")
    return value


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = argparse.ArgumentParser(
        prog="weiqitong",
        description="Weiqitong: every need of an enterprise an owner, a clock and a verdict.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    from weiqitong import __version__

    top.add_argument("--version", action="version", version=f"weiqitong {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(
        name: str, act: Callable[[argparse.Namespace], int], text: str
    ) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(
            name,
            help=text,
            description=text[0].upper() + text[1:] + ".",
            epilog=EPILOG,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        made.set_defaults(act=act)
        return made

    p = add("init", _init, "write a .env with fresh keys into WEIQITONG_HOME")
    p.add_argument("--if-missing", action="store_true", help="say nothing when there is one")
    p.set_defaults(bare=True)

    p = add("migrate", _migrate, "bring database and static files up to date")
    p.add_argument("--quiet", action="store_true", help="say nothing when there is nothing to do")

    p = add("administrator", _administrator, "make the first administrator of an empty city")
    p.add_argument("username", help="the name to sign in with")
    p.add_argument("--name", required=True, help="the person's name")
    p.add_argument("--phone", default="", help="the person's mobile number")

    p = add("demo", _demo, "fill an empty database with an invented city")
    p.add_argument(
        "--city", default="", metavar="FOLDER", help="another city's files (the reference city)"
    )
    p.add_argument("--scale", type=_scale, default=0.1, help="1 is the whole city (%(default)s)")
    p.add_argument("--reset", action="store_true", help="throw the present demo city away first")
    p.add_argument(
        "--if-empty", action="store_true", help="only print the logins when there is a city"
    )

    p = add("serve", _serve, "run web and workers together on this machine")
    _address(p)
    p.add_argument("--workers", type=int, default=1, help="worker processes (%(default)s)")

    p = add("web", _web, "run the web alone")
    _address(p)

    p = add("worker", _worker, "run one worker process: any number may run, on any machine")
    p.add_argument(
        "--queues", default="default,bulk", help="its queues, a lane for each (%(default)s)"
    )
    p.add_argument("--id", default="", help="its name; a successor of this name takes up its jobs")
    p.add_argument("--once", action="store_true", help="run what is due, then end")
    p.add_argument("--nice", type=int, default=0, help="how far it stands back for others (0-19)")

    p = add("import", _import, "load a table (xlsx or csv) and report every row that is wrong")
    p.add_argument("kind", choices=IMPORTS, metavar="KIND", help=", ".join(IMPORTS))
    p.add_argument("file", metavar="FILE")
    p.add_argument("--dry-run", action="store_true", help="only say what would change")
    p.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE",
        help="a choice that the page would ask for, such as a default region; may be repeated",
    )  # fmt: skip

    p = add("figures", _figures, "print today's figures with numerator, denominator, exclusions")
    p.add_argument("--json", action="store_true", help="as JSON")

    p = add("pair", _pair, "solve an assignment to proven optimality")
    p.add_argument(
        "--matrix", required=True, metavar="FILE",
        help="first n, then n × n whole numbers; the optimum is the last number printed",
    )  # fmt: skip
    p.set_defaults(bare=True)

    p = add("replay", _replay, "rebuild every row from the ledger alone and compare it")
    p.add_argument("--table", default="", help="only this one, by its label: case, clock …")
    p.add_argument("--json", action="store_true", help="as JSON")

    add("check", _check, "look at keys, database, migrations, triggers, calendars")

    add("manage", _manage, "pass all further words to Django's own commands")
    return top


def _parsed(words: list[str]) -> argparse.Namespace:
    if words[:1] == ["manage"]:  # what follows is Django's, options and all
        return argparse.Namespace(act=_manage, words=words[1:])
    return parser().parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    options = _parsed(list(sys.argv[1:] if words is None else words))
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import OperationalError

    from weiqitong.core.errors import DomainError

    from .serve import Taken

    try:
        if not getattr(options, "bare", False):
            _set_up()
        return int(options.act(options) or OK)
    except (ImproperlyConfigured, DomainError, Taken) as error:
        return complain(error)
    except OperationalError as error:
        return complain(f"The database does not answer: {str(error).strip()}")
    except FileNotFoundError as error:
        return complain(f"There is no file {error.filename}.")
    except KeyboardInterrupt:
        return complain("Stopped.")
    except BrokenPipeError:
        # The reader went away (`| head`): nothing to say, and nobody to say it to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED


if __name__ == "__main__":
    sys.exit(main())

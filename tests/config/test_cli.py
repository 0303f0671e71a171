"""The command as a person meets it: help, exit codes, sentences instead of tracebacks."""

import os
import socket
import subprocess
import sys

import pytest

from weiqitong.config import cli


def weiqitong(home, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("WEIQITONG_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "weiqitong.config.cli", *words],
        env=kept
        | {"WEIQITONG_HOME": str(home), "PYTHONPATH": os.pathsep.join(sys.path)}
        | variables,
        cwd=home,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def place(tmp_path):
    """A home with keys and no database."""
    assert weiqitong(tmp_path, "init").returncode == cli.OK
    return tmp_path


@pytest.mark.parametrize("words", [[], ["nonsense"], ["serve", "--port", "99999"], ["import"]])
def test_wrong_use_ends_with_two(words):
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == cli.USAGE


@pytest.mark.parametrize("scale", ["0", "-1", "all", "11"])
def test_a_scale_is_a_number_above_nought(scale, capsys):
    with pytest.raises(SystemExit):
        cli.main(["demo", "--scale", scale])
    assert "above 0" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name",
    ["init", "migrate", "demo", "serve", "web", "worker", "import", "figures", "check", "pair"],
)
def test_each_command_explains_itself_and_its_exit_codes(name, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main([name, "--help"])
    assert ended.value.code == cli.OK
    said = capsys.readouterr().out
    assert "exit codes: 0 done" in said
    assert cli.parser().prog in said


def test_without_keys_one_sentence_says_what_to_do(tmp_path):
    done = weiqitong(tmp_path, "migrate")
    assert done.returncode == cli.REFUSED
    assert "weiqitong init" in done.stderr
    assert "Traceback" not in done.stderr


def test_init_writes_once_and_refuses_then(place):
    again = weiqitong(place, "init")
    assert (again.returncode, "in use" in again.stderr) == (cli.REFUSED, True)
    quiet = weiqitong(place, "init", "--if-missing")
    assert (quiet.returncode, quiet.stdout) == (cli.OK, "")


def test_serving_an_unmigrated_database_is_refused(place):
    (place / "var").mkdir()
    done = weiqitong(place, "serve", "--port", "1")
    assert done.returncode == cli.REFUSED
    assert "weiqitong migrate" in done.stderr


def test_a_database_out_of_reach_is_said_so(place):
    done = weiqitong(
        place, "migrate", WEIQITONG_DATABASE_URL="postgresql://nobody@/none?host=/nowhere"
    )
    assert done.returncode == cli.REFUSED
    assert done.stderr.startswith("The database does not answer")


def test_a_new_place_is_migrated_checked_and_works_off_its_queue(place):
    assert "migrations applied" in weiqitong(place, "migrate").stdout
    assert weiqitong(place, "migrate", "--quiet").stdout == ""
    checked = weiqitong(place, "check")
    assert checked.returncode == cli.OK, checked.stdout
    assert "FAULT" not in checked.stdout
    # The catalogue that came with the shipped rules is projected once.
    assert weiqitong(place, "worker", "--once").stdout == "1 jobs run.\n"
    assert weiqitong(place, "worker", "--once").stdout == "0 jobs run.\n"
    refused = weiqitong(place, "worker", "--queues", "none")
    assert (refused.returncode, "no queue none" in refused.stderr) == (cli.REFUSED, True)


def test_a_port_in_use_is_said_before_anything_starts(place):
    weiqitong(place, "migrate")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = weiqitong(place, "serve", "--port", str(other.getsockname()[1]))
    assert done.returncode == cli.REFUSED
    assert "Choose another with --port" in done.stderr


def test_words_after_manage_are_djangos(place):
    done = weiqitong(place, "manage", "check", "--help")
    assert done.returncode == cli.OK
    assert "--fail-level" in done.stdout

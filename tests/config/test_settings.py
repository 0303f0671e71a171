"""Addresses of databases, typed variables and .env files."""

import os
import stat

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from weiqitong.config import database, env, keys


def test_an_address_of_sqlite_is_an_absolute_path_with_queueing_writers():
    entry = database.parse("sqlite:////srv/wei%20qi/city.sqlite3")
    assert entry["NAME"] == "/srv/wei qi/city.sqlite3"
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_an_address_of_postgresql_may_name_a_socket():
    entry = database.parse("postgresql://wei:p%40ss@/city?host=/run/postgresql")
    assert (entry["USER"], entry["PASSWORD"], entry["NAME"]) == ("wei", "p@ss", "city")
    assert (entry["HOST"], entry["OPTIONS"]) == ("/run/postgresql", {})
    assert database.parse("postgres://a@db:5433/city")["PORT"] == "5433"


def test_another_kind_of_database_is_refused_in_words():
    with pytest.raises(ImproperlyConfigured, match="sqlite:///… or postgresql"):
        database.parse("mysql://a@b/c")


@pytest.mark.parametrize(("text", "value"), [("true", True), ("False", False)])
def test_a_flag_is_true_or_false(monkeypatch, text, value):
    monkeypatch.setenv("WEIQITONG_SWITCH", text)
    assert env.flag("SWITCH", not value) is value


@pytest.mark.parametrize(("read", "text"), [(env.flag, "yes"), (env.number, "many")])
def test_what_cannot_be_read_is_named(monkeypatch, read, text):
    monkeypatch.setenv("WEIQITONG_SWITCH", text)
    with pytest.raises(ImproperlyConfigured, match=f"WEIQITONG_SWITCH='{text}'"):
        read("SWITCH", 1)


def test_a_list_drops_what_is_empty(monkeypatch):
    monkeypatch.setenv("WEIQITONG_HOSTS", " a.cn, ,b.cn,")
    assert env.words("HOSTS") == ["a.cn", "b.cn"]


def test_a_missing_secret_names_the_command_that_makes_it(monkeypatch):
    monkeypatch.delenv("WEIQITONG_FIELD_KEYS")
    with pytest.raises(ImproperlyConfigured, match="weiqitong init"):
        env.secret("FIELD_KEYS")


def test_what_is_set_already_wins_over_the_file(monkeypatch, tmp_path):
    monkeypatch.setenv("WEIQITONG_A", "set")
    monkeypatch.delenv("WEIQITONG_B", raising=False)
    (tmp_path / ".env").write_text("# words\nWEIQITONG_A=file\nWEIQITONG_B='b=c'\n\n", "utf-8")
    env.load(tmp_path / ".env")
    assert (os.environ["WEIQITONG_A"], os.environ.pop("WEIQITONG_B")) == ("set", "b=c")


def test_a_new_place_gets_keys_of_its_own_that_only_its_owner_reads(tmp_path, monkeypatch):
    paths = [keys.write(tmp_path / name) for name in ("a", "b")]
    assert stat.S_IMODE(paths[0].stat().st_mode) == 0o600
    lines = [
        dict(ln.split("=", 1) for ln in p.read_text().splitlines() if ln[0] != "#") for p in paths
    ]
    assert not set(lines[0].values()) & set(lines[1].values())
    Fernet(lines[0]["WEIQITONG_FIELD_KEYS"])


def test_keys_in_use_are_never_replaced(tmp_path):
    path = keys.write(tmp_path)
    before = path.read_text()
    with pytest.raises(FileExistsError):
        keys.write(tmp_path)
    assert path.read_text() == before

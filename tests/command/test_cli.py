"""What is typed: help that a volunteer understands, and plain refusals."""

import socket
from pathlib import Path

import pytest

from tests.command.conftest import Home

COMMANDS = (
    "run",
    "up",
    "serve",
    "demo",
    "import",
    "token",
    "backup",
    "restore",
    "check",
    "chores",
    "seal",
    "verify",
    "key",
    "observatory",
)


def test_help_names_every_command_with_an_example_and_the_home(empty: Home) -> None:
    page = empty.rebond("--help")
    assert [name for name in COMMANDS if f"\n  {name:<8} " not in page] == []
    assert [name for name in COMMANDS if f"rebond {name}" not in page] == []
    assert str(empty.root) in page
    assert "REBOND_HOME" in page
    assert not empty.root.exists()


def test_each_command_has_its_page_with_an_example(empty: Home) -> None:
    pages = {name: empty.rebond(name, "--help") for name in ("import", "restore")}
    assert [name for name, page in pages.items() if f"rebond {name} " not in page] == []


def test_what_is_not_understood_says_where_to_look(empty: Home) -> None:
    assert "rebond --help" in empty.rebond("reboot", status=2)
    assert "rebond demo --help" in empty.rebond("demo", "--scale", "0", status=2)


def test_commands_refuse_a_home_without_data_and_create_nothing(empty: Home) -> None:
    for words in (
        ("serve",),
        ("check",),
        ("token", "Banc 1"),
        ("backup", "sauvegarde.zip"),
        ("import", __file__),
    ):
        assert str(empty.root) in empty.rebond(*words, status=1)
    assert not empty.root.exists()


def test_taken_port_is_told_before_anything_is_prepared(empty: Home) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        for command in ("run", "up", "serve"):
            told = empty.rebond(command, "--port", port, status=1)
            assert f"--port {port + 1}" in told
    assert not empty.root.exists()


def test_serve_refuses_a_database_that_lacks_a_migration(prepared: Home) -> None:
    prepared.write("DELETE FROM django_migrations WHERE app = 'training'")
    assert "rebond up" in prepared.rebond("serve", "--port", "1", status=1)


def test_token_prints_its_secret_last_and_keeps_only_a_hash(prepared: Home) -> None:
    secret = prepared.rebond("token", "Banc 1").split()[-1]
    assert secret.startswith("rbd_")
    assert prepared.rows("SELECT name FROM people_agenttoken") == [("Banc 1",)]
    assert secret.encode() not in prepared.database.read_bytes()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("reboot",), "'reboot' n’existe pas"),
        (("import",), "il manque : PATH"),
        (("serve", "--port", "x"), "« x » n’est pas un nombre"),
        (("demo", "--until", "hier"), "« hier » n’est pas un jour"),
        (("demo", "--scale"), "il faut une valeur"),
        (("check", "--all"), "ce mot est de trop : --all"),
    ],
)
def test_a_faulty_line_is_told_in_french(empty: Home, words: tuple[str, ...], told: str) -> None:
    assert told in empty.rebond(*words, status=2)


def test_a_token_made_here_is_in_the_journal(prepared: Home) -> None:
    prepared.rebond("token", "Banc 9")
    assert prepared.count("records_journalentry WHERE kind = 'token.created' AND actor_id IS NULL") == 1


def test_the_observatory_needs_no_data_and_names_what_it_refuses(empty: Home, tmp_path: Path) -> None:
    told = empty.rebond("observatory", tmp_path / "missing.csv", "--out", tmp_path / "out", status=1)
    assert "  missing.csv: " in told
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["index.html"]
    assert not empty.root.exists()

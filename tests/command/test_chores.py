"""What runs by itself: from the command line, and in a server that nobody touches."""

import subprocess
import time

from tests.command.conftest import Home
from tests.command.test_serving import first_answer, free_port

SOMEBODY = "SELECT id FROM people_person WHERE id = (SELECT MIN(person_id) FROM distribution_request)"


def grown_old(home: Home) -> int:
    """Somebody of the demonstration who was not seen since 2020, and whom nothing keeps."""
    [(pk,)] = home.rows(SOMEBODY)
    home.write(f"UPDATE people_person SET last_contact_on = '2020-01-01', kept_until = NULL WHERE id = {pk}")
    return int(pk)


def test_chores_say_what_they_did_and_do_it_once(lived: Home) -> None:
    grown_old(lived)
    first, second = lived.rebond("chores"), lived.rebond("chores")
    assert "     1  personnes oubliées" in first
    assert "     0  personnes oubliées" in second
    assert "Tout est fait" in second
    assert lived.rebond("check").count("✘") == 0


def test_a_server_forgets_by_itself(lived: Home) -> None:
    pk, port = grown_old(lived), free_port()
    server = subprocess.Popen(
        lived.command("serve", "--port", port),
        env=lived.environment | {"REBOND_CHORES_EVERY_S": "0.2"},
        stdout=subprocess.DEVNULL,
    )
    with server:
        try:
            assert first_answer(f"http://127.0.0.1:{port}/connexion/", server) == 200
            deadline = time.monotonic() + 60
            name = [("?",)]
            while name != [("",)] and time.monotonic() < deadline:
                time.sleep(0.2)
                name = lived.rows(f"SELECT family_name FROM people_person WHERE id = {pk}")
        finally:
            server.terminate()
    assert name == [("",)]

"""A file silent for two years is forgotten: looked for again in every table, the search index, the papers,
the log, the files of messages, the bytes of the database and a backup made after. Figures stay.
"""

import json
import subprocess
import sys
import unicodedata
import zipfile

import pytest

from rebond.common.dates import now
from rebond.common.errors import Refused
from rebond.common.search import fold
from rebond.distribution.models import Handover, HandoverItem
from rebond.inventory.states import State
from rebond.people import retention
from rebond.people.roles import Role
from rebond.records import forgetting
from rebond.records.models import JournalEntry, Paper
from tests.actors import NOBODY_ELSE
from tests.factories import distribution, inventory, people
from tests.installation import Installation

TRACES = sorted(
    {
        form
        for word in NOBODY_ELSE
        for part in (word, word[-9:])
        for form in (part, fold(part), unicodedata.normalize("NFD", part), part.lower())
    }
    | {"kerouanton", "zephyr", "Zéphyr", "98765432", "98 76 54 32", "krntnlgl"}
)


def traces_in(text: str) -> list[str]:
    lower = text.lower()
    return [word for word in TRACES if word.lower() in lower]


def traces_in_bytes(content: bytes) -> list[str]:
    return [word for word in TRACES if word.encode() in content or word.lower().encode() in content]


def test_two_years_later_nobody_finds_the_person_again(installation: Installation) -> None:
    assert "files" in installation.do("live_and_be_forgotten", "2023")
    assert list((installation.home / "messages").iterdir()) == []
    found = [trace for cell in installation.do("cells") for trace in traces_in(cell)]
    assert found == []
    assert [trace for page in installation.do("paper_words") for trace in traces_in(page)] == []
    assert installation.do("people_found", "kerouanton") == []
    assert traces_in((installation.home / "actors.log").read_text()) == []
    left = [path for path in installation.home.rglob("*") if path.is_file()]
    assert [
        path for path in left if path.suffix in (".json", ".log") and traces_in_bytes(path.read_bytes())
    ] == []
    if not installation.database_url:
        installation.do("empty_wal")
        for path in installation.home.glob("rebond.sqlite3*"):
            assert traces_in_bytes(path.read_bytes()) == []
        assert traces_in_backup(installation) == []


def traces_in_backup(installation: Installation) -> list[str]:
    target = installation.home / "after.zip"
    command = [sys.executable, "-m", "rebond.command", "backup", str(target)]
    subprocess.run(command, env=installation.environment, check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile(target) as packed:
        return [trace for name in packed.namelist() for trace in traces_in_bytes(packed.read(name))]


@pytest.mark.django_db
def test_what_was_counted_stays_and_the_paper_keeps_its_number() -> None:
    device, by = inventory.device(State.READY), people.user(Role.COUNTER)
    person = people.person("Kerouanton")
    handover = distribution.handover(device, to=person)
    paper = distribution.issue_receipt(handover)
    person.refresh_from_db()
    with pytest.raises(Refused):
        forgetting.forget(person, by=by)
    person.kept_until = None
    person.save()
    forgetting.forget(person, by=by)
    forgetting.forget(person, by=by)
    person.refresh_from_db()
    kept = Paper.objects.get(pk=paper.pk)
    assert (kept.number, kept.sha256, bytes(kept.body)) == (paper.number, paper.sha256, b"")
    assert (HandoverItem.objects.count(), Handover.objects.get().signed_name) == (1, "")
    assert str(person) in ("quelqu’un, oublié", "somebody, forgotten")
    assert "Kerouanton" not in json.dumps(list(JournalEntry.objects.values_list("data", flat=True)))


@pytest.mark.django_db
def test_what_runs_is_not_forgotten_and_what_is_young_neither() -> None:
    person = people.person()
    person.last_contact_on = now().date().replace(year=now().year - 3)
    person.save()
    assert retention.to_forget() == [person]
    retention.touch(person)
    assert retention.to_forget() == []


@pytest.mark.django_db
def test_the_export_of_a_file_tells_all_that_is_kept() -> None:
    person = people.person()
    distribution.handover(inventory.device(State.READY), to=person)
    retention.log_opening(person, by=people.user())
    retention.log_opening(person, by=people.user())
    told = forgetting.file_of(person)
    words = json.dumps(told, ensure_ascii=False, default=str)
    for expected in ("Le Goff", "REM-", "DEF-"):
        assert expected in words
    assert [len(rows) for rows in told.values() if rows and "who" in rows[0]] == [1]


def test_two_payments_at_once_never_exceed_the_price(installation: Installation) -> None:
    sale = installation.do("sell", 10_000)
    answers = installation.together(*[("pay", sale, 6_000)] * 4)
    assert sorted(answers) == ["Refused", "Refused", "Refused", "done"]


def test_two_requests_at_once_are_one(installation: Installation) -> None:
    person = installation.do("new_person")
    answers = installation.together(*[("open_request", person)] * 3)
    assert sorted(answers) == ["Refused", "Refused", "done"]


def test_a_till_closed_while_cash_comes_in_is_still_true(installation: Installation) -> None:
    sale = installation.do("sell", 10_000)
    answers = installation.together(*[("pay", sale, 1_000)] * 3, ("close_till", 0))
    assert answers[-1] == "done"
    assert installation.do("till_is_true")

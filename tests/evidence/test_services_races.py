"""The same report by several doors at once, another body under the same id, and the plug pulled in the
middle.
"""

import os
import random
import signal
import time
from pathlib import Path

import pytest

from tests.factories import evidence
from tests.installation import Installation

pytestmark = pytest.mark.slow


def _file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_one_report_posted_by_four_processes_is_stored_once(
    installation: Installation, tmp_path: Path
) -> None:
    installation.do("prepare", "received", 0)
    content = evidence.report(drives=[evidence.drive()], erasures=[evidence.erasure()])
    path = _file(tmp_path, "report.json", evidence.raw(content))
    answers = installation.together(*[("take", path)] * 4)
    found = installation.do("check")
    assert sorted(is_new for is_new, _report, _status in answers) == [False, False, False, True]
    assert {status for _is_new, _report, status in answers} == {"linked"}
    assert (found["reports"], found["devices"], found["attached"]) == (1, 1, 1)


def test_other_bodies_under_one_id_are_all_kept_and_one_is_attached(
    installation: Installation, tmp_path: Path
) -> None:
    installation.do("prepare", "received", 0)
    content = evidence.report()
    paths = [
        _file(tmp_path, f"{rank}.json", evidence.raw(content | {"station": f"Poste {rank}"}))
        for rank in range(3)
    ]
    installation.together(*[("take", path) for path in paths])
    found = installation.do("check")
    assert (found["reports"], found["conflicts"], found["devices"]) == (3, 2, 1)
    assert found["readings"] == ["linked", "to_review", "to_review"]


def test_a_killed_process_leaves_all_of_a_report_or_nothing(
    installation: Installation, tmp_path: Path
) -> None:
    installation.do("prepare", "received", 0)
    moment = random.Random(20261123)
    for _round in range(8):
        process = installation.start("take_for_ever", tmp_path)
        time.sleep(moment.uniform(0.1, 0.5))  # somewhere in the middle, each time elsewhere
        os.kill(process, signal.SIGKILL)
        found = installation.do("check")
        assert (found["integrity"], found["recount"], found["chain"]) == ("ok", [], True)
        assert found["reports"] - found["readings"].count("pending") == found["devices"] == found["attached"]
    installation.do("finish_pending")
    found = installation.do("check")
    assert set(found["readings"]) == {"linked"}
    sent = {path.stem for path in tmp_path.glob("*.json")}
    assert set(found["claimed"]) <= sent
    assert (
        len(sent) - len(found["claimed"]) <= 8
    )  # at most the one that each kill caught before it was stored
    for path in tmp_path.glob("*.json"):
        if path.stem not in found["claimed"]:  # the outbox sends again what was never confirmed
            installation.do("take", path)
    assert installation.do("check")["devices"] == len(sent)

"""The sealed tree and the certificates, measured in one process:  python -m bench.papers HOME [ENTRIES]

Works in an empty home, and prints one line of JSON: measurement -> figures.
"""

import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SEALED, VERIFIED = 100_000, 1_000_000
DRIVES, CERTIFICATES, PROOFS = 500, 15, 200


def main(home: Path, verified: int) -> None:
    """Build, seal, verify, certify."""
    os.environ |= {"REBOND_HOME": str(home), "DJANGO_SETTINGS_MODULE": "rebond.config.settings"}
    import django

    django.setup()
    from rebond.command import installation

    installation.prepare()
    figures = _sealing(verified) | _certificates()
    figures["papers_memory"] = {"peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}
    print(json.dumps(figures))


def timed(act: Callable[[], Any], clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds."""
    before = clock()
    act()
    return clock() - before


def _sealing(verified: int) -> dict[str, dict[str, float]]:
    from rebond.people.models import Association, User
    from rebond.people.roles import Role
    from rebond.records import journal, merkle, sealing, verifying
    from rebond.records.models import Leaf
    from rebond.records.tree import Tree

    Association.objects.create(name="Mesures", prefix="MES", public_url="https://rebond.example")
    user = User.objects.create_user("mesure", "trois mots faciles", Role.ADMINISTRATOR, display_name="Mesure")

    def write(count: int) -> None:
        for start in range(0, count, 10_000):
            rows = [(user, {"name": f"banc {n}"}) for n in range(start, min(start + 10_000, count))]
            journal.write_many("token.created", rows, by=user)

    write(SEALED)
    seal_s = timed(sealing.seal)
    write(verified - SEALED)
    sealing.seal()
    verify_s = timed(verifying.verify)
    head = sealing.last_head()
    assert head is not None
    tree, proofs = Tree(head.size), []
    places = range(0, head.size, head.size // PROOFS)
    hashes = {row.position: bytes(row.hash) for row in Leaf.objects.filter(position__in=list(places))}
    for place in places:
        path = tree.path(place)
        proofs.append(
            timed(lambda: merkle.is_included(hashes[place], place, head.size, path, bytes(head.root)))  # noqa: B023
        )
    return {
        "seal_100k": {"seconds": seal_s},
        "verify": {"seconds": verify_s, "entries": verified},
        "proof": {"median_ms": statistics.median(proofs) * 1000},
    }


def _certificates() -> dict[str, dict[str, float]]:
    from rebond.erasure import papers
    from rebond.inventory.states import State
    from rebond.records import pades, sealing, signing
    from tests.factories import collection, inventory, people

    lot = collection.lot()
    for _ in range(DRIVES // 500):
        for _ in range(500):
            inventory.device(State.CLEARED, lot=lot, maker="Lenovo", model="ThinkPad T480")
    sealing.seal()
    whole = timed(lambda: papers.issue_certificate(lot.donation, by=people.user()))
    devices = list(lot.devices.all()[:CERTIFICATES])
    cpu = [
        timed(lambda: papers.issue_certificate(device, by=people.user()), time.process_time)  # noqa: B023
        for device in devices
    ]
    body = bytes(papers.certificate_of(devices[0]).body)  # type: ignore[union-attr]
    unsigned = body[: body.index(b"%%EOF") + 6]
    signer = signing.current()
    signing_cpu = [
        timed(lambda: pades.sign(unsigned, signer, reason="x"), time.process_time) for _ in range(9)
    ]
    beyond = statistics.median(cpu) - statistics.median(signing_cpu)
    return {
        "certificate": {
            "cpu_beyond_signing_ms": beyond * 1000,
            "signing_cpu_ms": statistics.median(signing_cpu) * 1000,
        },
        "certificate_500": {"seconds": whole},
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else VERIFIED)

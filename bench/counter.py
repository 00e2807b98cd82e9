"""The counter at its largest: 2 000 requests against 3 000 machines in a base of many devices, doubles among
100 000 people:  python -m bench.counter HOME

Works in a home that `rebond demo --scale` made, lifts its guards to set the stock, prints one line of JSON.
"""

import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

REQUESTS, MACHINES, PEOPLE, TRIES = 2_000, 3_000, 100_000, 100


def main(home: Path) -> None:
    """Set the stock, then propose, look one request's machines up, look doubles up."""
    os.environ |= {"REBOND_HOME": str(home), "DJANGO_SETTINGS_MODULE": "rebond.config.settings"}
    import django

    django.setup()
    from rebond.distribution import proposals
    from rebond.distribution.models import Request
    from rebond.people import services
    from rebond.people.models import Person

    dice = random.Random(1)
    _stock()
    _people(dice)
    _needs(dice)
    before = time.perf_counter()
    proposal = proposals.propose(by=None)
    proposal_s = time.perf_counter() - before
    waiting = list(Request.objects.filter(state__in=Request.WAITING)[:TRIES])
    some = dice.sample(list(Person.objects.order_by("-id")[: TRIES * 50]), TRIES)
    told = {
        "proposal": {
            "seconds": proposal_s, "requests": proposal.requests, "machines": proposal.machines,
            "lines": proposal.lines.count(),
        },
        "one_request": _timed([lambda row=row: proposals.fitting(row) for row in waiting]),
        "doubles": {"people": Person.objects.count()}
        | _timed([lambda row=row: services.doubles(row) for row in some]),
    }  # fmt: skip
    print(json.dumps(told))


def _timed(calls: list[Callable[[], object]]) -> dict[str, float]:
    spent = []
    for call in calls:
        before = time.perf_counter()
        call()
        spent.append((time.perf_counter() - before) * 1000)
    spent.sort()
    return {"median_ms": statistics.median(spent), "p95_ms": spent[int(len(spent) * 0.95)]}


def _stock() -> None:
    """Three thousand computers ready, of many kinds; the others go back to the bench."""
    from django.db import connection

    from rebond.common import database

    database.lift(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inventory_device SET state = 'cleared' WHERE state = 'ready'")
        cursor.execute(
            "UPDATE inventory_device SET state = 'ready', cpu_cores = 2 + id %% 7,"
            " ram_bytes = CAST(1073741824 AS BIGINT) * (4 + 4 * (id %% 4)), has_camera = (id %% 3 > 0),"
            " has_wifi = (id %% 5 > 0) WHERE id IN (SELECT id FROM inventory_device"
            " WHERE category IN ('laptop', 'desktop', 'all_in_one') AND state = 'cleared' LIMIT %s)",
            [MACHINES],
        )
    database.install(connection)


def _people(dice: random.Random) -> None:
    """As many as France spells: names of the demonstration, and typing mistakes."""
    from rebond.command.demo_facts import load
    from rebond.common.search import fold
    from rebond.people.likeness import name_key, phone_key
    from rebond.people.models import Person

    known = load()
    rows = []
    for rank in range(PEOPLE):
        given, family = dice.choice(known.given_names), _mistyped(dice, dice.choice(known.family_names))
        phone = f"06{rank:08d}"
        rows.append(
            Person(
                given_name=given, family_name=family, phone=phone, birth_year=dice.randrange(1930, 2015),
                search_text=fold(given, family, phone), phone_key=phone_key(phone),
                family_key=name_key(family), given_key=name_key(given),
            )
        )  # fmt: skip
    Person.objects.bulk_create(rows, batch_size=1_000)


def _mistyped(dice: random.Random, name: str) -> str:
    """One name of two gets a letter of its own, so that names are as many as in a town."""
    if dice.random() < 0.5:
        place = dice.randrange(1, len(name))
        return name[:place] + dice.choice("abcdefghijklmnoprstuvz") + name[place:]
    return name


def _needs(dice: random.Random) -> None:
    from datetime import timedelta

    from rebond.common.dates import today
    from rebond.distribution.models import Request, Use
    from rebond.people.models import Person

    people = list(Person.objects.order_by("-id").values_list("pk", flat=True)[:REQUESTS])
    Request.objects.bulk_create(
        [
            Request(
                number=f"DEM-99-{rank:05d}", person_id=pk, uses=dice.sample(list(Use.values), 2),
                wanted=dice.choice(["", "laptop", "desktop"]),
                connection=dice.choice(["", "mobile", "fixed"]), urgency=dice.randrange(3),
                children_at_school=dice.randrange(3), asked_on=today() - timedelta(days=dice.randrange(400)),
            )
            for rank, pk in enumerate(people)
        ],
        batch_size=500,
    )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))

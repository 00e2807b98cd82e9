"""Results that are frozen: signed, readable by anybody, computed again from their own attachment."""

import json
import random
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from rebond.common.dates import today
from rebond.impact import co2e, frozen
from rebond.inventory.states import State
from rebond.people.roles import Role
from rebond.records.models import Paper
from tests.factories import distribution, inventory, people

pytestmark = pytest.mark.django_db


def attached(paper: Paper) -> dict[str, object]:
    reader = PdfReader(BytesIO(bytes(paper.body)))
    [body] = reader.attachments["resultats.json"]
    found: dict[str, object] = json.loads(body)
    return found


def test_a_frozen_year_holds_all_that_is_needed_to_compute_it_again() -> None:
    founder = people.association()
    for _ in range(6):
        distribution.handover(inventory.device(State.READY), to=people.person())
    paper = frozen.freeze(founder, today().year, by=people.user(Role.COORDINATOR))
    told = attached(paper)
    again = co2e.spread(told["mix"], seed=told["seed"], n_draws=told["draws"])  # type: ignore[arg-type]
    assert told["co2e_kg"]["central"] == again.central  # type: ignore[index]
    assert told["co2e_kg"]["high"] == again.high  # type: ignore[index]
    assert told["machines_sha256"] == frozen.digest(told["machines"])  # type: ignore[arg-type]
    assert sum(line.startswith("handed_over ") for line in told["machines"]) == 6  # type: ignore[attr-defined]
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(bytes(paper.body))).pages)
    assert "Résultats de l’année" in text
    assert "Le Goff" not in text + json.dumps(told, ensure_ascii=False)


def test_the_range_is_computed_again_from_the_attachment_alone() -> None:
    """As somebody would who has the paper and Python, and nothing of ours."""
    founder = people.association()
    for category in ("laptop", "desktop", "phone"):
        device = inventory.device(State.READY)
        type(device).objects.filter(pk=device.pk).update(category=category)
        distribution.handover(device, to=people.person())
    told: Any = attached(frozen.freeze(founder, today().year, by=None))
    dice = random.Random(told["seed"])

    def draw(cell: dict[str, float]) -> float:
        return dice.triangular(cell["low"], cell["high"], cell["value"])

    drawn = []
    for _ in range(told["draws"]):
        d, s, phones = (
            draw(told[name]) for name in ("substitution", "refurbished_share", "refurbished_share_of_phones")
        )
        total = 0.0
        for name in (one for one in told["order_of_draws"] if one in told["mix"]):
            one = told["factors"][name]
            new, years, own = (draw(one[key]) for key in ("embodied_kg", "second_life_years", "own_work_kg"))
            used = (1 - d) * one["use_kg_a_year"] * years
            share = d * (1 - (phones if name == "phone" else s))
            total += told["mix"][name] * (share * new * min(years / one["life_years"], 1) - own - used)
        drawn.append(total)
    drawn.sort()
    assert drawn[len(drawn) // 20] == pytest.approx(told["co2e_kg"]["low"])
    assert drawn[len(drawn) * 19 // 20] == pytest.approx(told["co2e_kg"]["high"])
    kg = sum(told["typical_kg"][name] * n for name, n in told["mix"].items())
    assert kg == pytest.approx(next(one["value"] for one in told["indicators"] if one["code"] == "I4"))


def test_what_is_frozen_does_not_move_and_a_later_one_is_another_paper() -> None:
    founder = people.association()
    first = frozen.freeze(founder, today().year, by=None)
    distribution.handover(inventory.device(State.READY), to=people.person())
    second = frozen.freeze(founder, today().year, by=None)
    assert (attached(first)["mix"], attached(second)["mix"]) == ({}, {"laptop": 1})
    assert Paper.objects.filter(kind=frozen.KIND, revocation=None).count() == 2


def test_anybody_reads_it_and_only_the_office_signs_it(client: Client) -> None:
    people.association()
    url = reverse("web:freeze_results", args=[today().year])
    client.force_login(people.user(Role.TECHNICIAN))
    assert client.post(url).status_code == 403
    client.force_login(people.user(Role.COORDINATOR))
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    client.post(reverse("web:freeze_results", args=[today().year + 1]))  # refused, in words
    paper = Paper.objects.get()
    client.logout()
    page = client.get(reverse("web:impact"))
    assert paper.number in page.content.decode()
    pdf = client.get(reverse("web:impact_report", args=[paper.number]))
    assert pdf.content == bytes(paper.body)
    receipt = distribution.issue_receipt(
        distribution.handover(inventory.device(State.READY), to=people.person())
    )
    assert client.get(reverse("web:impact_report", args=[receipt.number])).status_code == 404

"""Head counts: written in a minute, summed, taken away."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rebond.common.dates import today
from rebond.people.roles import Role
from rebond.records.models import JournalEntry
from rebond.training.models import HeadCount
from tests.factories import people, training

pytestmark = pytest.mark.django_db

URL = "web:head_count_new"


@pytest.fixture
def trainer(client):
    client.force_login(people.user(Role.TRAINER))
    return client


def told(**changes: str) -> dict[str, str]:
    return {
        "kind": "workshop", "title": "Premiers pas", "held_on": f"{today():%Y-%m-%d}", "length": "120",
        "minutes": "", "people": "6",
    } | changes  # fmt: skip


def test_an_empty_room_teaches_the_first_step(trainer):
    assert reverse("web:venue_new") in trainer.get(reverse("web:classroom")).content.decode()
    assert reverse(URL) in trainer.get(reverse("web:head_counts")).content.decode()


def test_people_are_counted_and_nobody_is_named(trainer):
    assert trainer.post(reverse(URL), told())["Location"] == reverse("web:head_counts")
    row = HeadCount.objects.get()
    assert (row.title, row.minutes, row.people, row.trainee_hours) == ("Premiers pas", 120, 6, 12)


def test_another_length_is_typed_in_minutes(trainer):
    trainer.post(reverse(URL), told(length="other", minutes="150"))
    assert HeadCount.objects.get().minutes == 150


def test_a_chosen_length_wins_over_minutes_left_behind(trainer):
    trainer.post(reverse(URL), told(length="60", minutes="150"))
    assert HeadCount.objects.get().minutes == 60


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"people": "-1"}, "people"),
        ({"people": "501"}, "people"),
        ({"people": "six"}, "people"),
        ({"length": "other"}, "minutes"),
        ({"length": "other", "minutes": "4"}, "minutes"),
        ({"title": ""}, "title"),
        ({"held_on": "31/02/2026"}, "held_on"),
        ({"held_on": f"{today() + timedelta(days=1):%Y-%m-%d}"}, "held_on"),
        ({"held_on": "1066-10-14"}, "held_on"),
        ({"kind": "party"}, "kind"),
    ],
)
def test_an_unlikely_answer_is_said_at_its_field(trainer, changes, field):
    assert list(trainer.post(reverse(URL), told(**changes)).context["form"].errors) == [field]
    assert HeadCount.objects.count() == 0


def test_last_titles_are_suggested_once_each(trainer):
    for title in ("Mails", "Tableur", "Mails"):
        trainer.post(reverse(URL), told(title=title))
    assert trainer.get(reverse(URL)).context["titles"] == ["Mails", "Tableur"]


def test_month_and_year_are_the_sums_of_their_rows(trainer):
    training.head_count(people_present=8, minutes=90)
    training.head_count(people_present=5, minutes=60)
    context = trainer.get(reverse("web:classroom")).context
    assert (context["month_people"], context["month_hours"]) == (13, "17")
    assert (context["year_people"], context["year_hours"]) == (13, "17")


def test_a_figure_opens_its_rows(trainer):
    row = training.head_count()
    for period, rows in (
        (f"{today():%Y-%m}", [row]),
        (f"{today():%Y}", [row]),
        ("1999-02", []),
        ("x", [row]),
    ):
        assert trainer.get(reverse("web:head_counts"), {"periode": period}).context["page"].rows == rows


def test_between_holds_both_ends():
    row = training.head_count()
    assert list(HeadCount.objects.between(today(), today())) == [row]
    assert HeadCount.objects.between(today() + timedelta(days=1), today() + timedelta(days=9)).sums() == (
        0,
        0,
    )


def test_the_list_costs_the_same_with_more_rows(trainer):
    def cost() -> int:
        trainer.get(reverse("web:head_counts"))
        with CaptureQueriesContext(connection) as seen:
            trainer.get(reverse("web:head_counts"))
        return len(seen)

    training.head_count()
    one = cost()
    for _ in range(29):
        training.head_count()
    assert cost() == one


@pytest.mark.parametrize(("role", "seen", "counted", "exported"), [
    (Role.READER, 200, 403, 200), (Role.TRAINER, 200, 200, 403), (Role.COUNTER, 200, 403, 403),
])  # fmt: skip
def test_doors_of_the_room(client, role, seen, counted, exported):
    client.force_login(people.user(role))
    assert client.get(reverse("web:classroom")).status_code == seen
    assert client.get(reverse(URL)).status_code == counted
    assert client.get(reverse("web:head_counts_export")).status_code == exported


def test_the_list_leaves_as_a_file(client):
    training.head_count(people_present=8, minutes=90)
    client.force_login(people.user(Role.READER))
    answer = client.get(reverse("web:head_counts_export"), {"format": "csv"})
    last = b"".join(answer.streaming_content).decode().splitlines()[-1]
    assert last.split(";")[2:] == ["Premiers pas", "90", "8", "12,0"]


def test_a_wrong_count_is_corrected_and_the_journal_keeps_what_it_was(trainer):
    row = training.head_count(people_present=60)
    page = reverse("web:head_count_edit", args=[row.pk])
    assert trainer.get(page).context["form"].initial["people"] == 60
    trainer.post(page, told(title=row.title, people="6", held_on=f"{row.held_on:%Y-%m-%d}"))
    row.refresh_from_db()
    assert row.people == 6
    assert JournalEntry.objects.get(kind="training.corrected").data["changed"]["people"] == [60, 6]


def test_a_correction_cannot_move_a_session_to_tomorrow(trainer):
    row = training.head_count()
    tomorrow = f"{today() + timedelta(days=1):%Y-%m-%d}"
    answer = trainer.post(reverse("web:head_count_edit", args=[row.pk]), told(held_on=tomorrow))
    assert answer.context["form"].errors["held_on"]
    assert HeadCount.objects.get().held_on == row.held_on


def test_the_file_holds_the_period_that_the_page_shows(client):
    client.force_login(people.user(Role.READER))
    old = training.head_count(held_on=today() - timedelta(days=800))
    new = training.head_count()
    export = reverse("web:head_counts_export")
    shown = b"".join(client.get(export, {"periode": f"{new.held_on:%Y}"}).streaming_content).decode()
    assert f"{new.held_on:%Y-%m-%d}" in shown or f"{new.held_on:%d/%m/%Y}" in shown
    assert f"{old.held_on:%Y}" not in shown

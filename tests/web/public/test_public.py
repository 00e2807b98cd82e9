"""Doors open to anyone: first run, sign in, a machine by its label, the pages that excuse themselves."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from rebond.command.demo import cast
from rebond.common.dates import clock_at, now
from rebond.inventory import numbers
from rebond.inventory import services as inventory_services
from rebond.inventory.models import Location
from rebond.inventory.states import State
from rebond.people.models import Association, User
from rebond.people.roles import Role
from rebond.records.models import JournalEntry
from rebond.web.public.signing_in import DEMONSTRATION_PASSWORD
from tests.factories import inventory, people

pytestmark = pytest.mark.django_db

LOGIN, FIRST_RUN = "web:login", "web:first_run"
FOUNDERS = {
    "name": "Défis", "letters": "def", "site": "Atelier", "display_name": "Anne", "username": "anne",
    "password": "trois mots faciles", "again": "trois mots faciles",
}  # fmt: skip


def machine_page(number: str) -> str:
    return reverse("web:machine", args=[number])


def test_before_the_association_every_visit_leads_to_the_first_run(client):
    assert client.get("/")["Location"].startswith(reverse(LOGIN))
    assert client.get(reverse(LOGIN))["Location"] == reverse(FIRST_RUN)
    assert client.post(reverse(LOGIN), {"username": "a", "password": "b"})["Location"] == reverse(FIRST_RUN)


def test_the_first_run_founds_everything_and_opens_the_house(client):
    assert client.post(reverse(FIRST_RUN), FOUNDERS)["Location"] == reverse("web:home")
    assert Association.objects.get().prefix == "DEF"
    assert [(row.code, row.kind) for row in Location.objects.all()] == [("EMP-0001", "site")]
    anne = User.objects.get()
    assert (anne.role, client.session["_auth_user_id"]) == (Role.ADMINISTRATOR, str(anne.pk))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"letters": "DÉF"}, "letters"),
        ({"letters": "D"}, "letters"),
        ({"again": "autre chose encore"}, "again"),
        ({"username": "an ne"}, "username"),
        ({"password": "court", "again": "court"}, "__all__"),
        ({"name": ""}, "name"),
        ({"site": ""}, "site"),
    ],
)
def test_a_refused_first_run_founds_nothing(client, changes, field):
    answer = client.post(reverse(FIRST_RUN), FOUNDERS | changes)
    assert list(answer.context["form"].errors) == [field]
    assert (Association.objects.count(), User.objects.count(), Location.objects.count()) == (0, 0, 0)


def test_the_first_run_is_over_once(client):
    people.association()
    assert client.get(reverse(FIRST_RUN))["Location"] == reverse(LOGIN)
    assert client.post(reverse(FIRST_RUN), FOUNDERS | {"username": "mallory"})["Location"] == reverse(LOGIN)
    assert not User.objects.filter(username="mallory").exists()


def test_signing_in_and_out(client):
    people.user(Role.COUNTER, name="marie")
    answer = client.post(
        reverse(LOGIN), {"username": "marie", "password": people.PASSWORD, "next": "/comptoir/"}
    )
    assert answer["Location"] == "/comptoir/"
    assert client.get(reverse("web:sign_out")).status_code == 405
    assert client.post(reverse("web:sign_out"))["Location"] == reverse(LOGIN)
    assert "_auth_user_id" not in client.session


def test_another_site_is_never_the_next_page(client):
    people.user(Role.COUNTER, name="marie")
    facts = {"username": "marie", "password": people.PASSWORD, "next": "https://example.org/"}
    assert client.post(reverse(LOGIN), facts)["Location"] == reverse("web:home")


def test_a_wrong_password_does_not_say_which_was_wrong(client):
    people.user(Role.COUNTER, name="marie")
    words = {
        str(
            client.post(reverse(LOGIN), {"username": name, "password": "faux"})
            .context["form"]
            .errors["__all__"]
        )
        for name in ("marie", "personne")
    }
    assert len(words) == 1


def test_too_many_tries_are_told_kindly(client):
    people.user(Role.COUNTER, name="marie")
    facts = {"username": "marie", "password": "faux"}
    answers = [client.post(reverse(LOGIN), facts) for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert answers[-1].status_code == 429
    assert "public/locked_out.html" in [template.name for template in answers[-1].templates]
    assert client.post(reverse(LOGIN), facts | {"password": people.PASSWORD}).status_code == 429


def test_only_a_demonstration_shows_its_logins(client):
    people.user(Role.COUNTER, name="marie")
    assert "logins" not in client.get(reverse(LOGIN)).context
    people.association(is_demonstration=True)
    assert "marie" in [row.username for row in client.get(reverse(LOGIN)).context["logins"]]
    assert DEMONSTRATION_PASSWORD == cast.PASSWORD


def test_anyone_reads_what_a_machine_is_and_nothing_personal(client):
    device = inventory.device(State.RECEIVED, maker="LENOVO", model="ThinkPad T480", serial="PF1SECRET")
    inventory.bring(device, State.HANDED_OVER)
    page = client.get(machine_page(device.number)).content.decode()
    assert "ThinkPad T480" in page
    for private in ("PF1SECRET", "Le Goff", "Marie", "S3R1AL", "REM-", "Ville de Lanester"):
        assert private not in page


@pytest.mark.parametrize(("days_ago", "is_running"), [(0, True), (150, True), (200, False)])
def test_the_warranty_is_read_from_the_handover(client, days_ago, is_running):
    people.association(warranty_months=6)
    with clock_at(now() - timedelta(days=days_ago)):
        device = inventory.device(State.HANDED_OVER)
    assert client.get(machine_page(device.number)).context["warranty"].is_running is is_running


def test_a_machine_still_here_speaks_of_no_warranty(client):
    assert client.get(machine_page(inventory.device(State.READY).number)).context["warranty"] is None


def test_a_duplicate_number_leads_to_the_machine(client):
    keep, absorbed = inventory.device(), inventory.device()
    inventory_services.merge(keep, absorbed, by=people.user())
    assert client.get(machine_page(absorbed.number)).context["device"] == keep


@pytest.mark.parametrize(
    ("number", "is_mistyped"),
    [("DEF-26-00001-0", True), ("bonjour", True), (numbers.compose("ABC", 2026, 1), False), ("☃", True)],
)
def test_an_unknown_number_is_answered_kindly(client, number, is_mistyped):
    people.association()
    answer = client.get(machine_page(number))
    assert (answer.status_code, answer.context["is_mistyped"]) == (404, is_mistyped)


def test_numbers_are_read_however_they_are_typed(client):
    device = inventory.device()
    typed = device.number.lower().replace("-", "")
    assert client.get(machine_page(typed)).context["device"] == device


def test_every_public_page_opens_for_a_stranger(client):
    people.association()
    for url in (reverse(LOGIN), reverse("web:accessibility"), machine_page(inventory.device().number)):
        assert client.get(url).status_code == 200


def test_a_tab_from_yesterday_is_told_kindly():
    people.association()
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(reverse(LOGIN), {"username": "anne", "password": people.PASSWORD})
    assert answer.status_code == 403
    assert "403_csrf.html" in [template.name for template in answer.templates]


def test_nothing_at_an_address_and_a_closed_door_have_their_page(client):
    client.force_login(people.user(Role.READER))
    assert "404.html" in [template.name for template in client.get("/nulle-part/").templates]
    closed = client.get(reverse("web:people"))
    assert (closed.status_code, "403.html" in [template.name for template in closed.templates]) == (403, True)


@pytest.mark.parametrize("name", ["500.html", "400.html"])
def test_the_page_of_a_broken_house_asks_the_house_for_nothing(name, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = render_to_string(name)
    assert 'href="/"' in page


def test_the_first_run_is_in_the_journal_and_keeps_the_public_address(client):
    client.post(reverse(FIRST_RUN), FOUNDERS | {"public_url": "rebond.defis.example"})
    assert Association.objects.get().public_url == "https://rebond.defis.example"
    kinds = JournalEntry.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["association.founded", "user.added", "location.added"]


def test_the_address_of_a_button_opened_by_hand_says_so(client):
    client.force_login(people.user(Role.ADMINISTRATOR))
    answer = client.get(reverse("web:donation_restore", args=[1]))
    assert answer.status_code == 405
    assert "bouton" in answer.content.decode()

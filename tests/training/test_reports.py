"""The same rows, told to the State, to La Coop and to funders."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import TextChoices
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from rebond.common.dates import clock_at, today
from rebond.people.roles import Role
from rebond.training import bpf, cra, funders, help, offer, rules, words
from rebond.training.help import Told
from rebond.training.models import Enrolment, TrainingSession, YearAccounts
from tests.factories import people, training

STANDARDS = Path(__file__).resolve().parents[3] / "shared/data/standards"
PARIS = ZoneInfo("Europe/Paris")


def _standard(name: str) -> Any:
    if not STANDARDS.is_dir():
        pytest.skip("the founders' standards are not here")
    return json.loads((STANDARDS / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "ours", "labels"),
    [
        ("thematique", words.Theme, cra.THEMES),
        ("type_lieu", words.PlaceKind, cra.PLACES),
        ("materiel", words.Gear, cra.GEARS),
        ("autonomie", words.Autonomy, cra.AUTONOMY),
        ("niveau_atelier", words.Level, cra.LEVELS),
        ("structure_de_redirection", words.Redirection, cra.REDIRECTIONS),
        ("genre", words.Gender, cra.GENDERS),
        ("tranche_age", words.AgeBand, cra.AGES),
        ("statut_social", words.Occupation, cra.OCCUPATIONS),
    ],
)
def test_codes_and_labels_are_those_of_la_coop(
    name: str, ours: type[TextChoices], labels: dict[str, str]
) -> None:
    theirs = {
        row["value"]: row["label"] for row in _standard("cra-coop-mediation-numerique.json")["enums"][name]
    }
    assert set(ours.values) == set(theirs)
    assert labels == theirs


def test_columns_are_those_of_la_coop() -> None:
    told = _standard("cra-coop-mediation-numerique.json")["export_xlsx_columns_activites"]
    assert [title for _key, title, _kind in cra.COLUMNS] == told


def test_five_words_of_attendance_are_those_of_rdv() -> None:
    told = _standard("eligibilite-orientation.json")["attendance_status_rdv"]["values"]
    assert set(words.Status.values) == set(told)


def test_lines_of_the_bpf_are_those_of_the_form() -> None:
    frames = _standard("bpf-cerfa-10443.json")["frames"]
    assert words.Income.values == [row["code"] for row in frames["C"]["lines"]]
    assert words.Trainee.values == [row["code"] for row in frames["F-1"]["rows"]]
    assert words.Aim.values == [row["code"] for row in frames["F-3"]["rows"] if row["code"] != "a"]


def test_formalities_are_la_coops() -> None:
    rows = _standard("cra-coop-mediation-numerique.json")["enums"]["thematique"]
    assert {row["value"] for row in rows if row["family"] == "demarches_administratives"} == words.FORMALITIES


@pytest.mark.django_db
def test_a_course_across_new_year_counts_in_each_year() -> None:
    with clock_at(datetime(2026, 12, 15, 8, tzinfo=PARIS)):
        course = training.session(days=(1, 29), of=training.training(fpc=True))
        person = training.place(course, trainee="c").person
    first, second = course.half_days.all()
    with clock_at(datetime(2027, 2, 1, 8, tzinfo=PARIS)):
        training.present(first, person)
        training.present(second, person, minutes=60)
    for year, minutes in ((2026, 180), (2027, 60)):
        told = bpf.frames(year)
        assert [(row.code, row.people, row.minutes) for row in told.trainees if row.people] == [
            ("c", 1, minutes)
        ]
        assert told.trainers[0].minutes == 180


@pytest.mark.django_db
def test_open_workshops_and_head_counts_stay_out_of_the_bpf() -> None:
    workshop = training.session(days=(-1,), of=training.training(form="workshop"))
    training.present(workshop.half_days.get(), training.place(workshop).person)
    training.head_count()
    told = bpf.frames(today().year)
    assert sum(row.minutes for row in told.trainees) == 0
    assert all(check.holds for check in told.checks)


@pytest.mark.django_db
def test_the_form_names_what_is_missing() -> None:
    course = training.session(days=(-1,), of=training.training(fpc=True))
    training.present(course.half_days.get(), training.place(course).person, kind="")
    assert dict(bpf.frames(today().year).missing) == {"unsigned": 1, "not_cosigned": 1}
    YearAccounts.objects.create(year=today().year, handed_trainees=3)
    assert [check.words for check in bpf.frames(today().year).checks if not check.holds] == ["F-2 ≤ F-1"]


@pytest.mark.django_db
def test_trainer_hours_are_given_once_a_half_day_and_trainee_hours_by_each() -> None:
    course = training.session(days=(-1,))
    for _ in range(3):
        training.present(course.half_days.get(), training.place(course).person)
    told = funders.report(None, today() - timedelta(days=3), today())
    assert (told.trainee_minutes, told.trainer_minutes, told.people) == (540, 180, 3)


@pytest.mark.django_db
def test_a_funder_reads_its_own_sessions_and_no_small_commune() -> None:
    ville = people.organisation()
    paid, other = training.session(days=(-1,)), training.session(days=(-1,), hours=training.AFTERNOON)
    offer.fund(paid, ville, convention="2026-12", amount_cents=50_000, spent_cents=42_000, income="", by=None)
    for n in range(6):
        where = training.town() if n < 5 else None
        training.present(paid.half_days.get(), training.place(paid, training.learner(commune=where)).person)
    training.present(other.half_days.get(), training.place(other).person)
    told = funders.report(ville, today() - timedelta(days=3), today())
    assert (told.sessions, told.people, told.spent_cents) == (1, 6, 42_000)
    assert (told.communes, told.other_communes) == ([], 6)  # five would leave one
    [line] = funders.lines(today() - timedelta(days=3), today())
    assert (line.funder, line.people, line.minutes, line.amount_cents) == (ville, 6, 6 * 180, 50_000)


@pytest.mark.django_db
def test_the_activity_report_holds_lessons_counts_and_help_in_the_columns_of_la_coop() -> None:
    course = training.session(days=(-1,), of=training.training(themes=["email"]))
    training.present(course.half_days.get(), training.place(course).person)
    training.head_count(people_present=4, held_on=today())
    told = Told(
        day=today(), minutes=30, themes=["maintenance_de_materiel"], place_kind="lieu_activite",
        venue=training.venue(), gear=["ordinateur"], redirected_to="administration",
    )  # fmt: skip
    help.record(told, by=people.user(Role.TRAINER))
    rows = [
        dict(zip((column[1] for column in cra.COLUMNS), cra.cells(one), strict=True))
        for one in cra.reports(today() - timedelta(days=2), today())
    ]
    assert [(row["Type"], row["Participants"]) for row in rows] == [
        ("Atelier collectif", 1), ("Accompagnement individuel", 1), ("Atelier collectif", 4),
    ]  # fmt: skip
    assert rows[0]["Thématique(s) d’accompagnement"] == "E-mail"
    assert rows[1]["Bénéficiaire réorienté"] == "Oui"
    assert rows[1]["Nom du lieu"] == "Salle Jean-Vilar"


@pytest.mark.django_db
def test_reports_take_as_many_queries_for_three_people_as_for_nine() -> None:
    course = training.session(days=(-2, -1), places=12, of=training.training(fpc=True))
    period = today() - timedelta(days=3), today()
    counted = []
    for _ in range(2):
        for _more in range(3):
            person = training.place(course).person
            for half_day in course.half_days.all():
                training.present(half_day, person)
        for ask in (lambda: bpf.frames(today().year), lambda: funders.report(None, *period),
                    lambda: list(cra.reports(*period)), lambda: funders.lines(*period)):  # fmt: skip
            with CaptureQueriesContext(connection) as queries:
                ask()
            counted.append(len(queries))
    assert counted[:4] == counted[4:]


class Frames(TestCase):
    """F-1 = F-3 = F-4 whatever is attended, and hours are those attended."""

    @settings(max_examples=15, deadline=None)
    @given(
        st.lists(
            st.tuples(st.sampled_from("abcde"), st.sampled_from(["a.5", "b", "d"]), st.integers(1, 180)),
            min_size=1, max_size=6,
        )
    )  # fmt: skip
    def test_the_totals_agree(self, told: list[tuple[str, str, int]]) -> None:
        TrainingSession.objects.update(trainer=None)
        for n, (trainee, aim, minutes) in enumerate(told):
            course = training.session(
                days=(-1 - n,), of=training.training(fpc=True, aim=aim, nsf_code=f"3{n}6")
            )
            row: Enrolment = training.place(course, trainee=trainee)
            training.present(course.half_days.get(), row.person, minutes=minutes)
        frames = [bpf.frames(year) for year in (today().year, today().year - 1)]
        assert all(check.holds for one in frames for check in one.checks)
        assert sum(row.minutes for one in frames for row in one.trainees) == sum(row[2] for row in told)


def test_autonomy_follows_the_mean_step() -> None:
    assert rules.autonomy({}) == ""
    assert rules.autonomy({"mail": 0, "scam": 1}) == "entierement_accompagne"
    assert rules.autonomy({"mail": 4}) == "autonome"

"""Courses by name, open workshops counted, help given, hours of volunteers: a year of the classroom."""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final

from rebond.command.demo import results
from rebond.command.demo.agenda import TOWN, last_open_day, open_day
from rebond.command.demo.year import Year
from rebond.command.demo_facts import Course
from rebond.common.dates import clock_at, public_holidays, today
from rebond.common.errors import Refused
from rebond.people import services as people
from rebond.people.models import Commune, Organisation, Person, User
from rebond.training import attendance, enrolments, help, offer, progress
from rebond.training import services as training
from rebond.training.acts import ACTS
from rebond.training.attendance import Telling
from rebond.training.models import HalfDay, Room, Training, TrainingSession, Venue, VolunteerHours
from rebond.training.offer import Plan, When

HALF_DAY_MINUTES = 180
PLACES: Final = 12
MOST_ENROLLED: Final = 7
"""Of a course of the past: a demonstration loads in half a minute."""
_HOURS: Final = ((9 * 60, 12 * 60), (14 * 60, 17 * 60))
_THEMES: Final = (
    ("ordinateur", "prendre_en_main_du_materiel"), ("clavier", "prendre_en_main_du_materiel"),
    ("courriel", "email"), ("fichiers", "gere_ses_contenus_numeriques"),
    ("photos", "gere_ses_contenus_numeriques"), ("Internet", "navigation_sur_internet"),
    ("information", "navigation_sur_internet"), ("texte", "bureautique"), ("Tableur", "bureautique"),
    ("diaporama", "bureautique"), ("Bureautique", "bureautique"), ("arnaque", "securite_numerique"),
    ("passe", "securite_numerique"), ("données", "securite_numerique"),
    ("Sauvegarder", "securite_numerique"), ("ligne prudemment", "banque_et_achats_en_ligne"),
    ("santé", "sante"), ("scolarité", "scolarite_et_numerique"), ("parental", "parentalite"),
    ("CV", "insertion_professionnelle"), ("emploi", "insertion_professionnelle"),
    ("Travail", "insertion_professionnelle"), ("association", "bureautique"),
    ("maintenance", "maintenance_de_materiel"), ("Réparer", "maintenance_de_materiel"),
    ("Linux", "culture_numerique"), ("vidéo", "reseaux_sociaux"),
    ("impôts", "aide_aux_demarches_administratives"), ("CAF", "aide_aux_demarches_administratives"),
)  # fmt: skip
_FPC: Final = ("emploi", "certification", "Secrétariat", "comptes", "maintenance")
_NAMED_GENDERS: Final = ("feminin", "feminin", "masculin", "non_communique")
_OCCUPATIONS: Final = ("retraite", "retraite", "sans_emploi", "en_emploi", "non_communique")


def plan_courses(year: Year, first: date) -> None:
    """Every course once in the year, a half-day a week."""
    room = _furnish(year)
    days = (year.agenda.until - first).days
    for rank, course in enumerate(year.facts.trainings):
        start = first + timedelta(days=(rank * 17) % (days - 90))
        enrolled = year.dice.randint(5, 11)
        known = _offered(course)
        weeks = [start + timedelta(days=7 * week) for week in range(course.half_days)]
        if course.kind == "training":
            session = _planned(year, known, room, [_lesson_day(day) for day in weeks])
        for rank_of_day, day in enumerate(weeks):
            step = _teach if course.kind == "training" else _hold
            subject = session if course.kind == "training" else course
            year.agenda.on(day, partial(step, year, subject, enrolled, rank_of_day))


def _lesson_day(day: date) -> date:
    day = open_day(day)
    while day in public_holidays(day.year):
        day = open_day(day + timedelta(days=1))
    return day


def _furnish(year: Year) -> tuple[Room, Room]:
    town = Commune.objects.get(insee="56098")
    venue = offer.save_venue(
        Venue(
            name="Salle de formation", address="2 rue Exemple", commune=town, how_to_come="Arrêt Mairie",
            opening_hours="Tu-Sa 09:00-12:00,14:00-17:00; PH off", step_free=True,
        ),
        by=None,
    )  # fmt: skip
    return (
        offer.save_room(Room(venue=venue, name="Grande salle", seats=14), by=None),
        offer.save_room(Room(venue=venue, name="Petite salle", seats=12), by=None),
    )


def _offered(course: Course) -> Training:
    is_fpc = course.kind == "training" and any(word in course.title for word in _FPC)
    themes = sorted({theme for word, theme in _THEMES if word in course.title}) or ["culture_numerique"]
    return offer.save_training(
        Training(
            name=course.title, form="course" if course.kind == "training" else "workshop", level="debutant",
            themes=themes, is_fpc=is_fpc,
            objective=f"À la fin, savoir faire seul·e : {course.title.lower()}.",
            nsf_code="326" if is_fpc else "", is_first_steps="Prendre en main" in course.title,
        ),
        by=None,
    )  # fmt: skip


def _planned(year: Year, known: Training, rooms: tuple[Room, Room], days: list[date]) -> TrainingSession:
    """In the first room, half and pair of hands that are free on all its days."""
    teachers = (year.crew.trainer, year.crew.coordination)
    for room, teacher in zip(rooms, teachers, strict=True):
        for hours in _HOURS:
            try:
                return _session(known, room, teacher, [When(day, *hours) for day in days])
            except Refused:
                continue
    return _session(known, rooms[0], year.crew.counter, [When(day, 17 * 60, 20 * 60) for day in days])


def _session(known: Training, room: Room, teacher: User, whens: list[When]) -> TrainingSession:
    unique = list(dict.fromkeys(whens))
    plan = Plan(training=known, room=room, capacity=PLACES, trainer=teacher, half_days=unique)
    return offer.plan(plan, by=teacher)


def _somebody(year: Year) -> Person:
    """Reached by nobody: a demonstration writes to no one."""
    dice = year.aside
    person = people.save_person(
        Person(
            given_name=dice.choice(year.facts.given_names),
            family_name=dice.choice(year.facts.family_names),
            commune=dice.choice(year.communes[:6]),
            birth_year=dice.choice((None, 1948, 1955, 1963, 1979, 1990)),
            reach="visit",
        )
    )  # fmt: skip
    enrolments.set_learner(person, gender=dice.choice(_NAMED_GENDERS), occupation=dice.choice(_OCCUPATIONS))
    return person


def _enrol(year: Year, session: TrainingSession, enrolled: int) -> None:
    for _ in range(min(enrolled, MOST_ENROLLED)):
        trainee = year.aside.choice("cce" if session.training.is_fpc else "e")
        enrolments.enrol(session, _somebody(year), origin="agent", trainee=trainee, by=year.crew.counter)


def _teach(year: Year, session: TrainingSession, enrolled: int, rank: int) -> None:
    """One half-day of a course: some are missing, all are told, the trainer signs."""
    missing = min(year.dice.choice((0, 0, 0, 1, 1, 2)), min(enrolled, MOST_ENROLLED) - 1)
    half_days = list(session.half_days.all())
    if rank >= len(half_days):
        return
    half_day = half_days[rank]
    if rank == 0:  # not a step of the agenda: it would shift the dice of the year
        _enrol(year, session, enrolled)
    with clock_at(half_day.ends_at):
        _tell_all(year, half_day, missing)
        if rank in (0, len(half_days) - 1):
            _cards(year, session, "before" if rank == 0 else "after")


def _tell_all(year: Year, half_day: HalfDay, missing: int) -> None:
    for n, line in enumerate(attendance.roster(half_day)):
        status = "seen" if n >= missing else year.aside.choice(("excused", "noshow"))
        kind = year.aside.choice(("drawn", "picture", "trainer")) if status == "seen" else ""
        signature = {"drawn": "M20 60L60 20L100 80L140 40", "picture": "star"}.get(kind, "")
        telling = Telling(status=status, signature_kind=kind, signature=signature)
        attendance.tell(half_day, line.person, telling, by=year.crew.trainer)
    attendance.cosign(half_day, by=year.crew.trainer)


def _cards(year: Year, session: TrainingSession, moment: str) -> None:
    """Two people in three answer."""
    for row in session.enrolments.filter(state="enrolled").select_related("person"):
        if year.aside.random() < 0.66:
            low = 0 if moment == "before" else 2
            answers = {act.code: low + year.aside.randrange(3) for act in ACTS}
            progress.answer(session, row.person, moment, answers, by=year.crew.trainer)


def _hold(year: Year, course: Course, enrolled: int, _rank: int) -> None:
    present = max(1, enrolled - year.dice.choice((0, 0, 0, 1, 1, 2)))
    women = year.aside.randint(0, present)
    training.count_heads(
        kind=course.kind, title=course.title, held_on=today(), minutes=HALF_DAY_MINUTES, people=present,
        margins={"women": women, "over_70": year.aside.randint(0, present - women)}, by=year.crew.trainer,
    )  # fmt: skip
    if year.aside.random() < 0.8:
        _help(year)
    _give_hours(year)


def _help(year: Year) -> None:
    told = help.Told(
        day=today(), minutes=year.aside.choice((15, 30, 30, 45, 60)), place_kind="lieu_activite",
        venue=Venue.objects.first(), gear=["ordinateur"],
        themes=[year.aside.choice(("email", "prendre_en_main_du_materiel", "maintenance_de_materiel"))],
        autonomy=year.aside.choice(("entierement_accompagne", "partiellement_autonome", "autonome")),
        gender=year.aside.choice(_NAMED_GENDERS),
    )  # fmt: skip
    help.record(told, by=year.crew.trainer)


def _give_hours(year: Year) -> None:
    volunteers = (
        (year.crew.bench[1], "bench"),
        (year.crew.counter, "counter"),
        (year.crew.trainer, "classroom"),
    )
    for volunteer, mission in volunteers:
        help.give_hours(
            volunteer=volunteer, mission=VolunteerHours.Mission(mission), day=today(),
            minutes=60 * year.aside.randrange(1, 5), by=volunteer,
        )  # fmt: skip


def at_the_end(year: Year) -> None:
    """What the classroom finds when the demonstration is opened: today, next weeks, a full session, money."""
    until = year.agenda.until
    rooms = (Room.objects.get(name="Grande salle"), Room.objects.get(name="Petite salle"))
    with clock_at(datetime.combine(last_open_day(until), time(18), TOWN)):
        for rank, known in enumerate(Training.objects.order_by("pk")[:5]):
            days = [_lesson_day(until + timedelta(days=9 + 2 * rank + 7 * week)) for week in range(3)]
            session = _planned(year, known, rooms, days)
            for _ in range(PLACES + 2 if rank == 0 else 3 + rank):
                enrolments.enrol(session, _somebody(year), origin="user", by=year.crew.counter)
        workshop = Training.objects.filter(is_first_steps=True).first()
        if workshop:
            session = _planned(year, workshop, rooms, [until])
            for _ in range(7):
                enrolments.enrol(session, _somebody(year), origin="handover", by=year.crew.counter)
        for _ in range(6):
            _help(year)
        _money(year)
        results.tell(year)
        venue, helper = Venue.objects.get(), year.crew.trainer
        for rank in range(2):
            help.give_appointment(
                _somebody(year), venue, day=until + timedelta(days=1 + rank), starts=15 * 60, minutes=60,
                helper=helper, by=helper,
            )  # fmt: skip


def _money(year: Year) -> None:
    funders = Organisation.objects.filter(kind="local_authority").order_by("pk")[:2]
    sessions = TrainingSession.objects.filter(ends_on__lt=year.agenda.until).order_by("pk")
    for rank, session in enumerate(sessions[:8]):
        if not funders:
            return
        offer.fund(
            session, funders[rank % len(funders)], convention=f"Convention {year.agenda.until.year}",
            amount_cents=120_000, spent_cents=year.aside.randrange(60_000, 120_000),
            income="8" if session.training.is_fpc else "", by=year.crew.coordination,
        )  # fmt: skip

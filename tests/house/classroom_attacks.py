"""How the guards of the classroom are tripped; see guard_attacks.py."""

from collections.abc import Callable
from typing import Final

from rebond.inventory.states import State
from rebond.people.roles import Role
from rebond.training import attendance, enrolments, lending
from rebond.training.models import Attendance, AttendanceSheet, Enrolment, SheetPhoto
from tests.factories import inventory as shelves
from tests.factories import people, training

A_PHOTO: Final = b"\xff\xd8\xff a photograph"


def rows() -> None:
    """A place, a presence that the trainer signed, one that is open, a sheet and its photograph."""
    course = training.session(days=(-2, -1))
    person = training.place(course).person
    first, second = course.half_days.all()
    training.present(first, person)
    training.present(second, person, minutes=90)
    attendance.cosign(first, by=people.user(Role.TRAINER))
    sheet = AttendanceSheet.objects.create(half_day=second, code="x", page=1, lines=[person.pk])
    SheetPhoto.objects.create(sheet=sheet, sha256="0" * 64, media_type="image/jpeg", body=A_PHOTO)


def _signed() -> Attendance:
    return Attendance.objects.exclude(half_day__cosigned_at=None).get()


def _open() -> Attendance:
    return Attendance.objects.get(half_day__cosigned_at=None)


def _join_after_the_signature() -> None:
    Attendance.objects.create(
        half_day=_signed().half_day, person=people.person(), status="noshow", origin="screen"
    )


def _stay_too_long() -> None:
    Attendance.objects.create(
        half_day=_open().half_day, person=people.person(), status="seen", minutes=181, origin="screen"
    )


def _hand_over_a_lent_machine() -> None:
    device = shelves.device(State.READY)
    course = training.session(hours=training.AFTERNOON)
    lending.lend(course, device, due_on=course.starts_on, by=people.user())
    shelves.Device.objects.filter(pk=device.pk).update(state="handed_over")


ATTACKS: Final[dict[str, Callable[[], object]]] = {
    "an_enrolment_stays_in_its_session": lambda: Enrolment.objects.update(origin="user"),
    "nobody_stays_longer_than_the_half_day": _stay_too_long,
    "nobody_stayed_longer_than_the_half_day": lambda: Attendance.objects.filter(pk=_open().pk).update(
        minutes=181
    ),
    "a_signed_half_day_takes_nobody_in": _join_after_the_signature,
    "a_signed_half_day_stands": lambda: Attendance.objects.filter(pk=_signed().pk).update(minutes=1),
    "a_machine_in_a_classroom_stays": _hand_over_a_lent_machine,
    "a_photograph_is_kept_as_it_came": lambda: SheetPhoto.objects.update(body=b"another"),
}


def take_a_seat() -> object:
    return training.place(training.session(hours=_hours()))


def wait_and_be_served() -> object:
    course = training.session(places=1, hours=_hours())
    first = training.place(course)
    training.place(course)
    return enrolments.give_back(first, by=None)


def give_a_seat_back() -> object:
    return enrolments.give_back(training.place(training.session(hours=_hours())), by=None)


_hour = iter(range(24))


def _hours() -> tuple[int, int]:
    hour = next(_hour)
    return hour * 60, hour * 60 + 60

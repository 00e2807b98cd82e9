"""What makes each counting guard count: a handover, a presence, a fate."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from rebond.common.dates import this_month, today
from rebond.distribution import services as distribution_services
from rebond.distribution.models import FollowUp
from rebond.inventory.models import Device
from rebond.inventory.states import State
from rebond.people.models import Commune, Person
from rebond.training.models import Attendance, HalfDay, HeadCount, VolunteerHours
from tests.factories import distribution, people
from tests.factories import inventory as shelves
from tests.factories import training as classroom

_hour = iter(range(24))


def _handed(to: Person | None = None) -> Device:
    device = shelves.device(State.READY)
    distribution.handover(device, to=to)
    device.refresh_from_db()
    return device


def _handed_twice() -> object:
    person = people.person()
    return _handed(person), _handed(person)


def _move_away() -> object:
    person = people.person()
    _handed(person)
    Person.objects.filter(pk=person.pk).update(commune=classroom.town())
    groix = Commune.objects.get_or_create(insee="56069", name="Groix", search_text="groix")[0]
    return Person.objects.filter(pk=person.pk).update(commune=groix)


def _merge_equipped() -> object:
    kept, double = people.person(), people.person()
    _handed(kept)
    _handed(double)
    return Person.objects.filter(pk=double.pk).update(merged_into=kept)


def _come_back() -> object:
    return distribution_services.take_back(_handed(), reason="", code="fault", by=None)


def _correct_a_handed_one() -> object:
    return Device.objects.filter(pk=_handed().pk).update(category="server")


def _told(answer: str = FollowUp.Answer.WORKS) -> FollowUp:
    handover = distribution.handover(shelves.device(State.READY))
    handover.follow_ups.all().delete()
    return FollowUp.objects.create(
        handover=handover, months=12, due_on=today(), answer=answer, answered_month=this_month()
    )


def _tell_again() -> object:
    return FollowUp.objects.filter(pk=_told("").pk).update(answer=FollowUp.Answer.WORKS)


def _untell() -> object:
    return FollowUp.objects.filter(pk=_told().pk).delete()


def _lesson() -> HalfDay:
    hour = next(_hour) * 60
    return classroom.session(days=(0,), hours=(hour, hour + 59)).half_days.get()


def _present(person: Person | None = None) -> Attendance:
    half_day, person = _lesson(), person or classroom.learner()
    classroom.place(half_day.session, person)
    return Attendance.objects.create(
        half_day=half_day, person=person, status="seen", minutes=30, origin="screen"
    )


def _stay_longer() -> object:
    return Attendance.objects.filter(pk=_present().pk).update(minutes=40)


def _move_the_day() -> object:
    row = _present()
    return HalfDay.objects.filter(pk=row.half_day_id).update(day=today() + timedelta(days=40))


def _merge_trained() -> object:
    kept, double = classroom.learner(), classroom.learner()
    _present(kept)
    _present(double)
    return Person.objects.filter(pk=double.pk).update(merged_into=kept)


def _more_heads() -> object:
    return HeadCount.objects.filter(pk=classroom.head_count().pk).update(people=9)


def _no_heads() -> object:
    return HeadCount.objects.filter(pk=classroom.head_count().pk).delete()


_ago = iter(range(100))


def _give_hours() -> VolunteerHours:
    day = today() - timedelta(days=next(_ago))
    return VolunteerHours.objects.create(volunteer=people.user(), mission="bench", day=day, minutes=60)


def _give_more() -> object:
    return VolunteerHours.objects.filter(pk=_give_hours().pk).update(minutes=90)


def _take_hours_back() -> object:
    return VolunteerHours.objects.filter(pk=_give_hours().pk).delete()


def _lose() -> object:
    return shelves.bring(shelves.device(), State.LOST)


def _correct_a_lost_one() -> object:
    return Device.objects.filter(pk=shelves.bring(shelves.device(), State.LOST).pk).update(category="server")


ACTS: Final[dict[str, Callable[[], object]]] = {
    "a_human_is_counted": _handed,
    "a_human_is_counted_again": _handed_twice,
    "a_human_moves_town": _move_away,
    "a_human_is_handed": _handed,
    "equipped_by_human": _merge_equipped,
    "trained_by_human": _merge_trained,
    "a_machine_is_owned": _handed,
    "a_machine_is_owned_no_more": _come_back,
    "an_owned_machine_is_of_another_kind": _correct_a_handed_one,
    "months_are_told": _told,
    "months_are_told_again": _tell_again,
    "months_are_not_told": _untell,
    "a_presence_is_counted": _present,
    "a_presence_is_counted_again": _stay_longer,
    "presences_move_with_their_day": _move_the_day,
    "heads_are_counted": classroom.head_count,
    "heads_are_counted_again": _more_heads,
    "heads_are_not_counted": _no_heads,
    "hours_given_are_counted": _give_hours,
    "hours_given_are_counted_again": _give_more,
    "hours_given_are_taken_back": _take_hours_back,
    "a_fate_is_settled": _lose,
    "a_settled_fate_is_of_another_kind": _correct_a_lost_one,
}

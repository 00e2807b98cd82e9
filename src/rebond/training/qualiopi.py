"""Which evidence of the « référentiel national qualité » these rows already are, indicator by indicator.

Only what is needed when public or mutualised funds pay for « actions de formation ». Source:
../shared/data/standards/qualiopi-rnq.json (décret 2019-565; guide V9, read in secondary sources).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rebond.people.models import Person
from rebond.training import progress
from rebond.training.models import Assessment, Attendance, Enrolment, HalfDay, Training, TrainingSession
from rebond.training.words import Status

COMMON: Final = (1, 2, 4, 5, 6, 9, 10, 11, 12, 17, 18, 19, 21, 22, 23, 24, 25, 26, 27, 30, 31, 32)
CONTINUING: Final = 8


@dataclass(frozen=True, slots=True)
class Evidence:
    """One indicator: what the rows show, how many of them, out of how many that should."""

    indicator: int
    words: str | Promise
    n: int
    out_of: int


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is here, and the indicators that no row can show: kept elsewhere by the association."""

    here: Sequence[Evidence]
    elsewhere: Sequence[int]


def dossier(year: int) -> Dossier:
    """The evidence of vocational sessions that began in ``year``; a constant number of queries."""
    sessions = TrainingSession.objects.filter(
        training__is_fpc=True, starts_on__gte=date(year, 1, 1), starts_on__lte=date(year, 12, 31)
    )
    keys = list(sessions.values_list("pk", flat=True))
    trainings = Training.objects.filter(is_fpc=True, is_active=True)
    places = Enrolment.objects.filter(session__in=keys, state="enrolled")
    cards = Assessment.objects.filter(session__in=keys)
    seen = Attendance.objects.filter(half_day__session__in=keys, status=Status.SEEN)
    half_days = HalfDay.objects.filter(session__in=keys, cancelled_at=None)
    n_places, n_trainings = places.count(), trainings.count()
    told = progress.of_sessions(keys)
    adapted = Person.objects.filter(enrolments__in=places).exclude(adaptations=[]).distinct()
    taught = sessions.exclude(trainer=None, outside_trainer="").count()
    here = [
        Evidence(1, _("trainings with objective, requirements, price and dates on the public page"),
                 trainings.exclude(objective="").count(), n_trainings),
        Evidence(2, _("people whose progress is measured"), told.answered, told.asked),
        Evidence(8, _("cards filled in before the training"),
                 cards.filter(moment="before").count(), n_places),
        Evidence(11, _("cards filled in after the training"), cards.filter(moment="after").count(), n_places),
        Evidence(12, _("presences signed"), seen.exclude(signature_kind="").count(), seen.count()),
        Evidence(12, _("half-days signed by the trainer"),
                 half_days.exclude(cosigned_at=None).count(), half_days.count()),
        Evidence(17, _("sessions with their room and seats"), len(keys), len(keys)),
        Evidence(21, _("sessions with their trainer"), taught, len(keys)),
        Evidence(26, _("trainees for whom something was arranged"), adapted.count(), n_places),
    ]  # fmt: skip
    shown = {row.indicator for row in here}
    return Dossier(here, [n for n in sorted({*COMMON, CONTINUING}) if n not in shown])

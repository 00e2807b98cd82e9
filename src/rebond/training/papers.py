"""The papers of the classroom: certificate of attendance, statement of what was learned, attendance sheet as
signed, a volunteer's year. Their words are French; signed and kept like every paper (records).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from rebond.common.errors import Refused
from rebond.common.units import day_fr, number_fr
from rebond.people.models import User
from rebond.records import papers, texts
from rebond.records.document import Column, Document, Section
from rebond.records.document import draw as draw_document
from rebond.records.models import Paper
from rebond.records.texts import Text
from rebond.records.wording import document, for_us, issue_signed, who_we_are
from rebond.training import acts
from rebond.training.models import Assessment, Attendance, Enrolment, HalfDay, TrainingSession, VolunteerHours
from rebond.training.words import Status

CERTIFICATE: Final = Text(
    "certificat-realisation", "Certificat de réalisation", 1,
    "Mentions du modèle du ministère du Travail (Bakertilly ; Centre Inffo, 26 avril 2023) ; présence signée"
    " par demi-journée (Code du travail, R6313-3 : tout élément probant)",
    "la nature de l’action et les mentions que demande votre financeur.",
)  # fmt: skip
STATEMENT: Final = Text(
    "attestation-formation", "Attestation de formation", 1,
    "Présences de l’association ; rédaction de Rebond. N’est plus obligatoire depuis 2018 : dit ce qui"
    " a été appris",
)  # fmt: skip
VOLUNTEER: Final = Text(
    "attestation-benevole", "Attestation d’heures de bénévolat", 1,
    "Heures notées par mission, règlement ANC 2018-06, art. 211-1 et 211-2 pour leur valorisation",
)  # fmt: skip
texts.register(CERTIFICATE, STATEMENT, VOLUNTEER)

_SIGNED: Final = {
    "": "non signé", "drawn": "signé au doigt", "picture": "signé par pictogramme",
    "pin": "signé par code", "trainer": "attesté par le formateur", "paper": "signé sur papier",
}  # fmt: skip
_STATUS: Final = {
    "unknown": "non renseigné", "seen": "présent", "excused": "excusé", "revoked": "séance annulée",
    "noshow": "absent",
}  # fmt: skip
_MISSIONS: Final = {
    "collection": "Collecte", "bench": "Atelier de remise en état", "counter": "Accueil et comptoir",
    "classroom": "Formations et ateliers", "office": "Bureau", "board": "Conseil d’administration",
    "other": "Autre",
}  # fmt: skip
_STEPS: Final = ("ne sait pas", "avec aide", "seul·e parfois", "seul·e", "peut aider quelqu’un")


def hours_fr(minutes: int) -> str:
    """« 12 h », « 1 h 30 »."""
    hours, rest = divmod(minutes, 60)
    return f"{number_fr(hours)} h" + (f" {rest:02d}" if rest else "")


def issue_certificate(enrolment: Enrolment, *, by: User | None) -> Paper:
    """« Certificat de réalisation »: refused while a half-day is not signed by both."""
    told = _told(enrolment)
    if not told:
        raise Refused(_("This person was at no half-day: there is nothing to certify."))
    open_ones = [row for row in told if row.half_day.cosigned_at is None or not row.signature_kind]
    if open_ones:
        raise Refused(
            _("%(n)d half-days are not signed by both.") % {"n": len(open_ones)},
            _("Have them signed first: the certificate says what is proven."),
        )
    return issue_signed(
        "attendance", enrolment, CERTIFICATE,
        lambda number, at: _certificate(enrolment, told, number, at), by=by,
    )  # fmt: skip


def issue_statement(enrolment: Enrolment, *, by: User | None) -> Paper:
    """« Attestation »: presence, and before and after when both cards were filled in."""
    told = _told(enrolment)
    if not told:
        raise Refused(_("This person was at no half-day: there is nothing to certify."))
    return issue_signed(
        "training", enrolment, STATEMENT,
        lambda number, at: _statement(enrolment, told, number, at), by=by,
    )  # fmt: skip


def _told(enrolment: Enrolment) -> list[Attendance]:
    rows = Attendance.objects.filter(enrolment=enrolment, status=Status.SEEN)
    return list(rows.select_related("half_day").order_by("half_day__day", "half_day__starts"))


def _certificate(enrolment: Enrolment, told: Sequence[Attendance], number: str, at: datetime) -> Document:
    session, us = enrolment.session, who_we_are()
    who = us.represented_by or "le représentant légal"
    first, last = told[0].half_day.day, told[-1].half_day.day
    return document(
        CERTIFICATE, number, at,
        lead=[
            f"Je soussigné, {who}, pour {us.name}, atteste que {enrolment.person} a suivi l’action"
            f" « {session.training.name} »."
        ],
        sections=[
            Section(
                facts=[
                    ("Nature de l’action", _nature(session)),
                    ("Objectif", session.training.objective),
                    ("Entrée", day_fr(first)),
                    ("Sortie", day_fr(last)),
                    ("Durée suivie", hours_fr(sum(row.minutes for row in told))),
                    ("Durée prévue", hours_fr(_planned(session))),
                    ("Lieu", f"{session.room}, {session.room.venue.commune.name}"),
                ]
            ),
            _half_days(told),
        ],
        signatures=[for_us()],
    )  # fmt: skip


def _nature(session: TrainingSession) -> str:
    return (
        "action de formation"
        if session.training.is_fpc
        else "atelier ou parcours hors formation professionnelle"
    )


def _planned(session: TrainingSession) -> int:
    rows = session.half_days.filter(cancelled_at=None)
    return sum(row.minutes for row in rows)


def _half_days(told: Sequence[Attendance]) -> Section:
    columns = [
        Column("Demi-journée", 2),
        Column("Horaires", 1.3),
        Column("Suivi", 0.8),
        Column("Preuve", 1.6),
    ]
    return Section(
        "Demi-journées suivies",
        columns=columns,
        rows=[
            (day_fr(row.half_day.day), row.half_day.clock, hours_fr(row.minutes), _SIGNED[row.signature_kind])
            for row in told
        ],
    )


def _statement(enrolment: Enrolment, told: Sequence[Attendance], number: str, at: datetime) -> Document:
    session, us = enrolment.session, who_we_are()
    cards = {
        card.moment: card.answers
        for card in Assessment.objects.filter(session=session, person=enrolment.person)
    }
    sections = [Section(facts=[("Objectif", session.training.objective)]), _half_days(told)]
    before, after = cards.get("before"), cards.get("after")
    if before and after:
        rows = [
            (str(act.words), _STEPS[before[act.code]], _STEPS[after[act.code]])
            for act in acts.ACTS
            if act.code in before and act.code in after
        ]
        columns = [Column("Gestes", 2), Column("Avant", 1), Column("Après", 1)]
        sections.append(Section("Ce que la personne dit savoir faire", columns=columns, rows=rows))
    hours = hours_fr(sum(row.minutes for row in told))
    return document(
        STATEMENT, number, at,
        lead=[
            f"{us.name} atteste que {enrolment.person} a suivi {hours} de « {session.training.name} »,"
            f" du {day_fr(told[0].half_day.day)} au {day_fr(told[-1].half_day.day)}."
        ],
        sections=sections,
        signatures=[for_us()],
    )  # fmt: skip


def attendance_sheet(session: TrainingSession, at: datetime) -> bytes:
    """« Feuille d'émargement »: every half-day as it was signed; without a number: it may still change."""
    us, sections = who_we_are(), []
    half_days = session.half_days.filter(cancelled_at=None).select_related("cosigned_by")
    columns = [Column("Nom", 2), Column("Présence", 1), Column("Durée", 0.7), Column("Signature", 1.6)]
    for half_day in half_days.prefetch_related("attendances__person"):
        rows = [
            (str(row.person), _STATUS[row.status], hours_fr(row.minutes) if row.minutes else "—", _proof(row))
            for row in sorted(half_day.attendances.all(), key=lambda row: str(row.person))
        ]
        sections.append(
            Section(
                f"{day_fr(half_day.day)}, {half_day.clock}",
                columns=columns,
                rows=rows or [("Personne n’est noté.", "", "", "")],
                after=[_countersigned(half_day)],
            )
        )
    return draw_document(
        Document(
            title=f"Feuille d’émargement : {session.training.name}",
            number=f"session {session.pk}",
            issuer=papers.issuer(),
            made_at=at,
            source="Présences signées par demi-journée (Code du travail, R6313-3 : tout élément probant).",
            lead=[f"{session.room}. {us.name}."],
            sections=sections,
        )
    )


def _proof(row: Attendance) -> str:
    if row.status != Status.SEEN:
        return ""
    at = timezone.localtime(row.told_at)
    return f"{_SIGNED[row.signature_kind]}, le {at:%d/%m à %H:%M}"


def _countersigned(half_day: HalfDay) -> str:
    if half_day.cosigned_at is None or half_day.cosigned_by is None:
        return "Pas encore contresignée par le formateur ou la formatrice."
    at = timezone.localtime(half_day.cosigned_at)
    return f"Contresignée par {half_day.cosigned_by.display_name} le {at:%d/%m/%Y à %H:%M}."


def issue_volunteer(volunteer: User, year: int, *, by: User | None) -> Paper:
    """A volunteer's hours of one year, by mission."""
    rows = VolunteerHours.objects.filter(
        volunteer=volunteer, day__gte=date(year, 1, 1), day__lte=date(year, 12, 31)
    )
    missions = list(rows.values_list("mission").annotate(n=Sum("minutes")).order_by("mission"))
    if not missions:
        raise Refused(_("No hour is written down for this year."))
    us = who_we_are()
    total = sum(minutes for _mission, minutes in missions)

    def make(number: str, at: datetime) -> Document:
        return document(
            VOLUNTEER, number, at,
            lead=[f"{us.name} atteste que {volunteer.display_name} a donné {hours_fr(total)} en {year}."],
            sections=[
                Section(
                    columns=[Column("Mission", 3), Column("Heures", 1, right=True)],
                    rows=[(_MISSIONS[mission], hours_fr(minutes)) for mission, minutes in missions],
                )
            ],
            signatures=[for_us()],
        )  # fmt: skip

    return issue_signed("volunteer", volunteer, VOLUNTEER, make, by=by)

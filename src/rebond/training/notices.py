"""The words of our messages about lessons: what, which day, at what hour, where, how to give a place back."""

from django.utils import timezone

from rebond.people.messages import Notice
from rebond.people.notices import day_words, hour_words, notice
from rebond.training.models import Appointment, HalfDay, TrainingSession


def _when(half_day: HalfDay) -> dict[str, str]:
    begins = timezone.localtime(half_day.starts_at)
    return {
        "day": day_words(begins.date()),
        "hour": hour_words(begins),
        "place": half_day.session.room.venue.name,
        "what": half_day.session.training.name,
    }


def enrolled(first: HalfDay, own_page: str) -> Notice:
    """They have a place. ``own_page`` is where it is given back; empty without a public address."""
    back = f"\n\nPour voir vos dates ou rendre votre place : {own_page}" if own_page else ""
    return notice(
        "enrolled",
        "votre inscription",
        "{title}: inscription notée, {what}, {day} à {hour}, {place}. Empêché? {phone}",
        "Votre place est réservée pour « {what} ». Nous vous attendons {day} à {hour}, {place}. Si vous ne"
        " pouvez pas venir, appelez {phone} : la place ira à quelqu’un d’autre.{back}",
        back=back,
        **_when(first),
    )


def waits(session: TrainingSession) -> Notice:
    """Everything is taken: they are in the queue."""
    return notice(
        "waiting",
        "liste d’attente",
        "{title}: {what} est complet. Vous êtes sur la liste d'attente, nous vous écrirons. {phone}",
        "« {what} » est complet pour l’instant. Vous êtes sur la liste d’attente : dès qu’une place se"
        " libère, elle est à vous et nous vous prévenons. Une question : {phone}.",
        what=session.training.name,
    )


def place_free(first: HalfDay, own_page: str) -> Notice:
    """A place went from somebody to them."""
    back = f"\n\nPour rendre la place : {own_page}" if own_page else ""
    return notice(
        "place_free",
        "une place s’est libérée",
        "{title}: une place est à vous, {what}, {day} à {hour}, {place}. Sinon, appelez {phone}",
        "Une place s’est libérée pour « {what} » : elle est à vous. Nous vous attendons {day} à {hour},"
        " {place}. Si vous ne pouvez plus venir, appelez {phone}.{back}",
        back=back,
        **_when(first),
    )


def moved(half_day: HalfDay) -> Notice:
    """A half-day has another day, hour or place."""
    return notice(
        "moved",
        "changement de date",
        "{title}: {what} change, rendez-vous {day} à {hour}, {place}. Un souci? {phone}",
        "La séance de « {what} » est déplacée : rendez-vous {day} à {hour}, {place}. Si cela ne vous va pas,"
        " appelez {phone} : nous chercherons une autre date.",
        **_when(half_day),
    )


def cancelled(half_day: HalfDay) -> Notice:
    """We cannot hold a half-day."""
    return notice(
        "cancelled",
        "séance annulée",
        "{title}: {what} n'aura pas lieu {day}. Excusez-nous. Une autre date: {phone}",
        "La séance de « {what} » prévue {day} à {hour} n’aura pas lieu. Excusez-nous. Appelez {phone} pour"
        " une autre date.",
        **_when(half_day),
    )


def reminder(half_day: HalfDay) -> Notice:
    """It is soon."""
    return notice(
        "reminder",
        "à bientôt",
        "{title}: rappel, {what}, {day} à {hour}, {place}. Empêché? {phone}",
        "Nous vous attendons {day} à {hour}, {place}, pour « {what} ». Si vous ne pouvez pas venir, appelez"
        " {phone} : la place ira à quelqu’un d’autre.",
        **_when(half_day),
    )


def appointment(row: Appointment) -> Notice:
    """Somebody of ours waits for them alone."""
    return notice(
        "help_appointment",
        "votre rendez-vous",
        "{title}: rendez-vous {day} à {hour}, {place}, pour vous aider. Empêché? {phone}",
        "Nous vous attendons {day} à {hour}, {place}, pour vous aider. Si vous ne pouvez pas venir, appelez"
        " {phone} : nous vous proposerons une autre date.",
        day=day_words(row.day),
        hour=row.clock,
        place=row.venue.name,
    )
